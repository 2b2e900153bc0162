//! [`Task::when_all`], which waits for all; [`Task::try_when_all`], for all or the first error; and [`Task::when_any`], for one.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::mem;

use super::arc::Arc;
use super::cell::Source;
use super::combined::{Awaiters, Ends, combine, guarded};
use super::error::{TaskResult, caught};
use super::{Task, TaskError};
use crate::awaiter::Awaiter;
use crate::join;
use crate::sync::{Mutex, lock};

/// Tasks that are waited for one at a time, from the last to the first.
///
/// All have to complete, so the order of waiting is free. Tasks mostly complete in about the order of the arguments. So those before the
/// last are mostly found complete.
struct InTurn<T> {
    /// Those before `left` may be pending, and the others are complete. The one at `left` is taken out, and the last is in its place.
    tasks: Vec<Task<T>>,
    left: usize,
    /// The one that is taken out, as it is waited for.
    input: Option<Awaiter<Task<T>>>,
    source: Source<Vec<T>>,
}

/// Waits for the last task that is pending, or completes the combined task. Called when the input before is complete.
fn advance<T: Clone + Send + Sync + 'static>(all: &Arc<Mutex<Option<InTurn<T>>>>) {
    let mut place = lock(all);
    let Some(turn) = &mut *place else { return };
    loop {
        if let Some(task) = turn.input.take().and_then(|mut input| input.take()) {
            turn.tasks.push(task);
            let last = turn.tasks.len() - 1;
            turn.tasks.swap(turn.left, last);
        }
        let Some(last) = turn.tasks[..turn.left].iter().rposition(|task| !task.is_completed()) else { break };
        turn.left = last;
        let (mut input, called) = (Awaiter::new(turn.tasks.swap_remove(last)), all.clone());
        let registered = input.on_complete(move || advance(&called));
        turn.input = Some(input);
        if registered.is_ok() {
            return;
        }
    }
    let ended = place.take();
    drop(place);
    ended.into_iter().for_each(|InTurn { tasks, source, .. }| source.set(caught(|| collect(tasks))));
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
    /// [`when_all`](crate::when_all) waits for value tasks, without a `Task` for each.
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
    /// One for the inputs (a few if the iterator doesn't know their number, none if it is that of a `Vec`), one for the results, and four
    /// slots of the [pool](valuetask::pool); one if all are complete.
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
        if tasks.iter().all(Task::is_completed) {
            return Task::from_outcome(caught(|| collect(tasks)));
        }
        let combined = Arc::new(Mutex::new(None));
        let (source, all) = guarded(combined.clone());
        let left = tasks.len();
        *lock(&combined) = Some(InTurn { tasks, input: None, left, source });
        advance(&combined);
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
    /// One for the inputs (a few for more than 1024), one for the results, and a slot of the [pool](valuetask::pool) for each pending input,
    /// with three for the task.
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
                let outcome = |failed: Option<usize>, inputs: &mut Awaiters<T>| {
                    let error = failed.and_then(|index| inputs[index].handle()?.result()?.err());
                    if let Some(error) = error {
                        return Err(error.clone());
                    }
                    collect(mem::take(inputs).into_iter().filter_map(|mut input| input.take()).collect())
                };
                combine(inputs, Ends { one: |task| !task.is_completed_successfully(), outcome })
            }
            Err(error) => Task::from_error(error),
        }
    }
}

/// Takes the task out that ended the wait.
fn winner<T>(first: Option<usize>, inputs: &mut [Awaiter<Task<T>>]) -> TaskResult<(usize, Task<T>)> {
    let index = first.expect("the first ends the wait");
    Ok((index, inputs[index].take().expect("it is taken here alone")))
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
    /// One for the inputs (a few for more than 1024), and a slot of the [pool](valuetask::pool) for each input, with three for
    /// the task. If the first input is complete at the call, one slot.
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
            Ok(inputs) => Some(combine(inputs, Ends { one: |_| true, outcome: |first, inputs| winner(first, inputs) })),
        }
    }
}
