//! Which mechanism each kind of body gets, and the reason why it isn't split.
#![forbid(unsafe_code)]

use valuetask_syntax::Start;
use valuetask_syntax::analyse::{Mechanism, Plan, Why, plans};

fn plan(item: &str) -> Plan {
    plans("".parse().expect("tokens"), item.parse().expect("tokens"), Start::Hot).expect("an item").remove(0).plan
}

fn mechanism(item: &str) -> Mechanism {
    plan(item).mechanism
}

/// The reason why the body of a function of `args`, returning `u32`, isn't split.
fn refusal(args: &str, body: &str) -> Why {
    let plan = plan(&format!("async fn f({args}) -> u32 {{\n{body}\n}}"));
    assert_eq!(plan.mechanism, Mechanism::HotMachine);
    plan.reasons.into_iter().next().expect("a reason").why
}

const LEAVES: &str = "if done() { return 1; }\n work().await";

#[test]
fn a_body_without_an_await_is_ready() {
    assert_eq!(mechanism("async fn f(key: String) -> usize { drop(key); 1 }"), Mechanism::Ready);
    assert_eq!(mechanism("async fn f() { spawn(async { g().await }); println!(\"{}\", 1); }"), Mechanism::Ready);
}

#[test]
fn statements_that_may_return_before_the_first_await_are_split_off() {
    assert_eq!(mechanism(&format!("async fn f() -> u32 {{ {LEAVES} }}")), Mechanism::EarlyExit);
    assert_eq!(mechanism("async fn f(key: &str) -> R { check(key)?; g(key).await }"), Mechanism::EarlyExit);
    assert_eq!(mechanism("async fn f(key: String) -> R { check(&key)?; g(key).await }"), Mechanism::EarlyExit);
    assert_eq!(
        mechanism("async fn f(&mut self) -> u32 { if self.ok() { return 1; } g().await }"),
        Mechanism::EarlyExit
    );
}

#[test]
fn copies_of_the_arguments_are_carried_over() {
    let body = "let shard = &self.shards[at]; let mut n = 0; let m: usize = shard.len(); if m > n { return 1; }
                n += shard.load().await; n";
    let plan = plan(&format!("async fn f(&self, at: usize) -> usize {{ {body} }}"));
    assert_eq!(plan.mechanism, Mechanism::EarlyExit);
    assert_eq!(plan.runs_at_call, 4);
}

#[test]
fn the_arms_of_a_branching_tail_that_do_not_await_are_split_off() {
    assert_eq!(mechanism("async fn f(&self) -> u32 { if self.a { 1 } else { g().await } }"), Mechanism::Branches);
    assert_eq!(mechanism("async fn f(&self) { if self.a { g().await; } }"), Mechanism::Branches);
    let matched = "async fn f(&self) -> u32 { match self.a { Some(x) => x, None => g().await } }";
    assert_eq!(mechanism(matched), Mechanism::Branches);
}

#[test]
fn lazy_and_machine_never_split() {
    assert_eq!(mechanism("#[value_task(lazy)] async fn f() -> u32 { 1 }"), Mechanism::Lazy);
    let plan = plan("#[value_task(machine)] async fn f() -> u32 { 1 }");
    assert_eq!((plan.mechanism, plan.reasons[0].why.clone()), (Mechanism::HotMachine, Why::Asked));
}

#[test]
fn another_attribute_macro_sees_the_whole_body() {
    let plan = plan("#[inline] #[tracing::instrument(skip_all)] async fn f() -> u32 { 1 }");
    assert_eq!(plan.reasons[0].why, Why::ForeignAttribute("tracing::instrument".into()));
    let plan = self::plan("#[instrument] #[async_backtrace::framed] async fn f() -> u32 { 1 }");
    assert_eq!(plan.reasons[0].why, Why::UnknownAttribute("async_backtrace::framed".into()));
}

#[test]
fn nothing_is_split_off_that_could_not_return() {
    assert_eq!(refusal("", "work().await"), Why::AwaitsAtOnce);
    assert_eq!(refusal("", "prepare();\n work().await"), Why::NeverLeavesEarly);
    assert_eq!(refusal("", "let f = || return 1;\n work().await"), Why::LocalMayDrop("f".into()));
}

#[test]
fn an_item_in_the_body_keeps_it_whole() {
    assert_eq!(refusal("", &format!("{LEAVES};\n fn done() -> bool {{ true }}\n 1")), Why::ItemInBody);
}

