//! [`Task::when_all`], which waits for all, and [`Task::try_when_all`], which waits for all or for the first error.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::future::Future;
use core::ops::Range;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::cell::Outcome;
use super::waited::{Waited, together};
use super::{Registration, Task, TaskError, awaiting};
use crate::join::{Element, Elements};

/// Waits for tasks that complete by themselves, one at a time, from both ends in turn and the last one first.
///
/// All have to be waited for, so it doesn't matter in which order. There is one registration at any time, and as tasks mostly
/// complete in about the order of the arguments, or against it, those between the ends are mostly found complete.
struct InTurn<T> {
    tasks: Vec<Task<T>>,
    /// Those that may be pending. All others are complete.
    left: Range<usize>,
    /// Whether it is the last of those that is waited for, and not the first.
    from_behind: bool,
    registration: Registration,
}

impl<T> InTurn<T> {
    fn new(tasks: Vec<Task<T>>) -> Self {
        let left = 0..tasks.len();
        Self { tasks, left, from_behind: true, registration: Registration::NOWHERE }
    }

    /// Whose turn it is.
    fn at(&self) -> Option<usize> {
        if self.left.is_empty() {
            None
        } else if self.from_behind {
            Some(self.left.end - 1)
        } else {
            Some(self.left.start)
        }
    }

    /// Goes on from a task that is complete, at the other end if it had been waited for.
    fn go_on(&mut self, had_waited: bool) {
        if self.from_behind {
            self.left.end -= 1
        } else {
            self.left.start += 1
        }
        self.from_behind ^= had_waited;
    }
}

impl<T> Drop for InTurn<T> {
    fn drop(&mut self) {
        if let Some(at) = self.at()
            && let Some(task) = self.tasks.get(at)
        {
            drop(task.withdraw(&mut self.registration));
        }
    }
}

impl<T: Clone> Future for InTurn<T> {
    type Output = Outcome<Vec<T>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        while let Some(at) = this.at() {
            let had_waited = !this.registration.is_nowhere();
            if awaiting::poll(&this.tasks[at], &mut this.registration, cx).is_pending() {
                return Poll::Pending;
            }
            this.go_on(had_waited);
        }
        Poll::Ready(collect(core::mem::take(&mut this.tasks)))
    }
}

/// Waits for tasks some of which are driven, and so have to be polled together.
struct AtOnce<T>(Elements<Waited<T>>);

