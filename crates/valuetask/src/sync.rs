//! The synchronisation primitives, from core or, under `--cfg valuetask_loom`, from loom. No other file asks which, but for
//! the models themselves.

#[cfg(all(feature = "task", not(valuetask_loom)))]
pub(crate) use core::sync::atomic::AtomicU8;
#[cfg(all(feature = "rt", not(valuetask_loom)))]
pub(crate) use core::sync::atomic::{AtomicBool, fence};
#[cfg(not(valuetask_loom))]
pub(crate) use core::sync::atomic::{AtomicPtr, AtomicUsize};
#[cfg(all(feature = "rt", valuetask_loom))]
pub(crate) use loom::sync::Condvar;
#[cfg(all(feature = "task", valuetask_loom))]
pub(crate) use loom::sync::atomic::AtomicU8;
#[cfg(all(feature = "rt", valuetask_loom))]
pub(crate) use loom::sync::atomic::{AtomicBool, fence};
#[cfg(valuetask_loom)]
pub(crate) use loom::sync::atomic::{AtomicPtr, AtomicUsize};
#[cfg(all(feature = "task", valuetask_loom))]
pub(crate) use loom::sync::{Mutex, MutexGuard};
#[cfg(all(feature = "rt", not(valuetask_loom)))]
pub(crate) use std::sync::Condvar;
#[cfg(all(feature = "task", not(valuetask_loom)))]
pub(crate) use std::sync::{Mutex, MutexGuard};

#[cfg(all(feature = "task", valuetask_loom))]
pub(crate) use loom::thread::yield_now;
#[cfg(all(feature = "task", not(valuetask_loom)))]
pub(crate) use std::thread::yield_now;

/// Waits to be notified.
#[cfg(feature = "rt")]
pub(crate) fn wait<'m, T>(notified: &Condvar, guard: MutexGuard<'m, T>) -> MutexGuard<'m, T> {
    notified.wait(guard).unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Locks. Nothing that could panic runs under a lock of this crate, so none is ever poisoned.
#[cfg(feature = "task")]
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// What one side at a time owns, as a word says. Under loom each use of it is seen.
#[cfg(not(valuetask_loom))]
pub(crate) struct UnsafeCell<T>(core::cell::UnsafeCell<T>);

#[cfg(not(valuetask_loom))]
impl<T> UnsafeCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(core::cell::UnsafeCell::new(value))
    }

    #[inline(always)]
    pub(crate) fn with_mut<R>(&self, access: impl FnOnce(*mut T) -> R) -> R {
        access(self.0.get())
    }
}
#[cfg(valuetask_loom)]
pub(crate) use loom::cell::UnsafeCell;

/// A row of null pointers.
#[cfg(not(valuetask_loom))]
pub(crate) const fn nulls<T, const N: usize>() -> [AtomicPtr<T>; N] {
    [const { AtomicPtr::new(core::ptr::null_mut()) }; N]
}
#[cfg(valuetask_loom)]
pub(crate) fn nulls<T, const N: usize>() -> [AtomicPtr<T>; N] {
    core::array::from_fn(|_| AtomicPtr::new(core::ptr::null_mut()))
}

/// Lies in plain memory that threads hand one another, so that loom sees each use of it; nothing outside of loom.
pub(crate) struct Witness(#[cfg(valuetask_loom)] Option<loom::cell::UnsafeCell<()>>);

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

    /// The memory is written now.
    #[inline(always)]
    pub(crate) fn written(&self) {
        #[cfg(valuetask_loom)]
        if let Some(cell) = &self.0 {
            cell.with_mut(|_| ());
        }
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

/// A static made by a [`const_fn!`], which under loom is made on first use.
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
pub(crate) use shared_static;

/// A thread-local without a destructor.
#[cfg(feature = "std")]
macro_rules! thread_static {
    ($(#[$attribute:meta])* static $NAME:ident: $Type:ty = $value:expr;) => {
        #[cfg(not(valuetask_loom))]
        std::thread_local! { $(#[$attribute])* static $NAME: $Type = const { $value }; }
        #[cfg(valuetask_loom)]
        loom::thread_local! { $(#[$attribute])* static $NAME: $Type = $value; }
    };
}
#[cfg(feature = "std")]
pub(crate) use thread_static;
