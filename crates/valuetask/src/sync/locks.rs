//! Locks, and functions that block threads.
#![forbid(unsafe_code)]

use std::sync::PoisonError;

#[cfg(valuetask_loom)]
pub(crate) use super::model::sync::{Mutex, MutexGuard};
#[cfg(all(feature = "task", valuetask_loom))]
pub(crate) use super::model::thread::{Thread, current as current_thread, park, yield_now};
#[cfg(not(valuetask_loom))]
pub(crate) use std::sync::{Mutex, MutexGuard};
#[cfg(all(feature = "task", not(valuetask_loom)))]
pub(crate) use std::thread::{Thread, current as current_thread, park, park_timeout, yield_now};

/// Locks, also if poisoned: no panic leaves a value behind a lock of this crate half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The waits of one thread for another to release what it tries to lock.
///
/// A thread that does nothing but yield keeps a holder of lower priority from running on its core, for ever. So after some yields it
/// sleeps.
#[cfg(feature = "task")]
#[derive(Default)]
pub(crate) struct Backoff {
    waits: u32,
}

#[cfg(feature = "task")]
impl Backoff {
    /// Waits before the next attempt.
    ///
    /// Loom goes on, but looks at no other continuation: an attempt that fails changes nothing, so it looks at those where it comes later.
    #[cold]
    pub(crate) fn wait(&mut self) {
        #[cfg(valuetask_loom)]
        super::model::skip_branch();
        match self.next() {
            #[cfg(not(valuetask_loom))]
            Some(time) => std::thread::sleep(time),
            _ => yield_now(),
        }
    }

    /// Returns how long to sleep before the next attempt; `None` is a yield.
    fn next(&mut self) -> Option<core::time::Duration> {
        let doublings = self.waits.checked_sub(Self::YIELDS);
        self.waits = self.waits.saturating_add(1);
        let micros = 5 << doublings?.min(8);
        Some(core::time::Duration::from_micros(u64::min(micros, 1000)))
    }

    /// Yields before the first sleep.
    const YIELDS: u32 = 32;
}

/// Yields: under loom time passes when other threads have run.
#[cfg(all(feature = "task", valuetask_loom))]
pub(crate) fn park_timeout(_: core::time::Duration) {
    yield_now();
}

#[cfg(all(test, feature = "task", not(valuetask_loom)))]
mod tests {
    use super::Backoff;

    #[test]
    fn a_thread_yields_and_then_sleeps_for_twice_as_long_each_time_up_to_a_millisecond() {
        let mut backoff = Backoff::default();
        assert!((0..32).all(|_| backoff.next().is_none()));
        let slept: Vec<_> = (0..10).map(|_| backoff.next().expect("a sleep").as_micros()).collect();
        assert_eq!(slept, [5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000]);
    }
}
