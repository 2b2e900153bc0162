//! A latch that spins.

use core::cell::UnsafeCell;
use core::hint::spin_loop;
use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::time::Duration;
use std::thread;

use super::Word;

/// How often it is tried before others are let run, and how often after that before it is slept.
const SPINS: u32 = 64;
const YIELDS: u32 = 64;
/// Whoever has it may have been interrupted, and be kept waiting by this very thread.
const NAP: Duration = Duration::from_micros(50);

/// A lock around a `T`.
pub(crate) struct Latch<T> {
    word: Word,
    /// Invariant: reached by whoever has taken the word, or has the latch alone.
    content: UnsafeCell<T>,
}

// SAFETY: by the invariant of `content` that is one thread's at a time, each of which takes it over from the one before by the word.
unsafe impl<T: Send> Sync for Latch<T> {}

/// Has taken a latch, until it is dropped.
pub(crate) struct Latched<'a, T> {
    /// Invariant: its word was taken for this.
    latch: &'a Latch<T>,
    /// Sent and shared as a reference to the content is.
    marker: PhantomData<&'a mut T>,
}

impl<T> Latch<T> {
    #[inline(always)]
    pub(crate) const fn new(content: T) -> Self {
        Self { word: Word::new(), content: UnsafeCell::new(content) }
    }

    /// Takes it after whoever has it.
    #[cold]
    #[inline(never)]
    fn take_later(&self) {
        for _ in 0..SPINS {
            spin_loop();
            if self.word.try_take() {
                return;
            }
        }
        for _ in 0..YIELDS {
            thread::yield_now();
            if self.word.try_take() {
                return;
            }
        }
        while !self.word.try_take() {
            thread::sleep(NAP);
        }
    }
}

/// Takes a latch.
#[inline]
pub(crate) fn lock<T>(latch: &Latch<T>) -> Latched<'_, T> {
    if !latch.word.try_take() {
        latch.take_later();
    }
    Latched { latch, marker: PhantomData }
}

/// What a latch guards that nobody else can take.
#[inline]
pub(crate) fn alone<T>(latch: &mut Latch<T>) -> &mut T {
    latch.content.get_mut()
}

impl<T> Deref for Latched<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the invariants of `latch` and `content`; it is lent by the only one who has it.
        unsafe { &*self.latch.content.get() }
    }
}

impl<T> DerefMut for Latched<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the same.
        unsafe { &mut *self.latch.content.get() }
    }
}

impl<T> Drop for Latched<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.latch.word.give();
    }
}

#[cfg(test)]
mod tests {
    use alloc::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn who_finds_it_taken_waits_until_it_is_free() {
        const TIMES: u32 = if cfg!(miri) { 20 } else { 20_000 };
        let latch = Arc::new(Latch::new(0));
        let add = |latch: &Latch<u32>| (0..TIMES).for_each(|_| *lock(latch) += 1);
        let held = lock(&latch);
        let other = {
            let latch = Arc::clone(&latch);
            thread::spawn(move || add(&latch))
        };
        thread::yield_now();
        drop(held);
        add(&latch);
        other.join().expect("no panic");
        assert_eq!(*lock(&latch), 2 * TIMES);
    }

    #[test]
    fn a_panic_under_it_leaves_it_free() {
        let latch = Latch::new(1);
        let panicked = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| {
            let _held = lock(&latch);
            panic!("under the latch");
        }));
        assert!(panicked.is_err());
        assert_eq!(*lock(&latch), 1);
    }
}
