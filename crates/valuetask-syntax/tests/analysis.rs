//! What becomes of each kind of body, and what ends the part of it that runs at the call.
#![forbid(unsafe_code)]

use valuetask_syntax::Name;
use valuetask_syntax::analyse::{Analysed, Analysis, Mechanism, methods};

fn analysed(item: &str) -> Analysed {
    methods(Name::ValueTask, "".parse().expect("tokens"), item.parse().expect("tokens")).expect("an item").remove(0)
}

fn analysis(item: &str) -> Analysis {
    analysed(item).analysis
}

fn mechanism(item: &str) -> Mechanism {
    analysis(item).mechanism
}

#[test]
fn a_body_in_which_nothing_can_suspend_is_ready() {
    assert_eq!(mechanism("async fn f(key: String) -> usize { drop(key); 1 }"), Mechanism::Ready);
    assert_eq!(
        mechanism("async fn f() { spawn(async { g().await }); each(|x| println!(\"{x}\")); }"),
        Mechanism::Ready
    );
    assert_eq!(mechanism("async fn f(n: u8) -> u8 { if n == 0 { return 1; } g(n)? }"), Mechanism::Ready);
}

#[test]
fn a_body_that_awaits_is_a_machine() {
    assert_eq!(mechanism("async fn f() -> u32 { if done() { return 1; } work.await }"), Mechanism::HotMachine);
    assert_eq!(
        mechanism("async fn f(&self) -> u32 { match self.a { Some(x) => x, None => g().await } }"),
        Mechanism::HotMachine
    );
}

#[test]
fn a_macro_call_may_await_under_any_name() {
    let item = "async fn f() { let v = vec![1]; ensure!(v.len() == 1); }";
    let analysis = analysis(item);
    assert_eq!(analysis.mechanism, Mechanism::HotMachine);
    assert!(analysis.awaits.is_empty() && analysis.gate.is_none(), "by their names, these await nothing");
}

#[test]
fn lazy_is_lazy() {
    assert_eq!(mechanism("#[value_task(lazy)] async fn f() -> u32 { 1 }"), Mechanism::Lazy);
    assert_eq!(mechanism("#[value_task(boxed)] async fn f() -> u32 { g().await }"), Mechanism::Lazy);
}

#[test]
fn a_known_attribute_macro_makes_a_machine_and_an_unknown_one_a_lazy_body() {
    let known = analysis("#[inline] #[tracing::instrument(skip_all)] async fn f() -> u32 { 1 }");
    assert_eq!((known.mechanism, known.reasons.len()), (Mechanism::HotMachine, 0));
    let unknown = analysis("#[instrument] #[async_backtrace::framed] async fn f() -> u32 { 1 }");
    assert_eq!(unknown.mechanism, Mechanism::Lazy);
    assert!(unknown.reasons[0].why.contains("`#[async_backtrace::framed]`"));
    assert!(unknown.reasons[0].advice.contains("a method of its own"));
}

#[test]
fn an_analysis_says_where_awaits_and_gates_are() {
    let item = "async fn f(&self) -> u32 {\n let guard = self.lock();\n g()\n.await;\n select!(a, b)\n}";
    let method = analysed(item);
    let Analysis { awaits: found, gate, .. } = &method.analysis;
    let awaits: Vec<_> = found.iter().map(|found| (found.at.start().line, found.hidden)).collect();
    assert_eq!(awaits, [(4, false), (5, true)]);
    assert_eq!(found[0].span.source_text().as_deref(), Some("g()\n.await"));
    assert_eq!(gate.as_ref().map(|gate| gate.span.start().line), Some(2));
    assert_eq!((method.span.start().line, method.span.end().line), (1, 6));
}

/// The line that the gate stands before in a body of these lines.
fn gate(lines: &str) -> Option<usize> {
    let analysis = analysis(&format!("async fn f() {{\n{lines}\n}}"));
    analysis.gate.map(|gate| gate.span.start().line - 1)
}

