//! Hot, lazy and pooled methods have the values and the drop order of a plain async function.
//!
//! Each body is written once and compiled four ways. Each records a trace, and the traces have to be equal. `arguments`
//! is about methods in traits.
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::fmt::Debug;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Waker};

use crate::util::pause;
use pollster::block_on;
use valuetask::{async_trait, value_task};

#[path = "drop_order"]
#[allow(clippy::duplicate_mod, reason = "it is compiled once for each attribute")]
mod pooled {
    use valuetask::async_trait as attribute;

    #[path = "arguments.rs"]
    mod arguments;
}

#[path = "drop_order"]
#[allow(clippy::duplicate_mod, reason = "it is compiled once for each attribute")]
mod hot {
    use valuetask::value_task as attribute;

    #[path = "arguments.rs"]
    mod arguments;
}

thread_local! {
    static TRACE: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn step(what: impl Into<String>) {
    TRACE.with_borrow_mut(|trace| trace.push(what.into()));
}

fn traced<T>(run: impl FnOnce() -> T) -> (T, Vec<String>) {
    TRACE.take();
    let value = run();
    (value, TRACE.take())
}

/// Records its drop.
struct Noisy(&'static str);

impl Noisy {
    fn name(&self) -> &'static str {
        self.0
    }
}

impl Drop for Noisy {
    fn drop(&mut self) {
        step(format!("drop {}", self.0));
    }
}

async fn named(noisy: &Noisy) -> &'static str {
    pause().await;
    noisy.name()
}

/// Polls once and drops, like a caller that drops a suspended task.
fn abandoned(future: impl Future) {
    let _ = pin!(future).poll(&mut Context::from_waker(Waker::noop()));
}

macro_rules! four_ways {
    (async fn $name:ident($($args:tt)*) -> $ret:ty { $($body:tt)* }) => {
        mod $name {
            #[allow(unused_imports, reason = "no body uses all of it")]
            use super::*;

            pub(super) async fn plain($($args)*) -> $ret { $($body)* }

            #[value_task(lazy)]
            pub(super) async fn lazy($($args)*) -> $ret { $($body)* }

            #[async_trait]
            pub(super) async fn pooled($($args)*) -> $ret { $($body)* }

            #[value_task]
            pub(super) async fn hot($($args)*) -> $ret { $($body)* }
        }
    };
}

macro_rules! agree {
    ($name:ident($($arg:expr),*)) => {{
        let expected = traced(|| block_on($name::plain($($arg),*)));
        assert_eq!(traced(|| block_on($name::lazy($($arg),*))), expected, "lazy");
        assert_eq!(traced(|| block_on($name::pooled($($arg),*))), expected, "pooled");
        assert_eq!(traced(|| block_on($name::hot($($arg),*))), expected, "hot");
        let expected = traced(|| abandoned($name::plain($($arg),*)));
        assert_eq!(traced(|| abandoned($name::lazy($($arg),*))), expected, "lazy, abandoned");
        assert_eq!(traced(|| abandoned($name::pooled($($arg),*))), expected, "pooled, abandoned");
        assert_eq!(traced(|| abandoned($name::hot($($arg),*))), expected, "hot, abandoned");
    }};
}

four_ways! {
    async fn early_return(first: Noisy, _: Noisy, key: &str, _third: Noisy) -> Result<usize, String> {
        if key.is_empty() {
            step("leaves");
            return Err("empty".into());
        }
        let number: usize = key.parse().map_err(|_| format!("{key} in {}", named_by(&first)))?;
        step("prefix");
        pause().await;
        step("rest");
        Ok(key.len() + number)
    }
}

fn named_by(noisy: &Noisy) -> &'static str {
    noisy.name()
}

#[test]
fn arguments_are_dropped_in_reverse_whether_the_body_leaves_early_or_not() {
    agree!(early_return(Noisy("a"), Noisy("b"), "", Noisy("c")));
    agree!(early_return(Noisy("a"), Noisy("b"), "x", Noisy("c")));
    agree!(early_return(Noisy("a"), Noisy("b"), "12", Noisy("c")));
}

four_ways! {
    async fn carried(list: &[u32], skip: usize, _held: Noisy) -> Option<u32> {
        let mut sum: u32 = 0;
        let list = &list[skip..];
        let start = 10;
        for value in list {
            if *value == 0 {
                return None;
            }
            sum += value;
        }
        let sum = sum;
        let mut more = 0;
        pause().await;
        more += start;
        Some(sum + more + list.len() as u32)
    }
}

