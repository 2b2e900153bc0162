//! Awaits in an expansion: a ready value is taken before the body is suspended.
//!
//! A body has to be `Send`, though a value may be of a type that isn't, or that only the caller knows. So the value is
//! taken before the body is suspended, and the state that is kept over the await is `Send` for every type of value. In
//! an expansion, `operand.await` reads
//!
//! ```text
//! match awaited(operand).__valuetask_ask() {
//!     asked => if asked.there { asked.value() } else { asked.pending().await },
//! }
//! ```
//!
//! If the operand is a task, `__valuetask_ask` is its inherent method. For every other future it is the method of
//! [`OtherFuture`], and for operands that aren't futures that of [`NoFuture`]: the compiler takes them in this order.
//! It looks no further than [`Awaited`]: a reference to a task isn't a task.
//!
//! The `match` keeps the operand's temporaries as an await would. Its binding is never borrowed, as `there` is a copy,
//! and is moved as a whole in both arms. So a machine has room for the pending task and for nothing else. (A `match` on
//! the two, or a scope that borrows, takes longer to check or makes the machine larger.)
//!
//! The types between the calls have no destructor, as the next call takes them at once. With one, the compiler would
//! write, check and remove a drop on every way out.
//!
//! In this module and in the tasks, `inline(always)` is limited to optimised code. Without optimisation, each function
//! adds its locals to the machine's stack frame, which a deep recursion has many of.
#![forbid(unsafe_code)]

use core::future::IntoFuture;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;

use super::Gate;
use crate::value_task::misread;
use crate::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

/// The operand of an await. Dropping it leaks the operand.
#[derive(Debug)]
pub struct Awaited<F>(ManuallyDrop<F>);

/// Wraps the operand of an await.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn awaited<F>(operand: F) -> Awaited<F> {
    Awaited(ManuallyDrop::new(operand))
}

impl<F> Awaited<F> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn operand(self) -> F {
        ManuallyDrop::into_inner(self.0)
    }
}

/// A task, and whether it is ready. Dropping it leaks the task: call one of its two functions.
#[derive(Debug)]
pub struct Asked<F> {
    /// `true` if the value is ready, so that it is taken instead of awaiting the task.
    pub there: bool,
    task: ManuallyDrop<F>,
}

impl<F> Asked<F> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn new(there: bool, task: F) -> Self {
        Self { there, task: ManuallyDrop::new(task) }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn task(self) -> F {
        ManuallyDrop::into_inner(self.task)
    }
}

macro_rules! asked {
    ($Task:ident as $Pooled:ident) => {
        impl<'a, T> Awaited<$Task<'a, T>> {
            /// Checks whether the value is ready.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn __valuetask_ask(self) -> Asked<$Task<'a, T>> {
                let (there, task) = self.operand().ask();
                Asked::new(there, task)
            }
        }

        impl<'a, T> Asked<$Task<'a, T>> {
            /// Takes the ready value.
            ///
            /// # Panics
            ///
            /// Panics if the value isn't ready.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn value(self) -> T {
                self.task().value()
            }

            /// Returns the future of a pending task.
            ///
            /// # Panics
            ///
            /// Panics if the value is ready.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn pending(self) -> Gate<$Pooled<'a, T>> {
                Gate::new(self.task().suspended())
            }
        }
    };
}

asked!(ValueTask as PooledFuture);
asked!(LocalValueTask as LocalPooledFuture);

/// `Task` and `Shared`: the result is moved out, or cloned if there are other handles.
#[cfg(feature = "task")]
mod shared {
    use core::future::IntoFuture;

    use super::{Asked, Awaited, Gate};
    use crate::shared::{Shared, SharedFuture, SharedRefFuture};
    use crate::task::{Task, TaskError, TaskFuture, TaskRefFuture};

    macro_rules! shared {
        (<$($t:lifetime, )?T$(: $static:lifetime)?> $Task:ty as $Future:ty: $value:expr) => {
            impl<$($t, )?T: Clone $(+ $static)?> Awaited<$Task> {
                /// Checks whether the task is complete.
                #[cfg_attr(not(debug_assertions), inline(always))]
                pub fn __valuetask_ask(self) -> Asked<$Task> {
                    let task = self.operand();
                    Asked::new(task.is_completed(), task)
                }
            }

            impl<$($t, )?T: Clone $(+ $static)?> Asked<$Task> {
                /// Takes or clones the result of a completed task.
                ///
                /// # Errors
                ///
                /// Returns the task's error.
                ///
                /// # Panics
                ///
                /// Panics if the task isn't complete.
                #[cfg_attr(not(debug_assertions), inline(always))]
                pub fn value(self) -> Result<T, TaskError> {
                    $value(self.task())
                }

                /// Returns the future that waits for a pending task.
                #[cfg_attr(not(debug_assertions), inline(always))]
                pub fn pending(self) -> Gate<$Future> {
                    Gate::new(self.task().into_future())
                }
            }
        };
    }

    shared!(<T> Task<T> as TaskFuture<T>: Task::into_outcome);
    shared!(<'t, T> &'t Task<T> as TaskRefFuture<'t, T>: Task::cloned_outcome);
    shared!(<T: 'static> Shared<T> as SharedFuture<T>: Shared::into_outcome);
    shared!(<'s, T: 'static> &'s Shared<T> as SharedRefFuture<'s, T>: Shared::cloned_outcome);
}

/// The fallback for futures that aren't tasks.
pub trait OtherFuture {
    /// The operand.
    type Operand: IntoFuture;

    /// Returns the future, which the hot waker doesn't poll.
    fn __valuetask_ask(
        self,
    ) -> Whole<Gate<<Self::Operand as IntoFuture>::IntoFuture>, <Self::Operand as IntoFuture>::Output>;
}

impl<F: IntoFuture> OtherFuture for Awaited<F> {
    type Operand = F;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __valuetask_ask(self) -> Whole<Gate<F::IntoFuture>, F::Output> {
        Whole { there: false, future: Gate::new(self.operand().into_future()), value: PhantomData }
    }
}

/// A future that is always awaited.
#[derive(Debug)]
pub struct Whole<F, T> {
    /// Always `false`.
    pub there: bool,
    future: F,
    value: PhantomData<T>,
}

impl<F, T> Whole<F, T> {
    /// Always panics, as there is no value.
    ///
    /// # Panics
    ///
    /// Always.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn value(self) -> T {
        misread()
    }

    /// Returns the future.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn pending(self) -> F {
        self.future
    }
}

/// The fallback for operands that aren't futures: the compiler's error is about the operand.
pub trait NoFuture {
    /// The operand.
    type Operand;

    /// Never called, as the result can't be awaited.
    ///
    /// # Panics
    ///
    /// Always.
    fn __valuetask_ask(&self) -> Whole<Self::Operand, Self::Operand> {
        unreachable!("what isn't a future can't be awaited")
    }
}

impl<F> NoFuture for Awaited<F> {
    type Operand = F;
}
