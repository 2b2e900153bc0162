//! Functions that block threads, and what each thread has.
#![forbid(unsafe_code)]

#[cfg(valuetask_loom)]
pub(crate) use super::model::thread::{Thread, current as current_thread, park, yield_now};
#[cfg(not(valuetask_loom))]
pub(crate) use std::thread::{Thread, current as current_thread, park, park_timeout, yield_now};

/// A thread-local without a destructor.
macro_rules! thread_static {
    ($(#[$attribute:meta])* static $NAME:ident: $Type:ty = $value:expr;) => {
        #[cfg(not(valuetask_loom))]
        std::thread_local! { $(#[$attribute])* static $NAME: $Type = const { $value }; }
        #[cfg(valuetask_loom)]
        crate::sync::model::thread_local! { $(#[$attribute])* static $NAME: $Type = $value; }
    };
}
pub(crate) use thread_static;

/// The waits of one thread for another to release what it tries to lock.
///
/// A thread that does nothing but yield keeps a holder of lower priority from running on its core, for ever. So after some yields it
/// sleeps.
#[derive(Default)]
pub(crate) struct Backoff {
    waits: u32,
}

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
#[cfg(valuetask_loom)]
pub(crate) fn park_timeout(_: core::time::Duration) {
    yield_now();
}

#[cfg(all(test, not(valuetask_loom)))]
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
