//! Tasks that have a time or a token, continuations that a scheduler runs, and what is awaited as a stream.
//!
//! late: at once, later, never · canceled: before, later, never · a complete task · what stays behind · on a scheduler: not inside the
//! call, before what runs inline, by how it ended, dropped by the scheduler · with a token · a stream

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use futures_util::stream::{FusedStream, Stream, StreamExt};
use valuetask::cancel::CancellationToken;
use valuetask::scheduler::{CurrentScheduler, TaskScheduler};
use valuetask::{Abandoned, Task, TaskCompletionSource, TaskError, TaskStatus, TimedOut, ValueTask};

const SOON: Duration = Duration::from_millis(5);
const LATE: Duration = Duration::from_secs(3600);

fn error<T>(task: &Task<T>) -> &TaskError {
    task.result().expect("complete").err().expect("an error")
}

/// Keeps what it is given until it is asked to run it, and knows no time.
#[derive(Clone, Default)]
struct ByHand(Arc<Mutex<Vec<ValueTask<'static>>>>);

impl ByHand {
    fn given(&self) -> usize {
        self.0.lock().expect("nobody panics with the lock").len()
    }

    fn take(&self) -> Vec<ValueTask<'static>> {
        std::mem::take(&mut self.0.lock().expect("nobody panics with the lock"))
    }

    fn run(&self) {
        self.take().into_iter().for_each(pollster::block_on);
    }
}

impl TaskScheduler for ByHand {
    fn schedule(&self, work: ValueTask<'static>) {
        self.0.lock().expect("nobody panics with the lock").push(work);
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        self.schedule(ValueTask::from_future(async move { work() }));
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        ValueTask::from_future(std::future::pending())
    }
}

/// B-TASK-033
#[test]
fn without_any_time_a_pending_task_is_late_at_once() {
    let source = TaskCompletionSource::<u32>::new();
    let late = source.task().with_timeout(Duration::ZERO);
    assert_eq!(late.status(), TaskStatus::Faulted);
    assert!(error(&late).downcast_ref::<TimedOut>().is_some());
    assert_eq!(Task::from_result(7).with_timeout(Duration::ZERO).result(), Some(Ok(&7)));
}

/// B-TASK-034
#[test]
fn a_task_that_is_late_goes_on() {
    let source = TaskCompletionSource::new();
    let late = source.task().with_timeout(SOON);
    let failed = late.wait().expect_err("nobody has set it");
    assert!(failed.downcast_ref::<TimedOut>().is_some());
    source.set_result(42).expect("it's the first");
    assert_eq!(source.task().wait(), Ok(&42));
}

#[test]
fn time_passes_without_an_awaiter() {
    let source = TaskCompletionSource::<u32>::new();
    let (told, heard) = mpsc::channel();
    let late = source.task().with_timeout(SOON);
    let _telling = late.continue_with(move |task| told.send(task.is_faulted()));
    assert_eq!(heard.recv(), Ok(true));
}

#[test]
fn time_of_a_lazy_task_passes_without_an_awaiter() {
    let late = Task::from_future(std::future::pending::<u32>()).with_timeout(SOON);
    Task::delay(2 * SOON).wait().expect("it's just a delay");
    let polled = Pin::new(&mut late.get()).poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Ready(Err(error)) if error.downcast_ref::<TimedOut>().is_some()));
}

#[test]
fn a_task_in_time_ends_as_itself() {
    let source = TaskCompletionSource::new();
    let (in_time, failed) = (source.task().with_timeout(LATE), TaskCompletionSource::<u32>::new());
    let fails = failed.task().with_timeout(LATE);
    source.set_result(7).expect("it's the first");
    failed.set_error("lost").expect("it's the first");
    assert_eq!(in_time.result(), Some(Ok(&7)));
    assert_eq!(error(&fails).to_string(), "lost");
    assert_eq!(Task::from_future(async { 7 }).with_timeout(LATE).wait(), Ok(&7));
}

/// B-TASK-036
#[test]
fn for_ever_is_the_task_itself() {
    let source = TaskCompletionSource::<u32>::new();
    assert!(source.task().with_timeout(Duration::MAX).ptr_eq(source.task()));
    let complete = Task::from_result(7);
    assert!(complete.with_timeout(SOON).ptr_eq(&complete));
    assert!(complete.with_cancellation(&CancellationToken::new()).ptr_eq(&complete));
}

