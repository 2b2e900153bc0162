//! A function that awaits itself, sixteen calls deep, by every way to store its future.

use std::hint::black_box;
use std::pin::Pin;

use async_recursion::async_recursion;
use dyn_future::DynFuture;
use reblessive::{Stack, Stk};
use valuetask::{PooledFuture, value_task};

use crate::cases::block_on::block_on;
use crate::way::{ASYNC_RECURSION, Case, DYN_FUTURE, Goal, POOLED, REBLESSIVE, Run, VALUE_TASK, Way};

const DEPTH: u64 = 16;

#[async_recursion]
#[inline(never)]
async fn boxed(depth: u64) -> u64 {
    if black_box(depth) == 0 { 1 } else { boxed(depth - 1).await + 1 }
}

#[inline(never)]
fn dyn_future(depth: u64) -> Pin<DynFuture<u64>> {
    DynFuture::new(async move { if black_box(depth) == 0 { 1 } else { dyn_future(depth - 1).await + 1 } })
}

async fn reblessive(stack: &mut Stk, depth: u64) -> u64 {
    if black_box(depth) == 0 { 1 } else { stack.run(move |stack| reblessive(stack, depth - 1)).await + 1 }
}

#[inline(never)]
fn pooled(depth: u64) -> PooledFuture<'static, u64> {
    PooledFuture::new(async move { if black_box(depth) == 0 { 1 } else { pooled(depth - 1).await + 1 } })
}

#[value_task]
#[inline(never)]
async fn hot(depth: u64) -> u64 {
    if black_box(depth) == 0 { 1 } else { hot(depth - 1).await + 1 }
}

/// Calls it, and awaits it.
macro_rules! awaited {
    ($function:ident) => {
        || -> Run { Box::new(|calls| (0..calls / DEPTH).map(|_| block_on($function(DEPTH - 1))).sum()) }
    };
}

fn on_a_stack() -> Run {
    let mut stack = Stack::new();
    Box::new(move |calls| (0..calls / DEPTH).map(|_| stack.enter(|stack| reblessive(stack, DEPTH - 1)).finish()).sum())
}

pub(super) fn case() -> Case {
    let way = |name, prepare, goals| Way { name, prepare, goals };
    let goal: &[Goal] = const { &[Goal::ratio(ASYNC_RECURSION, 1.0)] };
    Case {
        name: "recursion, 16 deep",
        calls: 1_600_000,
        bytes: None,
        ways: vec![
            way(ASYNC_RECURSION, awaited!(boxed), &[]),
            way(DYN_FUTURE, awaited!(dyn_future), &[]),
            way(REBLESSIVE, on_a_stack, &[]),
            way(POOLED, awaited!(pooled), goal),
            way(VALUE_TASK, awaited!(hot), goal),
        ],
    }
}
