//! The synchronisation primitives, from core or, under `--cfg valuetask_loom`, from loom. No other file asks which, but for
//! the models themselves.

#[cfg(not(valuetask_loom))]
pub(crate) use core::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize};
#[cfg(valuetask_loom)]
pub(crate) use loom::sync::atomic::{AtomicBool, AtomicPtr, AtomicUsize};

#[cfg(all(feature = "std", valuetask_loom))]
pub(crate) use loom::sync::{Mutex, MutexGuard};
#[cfg(all(feature = "std", not(valuetask_loom)))]
pub(crate) use std::sync::{Mutex, MutexGuard};

/// Locks. Nothing that could panic runs under a lock of this crate, so none is ever poisoned.
#[cfg(feature = "std")]
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A `const fn`, which under loom is a plain one.
macro_rules! const_fn {
    ($(#[$attribute:meta])* $visibility:vis fn $($rest:tt)*) => {
        #[cfg(not(valuetask_loom))]
        $(#[$attribute])* $visibility const fn $($rest)*
        #[cfg(valuetask_loom)]
        $(#[$attribute])* $visibility fn $($rest)*
    };
}
pub(crate) use const_fn;

/// The widest count that one atomic operation can change, and that count.
#[cfg(all(target_has_atomic = "64", not(valuetask_loom)))]
pub(crate) use core::sync::atomic::AtomicU64 as AtomicCount;
#[cfg(not(target_has_atomic = "64"))]
pub(crate) use core::sync::atomic::AtomicUsize as AtomicCount;
#[cfg(all(target_has_atomic = "64", valuetask_loom))]
pub(crate) use loom::sync::atomic::AtomicU64 as AtomicCount;
#[cfg(target_has_atomic = "64")]
pub(crate) type Count = u64;
#[cfg(not(target_has_atomic = "64"))]
pub(crate) type Count = usize;

/// A place whose owner is known by other means, which loom checks.
pub(crate) struct Place<T>(
    #[cfg(not(valuetask_loom))] core::cell::UnsafeCell<T>,
    #[cfg(valuetask_loom)] loom::cell::UnsafeCell<T>,
);

impl<T> Place<T> {
    const_fn! {
        pub(crate) fn new(content: T) -> Self {
            #[cfg(not(valuetask_loom))]
            return Self(core::cell::UnsafeCell::new(content));
            #[cfg(valuetask_loom)]
            return Self(loom::cell::UnsafeCell::new(content));
        }
    }

    /// Lends its address to the owner.
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

/// A row of null pointers.
#[cfg(all(feature = "std", not(valuetask_loom)))]
pub(crate) const fn nulls<T, const N: usize>() -> [AtomicPtr<T>; N] {
    [const { AtomicPtr::new(core::ptr::null_mut()) }; N]
}
#[cfg(valuetask_loom)]
pub(crate) fn nulls<T, const N: usize>() -> [AtomicPtr<T>; N] {
    core::array::from_fn(|_| AtomicPtr::new(core::ptr::null_mut()))
}

/// Lies in plain memory that threads hand one another, so that loom sees each use of it; nothing outside of loom.
#[cfg(feature = "std")]
pub(crate) struct Witness(#[cfg(valuetask_loom)] Option<loom::cell::UnsafeCell<()>>);

#[cfg(feature = "std")]
impl Witness {
    /// For memory that is never written.
    pub(crate) const ABSENT: Self = Self(
        #[cfg(valuetask_loom)]
        None,
    );

    /// For memory that is being written now.
    #[inline(always)]
    pub(crate) fn of_a_write() -> Self {
        #[cfg(valuetask_loom)]
        {
            let cell = loom::cell::UnsafeCell::new(());
            cell.with_mut(|_| ());
            Self(Some(cell))
        }
        #[cfg(not(valuetask_loom))]
        Self()
    }

    /// The memory is read now.
    #[inline(always)]
    pub(crate) fn read(&self) {
        #[cfg(valuetask_loom)]
        if let Some(cell) = &self.0 {
            cell.with(|_| ());
        }
    }
}

/// A static made by a [`const_fn!`], which under loom is made on first use.
#[cfg(feature = "std")]
macro_rules! shared_static {
    (static $NAME:ident: $Type:ty = $value:expr;) => {
        #[cfg(not(valuetask_loom))]
        static $NAME: $Type = $value;
        #[cfg(valuetask_loom)]
        loom::lazy_static! {
            static ref $NAME: $Type = $value;
        }
    };
}
#[cfg(feature = "std")]
pub(crate) use shared_static;
