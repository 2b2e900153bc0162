//! | one          | the other             | what holds                                          |
//! |--------------|-----------------------|-----------------------------------------------------|
//! | counts       | counts, or tries once | no count is lost                                    |
//! | seals        | counts, or is refused | the count is in what was taken, or it was refused   |

use std::sync::Arc;

use super::Brief;
use crate::live::model;
use crate::sync::AtomicBool;
use crate::sync::model::cell::UnsafeCell;
use crate::sync::model::thread;
use core::sync::atomic::Ordering::{Acquire, Release};

/// A count that one thread uses at a time, which loom checks.
#[derive(Default)]
struct Count(Option<UnsafeCell<u32>>);

impl Count {
    fn zero() -> Self {
        Self(Some(UnsafeCell::new(0)))
    }

    fn add(&mut self) -> u32 {
        let count = self.0.as_ref().expect("not taken");
        count.with_mut(|count| {
            // SAFETY: borrowed uniquely.
            let count = unsafe { &mut *count };
            *count += 1;
            *count
        })
    }
}

#[test]
fn one_thread_at_a_time_has_the_content() {
    for tries in [false, true] {
        model(move || {
            let brief = Arc::new(Brief::new(Count::zero()));
            let other = Arc::clone(&brief);
            let counts = move || if tries { other.try_with(Count::add) } else { other.with(|| false, Count::add) };
            let thread = thread::spawn(counts);
            let here = brief.with(|| false, Count::add);
            let there = thread.join().expect("no panic");
            let expected = 2 + u32::from(there.is_some());
            assert_eq!(brief.with(|| false, Count::add), Some(expected));
            assert!(here.is_some() && (tries || there.is_some()));
        });
    }
}

#[test]
fn what_is_sealed_is_taken_once_and_others_are_refused() {
    model(|| {
        let shared = Arc::new((Brief::new(Count::zero()), AtomicBool::new(false)));
        let other = Arc::clone(&shared);
        let thread = thread::spawn(move || other.0.with(|| other.1.load(Acquire), Count::add).is_some());
        let mut taken = shared.0.seal(|| false).expect("it's the first");
        shared.1.store(true, Release);
        let has_counted = thread.join().expect("no panic");
        assert_eq!(taken.add(), 1 + u32::from(has_counted));
        assert!(shared.0.try_with(|_| ()).is_none());
    });
}
