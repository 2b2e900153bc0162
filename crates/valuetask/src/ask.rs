//! Calls that a method awaits and that may be answered before it has a machine.
//!
//! A body that is split makes the call of its first await as plain code. Where that gives a complete task, the body goes on with
//! its value. Where the task is pending, the machine is given it. Where it is no task but a future of another kind, nobody can
//! ask it: the call isn't made, and left to the machine.
//!
//! Which of these it is, the type says: [`Call`] and [`Tail`] have an inherent method for tasks and one of a trait for the rest.

use core::future::{Future, IntoFuture};
use core::marker::PhantomData;

use crate::value_task::Suspended;
use crate::{LocalValueTask, ValueTask};

/// A call that is awaited, and not made yet.
#[derive(Debug)]
pub struct Call<C>(C);

/// The call that `make` makes.
#[inline(always)]
pub fn call<C: FnOnce() -> F, F>(make: C) -> Call<C> {
    Call(make)
}

/// A future that says whether it is complete.
pub trait Task: Future + Sized {
    /// The task when it is pending: `Send` if it can be, whatever its value is.
    type Pending;

    /// The value if it is there, or the pending task.
    ///
    /// # Errors
    ///
    /// The task, if it is pending.
    fn answer(self) -> Result<Self::Output, Self::Pending>;
}

impl<'a, T> Task for ValueTask<'a, T> {
    type Pending = Suspended<'a, T>;

    #[inline(always)]
    fn answer(self) -> Result<T, Suspended<'a, T>> {
        if self.is_completed() { Ok(self.value()) } else { Err(self.suspended()) }
    }
}

impl<T> Task for LocalValueTask<'_, T> {
    type Pending = Self;

    #[inline(always)]
    fn answer(self) -> Result<T, Self> {
        self.try_result()
    }
}

macro_rules! pending {
    ($Task:ident: $Pending:ident) => {
        impl<T> Begins for $Pending<'_, T> {
            const PENDING: bool = true;
        }

        /// The machine awaits the task that it was given, of the type that the call would give.
        impl<'a, T, C: FnOnce() -> $Task<'a, T>> Outcome<C> for $Pending<'a, T> {
            type Operand = Self;

            #[inline(always)]
            fn operand(self, _: C) -> Self {
                self
            }
        }
    };
}

pending!(ValueTask: Suspended);
pending!(LocalValueTask: LocalValueTask);

impl<C: FnOnce() -> F, F: Task> Call<C> {
    /// Makes the call: its value, or its pending task.
    ///
    /// # Errors
    ///
    /// The task, if it is pending.
    #[inline(always)]
    pub fn __valuetask_ask(self) -> Result<F::Output, F::Pending> {
        (self.0)().answer()
    }
}

/// The fallback for a call whose future can't be asked whether it is complete.
pub trait Unasked {
    /// What the future yields.
    type Output;

    /// Doesn't make the call.
    ///
    /// # Errors
    ///
    /// Always.
    fn __valuetask_ask(self) -> Result<Self::Output, Unmade>;
}

impl<C: FnOnce() -> F, F: IntoFuture> Unasked for Call<C> {
    type Output = F::Output;

    #[inline(always)]
    fn __valuetask_ask(self) -> Result<F::Output, Unmade> {
        Err(Unmade)
    }
}

/// The call is still to be made.
#[derive(Debug)]
pub struct Unmade;

/// What came of asking, for a machine that has to go on from there.
pub trait Outcome<C> {
    /// What the machine awaits.
    type Operand: IntoFuture;

    /// The operand; `make` makes the call if that is still to be done.
    fn operand(self, make: C) -> Self::Operand;
}

impl<C: FnOnce() -> F, F: IntoFuture> Outcome<C> for Unmade {
    type Operand = F;

    #[inline(always)]
    fn operand(self, make: C) -> F {
        make()
    }
}

/// How a machine begins that was given an `A`.
pub trait Begins {
    /// With an await that can't be answered at once: a poll at the call would come to nothing.
    const PENDING: bool;
}

impl Begins for Unmade {
    const PENDING: bool = false;
}

/// Makes the tasks of machines that begin with an `A`.
#[derive(Debug)]
pub struct Start<A>(PhantomData<A>);

/// That of what came of asking.
#[inline(always)]
pub fn start<A>(_: &A) -> Start<A> {
    Start(PhantomData)
}

impl<A: Begins> Start<A> {
    /// A task whose machine has run as far as it can at the call.
    #[inline(always)]
    pub fn hot<'a, T, F: Future<Output = T> + Send + 'a>(self, machine: F) -> ValueTask<'a, T> {
        if A::PENDING { ValueTask::from_future(machine) } else { ValueTask::hot(machine) }
    }

    /// [`Self::hot`] for a future that stays on its thread.
    #[inline(always)]
    pub fn hot_local<'a, T, F: Future<Output = T> + 'a>(self, machine: F) -> LocalValueTask<'a, T> {
        if A::PENDING { LocalValueTask::from_future(machine) } else { LocalValueTask::hot(machine) }
    }
}

/// What the machine awaits where the call was asked before.
#[inline(always)]
pub fn operand<A: Outcome<C>, C: FnOnce() -> F, F>(asked: A, make: C) -> A::Operand {
    asked.operand(make)
}

/// A call whose task may be the method's own, of type `T`.
#[derive(Debug)]
pub struct Tail<C, T>(C, PhantomData<T>);

/// The call that `make` makes, at the end of a method that returns a `T`.
#[inline(always)]
pub fn tail<T, C: FnOnce() -> F, F>(make: C) -> Tail<C, T> {
    Tail(make, PhantomData)
}

impl<C: FnOnce() -> T, T: Task> Tail<C, T> {
    /// Whether the call gives a `T`.
    #[inline(always)]
    pub fn __valuetask_forwards(&self) -> bool {
        true
    }

    /// Makes the call.
    #[inline(always)]
    pub fn __valuetask_forward(self) -> T {
        (self.0)()
    }
}

impl<C, T> Tail<C, T> {
    /// The call, for a machine to make.
    #[inline(always)]
    pub fn make(self) -> C {
        self.0
    }
}

/// The fallback for a call that gives something else.
pub trait Unforwarded<T>: Sized {
    /// Whether the call gives a `T`.
    #[inline(always)]
    fn __valuetask_forwards(&self) -> bool {
        false
    }

    /// Never called, as it doesn't forward.
    ///
    /// # Panics
    ///
    /// Always.
    #[cold]
    fn __valuetask_forward(self) -> T {
        unreachable!("the call doesn't give the method's task")
    }
}

impl<C, T> Unforwarded<T> for Tail<C, T> {}
