//! One operation after another: values, refusals, versions.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use valuetask::ValueTask;
use valuetask_source::{ManualResetSource, Refusal, SourceStatus, Token, ValueTaskSource, from_source};

use crate::util::{Drops, poll};
use crate::{Wakes, elsewhere, poll_with};

fn status<T: Send>(source: &ManualResetSource<T>) -> SourceStatus {
    source.status(source.token()).expect("its own token")
}

/// B-SRC-001
#[test]
fn a_fresh_source_is_pending_at_version_0_and_each_reset_adds_one() {
    let source = ManualResetSource::<u32>::new();
    assert_eq!((source.token(), status(&source)), (Token::new(0), SourceStatus::Pending));
    assert_eq!([source.reset().unwrap(), source.reset().unwrap(), source.reset().unwrap()], [1, 2, 3].map(Token::new));
    assert_eq!(format!("{source:?}"), "ManualResetSource { version: 3, status: Pending, .. }");
}

#[test]
fn a_value_of_any_size_is_taken_once() {
    fn of_this_size<const N: usize>() {
        let mut source = ManualResetSource::<[String; N]>::new();
        let value = || std::array::from_fn(|n| n.to_string());
        for waits in [false, true] {
            let (completer, mut task) = source.begin();
            if waits {
                assert!(poll(&mut task).is_pending());
            }
            completer.complete(value());
            assert_eq!(poll(&mut task), Poll::Ready(value()));
        }
    }

    of_this_size::<1>();
    of_this_size::<16>();
    of_this_size::<43>();
    of_this_size::<44>();
    of_this_size::<64>();
}

/// B-SRC-006, B-VT-011: a cancellation has a status of its own.
#[test]
fn how_it_was_completed_is_its_status() {
    let source = ManualResetSource::<Result<u32, &str>>::default();
    source.complete(Ok(1)).unwrap();
    assert_eq!(status(&source), SourceStatus::Succeeded);
    source.reset().unwrap();
    source.fail("broken").unwrap();
    assert_eq!(
        (status(&source), source.task().unwrap().try_result().ok()),
        (SourceStatus::Faulted, Some(Err("broken")))
    );
    source.reset().unwrap();
    source.cancel("canceled").unwrap();
    assert_eq!(
        (status(&source), source.task().unwrap().try_result().ok()),
        (SourceStatus::Canceled, Some(Err("canceled")))
    );
}

/// B-SRC-005
#[test]
fn the_status_of_an_operation_stays_when_its_value_was_taken() {
    type Source = ManualResetSource<Result<u32, u32>>;
    type End = (fn(&Source), SourceStatus);

    let takes: [fn(&Source) -> bool; 3] = [
        |source| source.task().unwrap().try_result().is_ok(),
        |source| source.poll_result(source.token(), &mut Context::from_waker(Waker::noop())).is_ready(),
        |source| poll(&mut from_source(source, source.token()).unwrap()).is_ready(),
    ];
    let ends: [End; 3] = [
        (|source| source.complete(Ok(1)).unwrap(), SourceStatus::Succeeded),
        (|source| source.fail(2).unwrap(), SourceStatus::Faulted),
        (|source| source.cancel(3).unwrap(), SourceStatus::Canceled),
    ];
    let source = Source::new();
    for (take, (end, ended)) in takes.into_iter().flat_map(|take| ends.map(|end| (take, end))) {
        end(&source);
        assert!(take(&source));
        assert_eq!(source.task().unwrap_err().reason(), Refusal::Taken);
        assert_eq!((status(&source), source.is_completed()), (ended, true));
        source.reset().unwrap();
        assert_eq!((status(&source), source.is_completed()), (SourceStatus::Pending, false));
    }
    let mut source = source;
    let (completer, mut task) = source.begin_local();
    completer.fail(4);
    assert_eq!(poll(&mut task), Poll::Ready(Err(4)));
    drop(task);
    assert_eq!(status(&source), SourceStatus::Faulted);
}

/// B-SRC-007, B-SRC-008: a second completion of any kind changes nothing.
#[test]
fn a_second_completion_is_refused_with_its_value() {
    let source = ManualResetSource::<Result<u32, u32>>::new();
    source.complete(Ok(1)).unwrap();
    let refused = source.complete(Ok(2)).unwrap_err();
    assert_eq!(
        (refused.reason(), refused.to_string().as_str()),
        (Refusal::Completed, "this operation is completed already")
    );
    assert_eq!(refused.into_value(), Ok(2));
    assert_eq!(source.fail(3).unwrap_err().into_value(), 3);
    assert_eq!(source.completer_for(source.token()).unwrap_err().reason(), Refusal::Completed);
    assert_eq!((status(&source), poll(&mut source.task().unwrap())), (SourceStatus::Succeeded, Poll::Ready(Ok(1))));
}

