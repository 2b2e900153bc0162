//! Which mechanism each kind of body gets, and the reason why it isn't split.
#![forbid(unsafe_code)]

use valuetask_syntax::Start;
use valuetask_syntax::analyse::{Mechanism, Plan, Why, plans, plans_declared};

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

const LEAVES: &str = "if done() { return 1; }\n work.await";

#[test]
fn a_body_without_an_await_is_ready() {
    assert_eq!(mechanism("async fn f(key: String) -> usize { drop(key); 1 }"), Mechanism::Ready);
    assert_eq!(mechanism("async fn f() { spawn(async { g().await }); println!(\"{}\", 1); }"), Mechanism::Ready);
}

#[test]
fn statements_that_may_return_before_the_first_await_are_split_off() {
    assert_eq!(mechanism(&format!("async fn f() -> u32 {{ {LEAVES} }}")), Mechanism::EarlyExit);
    assert_eq!(mechanism("async fn f(key: &str) -> R { check(key)?; g(&key).await }"), Mechanism::EarlyExit);
    assert_eq!(mechanism("async fn f(key: String) -> R { check(&key)?; g(&key).await }"), Mechanism::EarlyExit);
    assert_eq!(mechanism("async fn f(&mut self) -> u32 { if self.ok() { return 1; } g.await }"), Mechanism::EarlyExit);
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
fn the_task_of_a_call_at_the_end_is_the_methods_own() {
    let forwards = |item: &str| mechanism(item) == Mechanism::Forward;
    assert!(forwards("async fn f(&self, key: &str) -> u32 { self.inner.get(key).await }"));
    assert!(forwards("async fn f(&mut self) -> u32 { self.hits += 1; self.inner[0].next(2).await }"));
    assert!(!forwards("async fn f(id: u64) -> u32 { Self::load(Key { id, kind: Kind::User }, id.into()).await }"));
    assert!(forwards("async fn f(id: u64) -> u32 { Self::load(Key { id, kind: Kind::User }, -(id as i64)).await }"));
    assert!(forwards("async fn f(&self, id: Id, key: String) -> u32 { self.inner.put(id, Some(key)).await }"));
    assert!(forwards("async fn f(self: Arc<Self>, key: String) -> u32 { run(self, key).await }"));
    assert!(!forwards("async fn f(&self, key: String) -> u32 { self.inner.get(&key).await }"));
    assert!(!forwards("async fn f(&self, key: String) -> u32 { self.inner.get(key.len()).await }"));
    assert!(!forwards("async fn f(&self, id: Id, key: String) -> u32 { self.inner.get(key).await }"));
    assert!(!forwards("async fn f(&self, mut key: String) -> u32 { self.inner.get(key).await }"));
    assert!(!forwards("async fn f(self: Arc<Self>, key: String) -> u32 { self.get(key).await }"));
    assert!(!forwards("async fn f(&self, _: Guard) -> u32 { self.inner.get(1).await }"));
    assert!(!forwards("async fn f(&self) -> u32 { self.inner.get(&self.key()).await }"));
    assert!(!forwards("async fn f(&self) -> u32 { self.inner.lock().get().await }"));
}

#[test]
fn a_body_goes_on_if_the_first_task_it_awaits_is_complete() {
    let asks =
        |body: &str| mechanism(&format!("async fn f(&self, key: &str, id: u64) -> R {{ {body} }}")) == Mechanism::Ask;
    assert!(asks("self.inner.get(id).await + 1"));
    assert!(asks("let x = self.inner.get(key).await?; self.note(&x); Ok(x)"));
    assert!(asks("match self.inner.get(key.to_owned(), format!(\"{id}\")).await { Some(x) => x, None => make() }"));
    assert!(asks("if let Some(x) = self.first.get(key).await { return x; } self.second.get(key).await"));
    assert!(asks("let n: u64 = self.first.get(key).await; if n > 3 { return n; } self.second.get(n).await"));
    assert!(!asks("let guard = self.first.get(key).await; if bad() { return 0; } self.second.get(key).await"));
    assert!(!asks("self.note() + self.inner.get(key).await"));
    assert!(!asks("self.inner.get(&id).await + 1"));
    assert!(!asks("self.inner.get(&make()).await + 1"));
    assert!(!asks("mine!(); self.inner.get(id).await + 1"));
    assert_eq!(refusal("&self", "add(self.a.get().await, self.b.get().await)"), Why::AwaitsTwice);
    assert_eq!(refusal("&self", "self.a.get().await;\n self.b.get().await + 1"), Why::AwaitsAgain);
    assert_eq!(refusal("&self, n: Box<u32>", "self.a.get().await; *n"), Why::UsesByValue("n".into()));
}

#[test]
fn a_body_goes_on_past_an_arm_or_a_loop_that_does_not_come_to_its_await() {
    let arm = "async fn f(&mut self) -> u32 { if self.buffer.is_empty() { self.fill().await?; } self.buffer.pop() }";
    assert_eq!(mechanism(arm), Mechanism::Branches);
    let until =
        "async fn f(&mut self) -> u32 { while self.buffer.is_empty() { self.fill().await?; } self.buffer.pop() }";
    assert_eq!(mechanism(until), Mechanism::Loop);
    let read =
        "async fn f(&mut self) -> R { loop { if let Some(x) = self.buffer.take() { return x; } self.fill().await?; } }";
    assert_eq!(mechanism(read), Mechanism::Loop);
    assert_eq!(refusal("&self", "loop { self.note();\n work().await }"), Why::NeverLeavesEarly);
    assert_eq!(refusal("&self", "while let Some(x) = next() { work(x).await }"), Why::LoopBinds);
    assert_eq!(refusal("&self", "loop { let x = next()?; work(x).await }"), Why::LoopBinds);
}

#[test]
fn an_arm_for_nothing_holds_nothing() {
    let split =
        |body: &str| mechanism(&format!("async fn f(&self, key: &str) -> u32 {{ {body} }}")) == Mechanism::Branches;
    assert!(split("match self.get(key) { Some(x) => x, None => g().await }"));
    assert!(split("match self.map.get(key.len()) { Some(x) if x > 1 => x, Some(_) => 0, None => g().await }"));
    assert!(split("if let Some(x) = self.get(key) { x } else { g().await }"));
}

#[test]
fn a_local_of_any_type_is_carried_if_the_machine_holds_it_anyway() {
    let body = |code: &str| format!("async fn f(&self, key: &str, id: u64, own: String) -> R {{ {code} }}");
    let split = |code: &str| mechanism(&body(code)) == Mechanism::EarlyExit;
    let leaves = "if let Some(x) = self.cache.get(&name) { return x; } let x = self.load(&name).await;";
    assert!(split(&format!("let name = format!(\"{{id}}\"); {leaves} self.keep(name, x)")));
    assert!(split(&format!("let name = self.name(id.to_string())?; {leaves} self.keep(name, x)")));
    assert!(split(&format!("let mut name = Key::new(key); {leaves} name.keep(x)")));
    let unread = format!("let mut count = 1; {leaves} count = 2; x + count");
    assert_eq!(plan(&body(&unread)).reasons[0].why, Why::OverwrittenUnread("count".into()));
    let unused = format!("let name = self.name(id); {leaves} x");
    assert_eq!(plan(&body(&unused)).reasons[0].why, Why::LocalMayDrop("name".into()));
    let shadowed = format!("let name = self.name(id); {leaves} let name = 1; self.keep(name, x)");
    assert_eq!(plan(&body(&shadowed)).reasons[0].why, Why::LocalMayDrop("name".into()));
    let borrows = format!("let name = &*own; {leaves} self.keep(name, x)");
    assert_eq!(plan(&body(&borrows)).reasons[0].why, Why::LocalMayDrop("name".into()));
    let moved = format!("let name = self.name(id); take(name); {leaves} self.keep(name, x)");
    assert_eq!(plan(&body(&moved)).reasons[0].why, Why::LocalMayDrop("name".into()));
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
    assert_eq!(refusal("", "work.await"), Why::NotAPlainCall);
    assert_eq!(refusal("", "prepare();\n work.await"), Why::NeverLeavesEarly);
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
    assert_eq!(held("match self.get(key) { Some(x) => x, _ => g().await }"), Why::ArmHoldsScrutinee);
    assert_eq!(held("match self.lock().get(key) { Some(x) => x, None => g().await }"), Why::ArmHoldsScrutinee);
    assert_eq!(held("if let Some(1) = self.get(key) { 1 } else { g().await }"), Why::ArmHoldsScrutinee);
    assert_eq!(held("if let Ok(x) = self.get(key) { x } else { g().await }"), Why::ArmHoldsScrutinee);
    assert_eq!(held("match self.a { Some(x) => g(x).await, None => 1 }"), Why::ArmHoldsScrutinee);
    assert_eq!(held("if let Some(x) = self.a.lock().next() { x } else { g().await }"), Why::ArmHoldsScrutinee);
    assert_eq!(held("if let Some(x) = self.a { g(x).await } else { 1 }"), Why::ArmHoldsScrutinee);
}

#[test]
fn a_plan_says_where_its_awaits_and_reasons_are() {
    let item = "async fn f(&self) -> u32 {\n let guard = self.lock();\n g()\n.await;\n select!(a, b)\n}";
    let method =
        plans("".parse().expect("tokens"), item.parse().expect("tokens"), Start::Hot).expect("an item").remove(0);
    let awaits: Vec<_> = method.awaits.iter().map(|found| (found.at.start().line, found.hidden)).collect();
    assert_eq!(awaits, [(4, false), (5, true)]);
    assert_eq!(method.awaits[0].span.source_text().as_deref(), Some("g()\n.await"));
    assert_eq!(method.plan.reasons[0].span.start().line, 2);
    assert_eq!((method.span.start().line, method.span.end().line), (1, 6));
}

#[test]
fn every_async_method_of_an_item_is_planned_by_name() {
    let item = "impl T for S { async fn a(&self) { g().await } fn b(&self) {} async fn c(&self) {} const D: u8 = 1; }";
    let all = plans("lazy".parse().expect("tokens"), item.parse().expect("tokens"), Start::Hot).expect("an item");
    let names: Vec<_> = all.iter().map(|method| (&*method.name, method.plan.mechanism)).collect();
    assert_eq!(names, [("a", Mechanism::Lazy), ("c", Mechanism::Lazy)]);
}

#[test]
fn a_declared_return_type_is_made_of_the_whole_body() {
    let item = "impl S { async fn awaits(&self) -> Own<u8> { if self.0 { return 1; } b().await } \
                async fn ready(&self) -> Own<u8> { 1 } #[value_task] async fn task(&self) -> u8 { 1 } }";
    let all = plans_declared("".parse().expect("tokens"), item.parse().expect("tokens"), Start::Hot).expect("an item");
    let found: Vec<_> = all.iter().map(|method| (method.plan.mechanism, method.plan.reasons.len())).collect();
    assert_eq!(found, [(Mechanism::HotMachine, 1), (Mechanism::Ready, 1), (Mechanism::Ready, 0)]);
    assert!(all[0].plan.reasons.iter().all(|reason| reason.why == Why::DeclaredReturn));
}
