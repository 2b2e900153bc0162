//! Workers of tokio's runtimes that block.
//!
//! tokio's timer advances only while a worker parks on it, and what a worker has just spawned lies in a slot that no other worker takes
//! from. `block_in_place` hands both to another thread. It panics on threads that may not block, so it is called only during a poll of
//! work that this crate has spawned on a multi-thread runtime: only workers poll that.
#![forbid(unsafe_code)]

use core::cell::Cell;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use ::tokio::runtime::{Handle, RuntimeFlavor};

use crate::panics::catch;
use crate::polled_by::PolledBy;

std::thread_local! {
    /// The thread polls spawned work, as a worker that can be replaced.
    static POLLS: Cell<bool> = const { Cell::new(false) };
}

/// Spawns work on a runtime.
#[inline]
pub(super) fn spawn<W: Future<Output = ()> + Send + 'static>(runtime: &Handle, work: W) {
    let is_multi_thread = is_multi_thread(runtime);
    let poll = move |work: Pin<&mut W>, cx: &mut Context<'_>| poll(is_multi_thread, || work.poll(cx));
    drop(runtime.spawn(PolledBy::new(work, poll)));
}

/// Polls spawned work. It ends with its first panic: what the panic left may panic again when it's dropped, and tokio's threads don't
/// survive that.
#[inline]
fn poll(is_multi_thread: bool, poll: impl FnOnce() -> Poll<()>) -> Poll<()> {
    let before = POLLS.replace(is_multi_thread);
    let polled = catch(poll);
    POLLS.set(before);
    polled.unwrap_or(Poll::Ready(()))
}

#[inline]
fn is_multi_thread(runtime: &Handle) -> bool {
    runtime.runtime_flavor() == RuntimeFlavor::MultiThread
}

/// Whether another thread can take over the work of this one.
#[cfg(feature = "rt")]
pub(super) fn is_replaceable() -> bool {
    // Spawned work may itself block on a runtime of one thread.
    POLLS.get() && Handle::try_current().is_ok_and(|runtime| is_multi_thread(&runtime))
}
