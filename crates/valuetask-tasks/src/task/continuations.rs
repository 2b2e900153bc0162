//! [`Task::continue_with`], and its form for code that may fail.
#![forbid(unsafe_code)]

use super::cell::Source;
use super::error::{TaskResult, caught};
use super::waiting::Waiting;
use super::{Task, TaskError, sourced};
use crate::panics::Panics;

impl<T: Send + Sync + 'static> Task<T> {
    /// Continues this task by code that may fail: inline once this is complete, or now.
    fn then<U: Send + Sync + 'static>(&self, code: impl FnOnce(&Self) -> TaskResult<U> + Send + 'static) -> Task<U> {
        if self.is_completed() {
            return Task::from_outcome(caught(|| code(self)));
        }
        if self.0.is_endless() {
            return Task::endless();
        }
        let (source, continuation) = sourced();
        // A tuple drops its fields in order: the code before the source. Captures would drop in an unspecified one.
        let continues = (code, self.clone(), source);
        if let Err(late) = self.0.register(Waiting::of_callback(move || complete(continues))) {
            late.fire();
        }
        continuation
    }

    /// Runs code once this task has completed, in any way, and returns a task for its result.
    ///
    /// The code runs inline: at once if the task is complete, otherwise within the call that completes it, after all awaiters were
    /// woken. Continuations run in registration order. If completions nest more than 16 deep, they are queued and run when the outermost
    /// call returns. Dropping the returned handle doesn't stop the code from running.
    ///
    /// The code should be short. For code that [blocks](Task#blocking) or takes long, use [`continue_with_on`](Self::continue_with_on).
    ///
    /// # Errors
    ///
    /// A panic of the code is the [error](TaskError::is_panicked) of the returned task. The completer of this task isn't told.
    ///
    /// # Cancel safety
    ///
    /// Dropping the returned task doesn't stop the code. A continuation keeps this task, and the inputs of a combined one, until it runs. If an
    /// input never completes, they are never freed. Combine it with a [token](Self::with_cancellation) instead. The code that is to
    /// continue an endless [`delay`](Task::delay) is dropped at once, and the returned task is endless, too.
    ///
    /// # Allocation
    ///
    /// Two slots of the [pool](valuetask::pool), one for the task and one for the code, none in steady state.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::TaskCompletionSource;
    ///
    /// let source = TaskCompletionSource::<u32>::new();
    /// let text = source.task().continue_with(|task| match task.result() {
    ///     Some(Ok(number)) => format!("the number {number}"),
    ///     _ => "no number".to_owned(),
    /// });
    /// source.set_result(7).expect("it's the first");
    /// assert_eq!(text.result(), Some(Ok(&"the number 7".to_owned())));
    /// ```
    pub fn continue_with<U: Send + Sync + 'static>(&self, code: impl FnOnce(&Self) -> U + Send + 'static) -> Task<U> {
        self.then(move |task| Ok(code(task)))
    }

    /// Runs code that may fail once this task has completed, in any way, and returns a task for its result.
    ///
    /// An error of the code is that of the returned task: a cancellation cancels it, another error faults it. `?` passes an error of this
    /// task on. Otherwise as [`continue_with`](Self::continue_with).
    ///
    /// # Errors
    ///
    /// The error of the code, or its panic.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_tasks::{Task, TaskError};
    ///
    /// let length = |task: &Task<String>| Ok::<_, TaskError>(task.result().expect("complete")?.len());
    /// let task = Task::from_result("seven".to_owned()).try_continue_with(length);
    /// assert_eq!(task.result(), Some(Ok(&5)));
    ///
    /// let task = Task::canceled().try_continue_with(length);
    /// assert!(task.is_canceled());
    /// ```
    pub fn try_continue_with<U, E>(&self, code: impl FnOnce(&Self) -> Result<U, E> + Send + 'static) -> Task<U>
    where
        U: Send + Sync + 'static,
        E: Into<TaskError>, // an error of your own becomes one by `.map_err(TaskError::new)`
    {
        self.then(move |task| code(task).map_err(Into::into))
    }
}