#[test]
fn a_gate_stands_before_the_first_statement_that_binds_or_hides_an_await() {
    assert_eq!(gate("g();\n mine!();\n mine!();"), Some(2));
    assert_eq!(gate("g();\n let a = g();\n mine!();"), Some(2));
    assert_eq!(gate("g();\n let a = 1;\n if a > 0 {\n mine!();\n }"), Some(3));
    assert_eq!(gate("g();\n println!();\n g().await;"), None);
}

#[test]
fn every_async_method_of_an_item_is_analysed_by_name() {
    let item = "impl T for S { async fn a(&self) { g().await } fn b(&self) {} async fn c(&self) {} const D: u8 = 1; }";
    let all =
        methods(Name::ValueTask, "lazy".parse().expect("tokens"), item.parse().expect("tokens")).expect("an item");
    let names: Vec<_> = all.iter().map(|method| (&*method.name, method.analysis.mechanism)).collect();
    assert_eq!(names, [("a", Mechanism::Lazy), ("c", Mechanism::Lazy)]);
}

#[test]
fn a_declared_return_type_may_not_start_at_the_call() {
    let item = "impl S { async fn awaits(&self) -> Own<u8> { if self.0 { return 1; } b().await } \
                async fn ready(&self) -> Own<u8> { 1 } #[value_task] async fn task(&self) -> u8 { 1 } }";
    let all = methods(Name::AsyncMethod, "".parse().expect("tokens"), item.parse().expect("tokens")).expect("an item");
    let found: Vec<_> = all.iter().map(|method| (method.analysis.mechanism, method.analysis.reasons.len())).collect();
    assert_eq!(found, [(Mechanism::HotMachine, 1), (Mechanism::Ready, 1), (Mechanism::Ready, 0)]);
    assert!(all[0].analysis.reasons.iter().all(|reason| reason.why.contains("declared type")));
}

/// What is said of macro calls in a body to hide an await.
fn hidden(body: &str) -> usize {
    analysis(&format!("async fn f() {{ {body} }}")).awaits.iter().filter(|found| found.hidden).count()
}

#[test]
fn a_known_macro_hides_nothing() {
    assert_eq!(hidden("println!(\"{}\", a != b);"), 0);
    assert_eq!(hidden("tracing::info!(key = %self.key, \"hit\");"), 0);
    assert_eq!(hidden("if tracing::enabled!(Level::DEBUG) && is_x86_feature_detected!(\"avx2\") {}"), 0);
    assert_eq!(hidden("f(vec![format!(\"{x}\"); 3]);"), 0);
}

#[test]
fn an_unknown_macro_may_hide_an_await() {
    assert_eq!(hidden("tokio::select! { x = y => x }"), 1);
    assert_eq!(hidden("mine!();"), 1);
}

#[test]
fn a_known_macro_may_carry_an_await_or_another_macro() {
    assert_eq!(hidden("assert!(f().await);"), 1);
    assert_eq!(hidden("vec![(1, join!(a, b))];"), 1);
}

#[test]
fn what_the_compiler_knows_is_no_macro() {
    for attr in [
        "inline(always)",
        "rustfmt::skip",
        "doc = \"text\"",
        "unsafe(no_mangle)",
        "cfg_attr(true, inline, doc(hidden))",
        "cfg_attr(a, cfg_attr(b, cold))",
    ] {
        assert_eq!(mechanism(&format!("#[{attr}] async fn f() -> u32 {{ 1 }}")), Mechanism::Ready, "{attr}");
    }
    for attr in ["instrument", "tracing::instrument(skip_all)", "cfg_attr(a, trace)"] {
        assert_eq!(mechanism(&format!("#[{attr}] async fn f() -> u32 {{ 1 }}")), Mechanism::HotMachine, "{attr}");
    }
    for attr in ["mine::inline", "cfg_attr(all(a, b), cold, mine)", "cfg_attr(true, mine)"] {
        assert_eq!(mechanism(&format!("#[{attr}] async fn f() -> u32 {{ 1 }}")), Mechanism::Lazy, "{attr}");
    }
}

