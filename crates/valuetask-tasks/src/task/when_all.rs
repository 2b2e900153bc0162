//! [`Task::when_all`], which waits for all; [`Task::try_when_all`], for all or the first error; and [`Task::when_any`], for one.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::mem;

use super::combined::{Ends, Input, combine};
use super::error::{TaskResult, caught};
use super::weak::{Combination, Strong};
use super::{Awaiter, Task, TaskError};
use crate::join;
use crate::sync::{Mutex, lock};

/// Tasks that are waited for one at a time, from the last to the first.
///
/// All have to complete, so the order of waiting is free. Tasks mostly complete in about the order of the arguments. So those before the
/// last are mostly found complete.
struct InTurn<T> {
    /// The tasks, and how many of them may be pending: the first ones.
    tasks: Mutex<(Vec<Task<T>>, usize)>,
    input: Input<T>,
}

impl<T: Clone + Send + Sync + 'static> Combination<Vec<T>> for InTurn<T> {}

/// Waits for the last task that is pending, or completes the combined task. Called when the input before is complete.
fn advance<T: Clone + Send + Sync + 'static>(all: &Strong<Vec<T>, InTurn<T>>) {
    let InTurn { tasks, input } = all.state();
    loop {
        drop(input.take());
        let mut state = lock(tasks);
        let (tasks, left) = &mut *state;
        let Some(last) = tasks[..*left].iter().rposition(|task| !task.is_completed()) else {
            let tasks = mem::take(tasks);
            drop(state);
            return all.complete(caught(|| collect(tasks)));
        };
        *left = last;
        let task = tasks[last].clone();
        drop(state);
        if input.wait_for(task, all, advance) {
            return;
        }
    }
}

/// Returns the results in order, or the failures of the tasks, or their cancellations if none has failed.
fn collect<T: Clone>(tasks: Vec<Task<T>>) -> TaskResult<Vec<T>> {
    let mut results = Vec::with_capacity(tasks.len());
    let mut errors = Vec::new();
    for task in tasks {
        match task.into_outcome() {
            Ok(result) => results.push(result),
            Err(error) => errors.push(error),
        }
    }
    if errors.iter().any(TaskError::is_faulted) {
        errors.retain(TaskError::is_faulted);
    }
    let Some(error) = TaskError::several(errors) else { return Ok(results) };
    // Dropped here, as a destructor that panics while the error is returned would leak that (rust-lang/rust#47949).
    drop(results);
    Err(error)
}

impl<T: Clone + Send + Sync + 'static> Task<T> {
    /// Waits for all tasks: returns a task for their results, in the order of the arguments.
    ///
    /// The call that completes the last input completes the returned task. An error of one input doesn't end the wait: use
    /// [`try_when_all`](Self::try_when_all) to stop at the first.
    /// [`join::when_all`] waits for value tasks, without a `Task` for each.
    ///
    /// A result is moved if its task has no other handle when all inputs are complete, and cloned otherwise. A
    /// [source](super::TaskCompletionSource) has a handle until it is dropped. If results are large, use `Arc`s.
    ///
    /// # Errors
    ///
    /// The errors of all inputs that failed, [flat](TaskError::errors), in the order of the arguments. If none has failed and some were
    /// canceled, the cancellations. Inputs that share a combined task list its errors once. Each combined task copies the lists of its
    /// inputs, so `task = Task::when_all([task, failed])` in a loop takes quadratic time: that is fine to some 1,000 levels.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task ends the wait and leaves the inputs as they are.
    ///
    /// # Allocation
    ///
    /// One for the inputs (a few if the iterator doesn't know their number, none if it is that of a `Vec`), one for the results, and two
    /// slots of the [pool](valuetask::pool).
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::{Task, TaskCompletionSource};
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
        let left = tasks.len();
        let (completer, all) = Strong::pair(InTurn { tasks: Mutex::new((tasks, left)), input: Input::none() });
        advance(&completer);
        all
    }

    /// Waits for all tasks, or for the first that fails or is canceled.
    ///
    /// After the first error the other inputs aren't waited for. They are not canceled. Of errors that are ready at the call, the one with
    /// the lowest index is returned. Otherwise as [`when_all`](Self::when_all).
    ///
    /// # Errors
    ///
    /// The first error: a failure or a cancellation. It is the input's own, so a loop of combined tasks takes linear time.
    ///
    /// # Cancel safety
    ///
    /// As [`when_all`](Self::when_all).
    ///
    /// # Allocation
    ///
    /// One for the inputs (a few for more than 1024), one for the results, and a slot of the [pool](valuetask::pool) for the task and for each
    /// pending input.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::{Task, TaskCompletionSource};
    ///
    /// let pending = TaskCompletionSource::<u32>::new();
    /// let all = Task::try_when_all([pending.task().clone(), Task::from_error("no answer")]);
    /// assert!(all.is_faulted());
    /// ```
    pub fn try_when_all(tasks: impl IntoIterator<Item = Self>) -> Task<Vec<T>> {
        let pending = join::collect(tasks, |_, task| match task.result() {
            Some(Err(error)) => Err(error.clone()),
            _ => Ok(Awaiter::new(task)),
        });
        match pending {
            Ok(inputs) => {
                combine(inputs, Ends { one: |_, task| Some(Err(task.result()?.err()?.clone())), all: collect })
            }
            Err(error) => Task::from_error(error),
        }
    }
}

impl<T: Send + Sync + 'static> Task<T> {
    /// Waits for the first task that completes, in any way.
    ///
    /// Returns `None` if there are no tasks. The result of the returned task is the index of the input, and the input itself.
    ///
    /// An error of an input isn't an error of the returned task. The other inputs aren't canceled, and aren't waited for once the returned
    /// task is complete. So one input that is pending for long can be used in any number of calls.
    ///
    /// If an input is complete at the call, the one with the lowest index is returned, and the rest of the iterator isn't consumed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task ends the wait and leaves the inputs as they are.
    ///
    /// # Allocation
    ///
    /// One for the inputs (a few for more than 1024), and a slot of the [pool](valuetask::pool) for the task and for each input. If
    /// the first input is complete at the call, one slot.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::{Task, TaskCompletionSource};
    ///
    /// let (slow, fast) = (TaskCompletionSource::new(), TaskCompletionSource::new());
    /// let any = Task::when_any([slow.task().clone(), fast.task().clone()]).expect("two tasks");
    /// fast.set_result("an answer").expect("it's the first");
    ///
    /// let (index, task) = any.result().expect("complete").expect("it can't fail");
    /// assert_eq!((*index, task.result()), (1, Some(Ok(&"an answer"))));
    ///
    /// assert!(Task::<u32>::when_any([]).is_none());
    /// ```
    #[must_use = "dropping the task ends the wait"]
    pub fn when_any(tasks: impl IntoIterator<Item = Self>) -> Option<Task<(usize, Self)>> {
        let pending =
            join::collect(
                tasks,
                |index, task| if task.is_completed() { Err((index, task)) } else { Ok(Awaiter::new(task)) },
            );
        match pending {
            Err(winner) => Some(Task::from_result(winner)),
            Ok(none) if none.is_empty() => None,
            Ok(inputs) => {
                let all = |_| unreachable!("the first ends the wait");
                Some(combine(inputs, Ends { one: |index, task| Some(Ok((index, task))), all }))
            }
        }
    }
}
