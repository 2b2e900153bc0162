//! The interval of time that runs, by the clock, and the process that it runs in.
#![forbid(unsafe_code)]

use core::sync::atomic::Ordering::Relaxed;

use crate::sync::{AtomicCount, AtomicUsize, Count, const_fn};

/// The interval that runs.
pub(super) struct Interval {
    /// When it began, in milliseconds.
    began: AtomicCount,
    /// One more than the index of the class whose surplus is freed next, or 0 if there is none.
    pub(super) next: AtomicUsize,
    /// 1 if the budget of all classes was looked through in this interval, as there was none left.
    full: AtomicUsize,
    /// The process that the slots are counted in, or 0 before the first thread keeps any.
    process: AtomicUsize,
}

impl Interval {
    const_fn! {
        pub(super) fn new() -> Self {
            Self {
                began: AtomicCount::new(0),
                next: AtomicUsize::new(0),
                full: AtomicUsize::new(0),
                process: AtomicUsize::new(0),
            }
        }
    }

    /// Notes the process, unless another one is noted.
    pub(super) fn begin(&self) {
        if self.process.load(Relaxed) == 0 {
            self.process.store(process(), Relaxed);
        }
    }

    /// Returns `true` at its first call in a forked child.
    pub(super) fn is_forked(&self) -> bool {
        let now = process();
        let before = self.process.load(Relaxed);
        before != 0 && before != now && self.process.compare_exchange(before, now, Relaxed, Relaxed).is_ok()
    }

    /// Returns `true` once in an interval.
    pub(super) fn may_reclaim(&self) -> bool {
        // ORDERING: Relaxed, here and in all of this file: hints, and numbers by which no more is freed than is there.
        self.full.load(Relaxed) == 0 && self.full.swap(1, Relaxed) == 0
    }

    /// Begins the next interval if this one has lasted so many milliseconds, and returns `true` then, to one thread.
    pub(super) fn is_over(&self, now: Count, length: Count) -> bool {
        let began = self.began.load(Relaxed);
        // A clock that was set back by as much ends it, too. A thread whose `now` is of before this interval doesn't.
        let is_over =
            now.abs_diff(began) >= length && self.began.compare_exchange(began, now, Relaxed, Relaxed).is_ok();
        if is_over {
            self.full.store(0, Relaxed);
        }
        is_over
    }
}

/// Returns the number of this process, never 0.
#[cfg(all(unix, not(valuetask_loom)))]
fn process() -> usize {
    std::process::id() as usize
}

/// Nothing forks.
#[cfg(not(all(unix, not(valuetask_loom))))]
fn process() -> usize {
    1
}

/// Returns the time in milliseconds. Its beginning has no meaning.
#[cfg(not(any(valuetask_loom, miri, all(target_family = "wasm", target_os = "unknown"))))]
pub(super) fn now() -> Count {
    use std::time::{SystemTime, UNIX_EPOCH};
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as Count)
}

/// Counts looks, where there is no clock, or Miri isolates it: a hundred for a second.
#[cfg(any(valuetask_loom, miri, all(target_family = "wasm", target_os = "unknown")))]
pub(super) fn now() -> Count {
    use core::sync::atomic::AtomicUsize;
    static LOOKS: AtomicUsize = AtomicUsize::new(0);
    10 * LOOKS.fetch_add(1, Relaxed) as Count
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use super::*;

    #[test]
    fn an_interval_ends_once_it_is_over() {
        let interval = Interval::new();
        assert!(interval.is_over(5_000, 1_000));
        assert!(!interval.is_over(5_999, 1_000));
        assert!(interval.is_over(6_000, 1_000));
        assert!(!interval.is_over(6_000, 1_000), "another thread has ended it");
    }

    #[test]
    fn a_thread_that_read_the_clock_before_the_interval_began_doesnt_end_it() {
        let interval = Interval::new();
        assert!(interval.is_over(5_000, 1_000) && !interval.is_over(4_999, 1_000));
        assert!(!interval.is_over(4_999, Count::MAX));
    }

    #[test]
    fn a_clock_that_is_set_back_ends_an_interval() {
        let interval = Interval::new();
        assert!(interval.is_over(5_000, 1_000) && interval.is_over(3_000, 1_000) && !interval.is_over(3_001, 1_000));
    }
}