#[test]
fn numbers_and_references_live_over_an_await() {
    agree!(carried(&[1, 2, 3], 1, Noisy("held")));
    agree!(carried(&[1, 0, 3], 1, Noisy("held")));
}

four_ways! {
    async fn guarded(leave: bool, argument: Noisy) -> usize {
        let guard = Noisy("guard");
        let view = guard.name();
        if leave {
            return 0;
        }
        let moved = argument;
        let inner = Noisy("inner");
        pause().await;
        drop(inner);
        step("rest");
        view.len() + moved.name().len()
    }
}

#[test]
fn a_guard_lives_until_the_body_ends() {
    agree!(guarded(true, Noisy("argument")));
    agree!(guarded(false, Noisy("argument")));
}

four_ways! {
    async fn branching(way: u32, text: &str, kept: Noisy) -> String {
        let ten = 10;
        if way == 0 {
            step("at once");
            text.to_owned()
        } else if way == 1 {
            pause().await;
            step("one");
            format!("{text}{ten}")
        } else if way == 2 && text.len() > 3 {
            String::new()
        } else {
            let noisy = Noisy("arm");
            named(&noisy).await.to_owned() + kept.name()
        }
    }
}

#[test]
fn the_arms_of_a_branching_tail_agree() {
    for way in 0..4 {
        agree!(branching(way, "abcd", Noisy("kept")));
        agree!(branching(way, "ab", Noisy("kept")));
    }
}

struct Cell {
    value: Option<u32>,
    noisy: Noisy,
}

four_ways! {
    async fn matching(cell: &Cell, add: u32) -> u32 {
        match cell.value {
            Some(value) if value > 100 => {
                step("large");
                value
            }
            Some(value) => value + add,
            None => {
                named(&cell.noisy).await;
                add
            }
        }
    }
}

four_ways! {
    async fn if_let(cell: &Cell, add: u32) -> u32 {
        if let Some(value) = &cell.value { *value } else { pause().await; add }
    }
}

four_ways! {
    async fn without_await(cell: &Cell, given: Noisy, early: bool) -> () {
        let local = Noisy("local");
        if early {
            return;
        }
        step(format!("{}{:?}", given.name(), cell.value));
        drop(local)
    }
}

#[test]
fn a_match_on_a_place_agrees() {
    for value in [Some(1), Some(200), None] {
        let cell = Cell { value, noisy: Noisy("cell") };
        agree!(matching(&cell, 7));
        agree!(if_let(&cell, 7));
    }
}

#[test]
fn a_body_without_an_await_agrees() {
    let cell = Cell { value: None, noisy: Noisy("cell") };
    agree!(without_await(&cell, Noisy("given"), true));
    agree!(without_await(&cell, Noisy("given"), false));
}

/// Destructured arguments, in a trait under this attribute.
macro_rules! apart {
    ($($name:ident: $attribute:meta;)*) => {$(
        mod $name {
            use super::{Cell, Noisy, pause};

            pub(super) struct Apart;

            #[$attribute]
            pub(super) trait Method {
                async fn apart(pair: (Noisy, Noisy), cell: Cell, early: bool) -> &'static str;
            }

            #[$attribute]
            impl Method for Apart {
                async fn apart((left, _): (Noisy, Noisy), Cell { noisy, .. }: Cell, early: bool) -> &'static str {
                    if early {
                        return "early";
                    }
                    pause().await;
                    if noisy.name() == left.name() { "same" } else { "different" }
                }
            }
        }
    )*};
}

apart! {
    theirs: async_trait::async_trait;
    pooled_apart: valuetask::async_trait;
    exact_apart: valuetask::async_trait(exact);
    lazy_apart: valuetask::value_task(lazy);
    hot_apart: valuetask::value_task;
}

