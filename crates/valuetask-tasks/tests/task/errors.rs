//! [`TaskError`]: its constructors, and its messages.
//!
//! a message, a box, an I/O error · a task error in a box, in an I/O error, lent · with a cause · a cancellation · a panic · several, nested

use std::error::Error;
use std::fmt;
use std::io;

use valuetask::Abandoned;
use valuetask_tasks::{Shared, Task, TaskError, TimedOut};

#[test]
fn an_error_is_never_wrapped_twice() {
    let inner = TaskError::new(TimedOut);
    let boxed: Box<dyn Error + Send + Sync> = Box::new(inner.clone());
    let in_io = || io::Error::other(inner.clone());
    let boxed_io: Box<dyn Error + Send + Sync> = Box::new(in_io());
    for outer in [
        TaskError::from(boxed),
        TaskError::new(inner.clone()),
        TaskError::new(Box::new(inner.clone())),
        in_io().into(),
        TaskError::new(in_io()),
        TaskError::from(boxed_io),
        io::Error::other(in_io()).into(),
        io::Error::other(Box::new(inner.clone())).into(),
    ] {
        assert_eq!(outer, inner);
        assert_eq!(outer.downcast_ref(), Some(&TimedOut));
    }
    assert!(Task::<()>::from_error(TaskError::new(io::Error::other(TaskError::canceled()))).is_canceled());
}

#[test]
fn a_borrowed_error_of_a_task_can_be_passed_on() {
    fn next(task: &Task<u32>) -> Result<u32, TaskError> {
        Ok(task.blocking_wait()? + 1)
    }
    fn next_of_complete(task: &Task<u32>) -> Result<Option<u32>, Box<dyn Error + Send + Sync>> {
        let number = task.result().transpose().map_err(TaskError::from)?;
        Ok(number.map(|number| number + 1))
    }

    assert_eq!(next(&Task::from_result(7)), Ok(8));
    let failed = Task::from_error(TaskError::new(TimedOut));
    assert_eq!(next(&failed).as_ref(), failed.blocking_wait().map(|_| &0));
    assert_eq!(next_of_complete(&Task::from_result(7)).expect("a result"), Some(8));
    let got = pollster::block_on(async { Ok::<_, TaskError>(failed.get().await? + 1) });
    assert_eq!(got, next(&failed));
}

#[test]
fn an_error_says_what_the_one_within_says() {
    assert_eq!(TaskError::from("text").to_string(), "text");
    assert_eq!(TaskError::from(String::from("text")).to_string(), "text");
    let kind = TaskError::from(io::Error::from(io::ErrorKind::NotFound));
    assert_eq!(kind.downcast_ref::<io::Error>().map(io::Error::kind), Some(io::ErrorKind::NotFound));
    let caused = TaskError::new(io::Error::other(Abandoned));
    assert_eq!(caused.source().map(ToString::to_string), None, "an I/O error of another says what that says");
    assert_eq!(TaskError::new(TimedOut).to_string(), "timed out");
    assert_eq!(TaskError::canceled().to_string(), "canceled");
    assert_eq!(format!("{:?} {:?}", TaskError::canceled(), TaskError::new(TimedOut)), "Canceled Faulted(TimedOut)");
}

#[test]
fn the_cause_of_an_error_is_that_of_the_one_within() {
    #[derive(Debug)]
    struct Caused;

    impl fmt::Display for Caused {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("caused")
        }
    }

    impl Error for Caused {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&TimedOut)
        }
    }

    let error = TaskError::new(Caused);
    assert!(error.source().is_some_and(|cause| cause.is::<TimedOut>()));
    assert!(TaskError::canceled().source().is_none());
}

#[test]
fn a_cancellation_is_no_fault() {
    let canceled = TaskError::canceled();
    assert!(canceled.is_canceled() && !canceled.is_faulted() && !canceled.is_panicked());
    assert_eq!(canceled, TaskError::canceled());
    assert_ne!(canceled, TaskError::new(TimedOut));
    assert_eq!(canceled.errors(), [TaskError::canceled()]);
}

fn several<const N: usize>(errors: [TaskError; N]) -> TaskError {
    let all = Task::when_all(errors.map(Task::<()>::from_error));
    all.result().expect("complete").expect_err("an error").clone()
}

#[test]
fn several_errors_are_flat_and_canceled_only_if_all_are() {
    let nested = several([several(["a".into(), "b".into()]), "c".into()]);
    assert_eq!(nested.errors().len(), 3);
    assert_eq!(nested.to_string(), "a (and 2 more errors)");
    assert_eq!(format!("{nested:?}"), "[Faulted(\"a\"), Faulted(\"b\"), Faulted(\"c\")]");
    let error: TaskError = "a".into();
    assert_eq!(several([error.clone()]), error, "one alone is itself");
    assert!(several([TaskError::canceled(), TaskError::canceled()]).is_canceled());
    assert!(several([TaskError::canceled(), error]).is_faulted());
}

#[test]
fn a_panic_without_a_message_is_still_one() {
    let task = Shared::<()>::new(async { std::panic::panic_any(7) });
    let error = task.blocking_wait().expect_err("faulted");
    assert!(error.is_panicked() && error.is_faulted());
    assert_eq!((error.panic_message(), error.to_string().as_str()), (None, "panicked"));
}

#[test]
fn an_error_is_one_word() {
    assert_eq!(size_of::<TaskError>(), size_of::<usize>());
    assert_eq!(size_of::<Result<u64, TaskError>>(), 16);
}