#[test]
fn what_is_passed_by_value_may_only_be_borrowed() {
    let used = |code: &str| refusal("key: String", &format!("{code};\n {LEAVES}"));
    assert_eq!(used("key.into_bytes()"), Why::UsesByValue("key".into()));
    assert_eq!(used("drop(key)"), Why::UsesByValue("key".into()));
    assert_eq!(used("assert!(key.is_empty())"), Why::UsesByValue("key".into()));
    assert_eq!(used("run(move || &key)"), Why::UsesByValue("key".into()));
    assert_eq!(refusal("self", &format!("self.check();\n {LEAVES}")), Why::UsesByValue("self".into()));
    assert_eq!(refusal("mut n: u32", &format!("n += 1;\n {LEAVES}")), Why::MutableArgument("n".into()));
}

#[test]
fn an_exclusive_reference_may_not_be_handed_on_or_come_back() {
    assert_eq!(refusal("list: &mut Vec<u32>", &format!("fill(list);\n {LEAVES}")), Why::UsesByValue("list".into()));
    let plan = plan("async fn f(&mut self) -> Option<&str> { if self.ok() { return None; } self.g().await }");
    assert_eq!(plan.reasons[0].why, Why::ReturnMayBorrow("self".into()));
}

#[test]
fn a_local_that_may_have_a_destructor_stays_in_the_machine() {
    let bound = |code: &str| refusal("&self, id: u32, key: &str", &format!("{code};\n {LEAVES}"));
    assert_eq!(bound("let guard = self.lock()"), Why::LocalMayDrop("guard".into()));
    assert_eq!(bound("let made = &String::new()"), Why::LocalMayDrop("made".into()));
    assert_eq!(bound("let own = &id"), Why::LocalMayDrop("own".into()));
    assert_eq!(bound("let own: &str = find(&id)"), Why::LocalMayDrop("own".into()));
    assert_eq!(bound("let own: &[u8] = id.view()"), Why::LocalMayDrop("own".into()));
    assert_eq!(bound("let (a, b) = self.pair()"), Why::LocalPattern);
    assert_eq!(bound("let later"), Why::LocalPattern);
    assert_eq!(bound("let Some(x) = self.get() else { return 1 }"), Why::LocalPattern);
    assert_eq!(bound("tokio::pin!(key)"), Why::LocalPattern);
}

#[test]
fn an_argument_pattern_or_an_opaque_return_keeps_the_body_whole() {
    assert_eq!(refusal("(a, b): (u32, u32)", LEAVES), Why::PatternArgument);
    let plan = plan("async fn f() -> impl Display { if done() { return 1; } g().await }");
    assert_eq!(plan.reasons[0].why, Why::OpaqueReturn);
}

#[test]
fn an_arm_that_awaits_may_not_hold_what_is_matched_on() {
    let held = |body: &str| refusal("&self, key: &str", body);
    assert_eq!(held("match self.get(key) { Some(x) => x, None => g().await }"), Why::ArmHoldsScrutinee);
    assert_eq!(held("match self.a { Some(x) => g(x).await, None => 1 }"), Why::ArmHoldsScrutinee);
    assert_eq!(held("if let Some(x) = self.a.lock().next() { x } else { g().await }"), Why::ArmHoldsScrutinee);
    assert_eq!(held("if let Some(x) = self.a { g(x).await } else { 1 }"), Why::ArmHoldsScrutinee);
}

#[test]
fn a_plan_says_where_the_awaits_are_and_prints_as_one_reads_it() {
    let plan = plan("async fn f(&self) -> u32 {\n let guard = self.lock();\n g().await;\n select!(a, b)\n}");
    assert_eq!(plan.awaits, [3, 4]);
    assert_eq!(
        plan.to_string(),
        "hot machine: runs at the call up to the first await that isn't complete\n  line 2: `guard` lives to the end of \
         the body and may have a destructor, or borrow from what moves"
    );
}

#[test]
fn every_async_method_of_an_item_is_planned_by_name() {
    let item = "impl T for S { async fn a(&self) { g().await } fn b(&self) {} async fn c(&self) {} const D: u8 = 1; }";
    let all = plans("lazy".parse().expect("tokens"), item.parse().expect("tokens"), Start::Hot).expect("an item");
    let names: Vec<_> = all.iter().map(|method| (&*method.name, method.plan.mechanism)).collect();
    assert_eq!(names, [("a", Mechanism::Lazy), ("c", Mechanism::Lazy)]);
}
