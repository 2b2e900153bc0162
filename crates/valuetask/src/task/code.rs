//! Continuations: tasks of what code returns once another task is complete.
#![forbid(unsafe_code)]

use super::completion::OwnSource;
use super::error::caught;
use super::waiters::Turn;
use super::{Task, TaskError, attend};

/// Code, and the source of the task for what it returns. Dropped, the code goes first. (Captures drop in an unspecified order.)
struct Continues<F, U> {
    code: F,
    source: OwnSource<U>,
}

impl<F, U> Continues<F, U> {
    fn run<T>(self, other: &Task<T>)
    where
        F: FnOnce(&Task<T>) -> Result<U, TaskError>,
    {
        let Self { code, source } = self;
        source.set(caught(|| code(other)));
    }
}

/// Makes a task of what code returns for another task, which has no future: the code runs inline once that is complete, or now.
#[inline]
pub(super) fn after<T, U, F>(other: &Task<T>, code: F) -> Task<U>
where
    T: 'static,
    U: Send + Sync + 'static,
    F: FnOnce(&Task<T>) -> Result<U, TaskError> + Send + 'static,
{
    let [task, continuation] = Task::pending();
    let source = OwnSource::of(task);
    let continues = Continues { code, source };
    let completes = move |other: &Task<T>| continues.run(other);
    if let Err(completes) = attend(other, Turn::Inline, completes) {
        completes(other);
    }
    continuation
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::super::Awaiter;
    use super::*;
    use crate::TaskCompletionSource;

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

    fn attend(task: &Task<u32>, turn: Turn, code: impl FnOnce(&Task<u32>) + Send + 'static) {
        assert!(super::attend(task, turn, code).is_ok());
    }

    /// B-TASK-024, B-TASK-025
    #[test]
    fn code_that_schedules_runs_first_and_each_in_the_order_of_registration() {
        let (source, trace) = (TaskCompletionSource::new(), Trace::default());
        let task = source.task().clone();
        for (number, turn) in [Turn::Inline, Turn::Schedules, Turn::Inline, Turn::Schedules].into_iter().enumerate() {
            attend(&task, turn, trace.note(number as u32));
        }
        let mut withdrawn = Awaiter::new(&task);
        assert!(withdrawn.attend(Turn::Inline, || unreachable!("withdrawn")).is_ok());
        drop(withdrawn);
        source.set_result(7).expect("it's the first");
        assert!(task.is_completed());
        assert_eq!(trace.seen(), [1, 3, 0, 2]);
        let late = super::attend(&task, Turn::Inline, trace.note(5));
        late.expect_err("it comes back")(&task);
        assert_eq!(trace.seen(), [1, 3, 0, 2, 5]);
    }

    #[test]
    fn code_that_never_runs_is_dropped() {
        let held = Arc::new(());
        let [task] = Task::<u32>::pending();
        let code = Arc::clone(&held);
        attend(&task, Turn::Inline, move |_| drop(code));
        drop(task);
        assert_eq!(Arc::strong_count(&held), 1);
    }

    #[test]
    fn a_chain_of_100_000_is_run_on_a_flat_stack() {
        const LINKS: u32 = if cfg!(miri) { 60 } else { 100_000 };
        let first = TaskCompletionSource::new();
        let mut last: Task<u32> = first.task().clone();
        for _ in 0..LINKS {
            let next = TaskCompletionSource::new();
            let task = next.task().clone();
            attend(&last, Turn::Inline, move |task| {
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
        attend(source.task(), Turn::Inline, |_| panic!("a callback"));
        attend(source.task(), Turn::Inline, trace.note(1));
        let set = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| source.set_result(7)));
        assert_eq!(set.expect_err("the callback's").downcast_ref(), Some(&"a callback"));
        assert_eq!(trace.seen(), [1]);
    }

    #[test]
    fn code_after_a_complete_task_runs_at_once() {
        let other = Task::from_result(7_u32);
        let continuation = after(&other, |other| Ok(1 + other.result().and_then(Result::ok).copied().unwrap_or(0)));
        assert_eq!(continuation.result(), Some(Ok(&8)));
    }

    #[test]
    fn code_that_never_runs_is_dropped_and_its_task_has_failed() {
        let held = Arc::new(());
        let [other] = Task::<u32>::pending();
        let code = Arc::clone(&held);
        let continuation = after(&other, move |_| {
            drop(code);
            Ok(7)
        });
        assert!(!continuation.is_completed());
        drop(other);
        assert_eq!(Arc::strong_count(&held), 1);
        assert!(continuation.is_faulted());
    }
}