/// Completes a continuation of a task that is complete.
fn complete<T, U>((code, task, source): (impl FnOnce(&Task<T>) -> TaskResult<U>, Task<T>, Source<U>)) {
    let outcome = caught(|| code(&task));
    let mut panics = Panics::default();
    // First, so that an awaiter that sees the end of the continuation may have the last handle.
    panics.catch(|| drop(task));
    panics.catch(|| source.set(outcome));
    panics.resume();
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use std::sync::{Arc, Mutex};
    use std::task::Wake;

    use super::*;
    use crate::TaskCompletionSource;
    use crate::awaiter::Awaiter;

    /// The numbers of what has run, in order.
    #[derive(Clone, Default)]
    struct Trace(Arc<Mutex<Vec<u32>>>);

    impl Trace {
        fn note(&self, number: u32) -> impl FnOnce(&Task<u32>) + Send + use<> {
            let trace = self.clone();
            move |task| {
                assert_eq!(task.result(), Some(Ok(&7)));
                trace.0.lock().expect("no panic").push(number);
            }
        }

        fn seen(&self) -> Vec<u32> {
            self.0.lock().expect("no panic").clone()
        }
    }

    fn on_complete(task: &Task<u32>, code: impl FnOnce(&Task<u32>) + Send + 'static) {
        let handle = task.clone();
        assert!(task.0.register(Waiting::of_callback(move || code(&handle))).is_ok());
    }

    /// Wakes a task that has completed.
    struct Seen<C>(Mutex<Option<(Task<u32>, C)>>);

    impl<C: FnOnce(&Task<u32>) + Send> Wake for Seen<C> {
        fn wake(self: Arc<Self>) {
            let (task, code) = self.0.lock().expect("no panic").take().expect("woken once");
            code(&task);
        }
    }

    fn wakes(task: &Task<u32>, code: impl FnOnce(&Task<u32>) + Send + 'static) {
        let seen = Arc::new(Seen(Mutex::new(Some((task.clone(), code)))));
        assert!(task.0.register(Waiting::Waker(seen.into())).is_ok());
    }

    /// B-TASK-024, B-TASK-025
    #[test]
    fn wakers_are_woken_first_and_each_in_the_order_of_registration() {
        let (source, trace) = (TaskCompletionSource::new(), Trace::default());
        let task = source.task().clone();
        on_complete(&task, trace.note(0));
        wakes(&task, trace.note(1));
        on_complete(&task, trace.note(2));
        wakes(&task, trace.note(3));
        let mut withdrawn = Awaiter::new(task.clone());
        assert!(withdrawn.on_complete(|| unreachable!("withdrawn")).is_ok());
        drop(withdrawn);
        source.set_result(7).expect("it's the first");
        assert!(task.is_completed());
        assert_eq!(trace.seen(), [1, 3, 0, 2]);
        let note = trace.note(5);
        let late = task.clone().0.register(Waiting::of_callback(move || note(&task)));
        late.err().expect("it comes back").fire();
        assert_eq!(trace.seen(), [1, 3, 0, 2, 5]);
    }

    #[test]
    fn a_chain_of_100_000_is_run_on_a_flat_stack() {
        const LINKS: u32 = if cfg!(miri) { 60 } else { 100_000 };
        let first = TaskCompletionSource::new();
        let mut last: Task<u32> = first.task().clone();
        for _ in 0..LINKS {
            let next = TaskCompletionSource::new();
            let task = next.task().clone();
            on_complete(&last, move |task| {
                let value = task.result().and_then(Result::ok).copied().unwrap_or(0);
                next.set_result(value + 1).expect("it's the first");
            });
            last = task;
        }
        first.set_result(0).expect("it's the first");
        assert_eq!(last.result(), Some(Ok(&LINKS)));
    }

    #[test]
    fn a_panic_of_one_keeps_no_other_from_running() {
        let (source, trace) = (TaskCompletionSource::new(), Trace::default());
        on_complete(source.task(), |_| panic!("a callback"));
        on_complete(source.task(), trace.note(1));
        let set = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| source.set_result(7)));
        assert_eq!(set.expect_err("the callback's").downcast_ref(), Some(&"a callback"));
        assert_eq!(trace.seen(), [1]);
    }

    #[test]
    fn code_after_a_complete_task_runs_at_once() {
        let other = Task::from_result(7_u32);
        let continuation = other.then(|other| Ok(1 + other.result().and_then(Result::ok).copied().unwrap_or(0)));
        assert_eq!(continuation.result(), Some(Ok(&8)));
    }
}
