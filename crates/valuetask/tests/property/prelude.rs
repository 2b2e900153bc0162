// What the generated bodies are made of, and how the four ways to run one are compared.

#![allow(warnings)]

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use pollster::block_on;
use valuetask::{ValueTask, value_task};

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

struct Pair {
    left: Noisy,
    right: Noisy,
    list: [Noisy; 2],
    count: u32,
    maybe: Option<u32>,
}

async fn pause() {
    let mut first = true;
    std::future::poll_fn(|cx| {
        if std::mem::take(&mut first) {
            cx.waker().wake_by_ref();
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await
}

async fn named(noisy: &Noisy) {
    step(noisy.name());
    pause().await;
    step(noisy.name());
}

#[value_task(lazy)]
async fn slow(number: u32) -> Result<u32, u32> {
    pause().await;
    if number == 6 { Err(number) } else { Ok(number) }
}

fn task(number: u32) -> ValueTask<'static, Result<u32, u32>> {
    match number % 3 {
        0 => slow(number),
        _ if number == 5 => ValueTask::ready(Err(5)),
        _ => ValueTask::ready(Ok(number)),
    }
}

fn check(a: u32, b: u32) -> Result<u32, u32> {
    if a == b { Err(a) } else { Ok(a + b) }
}

macro_rules! both {
    ($first:expr, $second:expr) => {{
        let first = $first.await;
        ($second.await, first)
    }};
}

/// Runs to the end where `polls` is none, and otherwise gives up after so many.
macro_rules! ran {
    ($way:path, $key:expr, $flag:expr, $text:expr, $maybe:expr, $polls:expr) => {{
        let (left, right) = (Noisy("left"), Noisy("right"));
        let pair = Pair { left, right, list: [Noisy("l0"), Noisy("l1")], count: $key / 2, maybe: $maybe };
        let shared = Noisy("shared");
        let mut list = vec![$key];
        let polls: Option<u32> = $polls;
        let ran = traced(|| {
            let future = $way(Noisy("owned"), &shared, $key, $flag, &mut list, $text, 2, &pair, Noisy("_"));
            let Some(polls) = polls else { return Some(block_on(future)) };
            let mut future = pin!(future);
            let mut cx = Context::from_waker(Waker::noop());
            let _ = (0..polls).any(|_| future.as_mut().poll(&mut cx).is_ready());
            None
        });
        (ran, list)
    }};
}

macro_rules! agree {
    ($name:ident) => {
        for key in 0..6u32 {
            for (flag, text, maybe) in [(true, "", None), (false, "abcd", Some(1)), (false, "ab", Some(9))] {
                for polls in [None, Some(1), Some(2), Some(3)] {
                    let expected = ran!($name::plain, key, flag, text, maybe, polls);
                    let case = (stringify!($name), key, flag, text, polls);
                    assert_eq!(ran!($name::lazy, key, flag, text, maybe, polls), expected, "lazy {case:?}");
                    assert_eq!(ran!($name::machine, key, flag, text, maybe, polls), expected, "machine {case:?}");
                    assert_eq!(ran!($name::split, key, flag, text, maybe, polls), expected, "split {case:?}");
                }
            }
        }
    };
}