/// B-TASK-035
#[test]
fn a_canceled_token_ends_the_waiting_and_the_task_goes_on() {
    let (source, token) = (TaskCompletionSource::new(), CancellationToken::new());
    let waiting = source.task().with_cancellation(&token);
    assert!(!waiting.is_completed());
    token.cancel();
    assert_eq!(waiting.status(), TaskStatus::Canceled);
    assert_eq!(error(&waiting).cancellation_token(), Some(&token));
    source.set_result(42).expect("it's the first");
    assert_eq!(source.task().result(), Some(Ok(&42)));
    assert_eq!(source.task().with_cancellation(&token).result(), Some(Ok(&42)));
}

#[test]
fn a_token_that_is_canceled_before_ends_the_waiting_at_once() {
    let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    token.cancel();
    assert!(source.task().with_cancellation(&token).is_canceled());
}

#[test]
fn a_token_that_is_canceled_before_the_first_poll_wins_over_a_future_that_would_be_ready() {
    let (token, polled) = (CancellationToken::new(), Arc::new(Mutex::new(0)));
    let ready = || {
        let polled = Arc::clone(&polled);
        Task::from_future(async move { *polled.lock().expect("no panic") += 1 })
    };
    let waiting = ready().with_cancellation(&token);
    let tasks = [waiting.clone(), waiting.on_success(|()| unreachable!("it is canceled"))];
    token.cancel();
    for task in tasks {
        assert_eq!(task.wait().expect_err("canceled").cancellation_token(), Some(&token));
    }
    assert_eq!(*polled.lock().expect("no panic"), 0);
}

#[test]
fn a_token_that_is_canceled_between_two_polls_wins_over_a_future_that_would_be_ready() {
    let (token, mut polls) = (CancellationToken::new(), 0);
    let second = poll_fn(move |_| {
        polls += 1;
        if polls == 2 { Poll::Ready(7) } else { Poll::Pending }
    });
    let waiting = Task::from_future(second).with_cancellation(&token);
    let mut get = waiting.get();
    let mut cx = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut get).poll(&mut cx).is_pending());
    token.cancel();
    assert!(matches!(Pin::new(&mut get).poll(&mut cx), Poll::Ready(Err(error)) if error.is_canceled()));
}

#[test]
fn a_task_that_is_completed_before_the_token_is_canceled_keeps_its_result() {
    let token = CancellationToken::new();
    let task = Task::from_future(async { 7 });
    let waiting = task.with_cancellation(&token);
    assert_eq!(task.wait(), Ok(&7));
    token.cancel();
    assert_eq!(waiting.wait(), Ok(&7));

    let (by_hand, token) = (ByHand::default(), CancellationToken::new());
    let source = TaskCompletionSource::scheduled_on(by_hand.clone());
    let waiting = source.task().with_cancellation(&token);
    source.set_result(7).expect("it's the first");
    token.cancel();
    by_hand.run();
    assert_eq!(waiting.result(), Some(Ok(&7)));
}

#[test]
fn a_token_that_is_never_canceled_changes_nothing() {
    let (source, token) = (TaskCompletionSource::new(), CancellationToken::new());
    let waiting = source.task().with_cancellation(&token);
    source.set_result(7).expect("it's the first");
    token.cancel();
    assert_eq!(waiting.result(), Some(Ok(&7)));
}

/// B-TASK-021
#[test]
fn a_continuation_of_a_task_with_a_token_is_canceled_at_once_and_its_code_never_runs() {
    let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    let continued_with_the_token =
        || source.task().with_cancellation(&token).on_success(|_| -> u32 { unreachable!("it is canceled") });
    let continued = continued_with_the_token();
    assert!(!continued.is_completed());
    token.cancel();
    assert_eq!(error(&continued).cancellation_token(), Some(&token));
    assert!(continued_with_the_token().is_canceled());
    source.set_result(7).expect("it's the first");
}

