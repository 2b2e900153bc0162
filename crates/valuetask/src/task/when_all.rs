//! [`Task::when_all`], which waits for all, and [`Task::try_when_all`], which waits for all or for the first error.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::future::Future;
use core::mem;
use core::ops::Range;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::callback::Manner;
use super::cell::Outcome;
use super::combined::{Inputs, caught};
use super::join_input::JoinInput;
use super::registration::Awaiter;
use super::weak::{Combined, State};
use super::{Task, TaskError};
use crate::join::{Element, Elements};
use crate::sync::{Mutex, lock};

/// Running tasks that are waited for one at a time, from both ends in turn and the last one first.
///
/// All have to be complete, in whatever order. Tasks mostly complete in about the order of the arguments, or against it, so those between
/// the ends are mostly found complete.
struct InTurn<T> {
    tasks: Vec<Task<T>>,
    /// Those that may be pending. All others are complete.
    left: Range<usize>,
    /// Whether the last of those is waited for, or the first.
    from_behind: bool,
    awaiter: Option<Awaiter<T>>,
}

impl<T: Clone + Send + Sync + 'static> State<Vec<T>> for Mutex<InTurn<T>> {
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

    /// The next task that is pending.
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

/// Waits for tasks of which some are lazy, and so are polled.
struct AtOnce<T>(Elements<JoinInput<T>>);

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

/// Waits for tasks of which some are lazy, or for the first error.
struct OrFirstError<T>(Elements<JoinInput<T>>);

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

/// The results in order; or the errors of the tasks that failed; or the cancellations, if none has failed.
fn collect<T: Clone>(tasks: impl IntoIterator<Item = Task<T>>) -> Outcome<Vec<T>> {
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
        if tasks.iter().any(Self::is_lazy) {
            return Task::from_fallible(AtOnce(Elements::new(tasks.into_iter().map(JoinInput::new).collect())));
        }
        InTurn::start(tasks)
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
        let inputs: Vec<_> = tasks.into_iter().map(JoinInput::new).collect();
        let tasks = || inputs.iter().map(JoinInput::task);
        if let Some(Err(error)) = tasks().filter_map(Self::result).find(Result::is_err) {
            return Task::from_error(error.clone());
        }
        if tasks().any(Self::is_lazy) {
            return Task::from_fallible(OrFirstError(Elements::new(inputs)));
        }
        let left = Mutex::new(inputs.len() + 1);
        let all = Combined::of_all(inputs, left, has_result);
        one_less(&all);
        all.into_task()
    }
}