impl<T: Clone> Future for AtOnce<T> {
    type Output = Outcome<Vec<T>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.0.poll(cx, |_, task, cx| Ok::<_, TaskError>(task.advance(cx))) {
            Ok(true) => Poll::Ready(collect(self.0.values())),
            Ok(false) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

/// Waits for all, or for the first error.
struct OrFirstError<T>(Elements<Waited<T>>);

impl<T: Clone> Future for OrFirstError<T> {
    type Output = Outcome<Vec<T>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = self.0.poll(cx, |_, task, cx| match task.advance(cx) {
            true => task.outcome().map(|_| true),
            false => Ok(false),
        });
        match polled {
            Ok(true) => Poll::Ready(collect(self.0.values())),
            Ok(false) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

/// The results in order; or the errors of the tasks that failed; or the cancellations, if none has failed.
fn collect<T: Clone>(tasks: Vec<Task<T>>) -> Outcome<Vec<T>> {
    let mut results = Vec::with_capacity(tasks.len());
    let mut errors = Vec::new();
    for task in tasks {
        match task.into_outcome() {
            Ok(result) => results.push(result),
            Err(error) => errors.push(error),
        }
    }
    let (failures, cancellations): (Vec<_>, Vec<_>) = errors.into_iter().partition(TaskError::is_faulted);
    match TaskError::several(if failures.is_empty() { cancellations } else { failures }) {
        None => Ok(results),
        Some(error) => Err(error),
    }
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Waits for all the tasks: the result is theirs, in the order of the arguments.
    ///
    /// It is complete within the call that completes the last of them; an error of one doesn't end it before that. To be told of the
    /// first error there is [`try_when_all`](Self::try_when_all); where a [`ValueTask`](crate::ValueTask) is at hand,
    /// [`ValueTask::when_all`](crate::ValueTask::when_all) needs no task for each. If one of the tasks is [driven](Self::from_future) by whoever
    /// awaits it, so is this.
    ///
    /// A result is moved if nobody else has its task when all are complete, and cloned otherwise. Whoever completes a task has it until all
    /// who wait for it are woken. So where none is driven, the result of the one that this waits for last is always cloned; and so is that of another
    /// whose completer hasn't woken all yet. Where results are large, let them be `Arc`s.
    ///
    /// # Errors
    ///
    /// Those of all tasks that failed, [flat](TaskError::errors), in the order of the arguments. Tasks that were canceled are left out, unless
    /// none has failed: then it is canceled, with their cancellations.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle before it is complete leaves the tasks as they are, and nothing behind.
    ///
    /// # Allocation
    ///
    /// One for the tasks (a few, if the iterator doesn't know how many there are; none, if it's that of a `Vec`), one for the results, and two
    /// slots of the [pool](crate::pool). If some are driven, one allocation more, a slot for each that is pending, and for more than a few
    /// some memory of the pool beside.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Task, TaskCompletionSource};
    ///
    /// let sources = [(); 3].map(|()| TaskCompletionSource::new());
    /// let all = Task::when_all(sources.each_ref().map(|source| source.task().clone()));
    /// for (number, source) in sources.iter().enumerate().rev() {
    ///     source.set_result(number * 10).expect("it's the first");
    /// }
    /// assert_eq!(all.result(), Some(Ok(&vec![0, 10, 20])));
    /// ```
    pub fn when_all(tasks: impl IntoIterator<Item = Self>) -> Task<Vec<T>> {
        let tasks = Vec::from_iter(tasks);
        if tasks.iter().any(Self::is_driven) {
            return Task::combined(true, AtOnce(together(tasks)));
        }
        Task::combined(false, InTurn::new(tasks))
    }

    /// Waits for all the tasks, or for the first that ends with an error.
    ///
    /// The others go on, and nobody waits for them any more. Of errors that are there at once the first is the one of the lowest
    /// index. Otherwise as [`when_all`](Self::when_all).
    ///
    /// # Errors
    ///
    /// The first error: a failure or a cancellation.
    ///
    /// # Cancel safety
    ///
    /// As [`when_all`](Self::when_all).
    ///
    /// # Allocation
    ///
    /// For the tasks and the results as [`when_all`](Self::when_all), and one allocation more; a slot of the [pool](crate::pool), one for each that is
    /// pending, and for more than a few some memory of the pool beside.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Task, TaskCompletionSource};
    ///
    /// let pending = TaskCompletionSource::<u32>::new();
    /// let all = Task::try_when_all([pending.task().clone(), Task::from_error("no answer")]);
    /// assert!(all.is_faulted());
    /// ```
    pub fn try_when_all(tasks: impl IntoIterator<Item = Self>) -> Task<Vec<T>> {
        let tasks = Vec::from_iter(tasks);
        if let Some(Err(error)) = tasks.iter().filter_map(Self::result).find(Result::is_err) {
            return Task::from_error(error.clone());
        }
        Task::combined(tasks.iter().any(Self::is_driven), OrFirstError(together(tasks)))
    }
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use alloc::string::ToString;
    use core::task::Waker;

    use super::super::status::Phase;
    use super::*;

    /// As where another thread sets it between the look at the call and the first poll.
    #[test]
    fn an_error_that_is_there_before_the_first_poll_is_the_first() {
        for count in [1, 20] {
            let mut tasks: Vec<_> = (0..count).map(|_| Task::<u32>::pending(1, Phase::Running)).collect();
            tasks.push(Task::from_error("lost"));
            let mut all = OrFirstError(together(tasks));
            let polled = Pin::new(&mut all).poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Ready(Err(error)) if error.to_string() == "lost"));
        }
    }
}
