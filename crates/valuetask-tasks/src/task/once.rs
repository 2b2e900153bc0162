//! [`Once`]: a value that is stored once, and lent from then on.
//!
//! It is not std's `OnceLock`, as loom doesn't see how that hands its value on.
//!
//! 1. `begin`  empty → stored, by one thread. It has the place.
//! 2. `end`    stored → full, by that thread, once the value is in its place.

use core::cell::UnsafeCell;
use core::mem::{self, MaybeUninit};
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use crate::sync::{AtomicU8, Witness};
use valuetask::__runtime::move_out;

const EMPTY: u8 = 0;
const STORED: u8 = 1;
const FULL: u8 = 2;

pub(crate) struct Once<T> {
    state: AtomicU8,
    witness: Witness,
    /// Invariant: where the state is `FULL`, it is written, and not changed again. Where it is `STORED`, it is the storing thread's.
    value: UnsafeCell<MaybeUninit<T>>,
}

// SAFETY: several threads lend the value, and any of them may store it.
unsafe impl<T: Send + Sync> Sync for Once<T> {}

impl<T> Once<T> {
    #[inline]
    pub(crate) fn new() -> Self {
        Self {
            state: AtomicU8::new(EMPTY),
            witness: Witness::of_a_write(),
            value: UnsafeCell::new(MaybeUninit::uninit()),
        }
    }

    #[inline]
    pub(crate) fn get(&self) -> Option<&T> {
        // ORDERING: Acquire takes the value from the Release in `set`.
        if self.state.load(Acquire) != FULL {
            return None;
        }
        self.witness.read();
        // SAFETY: the invariant of `value`.
        let value = unsafe { &*self.value.get() };
        // SAFETY: the invariant of `value`.
        Some(unsafe { value.assume_init_ref() })
    }

    /// Stores the value, or returns it if there is one.
    #[inline]
    pub(crate) fn set(&self, value: T) -> Result<(), T> {
        // ORDERING: Relaxed: it hands nothing over, as an empty place has nothing.
        if self.state.compare_exchange(EMPTY, STORED, Relaxed, Relaxed).is_err() {
            return Err(value);
        }
        self.witness.written();
        // SAFETY: the invariant of `value`.
        unsafe { self.value.get().write(MaybeUninit::new(value)) };
        // ORDERING: Release hands the value to the Acquire in `get`.
        self.state.store(FULL, Release);
        Ok(())
    }

    /// Returns `true` if there is a value, for the owner.
    #[inline]
    fn is_full(&mut self) -> bool {
        // ORDERING: Relaxed: what handed this on handed the value on.
        self.state.load(Relaxed) == FULL
    }

    #[inline]
    pub(crate) fn into_inner(mut self) -> Option<T> {
        let is_full = self.is_full();
        self.witness.written();
        let value = self.value.get();
        // SAFETY: the invariant of `value`, which isn't dropped.
        let value = is_full.then(|| unsafe { move_out(value.cast()) });
        mem::forget(self);
        value
    }
}

impl<T> Drop for Once<T> {
    #[inline]
    fn drop(&mut self) {
        if self.is_full() {
            self.witness.written();
            // SAFETY: the invariant of `value`, which isn't used again.
            unsafe { self.value.get_mut().assume_init_drop() };
        }
    }
}
