//! Tasks that end as another, or with an error when a value task is ready: a timer, or a token's.
#![forbid(unsafe_code)]

use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll};

use super::combined::Input;
use super::error::caught;
use super::join_input::JoinInput;
use super::weak::{Combination, Combined};
use super::{Task, TaskError, TimedOut};
use crate::ValueTask;
#[cfg(feature = "cancel")]
use crate::cancel::CancellationToken;
use crate::join::Element;
use crate::panics::contained;
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

struct End {
    /// Ready when the wait ends. `None` while it is polled, and after the wait has ended.
    until: Option<ValueTask<'static>>,
    /// It was woken while it was polled.
    is_woken: bool,
}

impl<T: Clone + Send + Sync + 'static> Combination<T> for Limited<T> {
    fn woken(limited: Combined<T, Self>) {
        match &limited.state().limit {
            Limit::Time(scheduler) => {
                let weak = limited.downgrade();
                scheduler.spawn(contained(async move { weak.upgrade().iter().for_each(Self::poll) }));
            }
            #[cfg(feature = "cancel")]
            Limit::Token(_) => Self::end(&limited),
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Limited<T> {
    /// Ends the wait, by the input or by the limit.
    fn end(limited: &Combined<T, Self>) {
        Self::end_with(limited, || limited.state().limit.error());
    }

    fn end_with(limited: &Combined<T, Self>, otherwise: impl FnOnce() -> TaskError) {
        if limited.state().input.end(limited, otherwise) {
            let until = lock(&limited.state().end).until.take();
            drop(until);
        }
    }

    fn poll(limited: &Combined<T, Self>) {
        let end = &limited.state().end;
        loop {
            let mut until = {
                let mut end = lock(end);
                end.is_woken = end.until.is_none();
                match end.until.take() {
                    Some(until) => until,
                    None => return,
                }
            };
            let waker = limited.downgrade().into_waker();
            match caught(|| Ok(Pin::new(&mut until).poll(&mut Context::from_waker(&waker)))) {
                Ok(Poll::Ready(())) => return Self::end(limited),
                Err(panicked) => return Self::end_with(limited, || panicked),
                Ok(Poll::Pending) => {}
            }
            let mut end = lock(end);
            if limited.task().is_completed() {
                return;
            }
            end.until = Some(until);
            if !end.is_woken {
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
        let end = Mutex::new(End { until: Some(until), is_woken: false });
        let limited = Combined::new(Limited { input: Input::none(), end, limit });
        limited.state().input.wait_for(task.clone(), &limited, Limited::end);
        Limited::poll(&limited);
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
