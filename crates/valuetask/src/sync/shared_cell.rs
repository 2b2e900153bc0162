//! Plain memory that is shared between threads, each access of which loom checks.
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "each crate uses its own part")]

use super::AtomicUsize;
use super::statics::const_fn;

#[cfg(valuetask_loom)]
super::statics::shared_static! {
    static POINT: AtomicUsize = AtomicUsize::new(0);
}

/// A cell whose owner is known by other means, which loom checks.
pub(crate) struct SharedCell<T>(
    #[cfg(not(valuetask_loom))] core::cell::UnsafeCell<T>,
    #[cfg(valuetask_loom)] super::model::cell::UnsafeCell<T>,
);

impl<T> SharedCell<T> {
    const_fn! {
        pub(crate) fn new(content: T) -> Self {
            #[cfg(not(valuetask_loom))]
            return Self(core::cell::UnsafeCell::new(content));
            #[cfg(valuetask_loom)]
            return Self(super::model::cell::UnsafeCell::new(content));
        }
    }

    /// Passes the address to the owner, which may write.
    #[inline(always)]
    pub(crate) fn with<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
        #[cfg(not(valuetask_loom))]
        return access(self.0.get());
        #[cfg(valuetask_loom)]
        return self.0.with_mut(access);
    }
}

/// Ends the use of the memory. Loom checks that no thread may still access it.
#[inline(always)]
pub(crate) fn retire(_atomic: &mut AtomicUsize) {
    #[cfg(all(valuetask_loom, not(valuetask_shuttle)))]
    _atomic.with_mut(|_| ());
}

/// A [`SharedCell`] without content, in memory whose accesses loom should check.
///
/// Empty outside of loom.
pub(crate) struct Witness(#[cfg(valuetask_loom)] SharedCell<()>);

impl Witness {
    /// Creates the witness of memory that is written now.
    #[inline(always)]
    pub(crate) fn of_a_write() -> Self {
        let witness = Self(
            #[cfg(valuetask_loom)]
            SharedCell::new(()),
        );
        witness.written();
        witness
    }

    /// Records a write of the memory.
    #[inline(always)]
    pub(crate) fn written(&self) {
        #[cfg(valuetask_loom)]
        self.0.with(|_| ());
    }

    /// Records a read of the memory.
    #[inline(always)]
    pub(crate) fn read(&self) {
        #[cfg(valuetask_loom)]
        self.0.0.with(|_| ());
    }
}

/// Makes loom and Miri try other threads between a load and what its answer decides, where no exchange confirms the answer.
///
/// Loom by itself knows only the last access of each atomic, and Miri rarely changes threads. Under loom these points are accesses of one
/// atomic, so it tries them in each order. A yield would be tried in one. They are Relaxed, so no thread sees more by them.
#[inline(always)]
pub(crate) fn between() {
    #[cfg(valuetask_loom)]
    POINT.fetch_add(1, core::sync::atomic::Ordering::Relaxed);
    #[cfg(all(miri, feature = "std", not(valuetask_loom)))]
    std::thread::yield_now();
}
