//! Tasks that end as another, or with an error when a value task is ready: a timer, or a token's.
#![forbid(unsafe_code)]

use super::cell::TaskResult;
use super::combined::Input;
use super::until::Until;
use super::weak::{Combination, Completer, Weak};
use super::{Task, TaskError, TimedOut};
use crate::ValueTask;
#[cfg(feature = "cancel")]
use crate::cancel::CancellationToken;
use crate::panics::{Panics, contained};
use crate::scheduler::Surrounding;

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

/// A task, and its limit.
struct Limited<T> {
    input: Input<T>,
    until: Until,
    limit: Limit,
}

impl<T: Clone + Send + Sync + 'static> Combination<T> for Limited<T> {
    fn woken(weak: &Weak<T, Self>) {
        let Some(limited) = weak.upgrade() else { return };
        match &limited.state().limit {
            Limit::Time(scheduler) => {
                let weak = weak.another();
                scheduler.spawn(contained(async move { weak.upgrade().iter().for_each(Self::poll) }));
            }
            #[cfg(feature = "cancel")]
            Limit::Token(token) if token.is_cancelled() => Self::end(&limited),
            // A wake that nothing promises is none of the token's.
            #[cfg(feature = "cancel")]
            Limit::Token(_) => {}
        }
    }
}

impl<T: Clone + Send + Sync + 'static> Limited<T> {
    /// Ends the wait, by the input or by the limit.
    fn end(limited: &Completer<T, Self>) {
        let error = || limited.state().limit.error();
        let outcome = limited.state().input.end(error);
        Self::end_with(limited, outcome);
    }

    /// Ends the wait with an outcome, unless it has ended before.
    fn end_with(limited: &Completer<T, Self>, outcome: Option<TaskResult<T>>) {
        let Some(outcome) = outcome else { return };
        let mut panics = Panics::default();
        panics.catch(|| limited.state().until.end());
        panics.catch(|| limited.complete(outcome));
        panics.resume();
    }

    fn poll(limited: &Completer<T, Self>) {
        match limited.with_waker(|waker| limited.state().until.poll(waker)) {
            None => {}
            Some(Ok(())) => Self::end(limited),
            Some(Err(panicked)) => {
                let outcome = limited.state().input.end(|| panicked);
                Self::end_with(limited, outcome);
            }
        }
    }
}

/// Returns a task that ends as this one, or with the limit's error once `until` is ready. A task that is complete by then counts.
pub(super) fn limited<T>(task: &Task<T>, until: ValueTask<'static>, limit: Limit) -> Task<T>
where
    T: Clone + Send + Sync + 'static,
{
    let (limited, returned) = Completer::pair(Limited { input: Input::none(), until: Until::new(until), limit });
    if !limited.state().input.wait_for(task.clone(), &limited, Limited::end) {
        Limited::end(&limited);
    }
    Limited::poll(&limited);
    returned
}

#[cfg(all(test, feature = "cancel", not(valuetask_loom)))]
mod tests {
    use core::future::poll_fn;
    use core::task::{Poll, Waker};
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::TaskCompletionSource;

    #[test]
    fn a_wake_of_a_token_that_is_not_canceled_cancels_nothing() {
        let (source, token, kept) = (TaskCompletionSource::<u32>::new(), CancellationToken::new(), Arc::default());
        let keeps: Arc<Mutex<Option<Waker>>> = Arc::clone(&kept);
        let never = ValueTask::from_future(poll_fn(move |cx| {
            *keeps.lock().expect("no panic") = Some(cx.waker().clone());
            Poll::Pending
        }));
        let task = limited(source.task(), never, Limit::Token(token.clone()));
        let waker = kept.lock().expect("no panic").take().expect("it was polled");
        waker.wake_by_ref();
        assert!(!task.is_completed());
        token.cancel();
        waker.wake();
        assert!(task.is_canceled());
    }
}
