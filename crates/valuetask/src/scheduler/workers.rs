//! The workers of the default scheduler: a thread for each core, each with a queue that the others help themselves from.
//!
//! A worker does first what it woke or spawned last, as that is what it has at hand; after a few such pieces it takes one from its
//! queue, so that nothing there waits for ever. Work from other threads comes by a queue of its own.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::format;
use core::cell::Cell;
use core::future::{Future, poll_fn};
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::ptr;
use core::task::{Context, Poll, Waker};
use std::panic::catch_unwind;
use std::sync::OnceLock;
use std::thread;

use async_task::{Builder, Runnable, ScheduleInfo, WithInfo};

use super::shared::Shared;
use crate::ValueTask;

/// So many pieces a worker does out of its hand before it looks at its queue.
const AT_HAND: u32 = 16;
/// Every so often a worker looks at what others have, or came from outside, before it looks at its queue: work that goes on without end
/// in its own must not keep it from helping a worker that is held up.
const OTHERS_FIRST: u32 = 61;

std::thread_local! {
    /// The number of the worker that this thread is.
    static NUMBER: Cell<Option<usize>> = const { Cell::new(None) };
    /// What it does next.
    static AT_ONCE: Cell<Option<Runnable>> = const { Cell::new(None) };
    /// Where the waker lies that it polls a piece of work with; null while it doesn't.
    static POLLED_WITH: Cell<*const Waker> = const { Cell::new(ptr::null()) };
}

/// All of them.
pub(super) struct Workers(Shared<Runnable>);

impl Workers {
    /// The workers, which are started if they aren't yet.
    #[inline]
    fn get() -> &'static Self {
        static WORKERS: OnceLock<&'static Workers> = OnceLock::new();
        WORKERS.get_or_init(Self::all)
    }

    /// Has them started if they aren't yet, for who can't later.
    pub(super) fn start() {
        Self::get();
    }

    fn all() -> &'static Self {
        let count = thread::available_parallelism().map_or(1, usize::from);
        let workers: &'static Self = Box::leak(Box::new(Self(Shared::new(count))));
        for number in 0..count {
            let named = thread::Builder::new().name(format!("valuetask-w-{number}"));
            let started = named.spawn(move || workers.work(number));
            assert!(number > 0 || started.is_ok(), "valuetask can't start a worker thread: {started:?}");
        }
        workers
    }

    #[inline]
    pub(super) fn spawn(mut work: ValueTask<'static>) {
        let workers = Self::get();
        let schedule = WithInfo(move |runnable, info| workers.schedule(runnable, info));
        let (runnable, task) = Builder::new().spawn(|()| poll_fn(move |cx| poll(&mut work, cx)), schedule);
        task.detach();
        runnable.schedule();
    }

    /// Whether this is the very waker that this thread polls a piece of work with. All that does is to schedule it.
    ///
    /// A clone of it isn't recognised.
    pub(super) fn only_schedules(waker: &Waker) -> bool {
        ptr::eq(waker, POLLED_WITH.get())
    }

    #[inline]
    fn schedule(&self, runnable: Runnable, info: ScheduleInfo) {
        let worker = NUMBER.get();
        if worker.is_none() || info.woken_while_running {
            self.0.push(worker, runnable);
        } else if let Some(waiting) = AT_ONCE.replace(Some(runnable)) {
            self.0.push(worker, waiting);
        }
    }

    /// Leaves what this thread would do next to the others, if it is a worker.
    pub(super) fn hand_over() {
        if let Some(number) = NUMBER.get()
            && let Some(runnable) = AT_ONCE.take()
        {
            Self::get().0.push(Some(number), runnable);
        }
    }

    fn work(&self, number: usize) {
        NUMBER.set(Some(number));
        let (mut done, mut at_hand) = (0_u32, 0);
        loop {
            let next = if at_hand < AT_HAND { AT_ONCE.take() } else { None };
            at_hand = if next.is_some() { at_hand + 1 } else { 0 };
            let others_first = done.is_multiple_of(OTHERS_FIRST);
            let next = next.or_else(|| self.0.find(number, others_first)).or_else(|| AT_ONCE.take());
            let runnable = next.unwrap_or_else(|| self.0.wait(number));
            done = done.wrapping_add(1);
            // Counted until the poll is over: work that nothing will wake any more is dropped with its last waker, which otherwise would be
            // gone before anybody could drop the work.
            let _waker = runnable.waker();
            // What tasks are made of catches panics; other work may not, and the thread goes on all the same.
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| runnable.run())) {
                POLLED_WITH.set(ptr::null());
                crate::panics::discard(payload);
            }
        }
    }
}

/// Polls a piece of work, and has its waker [recognised](Workers::only_schedules) meanwhile. If it panics,
/// [`work`](Workers::work) ends that.
#[inline]
fn poll(work: &mut ValueTask<'static>, cx: &mut Context<'_>) -> Poll<()> {
    POLLED_WITH.set(cx.waker());
    let polled = Pin::new(work).poll(cx);
    POLLED_WITH.set(ptr::null());
    polled
}