/// B-SRC-009: an awaiter is never forgotten.
#[test]
fn a_reset_is_refused_while_the_operation_is_awaited() {
    let source = ManualResetSource::<u32>::new();
    let mut task = source.task().unwrap();
    assert_eq!(source.reset().unwrap_err().reason(), Refusal::Awaited, "not polled, and there all the same");
    assert!(poll(&mut task).is_pending());
    assert_eq!(source.reset().unwrap_err().reason(), Refusal::Awaited);
    assert_eq!(source.next_task().unwrap_err().reason(), Refusal::Awaited);
    source.complete(7).unwrap();
    assert_eq!(source.reset().unwrap_err().reason(), Refusal::Awaited, "completed, and not taken");
    assert_eq!(poll(&mut task), Poll::Ready(7));
    assert_eq!(source.reset().unwrap(), Token::new(1));
}

/// B-SRC-013, B-VT-007, B-VT-027
#[test]
fn a_task_of_a_completed_operation_is_ready() {
    let source = ManualResetSource::new();
    source.complete("there").unwrap();
    let task = source.task().unwrap();
    assert!(task.is_completed());
    assert_eq!(task.try_result().ok(), Some("there"));
}

/// B-VT-032, B-VT-033: one operation yields one value.
#[test]
fn a_value_is_taken_once() {
    let source = ManualResetSource::new();
    source.complete(7).unwrap();
    drop(source.task().unwrap());
    let refused = source.task().unwrap_err();
    assert_eq!(refused.reason(), Refusal::Taken);
    assert_eq!(refused.to_string(), "the value of this operation was taken: reset the source first");
    assert_eq!(format!("{refused:?}"), "Refused { reason: Taken, .. }");
    assert_eq!(source.complete(8).unwrap_err().into_value(), 8);
}

/// B-VT-034: one awaiter at a time.
#[test]
fn a_second_task_is_refused_until_the_first_is_gone() {
    let source = ManualResetSource::<u32>::new();
    let task = source.task().unwrap();
    assert_eq!(source.task().unwrap_err().to_string(), "this operation is awaited already");
    drop(task);
    assert!(source.task().is_ok());
}

/// B-SRC-029: five operations of one source.
#[test]
fn five_operations_give_five_values_at_five_versions() {
    let source = ManualResetSource::new();
    for round in 0..5_u64 {
        let mut task = if round == 0 { source.task().unwrap() } else { source.next_task().unwrap() };
        assert_eq!(source.token(), Token::new(round));
        assert!(poll(&mut task).is_pending());
        elsewhere(|| source.complete(round * 10).unwrap());
        assert_eq!(poll(&mut task), Poll::Ready(round * 10));
    }
}

#[test]
fn a_dropped_task_leaves_the_value_to_the_next() {
    let source = ManualResetSource::new();
    let mut task = source.task().unwrap();
    assert!(poll(&mut task).is_pending());
    drop(task);
    source.complete(7).unwrap();
    assert_eq!(source.task().unwrap().try_result().ok(), Some(7));
}

#[test]
fn a_reset_drops_a_value_that_wasnt_taken() {
    let (source, drops) = (ManualResetSource::new(), Drops::default());
    for round in 1..=2 {
        source.complete(drops.value()).expect("pending");
        source.reset().unwrap();
        assert_eq!(drops.count(), round);
    }
    source.complete(drops.value()).expect("pending");
    drop(source);
    assert_eq!(drops.count(), 3);
}

#[test]
fn a_source_in_a_static_is_used_by_two_threads() {
    static SOURCE: ManualResetSource<u32> = ManualResetSource::new();
    for value in 0..3 {
        let mut task: ValueTask<'static, u32> = SOURCE.next_task().unwrap();
        let awaiter = std::thread::spawn(move || pollster::block_on(&mut task));
        SOURCE.complete(value).unwrap();
        assert_eq!(awaiter.join().unwrap(), value);
    }
}

