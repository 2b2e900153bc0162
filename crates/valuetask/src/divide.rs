//! What a generic method awaits: the value of a task that has one, and otherwise the task without room for a value.
//!
//! Only the caller knows what the types of such a method are, so a task's value may be anything. It is taken out before the
//! method is suspended, and what is kept while it is suspended is `Send` for every type of value.

use core::convert::Infallible;
use core::future::IntoFuture;
use core::marker::PhantomData;

use crate::hot::{Asked, Awaited, Gate, Gated as _};
use crate::value_task::Suspended;
use crate::{LocalValueTask, ValueTask};

/// A value that is there.
#[derive(Debug)]
pub struct There<T>(T);

impl<T> There<T> {
    /// The value.
    #[inline(always)]
    pub fn value(self) -> T {
        self.0
    }
}

impl<'a, T> Awaited<ValueTask<'a, T>> {
    /// The value if it is there, or what is awaited for it.
    ///
    /// # Errors
    ///
    /// What is awaited.
    #[inline(always)]
    pub fn __valuetask_divide(self) -> Result<There<T>, Gate<Suspended<'a, T>>> {
        match self.0.divide() {
            Ok(value) => Ok(There(value)),
            Err(suspended) => Err(Awaited(suspended).__valuetask_await()),
        }
    }
}

/// Such a task is never `Send`, and neither is what awaits it: there is nothing to keep it from being kept as it is.
impl<'a, T> Awaited<LocalValueTask<'a, T>> {
    /// The value if it is there, or what is awaited for it.
    ///
    /// # Errors
    ///
    /// What is awaited.
    #[inline(always)]
    pub fn __valuetask_divide(self) -> Result<There<T>, Asked<LocalValueTask<'a, T>>> {
        match self.0.try_result() {
            Ok(value) => Ok(There(value)),
            Err(pending) => Err(Awaited(pending).__valuetask_await()),
        }
    }
}

/// A value that is never there.
#[derive(Debug)]
pub struct Nowhere<T>(Infallible, PhantomData<T>);

impl<T> Nowhere<T> {
    /// Never called, as there is nothing to call it on.
    #[inline(always)]
    pub fn value(self) -> T {
        match self.0 {}
    }
}

/// The fallback for an operand that can't be asked for its value.
pub trait Undivided {
    /// What it yields.
    type Output;
    /// The future that is awaited in its place.
    type Future;

    /// The operand as a future that is not polled by the hot waker.
    ///
    /// # Errors
    ///
    /// Always.
    fn __valuetask_divide(self) -> Result<Nowhere<Self::Output>, Self::Future>;
}

impl<F: IntoFuture> Undivided for Awaited<F> {
    type Output = F::Output;
    type Future = Gate<F::IntoFuture>;

    #[inline(always)]
    fn __valuetask_divide(self) -> Result<Nowhere<F::Output>, Self::Future> {
        Err(self.__valuetask_await())
    }
}

/// The fallback for an operand that can't be awaited, so that the compiler says that of the operand.
pub trait Indivisible {
    /// What was to be awaited.
    type Operand;

    /// Never called, as what it returns can't be awaited.
    ///
    /// # Errors
    ///
    /// Never.
    ///
    /// # Panics
    ///
    /// Always.
    fn __valuetask_divide(&self) -> Result<Nowhere<Self::Operand>, Self::Operand> {
        unreachable!("what isn't a future can't be awaited")
    }
}

impl<F> Indivisible for Awaited<F> {
    type Operand = F;
}
