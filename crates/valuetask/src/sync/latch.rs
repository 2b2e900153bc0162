//! [`Latch`]: a lock for a few instructions, taken by one exchange and given back by a store. (A `Mutex` is given back by an exchange, too, as
//! somebody may sleep on it.)
//!
//! | word  | content                                                       |
//! |-------|---------------------------------------------------------------|
//! | free  | nobody's                                                      |
//! | taken | whose exchange has made it so, who stores that it's free again |
//!
//! What is done under a latch is short, allocates nothing, and runs no code of anybody else's. So whoever finds it taken tries again, then
//! lets others run, and at last sleeps between two tries: whoever has it may have been interrupted, and be kept waiting by this very thread.

use core::marker::PhantomData;
use core::ops::{Deref, DerefMut};
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::{AtomicBool, Place, const_fn};

/// A lock around a `T`.
pub(crate) struct Latch<T> {
    is_taken: AtomicBool,
    /// Invariant: reached by whoever has taken the latch, or has it alone.
    content: Place<T>,
}

// SAFETY: by the invariant of `content` that is one thread's at a time, each of which takes it over from the one before by Acquire and Release.
unsafe impl<T: Send> Sync for Latch<T> {}

/// Has taken a latch, until it is dropped.
pub(crate) struct Latched<'a, T> {
    /// Invariant: taken for this.
    latch: &'a Latch<T>,
    /// Sent and shared as a reference to the content is.
    marker: PhantomData<&'a mut T>,
}

impl<T> Latch<T> {
    const_fn! {
        #[inline(always)]
        pub(crate) fn new(content: T) -> Self {
            Self { is_taken: AtomicBool::new(false), content: Place::new(content) }
        }
    }

    #[inline]
    fn try_take(&self) -> bool {
        // ORDERING: Acquire takes what was done under the latch from the Release in `drop`.
        !self.is_taken.swap(true, Acquire)
    }

    /// Takes it after whoever has it.
    #[cold]
    #[inline(never)]
    fn take_later(&self) {
        let mut tries = 0;
        // ORDERING: Relaxed, a hint that spares the exchange.
        while self.is_taken.load(Relaxed) || !self.try_take() {
            back_off(tries);
            tries += 1;
        }
    }
}

/// Takes a latch.
#[inline]
pub(crate) fn lock<T>(latch: &Latch<T>) -> Latched<'_, T> {
    if !latch.try_take() {
        latch.take_later();
    }
    Latched { latch, marker: PhantomData }
}

/// What a latch guards that nobody else can take.
#[inline]
pub(crate) fn alone<T>(latch: &mut Latch<T>) -> &mut T {
    // SAFETY: the caller has the latch alone, for as long as this is lent.
    latch.content.with(|content| unsafe { &mut *content })
}

impl<T> Deref for Latched<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the invariants of `latch` and `content`; it is lent by the only one who has it.
        self.latch.content.with(|content| unsafe { &*content })
    }
}

impl<T> DerefMut for Latched<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the same.
        self.latch.content.with(|content| unsafe { &mut *content })
    }
}

impl<T> Drop for Latched<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // ORDERING: Release hands what was done under the latch to the Acquire in `try_take`.
        self.latch.is_taken.store(false, Release);
    }
}

/// Lets time go by, the more the more often it was tried.
#[cfg(not(valuetask_loom))]
fn back_off(tries: u64) {
    use core::hint::spin_loop;
    use core::time::Duration;
    use std::thread;

    const SPINS: u64 = 64;
    const SPINS_AND_YIELDS: u64 = 2 * SPINS;
    const NAP: Duration = Duration::from_micros(50);

    match tries {
        0..SPINS => spin_loop(),
        SPINS..SPINS_AND_YIELDS => thread::yield_now(),
        _ => thread::sleep(NAP),
    }
}

/// Under loom there is no time: it goes by when others have had their turn.
#[cfg(valuetask_loom)]
fn back_off(_: u64) {
    super::yield_now();
}

#[cfg(all(test, valuetask_loom))]
mod models {
    use alloc::sync::Arc;

    use super::*;

    /// The content is checked by its place: whoever reaches it has to come after whoever did so before.
    #[test]
    fn models_what_one_does_under_a_latch_the_next_finds_done() {
        ::loom::model(|| {
            let latch = Arc::new(Latch::new(0));
            let add = |latch: &Latch<u32>| {
                let mut content = lock(latch);
                *content += 1;
            };
            let threads = [(), ()].map(|()| {
                let latch = Arc::clone(&latch);
                ::loom::thread::spawn(move || add(&latch))
            });
            add(&latch);
            for thread in threads {
                thread.join().expect("no panic");
            }
            let mut latch = Arc::into_inner(latch).expect("the others are gone");
            assert_eq!(*alone(&mut latch), 3);
        });
    }
}

#[cfg(all(test, not(valuetask_loom)))]
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
