//! The second phase on what attributes of other crates may have left of a method.
#![forbid(unsafe_code)]

use proc_macro2::TokenStream;
use valuetask_syntax::finish;

/// Finishes a function with `args`, which are written as an expansion writes them, and compares.
fn becomes(args: &str, item: &str, finished: &str) {
    let parse = |text: &str| text.parse::<TokenStream>().expect("tokens");
    assert_eq!(finish(parse(args), parse(item)).to_string(), parse(finished).to_string());
}

#[test]
fn a_boxed_tail_is_made_a_task_under_any_path() {
    for path in ["Box::pin", "::std::boxed::Box::pin", "a::b::Box::pin", "::valuetask::__private::hot::Box::pin"] {
        becomes(
            "hot",
            &format!("fn f() -> T {{ {path}(async move {{ 1 }}) }}"),
            "fn f() -> T { hot(async move { 1 }) }",
        );
    }
}

#[test]
fn what_stands_before_the_tail_stays() {
    becomes(
        "::v::hot",
        "#[doc = \"x\"] pub fn f(&self) -> T { let span = enter(); return Box::pin(span.wrap(async {})) }",
        "#[doc = \"x\"] pub fn f(&self) -> T { let span = enter(); return ::v::hot(span.wrap(async {})) }",
    );
}

#[test]
fn what_is_no_boxed_tail_is_a_future_as_a_whole() {
    becomes("hot", "fn f() -> T { async move { 1 } }", "fn f() -> T { hot({ async move { 1 } }) }");
    becomes("hot", "fn f() -> T { let b = Box::pin(x); b }", "fn f() -> T { hot({ let b = Box::pin(x); b }) }");
    becomes("hot", "fn f() -> T { MyBox::pin(x) }", "fn f() -> T { hot({ MyBox::pin(x) }) }");
}

#[test]
fn a_body_that_still_makes_the_task_itself_is_left_alone() {
    let counted = "fn f() -> T { let t: T = (move || { ::v::__private::hot::Box::pin(x) })(); count(); t }";
    becomes("hot", counted, counted);
}

#[test]
fn what_is_counted_is_counted_inside_of_the_task() {
    let counters = "{ static METHOD: ::v::__private::Counters = \
                    ::v::__private::Counters::new(::v::__private::core::module_path!(), \"S::f\"); &METHOD }";
    becomes(
        &format!("hot, {counters}"),
        "fn f() -> T { Box::pin(async move { 1 }) }",
        &format!("fn f() -> T {{ hot({counters}.count(async move {{ 1 }})) }}"),
    );
    becomes(
        &format!("lazy, {counters}"),
        "fn f() -> T { Box::pin(async move { 1 }) }",
        &format!("fn f() -> T {{ lazy({counters}.count(async move {{ 1 }})) }}"),
    );
}

#[test]
fn code_that_is_still_being_written_passes_through() {
    becomes("hot", "fn f(&self) -> T;", "fn f(&self) -> T;");
    becomes(
        "hot",
        "fn f() -> T { let x = ; Box::pin(async move { self. }) }",
        "fn f() -> T { let x = ; hot(async move { self. }) }",
    );
}
