//! Awaits in an expansion: a task is asked for its value first, and what is kept over the await has no room for one.
//!
//! A value may be of a type that isn't `Send`, or that only the caller knows, where the body has to be `Send`. So it is
//! taken out before the body is suspended, and what is kept meanwhile is `Send` for every type of value. In an
//! expansion, `operand.await` reads
//!
//! ```text
//! match awaited(operand).__valuetask_ask() {
//!     asked => if asked.there { asked.value() } else { asked.pending().await },
//! }
//! ```
//!
//! `__valuetask_ask` is an inherent method where the operand is a task. For every other future it is that of
//! [`OtherFuture`], and for what is no future that of [`NoFuture`]: the compiler takes them in this order. It looks no
//! further than [`Awaited`]: a reference to a task isn't a task.
//!
//! The `match` keeps the operand's temporaries as an await would. What it binds is never borrowed, as `there` is a
//! copy, and is moved as a whole in both arms, so a machine has room for what is pending and for nothing else.
//! (Whatever else says the same, a `match` on the two or a scope that borrows, takes longer to check or makes the
//! machine larger.)
//!
//! What is kept between the calls has no destructor, as the next call takes it at once. For each value that had one the
//! compiler would write, and then check and remove, a drop on every way out.
//!
//! Here and in what a task is made of, functions are inlined at all costs only where code is optimised:
//! elsewhere each adds its locals to the machine's stack frame, which a deep recursion has many of.
#![forbid(unsafe_code)]

use core::future::IntoFuture;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;

use super::Gate;
use crate::value_task::misread;
use crate::{LocalPooledFuture, LocalValueTask, PooledFuture, ValueTask};

/// What is awaited, until it is asked: dropped before that, it leaks.
#[derive(Debug)]
pub struct Awaited<F>(ManuallyDrop<F>);

/// Wraps what is awaited.
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

/// A task, and whether it has its value. One of the two functions of it is called: dropped, it leaks the task.
#[derive(Debug)]
pub struct Asked<F> {
    /// The value is there: it may be taken, and the task isn't awaited.
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
            /// Asks whether the value is there.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn __valuetask_ask(self) -> Asked<$Task<'a, T>> {
                let (there, task) = self.operand().ask();
                Asked::new(there, task)
            }
        }

        impl<'a, T> Asked<$Task<'a, T>> {
            /// The value that is there.
            ///
            /// # Panics
            ///
            /// If it isn't.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn value(self) -> T {
                self.task().value()
            }

            /// What the value will come from.
            ///
            /// # Panics
            ///
            /// If the value is there.
            #[cfg_attr(not(debug_assertions), inline(always))]
            pub fn pending(self) -> Gate<$Pooled<'a, T>> {
                Gate::new(self.task().suspended())
            }
        }
    };
}

asked!(ValueTask as PooledFuture);
asked!(LocalValueTask as LocalPooledFuture);

/// A shared task is asked whether it is complete; what it has come to is moved out, or cloned if others have the task, too.
#[cfg(feature = "task")]
mod shared {
    use core::future::IntoFuture;

    use super::{Asked, Awaited, Gate};
    use crate::task::{Task, TaskError, TaskFuture, TaskRefFuture};

    macro_rules! shared {
        (<$($t:lifetime, )?T> $Task:ty as $Future:ty: $value:expr) => {
            impl<$($t, )?T: Clone> Awaited<$Task> {
                /// Asks whether the task is complete.
                #[cfg_attr(not(debug_assertions), inline(always))]
                pub fn __valuetask_ask(self) -> Asked<$Task> {
                    let task = self.operand();
                    Asked::new(task.is_completed(), task)
                }
            }

            impl<$($t, )?T: Clone> Asked<$Task> {
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
                    $value(self.task())
                }

                /// What waits for it.
                #[cfg_attr(not(debug_assertions), inline(always))]
                pub fn pending(self) -> Gate<$Future> {
                    Gate::new(self.task().into_future())
                }
            }
        };
    }

    shared!(<T> Task<T> as TaskFuture<T>: Task::into_outcome);
    shared!(<'t, T> &'t Task<T> as TaskRefFuture<'t, T>: Task::cloned_outcome);
}

/// The fallback for a future that can't be asked for its value.
pub trait OtherFuture {
    /// What is awaited.
    type Operand: IntoFuture;

    /// The future, which is not polled by the hot waker.
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

/// A future whose value is never there before it is polled.
#[derive(Debug)]
pub struct Whole<F, T> {
    /// Always `false`.
    pub there: bool,
    future: F,
    value: PhantomData<T>,
}

impl<F, T> Whole<F, T> {
    /// Panics, as no value is there.
    ///
    /// # Panics
    ///
    /// Always.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn value(self) -> T {
        misread()
    }

    /// The future.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn pending(self) -> F {
        self.future
    }
}

/// The fallback for an operand that can't be awaited, so that the compiler says that of the operand and not of a method.
pub trait NoFuture {
    /// What was to be awaited.
    type Operand;

    /// Never called, as what it holds can't be awaited.
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
