//! Following the advice that a reason gives leads to code that is split, or split further.
#![forbid(unsafe_code)]

use valuetask_syntax::Start;
use valuetask_syntax::analyse::{Mechanism, Plan, plans};

fn plan(item: &str) -> Plan {
    plans("".parse().expect("tokens"), item.parse().expect("tokens"), Start::Hot).expect("an item").remove(0).plan
}

/// Asserts that `before` is held back by a reason, whose advice says all of `parts`, and that `after` isn't held back by it.
fn leads(before: &str, parts: &[&str], after: &str) {
    let held = plan(before);
    let why = &held.reasons.first().unwrap_or_else(|| panic!("no reason: {before}")).why;
    let advice = why.advice();
    for part in parts {
        assert!(advice.contains(part), "{why:?}: {advice:?} doesn't say {part:?}");
    }
    let followed = plan(after);
    assert_ne!(followed.mechanism, Mechanism::HotMachine, "{after}: {:?}", followed.reasons);
    assert!(followed.reasons.iter().all(|reason| reason.why != *why), "{after}: still {why:?}");
}

#[test]
fn a_machine_that_was_asked_for_needn_t_be() {
    leads(
        "#[value_task(machine)] async fn f() -> u32 { 1 }",
        &["leave `machine` out"],
        "#[value_task] async fn f() -> u32 { 1 }",
    );
}

#[test]
fn what_may_be_left_out_is_a_method_of_its_own() {
    leads(
        "async fn f(&self) -> u32 { #[cfg(metrics)] self.report().await; self.count }",
        &["under the attribute", "a method of its own"],
        "async fn f(&self) -> u32 { self.report_if_measured().await; self.count }",
    );
}

#[test]
fn another_attribute_goes_on_a_method_of_its_own() {
    leads(
        "#[instrument] async fn f(&self) -> u32 { if let Some(hit) = self.hit() { return hit; } self.load().await }",
        &["`#[instrument]`", "a method of its own"],
        "async fn f(&self) -> u32 { if let Some(hit) = self.hit() { return hit; } self.slow().await }",
    );
}

#[test]
fn what_answers_a_hit_goes_without_a_type_that_only_the_caller_knows() {
    leads(
        "async fn f<T: Read>(&self, key: &str) -> Option<T> { let raw = self.raw(key).await?; T::read(raw) }",
        &["a method without that type parameter"],
        "async fn raw(&self, key: &str) -> Option<u32> { let id: u32 = self.id(key).await?; self.load(id).await }",
    );
}

#[test]
fn a_call_on_something_made_before_becomes_one_through_a_reference() {
    leads(
        "async fn f(&self) -> u32 { self.pool.get().load().await + 1 }",
        &["`self.field.call(..)`"],
        "async fn f(&self) -> u32 { self.pool.load(&self.key, 1).await + 1 }",
    );
}

#[test]
fn two_awaits_in_a_statement_become_two_statements() {
    leads(
        "async fn f(&self) -> R { Ok(self.a().await? + self.b().await?) }",
        &["a `let` of its own"],
        "async fn f(&self) -> R { let a: u32 = self.a().await?; let b: u32 = self.b().await?; Ok(a + b) }",
    );
}

#[test]
fn an_answer_between_two_awaits_leaves_the_body() {
    leads(
        "async fn f(&self) -> u32 { let a: u32 = self.a().await; let b: u32 = self.b().await; a + b }",
        &["return, or use `?`, between"],
        "async fn f(&self) -> u32 { let a: u32 = self.a().await; if a > 0 { return a; } let b: u32 = self.b().await; a + b }",
    );
}

#[test]
fn an_answer_before_the_first_await_leaves_the_body() {
    leads(
        "async fn f(&self) -> u32 { prepare(); self.pool.get().load().await }",
        &["`if let Some(hit) = .. { return hit; }`"],
        "async fn f(&self) -> u32 { if let Some(hit) = self.hit() { return hit; } self.pool.get().load().await }",
    );
}