/// The one difference: the parts that a pattern leaves are dropped at once under async-trait, with the arguments in an
/// async function.
#[test]
fn arguments_taken_apart_are_dropped_as_under_async_trait_or_as_in_an_async_function() {
    async fn plain((left, _): (Noisy, Noisy), Cell { noisy, .. }: Cell, early: bool) -> &'static str {
        if early {
            return "early";
        }
        pause().await;
        if noisy.name() == left.name() { "same" } else { "different" }
    }
    let arguments = || ((Noisy("left"), Noisy("right")), Cell { value: None, noisy: Noisy("cell") });
    macro_rules! apart {
        ($name:ident, $early:expr) => {{
            use $name::{Apart, Method};
            let (pair, cell) = arguments();
            traced(|| block_on(Apart::apart(pair, cell, $early)))
        }};
    }
    for early in [true, false] {
        let theirs = apart!(theirs, early);
        assert_eq!(apart!(pooled_apart, early), theirs);
        assert_eq!(apart!(exact_apart, early), theirs);
        let (pair, cell) = arguments();
        let expected = traced(|| block_on(plain(pair, cell, early)));
        assert_ne!(theirs, expected);
        assert_eq!(apart!(lazy_apart, early), expected);
        assert_eq!(apart!(hot_apart, early), expected);
    }
}

four_ways! {
    async fn looping(mut left: u32, list: &mut Vec<u32>) -> Result<usize, u32> {
        loop {
            let noisy = Noisy("turn");
            if list.contains(&left) {
                return Err(left);
            }
            list.push(left);
            left = left.checked_sub(1).ok_or(99u32)?;
            pause().await;
            step(noisy.name());
            if left == 1 {
                break;
            }
        }
        Ok(list.len())
    }
}

#[test]
fn loops_agree() {
    agree!(looping(3, &mut vec![]));
    agree!(looping(3, &mut vec![2]));
    agree!(looping(0, &mut vec![2]));
}

four_ways! {
    async fn temporaries(leave: bool) -> usize {
        if leave {
            return Noisy("returned").name().len();
        }
        let length = named(&Noisy("temporary")).await.len();
        step("between");
        length + named(&Noisy("tail")).await.len()
    }
}

#[test]
fn temporaries_of_awaited_expressions_live_as_long() {
    agree!(temporaries(true));
    agree!(temporaries(false));
}

macro_rules! both {
    ($first:expr, $second:expr) => {{
        let first = $first.await;
        ($second.await, first)
    }};
}

four_ways! {
    async fn hidden(key: &str, _held: Noisy) -> usize {
        let guard = Noisy("guard");
        if key.is_empty() {
            return 0;
        }
        let (a, b) = both!(named(&guard), named(&guard));
        step(format!("{a}{b}"));
        both!(pause(), pause());
        key.len()
    }
}

#[test]
fn awaits_hidden_in_macros_agree() {
    agree!(hidden("", Noisy("held")));
    agree!(hidden("a", Noisy("held")));
}

four_ways! {
    async fn exclusive(list: &mut Vec<u32>, limit: usize) -> usize {
        if list[0] == 9 {
            list[0] = 8;
            return 1;
        }
        pause().await;
        list.push(limit as u32);
        list.len()
    }
}

#[test]
fn an_exclusive_reference_agrees() {
    agree!(exclusive(&mut vec![9], 1));
    agree!(exclusive(&mut vec![1], 1));
}

fn same<T: PartialEq + Debug>([expected, others @ ..]: [T; 4]) {
    for other in others {
        assert_eq!(other, expected);
    }
}

#[test]
fn a_receiver_taken_by_value_is_dropped_last_and_whole() {
    #[allow(dead_code, reason = "held for its drop")]
    struct Pair(Noisy, Noisy);

    #[value_task]
    impl Pair {
        #[value_task(lazy)]
        async fn lazy(self, argument: Noisy) -> usize {
            pause().await;
            let taken = self.1;
            taken.name().len() + argument.name().len()
        }

        #[async_trait]
        async fn pooled(self, argument: Noisy) -> usize {
            pause().await;
            let taken = self.1;
            taken.name().len() + argument.name().len()
        }

        #[value_task]
        async fn hot(self, argument: Noisy) -> usize {
            pause().await;
            let taken = self.1;
            taken.name().len() + argument.name().len()
        }
    }

    impl Pair {
        async fn plain(self, argument: Noisy) -> usize {
            pause().await;
            let taken = self.1;
            taken.name().len() + argument.name().len()
        }
    }

    let pair = || Pair(Noisy("first"), Noisy("second"));
    same([
        traced(|| block_on(pair().plain(Noisy("argument")))),
        traced(|| block_on(pair().lazy(Noisy("argument")))),
        traced(|| block_on(pair().pooled(Noisy("argument")))),
        traced(|| block_on(pair().hot(Noisy("argument")))),
    ]);
}