#[test]
fn a_continuation_with_a_token_runs_also_without_a_handle() {
    let (source, token) = (TaskCompletionSource::new(), CancellationToken::new());
    let (told, heard) = mpsc::channel();
    drop(source.task().with_cancellation(&token).on_success(move |result| told.send(*result)));
    source.set_result(7).expect("it's the first");
    assert_eq!(heard.try_recv(), Ok(7));
}

/// B-TASK-017
#[test]
fn a_scheduled_continuation_runs_neither_inside_the_call_nor_inside_the_set() {
    let plus_one = |task: &Task<u32>| task.result().map(|result| result.map_or(0, |number| number + 1));
    let scheduler = ByHand::default();
    let complete = Task::from_result(7).continue_with_on(scheduler.clone(), plus_one);
    assert_eq!((scheduler.given(), complete.status()), (1, TaskStatus::WaitingToRun));
    scheduler.run();
    assert_eq!(complete.result(), Some(Ok(&Some(8))));

    let source = TaskCompletionSource::new();
    let pending = source.task().continue_with_on(scheduler.clone(), plus_one);
    assert_eq!(scheduler.given(), 0);
    source.set_result(7).expect("it's the first");
    assert_eq!((scheduler.given(), pending.is_completed()), (1, false));
    scheduler.run();
    assert_eq!(pending.result(), Some(Ok(&Some(8))));
}

/// B-TASK-025
#[test]
fn what_is_scheduled_is_so_before_anything_runs_inline() {
    let (source, scheduler) = (TaskCompletionSource::<()>::new(), ByHand::default());
    let asking = scheduler.clone();
    let given = source.task().continue_with(move |_| asking.given());
    let _scheduled = source.task().continue_with_on(scheduler, |_| ());
    source.set_result(()).expect("it's the first");
    assert_eq!(given.result(), Some(Ok(&1)));
}

#[test]
fn a_scheduled_continuation_runs_for_the_way_that_it_is_for() {
    let failed = Task::<u32>::from_error("four");
    let replaced =
        failed.continue_with_on(CurrentScheduler, |task| task.on_faulted(|error| error.to_string().len() as u32));
    assert_eq!(replaced.flatten().wait(), Ok(&4));
    let canceled = Task::canceled().continue_with_on(CurrentScheduler, |task| task.on_canceled(|| 3));
    assert_eq!(canceled.flatten().wait(), Ok(&3));
    let carried_on = failed.continue_with_on(CurrentScheduler, |task| task.on_success(|number| number + 1));
    assert!(carried_on.flatten().wait().is_err());
    let panics = Task::from_result(7).continue_with_on(CurrentScheduler, |_| -> u32 { panic!("no luck") });
    assert_eq!(panics.wait().err().and_then(TaskError::panic_message), Some("no luck"));
}

#[test]
fn a_scheduled_continuation_polls_the_lazy_task_that_it_continues() {
    let lazy = Task::from_future(async { 7 });
    let (told, heard) = mpsc::channel();
    let _telling = lazy.continue_with_on(CurrentScheduler, move |task| told.send(task.is_completed_successfully()));
    assert_eq!(heard.recv(), Ok(true));
}

#[test]
fn a_scheduled_continuation_runs_though_another_awaiters_waker_panics() {
    struct Panics;

    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("in a waker");
        }
    }

    // The future has its own task awaited, so that the waker is woken by the poll that completes the task.
    let (itself, other) = (Arc::new(OnceLock::<Task<u32>>::new()), Arc::new(Mutex::new(None)));
    let (inside, kept) = (Arc::clone(&itself), Arc::clone(&other));
    let lazy = Task::from_future(poll_fn(move |_| {
        let mut awaiter = inside.get().expect("set below").clone().into_future();
        assert!(Pin::new(&mut awaiter).poll(&mut Context::from_waker(&Waker::from(Arc::new(Panics)))).is_pending());
        *kept.lock().expect("no panic") = Some(awaiter);
        Poll::Ready(7)
    }));
    itself.set(lazy.clone()).expect("it's the first");
    let scheduler = ByHand::default();
    let continued =
        lazy.continue_with_on(scheduler.clone(), |task| task.result().map(|result| *result.expect("ready")));
    scheduler.run();
    assert_eq!(continued.result(), Some(Ok(&Some(7))));
}

