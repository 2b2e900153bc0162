//! Plain memory that threads hand one another, each use of which loom sees; and what loom has to be told of atomics.
#![forbid(unsafe_code)]

use super::{AtomicUsize, const_fn};

/// A place whose owner is known by other means, which loom checks.
pub(crate) struct Tracked<T>(
    #[cfg(not(valuetask_loom))] core::cell::UnsafeCell<T>,
    #[cfg(valuetask_loom)] loom::cell::UnsafeCell<T>,
);

impl<T> Tracked<T> {
    const_fn! {
        pub(crate) fn new(content: T) -> Self {
            #[cfg(not(valuetask_loom))]
            return Self(core::cell::UnsafeCell::new(content));
            #[cfg(valuetask_loom)]
            return Self(loom::cell::UnsafeCell::new(content));
        }
    }

    /// Lends its address to the owner, who may write.
    #[inline(always)]
    pub(crate) fn with<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
        #[cfg(not(valuetask_loom))]
        return access(self.0.get());
        #[cfg(valuetask_loom)]
        return self.0.with_mut(access);
    }
}

/// The memory of this is about to be used for something else: loom sees whether anybody may still be at it.
#[inline(always)]
pub(crate) fn retire(_atomic: &mut AtomicUsize) {
    #[cfg(valuetask_loom)]
    _atomic.with_mut(|_| ());
}

/// A [`Tracked`] of nothing, which lies in memory that isn't one as a whole, so that loom sees each use of that; nothing
/// outside of loom.
pub(crate) struct Witness(#[cfg(valuetask_loom)] Option<Tracked<()>>);

impl Witness {
    /// For memory that is never written.
    #[cfg(feature = "std")]
    pub(crate) const ABSENT: Self = Self(
        #[cfg(valuetask_loom)]
        None,
    );

    /// For memory that is being written now.
    #[inline(always)]
    pub(crate) fn of_a_write() -> Self {
        let witness = Self(
            #[cfg(valuetask_loom)]
            Some(Tracked::new(())),
        );
        witness.written();
        witness
    }

    /// The memory is written now.
    #[inline(always)]
    pub(crate) fn written(&self) {
        #[cfg(valuetask_loom)]
        if let Some(place) = &self.0 {
            place.with(|_| ());
        }
    }

    /// The memory is read now.
    #[inline(always)]
    pub(crate) fn read(&self) {
        #[cfg(valuetask_loom)]
        if let Some(place) = &self.0 {
            place.0.with(|_| ());
        }
    }
}

/// Between two uses of atomics that others may come between: loom, which knows no more than the last use of each, tries
/// that.
#[inline(always)]
pub(crate) fn between() {
    #[cfg(valuetask_loom)]
    loom::thread::yield_now();
}
