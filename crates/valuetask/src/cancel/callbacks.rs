//! Callbacks that are called together, instead of each as its token wakes it.
#![forbid(unsafe_code)]

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::registration::Entry;
use crate::TaskError;

std::thread_local! {
    /// Where the callbacks go that are woken on this thread, while somebody collects them.
    static COLLECTED: RefCell<Option<Vec<Arc<Entry>>>> = const { RefCell::new(None) };
}

/// Those that were collected, in the order of their registration.
#[must_use]
pub(super) struct Callbacks(Vec<Arc<Entry>>);

/// Collects what `cancel` would have called.
pub(super) fn collect(cancel: impl FnOnce()) -> Callbacks {
    /// Puts back what was there before, also if a foreign waker panics.
    struct Collecting(Option<Vec<Arc<Entry>>>);

    impl Drop for Collecting {
        fn drop(&mut self) {
            COLLECTED.set(self.0.take());
        }
    }

    let _collecting = Collecting(COLLECTED.replace(Some(Vec::new())));
    cancel();
    Callbacks(COLLECTED.take().unwrap_or_default())
}

/// Whether somebody collects: then the callback isn't to be called now.
pub(super) fn defer(entry: &Arc<Entry>) -> bool {
    COLLECTED.with_borrow_mut(|collected| {
        let Some(collected) = collected else { return false };
        collected.push(Arc::clone(entry));
        true
    })
}

impl Callbacks {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Calls all of them, the last one first.
    pub(super) fn call(self) -> Result<(), TaskError> {
        let panics: Vec<_> = self.0.iter().rev().filter_map(|entry| entry.call().err()).collect();
        TaskError::several(panics.into_iter().map(TaskError::panicked)).map_or(Ok(()), Err)
    }
}
