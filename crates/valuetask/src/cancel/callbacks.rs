//! Callbacks that are called together, instead of each as its token wakes it.
//!
//! What is behind a link is called where the link stands, by a loop: a chain of links takes no more stack than one.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;
use core::mem;

use super::callback_guard::Entry;
use crate::TaskError;
use crate::panics::{self, Payload};

std::thread_local! {
    /// Where the callbacks go that are woken on this thread, while somebody collects them.
    static COLLECTED: RefCell<Option<Vec<Arc<Entry>>>> = const { RefCell::new(None) };
}

/// Those that were collected, in the order of their guard. Dropped, they are called all the same, as their tokens
/// are canceled and won't call them: a scheduler may drop what it is given, or panic.
#[derive(Default)]
#[must_use]
pub(super) struct Callbacks(Vec<Arc<Entry>>);

impl Drop for Callbacks {
    fn drop(&mut self) {
        self.call_from_the_last(panics::discard);
    }
}

/// Collects what `cancel` would have called.
pub(super) fn collect(cancel: impl FnOnce()) -> Callbacks {
    /// Puts back what was there before. If a foreign waker panics, what was collected is called on the way out.
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

/// Changes where callbacks go. In a thread that is over, past its destructors, they are called as they are woken.
fn exchange(collected: Option<Vec<Arc<Entry>>>) -> Option<Vec<Arc<Entry>>> {
    COLLECTED.try_with(|place| place.replace(collected)).unwrap_or_default()
}

/// Whether somebody collects: then the callback isn't to be called now.
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
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those that are left, of which none is called here any more.
    fn take(&mut self) -> Vec<Arc<Entry>> {
        mem::take(&mut self.0)
    }

    /// Calls all of them, the last one first.
    pub(super) fn call(mut self) -> Result<(), TaskError> {
        let mut panics = Vec::new();
        self.call_from_the_last(|payload| panics.push(payload));
        TaskError::several(panics.into_iter().map(TaskError::panicked)).map_or(Ok(()), Err)
    }

    fn call_from_the_last(&mut self, mut panicked: impl FnMut(Payload)) {
        while let Some(entry) = self.0.pop() {
            match entry.call() {
                Ok(mut behind) => self.0.extend(behind.take()),
                Err(payload) => panicked(payload),
            }
        }
    }

    /// Calls all of them, the first one first, and gives their panics away.
    pub(super) fn call_in_order(mut self, mut panicked: impl FnMut(Payload)) {
        self.0.reverse();
        while let Some(entry) = self.0.pop() {
            match entry.call() {
                Ok(mut behind) => self.0.extend(behind.take().into_iter().rev()),
                Err(payload) => panicked(payload),
            }
        }
    }
}
