//! Callbacks that are called together, instead of each as its token wakes it.
//!
//! A link is replaced by the callbacks of its token, by a loop: a chain of links takes no more stack than one.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::mem;

use super::entry::Entry;
use crate::TaskError;
use crate::panics::{self, Payload};

std::thread_local! {
    /// The callbacks that are woken on this thread, while a call collects them.
    static COLLECTED: RefCell<Option<Vec<Arc<Entry>>>> = const { RefCell::new(None) };
}

/// Collected callbacks, in registration order.
///
/// If this is dropped, they are called all the same, as their tokens won't call them: a scheduler may drop its work, or panic.
#[derive(Default)]
#[must_use]
pub(super) struct Callbacks(Vec<Arc<Entry>>);

impl Drop for Callbacks {
    fn drop(&mut self) {
        self.call_from_the_last(panics::discard);
    }
}

/// Collects the callbacks that `cancel` would call.
pub(super) fn collect(cancel: impl FnOnce()) -> Callbacks {
    /// Restores the outer collection. If a foreign waker panics, the collected callbacks are called during the unwinding.
    struct Collecting(Option<Vec<Arc<Entry>>>);

    impl Drop for Collecting {
        fn drop(&mut self) {
            if let Some(left) = exchange(self.0.take()) {
                Callbacks(left).call_in_order(panics::discard);
            }
        }
    }

    let _collecting = Collecting(exchange(Some(Vec::new())));
    cancel();
    Callbacks(exchange(None).unwrap_or_default())
}

/// Replaces the collection. In a thread whose thread-locals are destroyed, callbacks are called as they are woken.
fn exchange(collected: Option<Vec<Arc<Entry>>>) -> Option<Vec<Arc<Entry>>> {
    COLLECTED.try_with(|place| place.replace(collected)).unwrap_or_default()
}

/// Collects the callback. Returns `false` if no call collects: then it has to be called now.
pub(super) fn defer(entry: &Arc<Entry>) -> bool {
    let deferred = COLLECTED.try_with(|place| {
        let mut place = place.borrow_mut();
        let Some(collected) = &mut *place else { return false };
        collected.push(Arc::clone(entry));
        true
    });
    deferred.unwrap_or(false)
}

impl Callbacks {
    pub(super) const fn of(entries: Vec<Arc<Entry>>) -> Self {
        Self(entries)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the remaining callbacks.
    pub(super) fn take(mut self) -> Vec<Arc<Entry>> {
        mem::take(&mut self.0)
    }

    /// Calls all, the last one first. Returns their panics as an error.
    pub(super) fn call(mut self) -> Result<(), TaskError> {
        let mut panics = Vec::new();
        self.call_from_the_last(|payload| panics.push(payload));
        TaskError::several(panics.into_iter().map(TaskError::panicked).collect()).map_or(Ok(()), Err)
    }

    fn call_from_the_last(&mut self, mut panicked: impl FnMut(Payload)) {
        while let Some(entry) = self.0.pop() {
            match entry.call() {
                Ok(behind) => self.0.extend(behind),
                Err(payload) => panicked(payload),
            }
        }
    }

    /// Calls all in registration order, and hands their panics to `panicked`.
    pub(super) fn call_in_order(mut self, mut panicked: impl FnMut(Payload)) {
        self.0.reverse();
        while let Some(entry) = self.0.pop() {
            match entry.call() {
                Ok(behind) => self.0.extend(behind.into_iter().rev()),
                Err(payload) => panicked(payload),
            }
        }
    }
}