#[test]
fn both_sides_of_a_source_that_is_ones_own() {
    let mut source = ManualResetSource::new();
    for (version, value) in [(1, 10), (2, 20)] {
        let (completer, mut task) = source.begin();
        assert_eq!(completer.token(), Token::new(version));
        assert!(poll(&mut task).is_pending());
        elsewhere(|| completer.complete(value));
        assert_eq!(poll(&mut task), Poll::Ready(value));
    }
    let (completer, task) = source.begin();
    assert_eq!(format!("{completer:?}"), "SourceCompleter(3)");
    drop((completer, task));
    source.complete(30).unwrap();
    assert_eq!((source.token(), source.task().unwrap().try_result().ok()), (Token::new(3), Some(30)));
}

#[test]
fn both_sides_may_stay_on_one_thread_with_a_local_value() {
    let mut source = ManualResetSource::new();
    let ((woken, waker), (other, other_waker)) = (Wakes::new(), Wakes::new());
    for round in 1..=3_u64 {
        let (completer, mut task) = source.begin_local();
        assert_eq!(
            (completer.token(), format!("{completer:?}")),
            (Token::new(round), format!("LocalCompleter({round})"))
        );
        for waker in [&other_waker, &waker, &waker] {
            assert!(poll_with(&mut task, waker).is_pending());
        }
        completer.complete(Ok::<_, &str>(Rc::new(round)));
        assert_eq!(poll_with(&mut task, &waker), Poll::Ready(Ok(Rc::new(round))));
        drop(task);
        assert_eq!((woken.count(), other.count(), other.kept()), (round as usize, 0, 0));
    }
    let (completer, mut task) = source.begin_local();
    assert!(poll_with(&mut task, &waker).is_pending());
    drop(task);
    assert_eq!(woken.kept(), 0);
    completer.fail("no awaiter");
    assert!(source.is_completed());
    let (completer, task) = source.begin_local();
    completer.cancel("canceled");
    assert_eq!(pollster::block_on(task), Err("canceled"));
    drop(source.begin_local());
    assert_eq!(format!("{source:?}"), "ManualResetSource { version: 6, status: Pending, .. }");
    let (completer, task) = source.begin_local();
    completer.fail("broken");
    assert_eq!(pollster::block_on(task), Err("broken"));
}

#[test]
fn after_an_operation_on_one_thread_the_next_is_on_two() {
    let mut source = ManualResetSource::new();
    let (completer, mut task) = source.begin_local();
    assert!(poll(&mut task).is_pending());
    completer.complete(1);
    assert_eq!(poll(&mut task), Poll::Ready(1));
    drop(task);
    let mut task = source.next_task().unwrap();
    assert!(poll(&mut task).is_pending());
    elsewhere(|| source.complete(2).unwrap());
    assert_eq!(poll(&mut task), Poll::Ready(2));
}

#[test]
fn begun_and_completed_at_once() {
    let mut source = ManualResetSource::<Result<u32, &str>>::new();
    let (completer, task) = source.begin();
    completer.complete(Ok(7));
    assert_eq!(pollster::block_on(task), Ok(7));
    assert_eq!((source.token(), status(&source)), (Token::new(1), SourceStatus::Succeeded));
    assert_eq!(source.task().unwrap_err().reason(), Refusal::Taken);
    let (completer, task) = source.begin();
    completer.fail("broken");
    assert_eq!(pollster::block_on(task), Err("broken"));
    assert_eq!((source.token(), status(&source)), (Token::new(2), SourceStatus::Faulted));
    assert_eq!(source.complete(Ok(1)).unwrap_err().reason(), Refusal::Completed);
    assert_eq!(pollster::block_on(source.next_task_after_cancel()), Err("canceled"));
}

trait NextAfterCancel {
    fn next_task_after_cancel(&mut self) -> ValueTask<'_, Result<u32, &'static str>>;
}

impl NextAfterCancel for ManualResetSource<Result<u32, &'static str>> {
    fn next_task_after_cancel(&mut self) -> ValueTask<'_, Result<u32, &'static str>> {
        let (completer, task) = self.begin();
        completer.cancel("canceled");
        task
    }
}

#[test]
fn a_value_that_panics_when_the_next_operation_begins_leaves_that_one_to_everybody() {
    /// Panics when it is dropped, if `true`.
    #[derive(Debug)]
    struct Panics(bool);

    impl Drop for Panics {
        fn drop(&mut self) {
            assert!(!self.0, "in a drop");
        }
    }

    let mut source = ManualResetSource::new();
    source.complete(Panics(true)).expect("it's the first");
    assert!(catch_unwind(AssertUnwindSafe(|| drop(source.begin()))).is_err());
    assert_eq!((source.token(), status(&source)), (Token::new(1), SourceStatus::Pending));
    source.complete(Panics(false)).expect("pending");
    assert!(source.task().unwrap().is_completed());
}
