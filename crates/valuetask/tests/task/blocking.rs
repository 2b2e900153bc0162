//! Threads that block while completions nest too deep: queued work runs before the thread blocks, new work runs at once.
//!
//! in a continuation: on a lazy task that wakes itself, on work that the continuation has queued before · in a destructor: on the work
//! of a drop · in queued work: on work that was queued after it · in very much queued work · in a waker: on work that is queued until
//! all are woken · in a future, by a `block_on` that knows nothing of tasks · in a continuation: on another one of the task

use std::future::{Future, IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use valuetask::{Abandoned, Task, TaskCompletionSource};

/// Deeper than the nesting limit.
const LEVELS: usize = 40;

/// Runs `work` within nested continuations, at every depth.
fn in_continuations(work: impl Fn() -> u32 + Clone + Send + 'static) {
    let source = TaskCompletionSource::new();
    let mut last: Task<u32> = source.task().clone();
    let mut all = Vec::new();
    for _ in 0..LEVELS {
        let work = work.clone();
        last = last.continue_with(move |_| work());
        all.push(last.clone());
    }
    source.set_result(7).expect("it's the first");
    for task in all {
        assert_eq!(task.result(), Some(Ok(&7)));
    }
}

#[test]
fn a_continuation_may_block_on_a_future_that_wakes_itself_while_it_is_polled() {
    in_continuations(|| {
        let lazy = Task::from_future(async {
            Task::yield_now().await;
            7
        });
        lazy.wait().copied().expect("no error")
    });
}

#[test]
fn a_continuation_may_block_on_work_that_it_has_queued() {
    in_continuations(|| {
        let source = TaskCompletionSource::new();
        let continued = source.task().continue_with(|task| task.result().map(|result| *result.expect("a result")));
        source.set_result(7).expect("it's the first");
        continued.wait().expect("no error").expect("complete")
    });
}

#[test]
fn a_continuation_may_block_on_a_task_that_its_completion_wakes() {
    in_continuations(|| {
        let source = TaskCompletionSource::new();
        let all = Task::when_all([source.task().clone()]);
        source.set_result(7).expect("it's the first");
        all.wait().expect("no error")[0]
    });
}

/// Drops the source within a task, and blocks until that is over.
struct Link {
    _next: Option<Task<Link>>,
    source: Option<Task<TaskCompletionSource<u32>>>,
    abandoned: Task<u32>,
    seen: Arc<Mutex<usize>>,
}

impl Drop for Link {
    fn drop(&mut self) {
        drop(self.source.take());
        assert_eq!(self.abandoned.wait().expect_err("abandoned").downcast_ref(), Some(&Abandoned));
        *self.seen.lock().expect("no panic") += 1;
    }
}

#[test]
fn a_destructor_may_block_on_work_of_its_drops() {
    let seen = Arc::new(Mutex::new(0));
    let chain = (0..LEVELS).fold(None, |next, _| {
        let source = TaskCompletionSource::new();
        let abandoned = source.task().clone();
        let (source, seen) = (Some(Task::from_result(source)), Arc::clone(&seen));
        Some(Task::from_result(Link { _next: next, source, abandoned, seen }))
    });
    drop(chain);
    assert_eq!(*seen.lock().expect("no panic"), LEVELS);
}

/// Awaits all, and polls each in order at every poll.
async fn each_of(tasks: &[Task<()>]) {
    let mut left: Vec<_> = tasks.iter().map(|task| task.clone().into_future()).collect();
    poll_fn(|cx| {
        left.retain_mut(|task| Pin::new(task).poll(cx).is_pending());
        if left.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Blocks until a task is complete that polls another, and so on, down to this future.
fn below_polls(levels: usize, future: impl Future<Output = ()> + Send + 'static) {
    let next = |task: Task<()>, _| Task::from_future(async move { task.await.expect("no error") });
    assert_eq!((0..levels).fold(Task::from_future(future), next).wait(), Ok(&()));
}

/// Blocks for a moment when it is polled.
fn blocking() -> Task<()> {
    Task::from_future(async { Task::from_future(async {}).wait().copied().expect("no error") })
}

#[test]
fn queued_work_may_block_on_later_queued_work() {
    for levels in 0..LEVELS {
        let last = Task::from_future(async {});
        let before = Task::from_future(async move { each_of(&[last]).await });
        let awaited = before.clone();
        let waits = Task::from_future(async move { awaited.wait().copied().expect("no error") });
        let both = [blocking(), waits];
        let within = Task::from_future(async move { each_of(&both).await });
        below_polls(levels, async move { each_of(&[within, before]).await });
    }
}

/// Returns whether work that is started here is queued.
fn is_too_deep() -> bool {
    let source = TaskCompletionSource::new();
    let continued = source.task().continue_with(|_| ());
    source.set_result(()).expect("the first");
    !continued.is_completed()
}

#[test]
fn queued_work_may_block_on_a_task_that_later_queued_work_sets() {
    let mut queued = 0;
    for levels in 0..LEVELS {
        let sources = [(); 3].map(|()| TaskCompletionSource::new());
        let target = TaskCompletionSource::new();
        let awaited = target.task().clone();
        let continuations = [
            sources[0].task().continue_with(|_| blocking().wait().is_ok()),
            sources[1].task().continue_with(move |_| awaited.wait().is_ok()),
            sources[2].task().continue_with(move |_| target.set_result(()).is_ok()),
        ];
        let begin = TaskCompletionSource::new();
        let deep = (0..levels).fold(begin.task().clone(), |task, _| task.continue_with(|_| ()));
        // Without the queue, the second would wait for work that comes after it.
        let end = deep.continue_with(move |_| {
            let is_too_deep = is_too_deep();
            let order = if is_too_deep { [0, 1, 2] } else { [2, 1, 0] };
            order.into_iter().for_each(|each| sources[each].set_result(()).expect("the first"));
            usize::from(is_too_deep)
        });
        begin.set_result(()).expect("the first");
        queued += end.result().expect("complete").expect("no panic");
        assert!(continuations.iter().all(|each| each.result() == Some(Ok(&true))));
    }
    assert!(queued > 0);
}

#[test]
fn very_much_queued_work_may_block() {
    let count = if cfg!(miri) { 100 } else { 20_000 };
    for levels in 14..18 {
        let jobs: Vec<_> = (0..count).map(|_| blocking()).collect();
        below_polls(levels, async move { each_of(&jobs).await });
    }
}

/// By a `block_on` that knows nothing of tasks, and through another task, which may have an awaiter already.
#[test]
fn a_future_of_a_task_may_block_on_a_task_that_is_completed_meanwhile() {
    for (links, is_begun) in [(0, false), (1, false), (1, true), (LEVELS / 4, true)] {
        let outer = Task::from_future(async move {
            let source = TaskCompletionSource::new();
            let first = Task::try_from_future(source.task().clone().into_future());
            let linked = |task: Task<u32>, _| Task::try_from_future(task.into_future());
            let (last, kept) = ((0..links).fold(first.clone(), linked), first);
            if is_begun {
                let is_pending = poll_fn(|cx| Poll::Ready(Pin::new(&mut last.get()).poll(cx).is_pending())).await;
                assert!(is_pending);
            }
            let completes = async { source.set_result(7).expect("it's the first") };
            let result =
                pollster::block_on(futures_util::future::join(last.get(), completes)).0.copied().map_err(Clone::clone);
            drop(kept);
            result
        });
        assert_eq!(pollster::block_on(outer.into_future()), Ok(Ok(7)), "{links} {is_begun}");
    }
}

/// Queued work that other threads wait for isn't affected.
#[test]
fn a_continuation_may_have_a_lock_that_another_one_wants_while_it_completes_a_task() {
    let (source, second, lock) = (TaskCompletionSource::<u32>::new(), TaskCompletionSource::new(), Arc::default());
    let awaited = second.task().clone();
    let mut gets = [(); 2].map(|()| awaited.get());
    for get in &mut gets {
        assert!(Pin::new(get).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    let [first, other] = [(); 2].map(|()| Task::when_all([source.task().clone()]));
    let taken: Arc<Mutex<()>> = Arc::clone(&lock);
    let completes = first.continue_with(move |_| {
        let _taken = taken.lock().expect("no panic");
        second.set_result(7).expect("it's the first");
    });
    let finds_it_free = other.continue_with(move |_| lock.try_lock().is_ok());
    source.set_result(7).expect("it's the first");
    assert_eq!((completes.result(), finds_it_free.result()), (Some(Ok(&())), Some(Ok(&true))));
}

/// The chain is longer than polls nest, so its end waits for the outermost poll of this thread, which blocks.
#[test]
fn a_future_may_block_on_a_thread_that_awaits_a_task_of_the_future() {
    let link = |before: Task<u32>, _| Task::from_future(async move { (&before).await.map_or(0, |value| value + 1) });
    let chain = (0..LEVELS as u32).fold(Task::from_future(async { 0 }), link);
    let (answer, reply) = TaskCompletionSource::channel();
    let (begin, begun) = mpsc::channel();
    let awaited = chain.clone();
    let thread = thread::spawn(move || {
        begun.recv().expect("it is polled");
        answer.set_result(*awaited.wait().expect("no error")).is_ok()
    });
    let outer = Task::from_future(async move {
        let mut get = chain.get();
        assert!(poll_fn(|cx| Poll::Ready(Pin::new(&mut get).poll(cx).is_pending())).await);
        begin.send(()).expect("the thread listens");
        reply.wait_timeout(Duration::from_secs(20)).map(|answer| *answer.expect("no error"))
    });
    assert_eq!(pollster::block_on(outer), Ok(Some(LEVELS as u32)));
    assert!(thread.join().expect("no panic"));
}
