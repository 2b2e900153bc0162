//! [`Latch`]: a lock for a few instructions, taken by one exchange and given back by a store. (A `Mutex` is given back by an exchange, too, as
//! somebody may sleep on it.)
//!
//! | word  | content                                                       |
//! |-------|---------------------------------------------------------------|
//! | free  | nobody's                                                      |
//! | taken | whose exchange has made it so, who stores that it's free again |
//!
//! What is done under a latch is short, allocates nothing, and runs no code of anybody else's. So whoever finds it taken
//! [spins](spinning), then lets others run, and at last sleeps between two tries.
//!
//! Loom gets nowhere where threads spin. So what it sees of a latch is the word alone, and a mutex in everything that stands on one.

#[cfg(not(valuetask_loom))]
mod spinning;

use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};

use super::{AtomicBool, const_fn};

#[cfg(valuetask_loom)]
pub(crate) use loom::sync::{Mutex as Latch, MutexGuard as Latched};
#[cfg(not(valuetask_loom))]
pub(crate) use spinning::{Latch, Latched, alone, lock};

/// Whether a latch is taken.
#[cfg_attr(valuetask_loom, allow(dead_code, reason = "the models of the word use it"))]
struct Word(AtomicBool);

#[cfg_attr(valuetask_loom, allow(dead_code, reason = "the models of the word use it"))]
impl Word {
    const_fn! {
        #[inline(always)]
        fn new() -> Self {
            Self(AtomicBool::new(false))
        }
    }

    /// Makes the content the caller's, unless it is somebody's.
    #[inline]
    fn try_take(&self) -> bool {
        // ORDERING: Acquire takes what was done to the content from the Release in `give`. Relaxed: a refusal reads nothing.
        self.0.compare_exchange(false, true, Acquire, Relaxed).is_ok()
    }

    /// Called by whoever has taken it.
    #[inline]
    fn give(&self) {
        // ORDERING: Release hands what was done to the content to the Acquire in `try_take`.
        self.0.store(false, Release);
    }
}

/// Takes a latch.
#[cfg(valuetask_loom)]
pub(crate) fn lock<T>(latch: &Latch<T>) -> Latched<'_, T> {
    super::lock(latch)
}

/// What a latch guards that nobody else can take.
#[cfg(valuetask_loom)]
pub(crate) fn alone<T>(latch: &mut Latch<T>) -> &mut T {
    latch.get_mut().expect("nothing panics under it")
}

#[cfg(all(test, valuetask_loom))]
mod models {
    use alloc::sync::Arc;

    use ::loom::thread;

    use super::super::Place;
    use super::*;

    /// The place sees to it that each who has the latch comes after all who had it before.
    #[test]
    fn models_what_one_does_under_a_latch_the_next_finds_done() {
        ::loom::model(|| {
            let shared = Arc::new((Word::new(), Place::new(0)));
            let add = |(word, content): &(Word, Place<u32>)| {
                let taken = word.try_take();
                if taken {
                    // SAFETY: the word was taken.
                    content.with(|content| unsafe { *content += 1 });
                    word.give();
                }
                u32::from(taken)
            };
            let threads = [(), ()].map(|()| {
                let shared = Arc::clone(&shared);
                thread::spawn(move || add(&shared) + add(&shared))
            });
            let mut times = add(&shared);
            for thread in threads {
                times += thread.join().expect("no panic");
            }
            assert!(shared.0.try_take());
            // SAFETY: the word was taken.
            assert_eq!(shared.1.with(|content| unsafe { *content }), times);
        });
    }
}
