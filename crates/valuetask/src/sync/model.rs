//! What runs the models: loom, or with `--cfg valuetask_shuttle` besides, shuttle by loom's names.
//!
//! Loom runs every interleaving, of a few steps. Shuttle runs random ones, of programs of any length, and takes each ordering for `SeqCst`.
#![forbid(unsafe_code)]
#![allow(dead_code, unused_imports, reason = "each crate uses its own part")]

#[cfg(not(valuetask_shuttle))]
pub(crate) use loom::{cell, lazy_static, skip_branch, sync, thread, thread_local};
#[cfg(valuetask_shuttle)]
pub(crate) use shuttle::{lazy_static, sync, thread, thread_local};

/// Runs `work` in every interleaving of its threads, or in those with so many preemptions.
#[cfg(all(test, not(valuetask_shuttle)))]
pub(crate) fn explore(preemptions: Option<usize>, work: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = preemptions.or(builder.preemption_bound);
    builder.check(work);
}

/// Runs `work` in random interleavings of its threads: half of them uniform, half with few preemptions (probabilistic concurrency testing,
/// Burckhardt et al., 2010). `VALUETASK_SCHEDULES` says how many, 200 by default. A failure prints its schedule.
#[cfg(all(test, valuetask_shuttle))]
pub(crate) fn explore(_: Option<usize>, work: impl Fn() + Send + Sync + 'static) {
    let schedules =
        std::env::var("VALUETASK_SCHEDULES").map_or(200, |text| text.parse().expect("a number of schedules"));
    let work = std::sync::Arc::new(work);
    let again = std::sync::Arc::clone(&work);
    shuttle::check_random(move || again(), schedules / 2);
    shuttle::check_pct(move || work(), schedules / 2, 3);
}

/// Plain memory, which shuttle doesn't check: it switches threads at atomics and locks alone.
#[cfg(valuetask_shuttle)]
pub(crate) mod cell {
    pub(crate) use core::cell::Cell;

    pub(crate) struct UnsafeCell<T>(core::cell::UnsafeCell<T>);

    impl<T> UnsafeCell<T> {
        pub(crate) fn new(content: T) -> Self {
            Self(core::cell::UnsafeCell::new(content))
        }

        pub(crate) fn with<R>(&self, access: impl FnOnce(*const T) -> R) -> R {
            access(self.0.get())
        }

        pub(crate) fn with_mut<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
            access(self.0.get())
        }
    }
}

#[cfg(valuetask_shuttle)]
pub(crate) fn skip_branch() {}