#[test]
fn what_keeps_a_body_whole_has_another_form() {
    const LEAVES: &str = "if done() { return 1; } work().await";
    leads(
        &format!("async fn f() -> u32 {{ const ONE: u32 = 1; {LEAVES} }}"),
        &["out of the body"],
        &format!("async fn f() -> u32 {{ {LEAVES} }}"),
    );
    leads(
        &format!("async fn f() -> impl Into<u32> {{ {LEAVES} }}"),
        &["name the type"],
        &format!("async fn f() -> u32 {{ {LEAVES} }}"),
    );
    leads(
        &format!("async fn f((a, b): (u32, u32)) -> u32 {{ {LEAVES} }}"),
        &["give the argument a name"],
        &format!("async fn f(both: (u32, u32)) -> u32 {{ {LEAVES} }}"),
    );
    leads(
        &format!("async fn f(mut n: u32) -> u32 {{ assert!(n > 0); {LEAVES} + n }}"),
        &["`let mut n = n;`"],
        "async fn f(n: u32) -> u32 { assert!(n > 0); if done() { return 1; } work().await; let mut n = n; n }",
    );
    leads(
        &format!("async fn f(key: String) -> u32 {{ check(key.clone().len()); audit(key); {LEAVES} }}"),
        &["use `key` by reference"],
        &format!("async fn f(key: String) -> u32 {{ check(&key); {LEAVES} }}"),
    );
}

#[test]
fn a_method_that_borrows_exclusively_returns_what_is_its_own() {
    leads(
        "async fn f(&mut self) -> Option<&str> { if self.ok() { return None; } self.g().await }",
        &["return what doesn't borrow", "take `self` by shared reference"],
        "async fn f(&self) -> Option<&str> { if self.ok() { return None; } self.g().await }",
    );
}

#[test]
fn a_local_that_may_drop_ends_before_the_await_or_has_its_type_written() {
    let guarded = "async fn f(&self) -> u32 { let guard = self.lock(); if guard.ok() { return 1; } self.load().await }";
    leads(
        guarded,
        &["let `guard` end before the await"],
        "async fn f(&self) -> u32 { if self.lock().ok() { return 1; } self.load().await }",
    );
    leads(
        "async fn f(&self) -> u32 { let shard = self.shard(); if shard.ok() { return 1; } shard.load().await }",
        &["`let shard: &T = ..`"],
        "async fn f(&self) -> u32 { let shard: &Shard = self.shard(); if shard.ok() { return 1; } shard.load().await }",
    );
}

#[test]
fn a_pattern_before_the_await_becomes_a_plain_local() {
    leads(
        "async fn f(&self) -> u32 { let (a, _) = self.pair(); if a > 0 { return a; } self.load().await }",
        &["`let name: Type = value;`"],
        "async fn f(&self) -> u32 { let a: u32 = self.pair().0; if a > 0 { return a; } self.load().await }",
    );
}

#[test]
fn a_turn_of_a_loop_begins_with_what_leaves_it() {
    leads(
        "async fn f(&mut self) -> u32 { loop { let next = self.take(); if next > 0 { return next; } self.fill().await; } }",
        &["`loop { if let Some(hit) = .. { return hit; } .. }`"],
        "async fn f(&mut self) -> u32 { loop { if let Some(next) = self.take() { return next; } self.fill().await; } }",
    );
}

#[test]
fn a_scrutinee_that_an_awaiting_arm_holds_is_left_in_a_statement_of_its_own() {
    leads(
        "async fn f(&self) -> u32 { match self.lock().get() { Some(hit) => *hit, None => self.load().await } }",
        &["`if let Some(hit) = .. { return hit; }`"],
        "async fn f(&self) -> u32 { if let Some(hit) = self.lock().get() { return *hit; } self.load().await }",
    );
}
