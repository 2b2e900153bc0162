//! [`Task::when_all`], which waits for all, and [`Task::try_when_all`], which waits for all or for the first error.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::future::poll_fn;
use core::mem;
use core::ops::Range;
use core::task::Poll;

use super::cell::TaskResult;
use super::combined::{Inputs, caught};
use super::join_input::JoinInput;
use super::registration::Awaiter;
use super::waiters::Manner;
use super::weak::{Combination, Combined};
use super::{Task, TaskError};
use crate::join::{Element, Elements};
use crate::sync::{Mutex, lock};

/// Running tasks that are waited for one at a time: the last, then the first of those that are left, and so on.
///
/// All have to complete, so the order of waiting is free. Tasks mostly complete in about the order of the arguments, or in reverse. So
/// those between the ends are mostly found complete.
struct InTurn<T> {
    tasks: Vec<Task<T>>,
    /// The tasks that may be pending. All others are complete.
    left: Range<usize>,
    /// The last of those is waited for, not the first.
    from_behind: bool,
    awaiter: Option<Awaiter<T>>,
}

impl<T: Clone + Send + Sync + 'static> Combination<Vec<T>> for Mutex<InTurn<T>> {
    fn woken(_: Combined<Vec<T>, Self>) {}
}

impl<T: Clone + Send + Sync + 'static> InTurn<T> {
    fn start(tasks: Vec<Task<T>>) -> Task<Vec<T>> {
        let left = 0..tasks.len();
        let all = Combined::new(Mutex::new(Self { tasks, left, from_behind: true, awaiter: None }));
        Self::advance(&all);
        all.into_task()
    }

    /// Waits for the next task that is pending, or completes the combined task. Called by the callback of the one before.
    fn advance(all: &Combined<Vec<T>, Mutex<Self>>) {
        let mut this = lock(all.state());
        if this.awaiter.take().is_some() {
            this.skip();
            this.from_behind ^= true;
        }
        while let Some(task) = this.next() {
            let (mut awaiter, weak) = (Awaiter::new(task), all.downgrade());
            let attended =
                awaiter.attend(Manner::Inline, move |_: &Task<T>| weak.upgrade().iter().for_each(Self::advance));
            if attended.is_ok() {
                this.awaiter = Some(awaiter);
                return;
            }
            this.skip();
        }
        let tasks = mem::take(&mut this.tasks);
        drop(this);
        all.complete(caught(|| collect(tasks)));
    }

    /// Returns the next task that is pending.
    fn next(&mut self) -> Option<Task<T>> {
        while !self.left.is_empty() {
            let at = if self.from_behind { self.left.end - 1 } else { self.left.start };
            let task = self.tasks.get(at)?;
            if !task.is_completed() {
                return Some(task.clone());
            }
            self.skip();
        }
        None
    }

    fn skip(&mut self) {
        if self.from_behind { self.left.end -= 1 } else { self.left.start += 1 }
    }
}

/// Waits for tasks of which some are lazy: polls them.
fn lazy<T: Clone + Send + Sync + 'static>(inputs: Vec<JoinInput<T>>, ends_with_first_error: bool) -> Task<Vec<T>> {
    let mut inputs = Elements::new(inputs);
    Task::try_from_future(poll_fn(move |cx| {
        let polled = inputs.poll(cx, |_, task, cx| match task.advance(cx) {
            true if ends_with_first_error => task.outcome().map(|_| true),
            is_complete => Ok(is_complete),
        });
        match polled {
            Ok(true) => Poll::Ready(collect(inputs.values())),
            Ok(false) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }))
}

/// Inputs that haven't completed, and one more until all are registered.
type Left = Mutex<usize>;

/// Called with an input that is complete.
fn has_result<T: Clone + Send + Sync + 'static>(all: &Combined<Vec<T>, Inputs<T, Left>>, _: usize, task: &Task<T>) {
    match task.result() {
        Some(Err(error)) => {
            all.complete(Err(error.clone()));
            drop(all.take_inputs());
        }
        _ => one_less(all),
    }
}

fn one_less<T: Clone + Send + Sync + 'static>(all: &Combined<Vec<T>, Inputs<T, Left>>) {
    let is_last = {
        let mut left = lock(&all.state().data);
        *left -= 1;
        *left == 0
    };
    if is_last {
        let mut inputs = all.take_inputs();
        all.complete(caught(|| collect(inputs.iter_mut().map(JoinInput::take))));
    }
}

/// Returns the results in order, or the failures of the tasks, or their cancellations if none has failed.
fn collect<T: Clone>(tasks: impl IntoIterator<Item = Task<T>>) -> TaskResult<Vec<T>> {
    let tasks = tasks.into_iter();
    let mut results = Vec::with_capacity(tasks.size_hint().1.unwrap_or(0));
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
    /// Waits for all tasks: returns a task for their results, in the order of the arguments.
    ///
    /// The call that completes the last input completes the returned task. An error of one input doesn't end the wait: use
    /// [`try_when_all`](Self::try_when_all) to stop at the first. If an input is [lazy](Self::from_future), so is the returned task.
    /// [`ValueTask::when_all`](crate::ValueTask::when_all) waits for value tasks, without a `Task` for each.
    ///
    /// A result is moved if its task has no other handle when all inputs are complete, and cloned otherwise. A completer keeps a handle until
    /// all waiters are woken. So the result of the running input that completes last is always cloned. If results are large, use `Arc`s.
    ///
    /// # Errors
    ///
    /// The errors of all inputs that failed, [flat](TaskError::errors), in the order of the arguments. If none has failed and some were
    /// canceled, the cancellations. Inputs that share a combined task list its errors once.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task ends the wait and leaves the inputs as they are.
    ///
    /// # Allocation
    ///
    /// One for the inputs (a few if the iterator doesn't know their number, none if it is that of a `Vec`), one for the results, and two
    /// slots of the [pool](crate::pool). If some inputs are lazy: one allocation more, a slot for each pending input, and more memory of the
    /// pool if there are more than twelve.
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
        if tasks.iter().any(Self::is_lazy) {
            return lazy(tasks.into_iter().map(JoinInput::new).collect(), false);
        }
        InTurn::start(tasks)
    }

    /// Waits for all tasks, or for the first that fails or is canceled.
    ///
    /// After the first error the other inputs aren't waited for. They are not canceled. Of errors that are ready at the call, the one with
    /// the lowest index is returned. Otherwise as [`when_all`](Self::when_all).
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
    /// One for the inputs (a few if the iterator doesn't know their number), one for the results, and a slot of the [pool](crate::pool) for the
    /// task and for each pending input. If some inputs are lazy and there are more than twelve, more memory of the pool.
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
        let inputs: Vec<_> = tasks.into_iter().map(JoinInput::new).collect();
        let tasks = || inputs.iter().map(JoinInput::task);
        if let Some(Err(error)) = tasks().filter_map(Self::result).find(Result::is_err) {
            return Task::from_error(error.clone());
        }
        if tasks().any(Self::is_lazy) {
            return lazy(inputs, true);
        }
        let left = Mutex::new(inputs.len() + 1);
        let all = Combined::of_all(inputs, left, has_result);
        one_less(&all);
        all.into_task()
    }
}
