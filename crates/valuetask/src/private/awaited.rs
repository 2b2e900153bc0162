//! What a body awaits: the value of a task that has one, and otherwise the task without room for a value.
//!
//! A value may be of a type that isn't `Send`, or that only the caller knows, where the body has to be `Send`. So it is taken
//! out before the body is suspended, and what is kept meanwhile is `Send` for every type of value. In an expansion,
//! `operand.await` reads
//!
//! ```text
//! match Awaited(operand).__valuetask_divide() {
//!     divided => 'await: {
//!         let pending = {
//!             let divided = divided;
//!             if divided.is_there() {
//!                 break 'await divided.value();
//!             }
//!             divided.pending()
//!         };
//!         pending.await
//!     }
//! }
//! ```
//!
//! The `match` keeps the operand's temporaries as an await would. What it binds is moved and never borrowed, and what is
//! borrowed is gone before the await, so a machine has room for what is pending and for nothing else.
//!
//! Here and in what a task is made of, functions are inlined without being asked for only where code is optimised: elsewhere each
//! adds its locals to the machine's stack frame, which a deep recursion has many of.
#![forbid(unsafe_code)]

use core::future::IntoFuture;
use core::marker::PhantomData;

use super::Gate;
use crate::value_task::{LocalSuspended, Suspended, not_there};
use crate::{LocalValueTask, ValueTask};

/// What a method awaits.
///
/// `Awaited(operand).__valuetask_divide()` is an inherent method where the operand is a task, and the one of [`Undivided`]
/// otherwise.
#[derive(Debug)]
pub struct Awaited<F>(pub F);

macro_rules! divided {
    ($Task:ident as $Suspended:ident) => {
        impl<'a, T> Awaited<$Task<'a, T>> {
            /// The task, to be asked.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn __valuetask_divide(self) -> Divided<$Task<'a, T>> {
                Divided(self.0)
            }
        }

        impl<'a, T> Divided<$Task<'a, T>> {
            /// Whether the value is there.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn is_there(&self) -> bool {
                self.0.is_there()
            }

            /// The value that is there.
            ///
            /// # Panics
            ///
            /// If it isn't.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn value(self) -> T {
                self.0.value()
            }

            /// What the value will come from.
            ///
            /// # Panics
            ///
            /// If the value is there.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn pending(self) -> Gate<$Suspended<'a, T>> {
                Gate::new(self.0.suspended())
            }
        }
    };
}

divided!(ValueTask as Suspended);
divided!(LocalValueTask as LocalSuspended);

/// A shared task is asked whether it is complete; what it has come to is moved out, or cloned if others have the task, too.
#[cfg(feature = "task")]
mod shared {
    use core::future::IntoFuture;

    use super::{Awaited, Divided, Gate};
    use crate::task::{Task, TaskError, TaskFuture, TaskRefFuture};

    macro_rules! shared {
        (<$($t:lifetime, )?T> $Task:ty as $Future:ty: $value:expr) => {
            impl<$($t, )?T: Clone> Awaited<$Task> {
                /// The task, to be asked.
                #[cfg_attr(not(debug_assertions), inline(always))]
                pub fn __valuetask_divide(self) -> Divided<$Task> {
                    Divided(self.0)
                }
            }

            impl<$($t, )?T: Clone> Divided<$Task> {
                /// Whether the task is complete.
                #[cfg_attr(not(debug_assertions), inline(always))]
                pub fn is_there(&self) -> bool {
                    self.0.is_completed()
                }

                /// What it has come to.
                ///
                /// # Errors
                ///
                /// The task's.
                ///
                /// # Panics
                ///
                /// If it isn't complete.
                #[cfg_attr(not(debug_assertions), inline(always))]
                pub fn value(self) -> Result<T, TaskError> {
                    $value(self.0)
                }

                /// What waits for it.
                #[cfg_attr(not(debug_assertions), inline(always))]
                pub fn pending(self) -> Gate<$Future> {
                    Gate::new(self.0.into_future())
                }
            }
        };
    }

    shared!(<T> Task<T> as TaskFuture<T>: Task::into_outcome);
    shared!(<'t, T> &'t Task<T> as TaskRefFuture<'t, T>: Task::cloned_outcome);
}

/// A task that may have its value.
#[derive(Debug)]
pub struct Divided<F>(F);

/// The fallback for an operand that can't be asked for its value.
pub trait Undivided {
    /// What it yields.
    type Output;
    /// The future that is awaited in its place.
    type Future;

    /// The operand as a future that is not polled by the hot waker.
    fn __valuetask_divide(self) -> Whole<Self::Future, Self::Output>;
}

impl<F: IntoFuture> Undivided for Awaited<F> {
    type Output = F::Output;
    type Future = Gate<F::IntoFuture>;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __valuetask_divide(self) -> Whole<Self::Future, F::Output> {
        Whole(Gate::new(self.0.into_future()), PhantomData)
    }
}

/// A future whose value is never there before it is polled.
#[derive(Debug)]
pub struct Whole<F, T>(F, PhantomData<T>);

impl<F, T> Whole<F, T> {
    /// Never.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn is_there(&self) -> bool {
        false
    }

    /// Nothing, as no value is there.
    ///
    /// # Panics
    ///
    /// Always.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn value(self) -> T {
        not_there()
    }

    /// The future.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn pending(self) -> F {
        self.0
    }
}

/// The fallback for an operand that can't be awaited, so that the compiler says that of the operand and not of [`Awaited`].
pub trait Indivisible {
    /// What was to be awaited.
    type Operand;

    /// Never called, as what it returns can't be awaited.
    ///
    /// # Panics
    ///
    /// Always.
    fn __valuetask_divide(&self) -> Whole<Self::Operand, Self::Operand> {
        unreachable!("what isn't a future can't be awaited")
    }
}

impl<F> Indivisible for Awaited<F> {
    type Operand = F;
}
