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
//! If the operand is a task, `__valuetask_ask` is the inherent method, whose bound is [`Ask`]. For every other future it is
//! the method of [`OtherFuture`], and for operands that aren't futures that of [`NoFuture`]: the compiler takes them in this
//! order. It looks no further than [`Awaited`]: a reference to a value task isn't asked. An operand of a type that isn't known
//! yet may be a task, and is taken for one.
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

use core::future::{Future, IntoFuture};
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

/// The types that an await asks: tasks, whose result may be taken at once.
#[diagnostic::on_unimplemented(
    message = "the type of this operand isn't known yet where it is awaited",
    label = "`{Self}`, as a later line says",
    note = "an expansion asks a task for its value before it awaits it, and so has to know what it awaits: annotate the operand's type \
            before the await"
)]
pub trait Ask: Sized {
    /// What an await of it evaluates to.
    type Value;

    /// The future of one that isn't ready.
    type Pending: Future<Output = Self::Value>;

    /// Returns `true` if the value is ready, with the task.
    fn ask(self) -> (bool, Self);

    /// Takes the ready value.
    ///
    /// # Panics
    ///
    /// Panics if the value isn't ready.
    fn value(self) -> Self::Value;

    /// Returns the future of a pending task.
    ///
    /// # Panics
    ///
    /// Panics if the value of a value task is ready.
    fn pending(self) -> Self::Pending;
}

impl<F: Ask> Awaited<F> {
    /// Checks whether the value is ready.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn __valuetask_ask(self) -> Asked<F> {
        let (there, task) = self.operand().ask();
        Asked { there, task: ManuallyDrop::new(task) }
    }
}

/// A task, and whether it is ready. Dropping it leaks the task: call one of its two functions.
#[derive(Debug)]
pub struct Asked<F> {
    /// `true` if the value is ready, so that it is taken instead of awaiting the task.
    pub there: bool,
    task: ManuallyDrop<F>,
}

impl<F: Ask> Asked<F> {
    /// Takes the ready value.
    ///
    /// # Panics
    ///
    /// Panics if the value isn't ready.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn value(self) -> F::Value {
        ManuallyDrop::into_inner(self.task).value()
    }

    /// Returns the future of a pending task.
    ///
    /// # Panics
    ///
    /// Panics if the value is ready.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn pending(self) -> Gate<F::Pending> {
        Gate::new(ManuallyDrop::into_inner(self.task).pending())
    }
}

macro_rules! asked {
    ($Task:ident as $Pooled:ident) => {
        #[diagnostic::do_not_recommend]
        impl<'a, T> Ask for $Task<'a, T> {
            type Value = T;
            type Pending = $Pooled<'a, T>;

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn ask(self) -> (bool, Self) {
                $Task::ask(self)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn value(self) -> T {
                $Task::value(self)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn pending(self) -> $Pooled<'a, T> {
                self.suspended()
            }
        }
    };
}

asked!(ValueTask as PooledFuture);
asked!(LocalValueTask as LocalPooledFuture);

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