#[test]
fn one_unknown_attribute_is_a_reason_also_under_a_condition() {
    let known = analysis("#[tracing::instrument] #[cold] #[trace] async fn f() -> u32 { 1 }");
    assert!(known.reasons.is_empty());
    let framed = analysis("#[instrument] #[cfg_attr(a, framed)] async fn f() -> u32 { 1 }");
    assert_eq!(framed.reasons.len(), 1);
}

/// The mechanism of the first method of an impl with these attributes, below this crate's.
fn under(attrs: &str) -> Analysis {
    analysis(&format!("{attrs} impl Trait for Type {{ async fn f() -> u32 {{ 1 }} }}"))
}

#[test]
fn an_attribute_of_the_item_may_change_each_body_in_it() {
    assert_eq!(under("#[allow(dead_code)] #[cfg_attr(a, doc(hidden))]").mechanism, Mechanism::Ready);
    for known in ["#[mine::trace]", "#[cfg_attr(test, mockall::automock)]"] {
        assert_eq!(under(known).mechanism, Mechanism::HotMachine, "{known}");
    }
    let unknown = under("#[cfg_attr(a, mine)]");
    assert_eq!(unknown.mechanism, Mechanism::Lazy);
    assert!(unknown.reasons[0].advice.contains("above"));
}

#[test]
fn an_attribute_in_a_body_may_hide_an_await() {
    for body in
        ["#[mine] fn g() {}", "#[mine] || 1;", "#[mine] async {};", "f(#[mine] const { 1 });", "#[mine] let a = 1;"]
    {
        assert_eq!(mechanism(&format!("async fn f() {{ {body} }}")), Mechanism::HotMachine, "{body}");
        assert_eq!(hidden(body), 1, "{body}");
    }
    assert_eq!(mechanism("async fn f() { #[derive(Debug)] #[repr(C)] struct A { #[mine] a: u8 } }"), Mechanism::Ready);
    let read_by_what_is_derived = "#[derive(Serialize)] #[serde(untagged)] struct A;";
    assert_eq!(hidden(read_by_what_is_derived), 0);
    for read_by_none in [
        "#[mine] #[derive(Serialize)] struct A;",
        "#[derive(Debug, std::cmp::Eq)] #[mine] struct A;",
        "#[cfg_attr(a, derive(Debug))] #[cfg_attr(a, mine)] struct A;",
    ] {
        assert_eq!(hidden(read_by_none), 1, "{read_by_none}");
    }
    assert_eq!(mechanism(&format!("async fn f() {{ {read_by_what_is_derived} }}")), Mechanism::HotMachine);
}

#[test]
fn a_name_in_value_task_that_is_of_no_async_method_is_a_mistake() {
    for (args, item, mistake) in [
        ("value_task(f)", "async fn f() {}", "names methods of a trait or an impl"),
        ("value_task(typo)", "impl S { async fn news(&self) {} }", "the impl has no method of this name"),
        ("value_task(f)", "impl A for X { fn f(&self) {} }", "isn't async"),
        ("value_task(f)", "trait A { fn f(&self); }", "isn't async"),
        ("value_task()", "trait A { async fn f(&self); }", "expected names of methods"),
        ("value_task(f, f)", "trait A { async fn f(&self); }", "repeats an earlier one"),
    ] {
        let found = methods(Name::AsyncTrait, args.parse().expect("tokens"), item.parse().expect("tokens"));
        let error = found.expect_err(args).to_string();
        assert!(error.contains(mistake), "{args} on {item}: {error}");
    }
    let left_out =
        methods(Name::AsyncTrait, "value_task(f)".parse().expect("tokens"), "impl A for X {}".parse().expect("tokens"));
    assert!(left_out.is_ok_and(|methods| methods.is_empty()));
}
