//! What every cell begins with, whatever its result: the word, and what waits.
#![forbid(unsafe_code)]

use core::task::{Poll, Waker};

use super::waiters::Registration;
use super::waiting::{WaiterList, Waiting};
use super::word::Word;
use crate::sync::Brief;

/// What every cell begins with.
pub(super) struct Header {
    pub(super) word: Word,
    /// Sealed by the completer, before the word says that the cell is complete.
    pub(super) waiters: Brief<WaiterList>,
}

impl Header {
    /// Passes the waiters, unless the cell is complete.
    #[inline]
    fn with_waiters<R>(&self, work: impl FnOnce(&mut WaiterList) -> R) -> Option<R> {
        self.waiters.with(|| self.word.is_complete(), work)
    }

    /// Takes the waiters for good, unless the cell is complete.
    #[inline(always)]
    pub(super) fn seal(&self) -> Option<WaiterList> {
        self.waiters.seal(|| self.word.is_complete())
    }

    /// Registers what waits, or returns it if the cell is complete.
    #[inline]
    pub(super) fn register(&self, waiting: Waiting) -> Result<Registration, Waiting> {
        let mut waiting = Some(waiting);
        let registered = self.with_waiters(|waiters| waiting.take().map(|waiting| waiters.push(waiting)));
        registered.flatten().ok_or_else(|| waiting.expect("it wasn't registered"))
    }

    /// Polls for the completion, and registers a waker, or another one in place of that which was registered.
    #[inline]
    pub(super) fn poll(&self, registered: &mut Option<Registration>, waker: &Waker) -> Poll<()> {
        if self.word.is_complete() {
            // The completer has the waiters.
            *registered = None;
            return Poll::Ready(());
        }
        self.poll_pending(registered, waker)
    }

    #[inline(never)]
    fn poll_pending(&self, registered: &mut Option<Registration>, waker: &Waker) -> Poll<()> {
        if self.word.is_endless() {
            // A waker that keeps the awaiting future would keep the cell, for ever.
            return Poll::Pending;
        }
        if let Some(number) = *registered {
            let has = |waiters: &mut WaiterList| matches!(waiters.get(number), Some(Waiting::Waker(other)) if other.will_wake(waker));
            if self.with_waiters(has) == Some(true) {
                return Poll::Pending;
            }
        }
        // Cloned without the lock.
        let waiting = Waiting::Waker(waker.clone());
        let replaced = self.with_waiters(|waiters| {
            let former = registered.take().and_then(|former| waiters.remove(former));
            *registered = Some(waiters.push(waiting));
            former
        });
        let Some(_former) = replaced else {
            *registered = None;
            return Poll::Ready(());
        };
        Poll::Pending
    }

    /// Takes a waiter out and drops it, unless the cell is complete.
    #[inline(never)]
    pub(super) fn withdraw(&self, registration: Registration) {
        let _removed = self.with_waiters(|waiters| waiters.remove(registration));
    }
}
