//! Tasks that end as another, or with an error when a value task is ready: a timer, or a token's.
#![forbid(unsafe_code)]

use core::future::{Future, poll_fn};
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::cell::TaskResult;
use super::combined::Input;
use super::error::caught;
use super::join_input::JoinInput;
use super::weak::{Combination, Combined, Weak};
use super::{Task, TaskError, TimedOut};
use crate::ValueTask;
#[cfg(feature = "cancel")]
use crate::cancel::CancellationToken;
use crate::join::Element;
use crate::panics::{Panics, contained};
use crate::scheduler::Surrounding;
use crate::sync::{Mutex, lock};

/// What ends the wait.
pub(super) enum Limit {
    /// A timer. The scheduler polls it after it was woken, as a waker polls nothing.
    Time(Surrounding),
    /// A token, whose waker tells that it is canceled.
    #[cfg(feature = "cancel")]
    Token(CancellationToken),
}

impl Limit {
    fn error(&self) -> TaskError {
        match self {
            Self::Time(_) => TaskError::new(TimedOut),
            #[cfg(feature = "cancel")]
            Self::Token(token) => TaskError::canceled_with(token),
        }
    }
}

/// A running task, and its limit.
struct Limited<T> {
    input: Input<T>,
    end: Mutex<End>,
    limit: Limit,
}

/// What is ready when the wait ends.
enum End {
    /// Sleeps until it is woken.
    Sleeps(ValueTask<'static>),
    /// Is polled.
    Polled { is_woken: bool },
    /// The wait has ended.
    Over,
}

impl<T: Clone + Send + Sync + 'static> Combination<T> for Limited<T> {
    fn woken(weak: &Weak<T, Self>) {
        let Some(limited) = weak.upgrade() else { return };
        match &limited.state().limit {
            Limit::Time(scheduler) => {
                let weak = weak.another();
                scheduler.spawn(contained(async move { weak.upgrade().into_iter().for_each(Self::poll) }));
            }
            #[cfg(feature = "cancel")]
            Limit::Token(token) if token.is_cancelled() => Self::end(limited),
            // A wake that nothing promises is none of the token's.
            #[cfg(feature = "cancel")]
            Limit::Token(_) => {}
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Limited<T> {
    /// Ends the wait, by the input or by the limit.
    fn end(limited: Combined<T, Self>) {
        let error = || limited.state().limit.error();
        let outcome = limited.state().input.end(error);
        Self::end_with(limited, outcome);
    }

    /// Ends the wait with an outcome, unless it has ended before.
    fn end_with(limited: Combined<T, Self>, outcome: Option<TaskResult<T>>) {
        let Some(outcome) = outcome else { return };
        let end = mem::replace(&mut *lock(&limited.state().end), End::Over);
        let mut panics = Panics::default();
        panics.catch(|| drop(end));
        panics.catch(|| limited.complete(outcome));
        panics.resume();
    }

    fn poll(limited: Combined<T, Self>) {
        loop {
            let mut until = {
                let mut end = lock(&limited.state().end);
                match mem::replace(&mut *end, End::Polled { is_woken: false }) {
                    End::Sleeps(until) => until,
                    End::Polled { .. } => {
                        *end = End::Polled { is_woken: true };
                        return;
                    }
                    End::Over => {
                        *end = End::Over;
                        return;
                    }
                }
            };
            let waker = limited.downgrade().into_waker();
            match caught(|| Ok(Pin::new(&mut until).poll(&mut Context::from_waker(&waker)))) {
                Ok(Poll::Ready(())) => return Self::end(limited),
                Err(panicked) => {
                    let outcome = limited.state().input.end(|| panicked);
                    return Self::end_with(limited, outcome);
                }
                Ok(Poll::Pending) => {}
            }
            let mut end = lock(&limited.state().end);
            let End::Polled { is_woken } = *end else { return };
            *end = End::Sleeps(until);
            if !is_woken {
                return;
            }
        }
    }
}

/// Returns a task that ends as this one, or with the limit's error once `until` is ready. A task that is complete by then counts.
pub(super) fn limited<T>(task: &Task<T>, until: ValueTask<'static>, limit: Limit) -> Task<T>
where
    T: Clone + Send + Sync + 'static,
{
    if !task.is_lazy() {
        let end = Mutex::new(End::Sleeps(until));
        let limited = Combined::new(Limited { input: Input::none(), end, limit });
        limited.state().input.wait_for(task.clone(), &limited, Limited::end);
        Limited::poll(limited.clone());
        return limited.into_task();
    }
    let mut task = JoinInput::new(task.clone());
    // A task, whose waker the token or the timer has: they may clone it under a lock, where the user's could deadlock.
    let mut until = JoinInput::new(until.into_task());
    Task::try_from_future(poll_fn(move |cx| {
        if !task.task().is_completed() && until.advance(cx) {
            return Poll::Ready(Err(until.take().into_outcome().err().unwrap_or_else(|| limit.error())));
        }
        Pin::new(&mut task).poll(cx).map(Task::into_outcome)
    }))
}