#[test]
fn a_scheduler_that_drops_a_continuation_abandons_it() {
    let scheduler = ByHand::default();
    let continued = Task::from_result(7).continue_with_on(scheduler.clone(), |_| ());
    drop(scheduler.take());
    assert!(error(&continued).downcast_ref::<Abandoned>().is_some());
}

/// B-COMB-018
#[test]
fn each_is_a_stream() {
    let sources = [(); 3].map(|()| TaskCompletionSource::new());
    let each = Task::when_each(sources.each_ref().map(|source| source.task().clone()));
    assert_eq!(each.size_hint(), (3, Some(3)));
    [2, 0, 1].into_iter().for_each(|index| sources[index].set_result(index).expect("it's the first"));
    let order: Vec<_> = pollster::block_on(each.map(|(index, _)| index).collect());
    assert_eq!(order, [2, 0, 1]);
}

#[test]
fn a_stream_says_how_many_are_left_and_that_it_has_ended() {
    let mut each = Task::when_each([Task::from_result(1), Task::from_result(2)]);
    for left in [2, 1, 0] {
        assert_eq!((each.remaining(), each.size_hint()), (left, (left, Some(left))));
        assert_eq!(format!("{each:?}"), format!("WhenEach {{ remaining: {left}, .. }}"));
        assert_eq!(each.is_terminated(), left == 0);
        assert_eq!(pollster::block_on(StreamExt::next(&mut each)).is_some(), left > 0);
    }
}

/// B-TASK-016, B-TASK-019, B-TCS-011
#[test]
fn a_scheduled_source_runs_nothing_inside_the_set_and_then_all() {
    let scheduler = ByHand::default();
    let source = TaskCompletionSource::scheduled_on(scheduler.clone());
    let continued = source.task().on_success(|number| number + 1);
    let all = Task::when_all([continued.clone()]);
    let mut waiting = [source.task().get(), source.task().get()];
    let polled = waiting.each_mut().map(|get| Pin::new(get).poll(&mut Context::from_waker(Waker::noop())));
    assert!(polled.iter().all(Poll::is_pending));

    source.set_result(7).expect("it's the first");
    assert_eq!(source.task().result(), Some(Ok(&7)));
    assert_eq!((scheduler.given(), continued.is_completed(), all.is_completed()), (1, false, false));
    scheduler.run();
    assert_eq!((continued.result(), all.result()), (Some(Ok(&8)), Some(Ok(&vec![8]))));
    assert_eq!(source.set_result(8).map_err(|refused| refused.0), Err(8));
}

/// B-TCS-011
#[test]
fn what_waits_for_a_scheduled_source_runs_on_another_thread() {
    let source = TaskCompletionSource::scheduled();
    let ran_on = source.task().continue_with(|_| thread::current().id());
    source.set_result(()).expect("it's the first");
    assert_ne!(ran_on.wait(), Ok(&thread::current().id()));
}

#[test]
fn what_waits_for_a_scheduled_source_isnt_lost_with_the_schedulers_work() {
    let scheduler = ByHand::default();
    let source = TaskCompletionSource::scheduled_on(scheduler.clone());
    let continued = source.task().continue_with(|task| task.is_completed());
    source.set_result(()).expect("it's the first");
    drop(scheduler.take());
    assert_eq!(continued.result(), Some(Ok(&true)));
}

/// B-TASK-004
#[test]
fn a_canceled_task_knows_its_token() {
    let token = CancellationToken::new();
    let canceled = Task::<u32>::from_error(TaskError::canceled_with(&token));
    assert_eq!(canceled.status(), TaskStatus::Canceled);
    assert_eq!(error(&canceled).cancellation_token(), Some(&token));
    assert_eq!(Task::<u32>::canceled().result().and_then(Result::err).and_then(TaskError::cancellation_token), None);
}

/// B-TCS-006
#[test]
fn a_source_is_canceled_with_a_token_that_need_not_be() {
    let (source, token) = (TaskCompletionSource::<u32>::new(), CancellationToken::new());
    source.set_error(TaskError::canceled_with(&token)).expect("it's the first");
    assert!(source.task().is_canceled());
    assert_eq!(error(source.task()).cancellation_token(), Some(&token));
    assert!(!token.is_cancelled());
}
