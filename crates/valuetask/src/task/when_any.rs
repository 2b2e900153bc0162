//! [`Task::when_any`], which waits for one.
#![forbid(unsafe_code)]

use super::combined::{Ends, combine};
use super::{Awaiter, Task};
use crate::join::collect;

impl<T: Send + Sync + 'static> Task<T> {
    /// Waits for the first task that completes, in any way.
    ///
    /// The result of the returned task is the index of the input, and the input itself.
    ///
    /// An error of an input isn't an error of the returned task. The other inputs aren't canceled, and aren't waited for once the returned
    /// task is complete. So one input that is pending for long can be used in any number of calls.
    ///
    /// If an input is complete at the call, the one with the lowest index is returned, and the rest of the iterator isn't consumed.
    ///
    /// # Errors
    ///
    /// If there are no tasks, the returned task has failed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the last handle of the returned task ends the wait and leaves the inputs as they are.
    ///
    /// # Allocation
    ///
    /// One for the inputs (a few for more than 1024), and a slot of the [pool](crate::pool) for the task and for each input. If
    /// the first input is complete at the call, one slot.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::{Task, TaskCompletionSource};
    ///
    /// let (slow, fast) = (TaskCompletionSource::new(), TaskCompletionSource::new());
    /// let any = Task::when_any([slow.task().clone(), fast.task().clone()]);
    /// fast.set_result("an answer").expect("it's the first");
    ///
    /// let (index, task) = any.result().expect("complete").expect("there were tasks");
    /// assert_eq!((*index, task.result()), (1, Some(Ok(&"an answer"))));
    /// ```
    pub fn when_any(tasks: impl IntoIterator<Item = Self>) -> Task<(usize, Self)> {
        let pending =
            collect(tasks, |index, task| if task.is_completed() { Err((index, task)) } else { Ok(Awaiter::new(task)) });
        match pending {
            Err(winner) => Task::from_result(winner),
            Ok(none) if none.is_empty() => Task::from_error("`when_any` was called without tasks: pass one at least"),
            Ok(inputs) => {
                let all = |_| unreachable!("the first ends the wait");
                combine(inputs, Ends { one: |index, task| Some(Ok((index, task))), all })
            }
        }
    }
}
