//! A program without std that makes, polls and drops tasks of every kind. It defines the items that std would define,
//! so with std it doesn't link. It fails if an assertion fails, or if a block of memory isn't freed.
#![no_std]
#![no_main]

mod platform;

use core::cell::Cell;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use platform::blocks;
use valuetask::{LocalValueTask, PooledFuture, ValueTask, async_method, async_trait, value_task};
use valuetask_source::{CompletionPool, ManualResetSource, TaskSlot, from_source};
use valuetask_tasks::{join, when_any};

/// Pending the first time, ready the second.
#[derive(Default)]
struct Once(bool);

impl Future for Once {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if core::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls a task that suspends once.
fn finish<F: Future + Unpin>(mut task: F) -> F::Output {
    assert!(poll(&mut task).is_pending());
    match poll(&mut task) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it suspends once"),
    }
}

#[value_task]
trait Counter: Sync {
    async fn count(&self, step: u32) -> u32;

    async fn twice(&self, step: u32) -> u32 {
        self.count(step).await + self.count(step).await
    }
}

struct Steps(u32);

#[value_task]
impl Counter for Steps {
    async fn count(&self, step: u32) -> u32 {
        if step < self.0 {
            return step;
        }
        Once::default().await;
        step
    }
}

#[value_task(?Send)]
async fn add_to(total: &Cell<u32>, step: u32) -> u32 {
    Once::default().await;
    total.set(total.get() + step);
    total.get()
}

#[async_method(lazy)]
async fn declared(step: u32) -> ValueTask<'static, u32> {
    step + 1
}

#[async_trait]
trait Pooled: Sync {
    async fn pooled(&self, step: u32) -> u32;

    #[async_trait(exact, ?Send)]
    async fn exact(&self, total: &Cell<u32>) -> u32 {
        self.pooled(total.get()).await
    }
}

#[async_trait]
impl Pooled for Steps {
    async fn pooled(&self, step: u32) -> u32 {
        Once::default().await;
        step + self.0
    }
}

/// A ready task takes no memory.
fn ready() {
    assert_eq!(ValueTask::ready(7).try_result().ok(), Some(7));
    assert_eq!(poll(&mut LocalValueTask::ready(7)), Poll::Ready(7));
    let counter: &dyn Counter = &Steps(3);
    assert_eq!(counter.twice(2).try_result().ok(), Some(4));
    assert_eq!(blocks(), 0);
}

/// A pending task has a block of its own until it is ready.
fn pending() {
    let task = ValueTask::from_future(async {
        Once::default().await;
        7
    });
    assert!(!task.is_completed());
    assert_eq!(blocks(), 1);
    assert_eq!(finish(task), 7);
    assert_eq!(blocks(), 0);

    let counter: &dyn Counter = &Steps(3);
    assert_eq!(finish(counter.count(3)), 3);
    let mut lazy = declared(1);
    assert_eq!(poll(&mut lazy), Poll::Ready(2));
    assert_eq!(blocks(), 0);
}

/// A pooled future has a block of its own until it is finished, also after a conversion.
fn pooled() {
    let steps: &dyn Pooled = &Steps(3);
    assert_eq!(finish(steps.pooled(4)), 7);
    let future = PooledFuture::from(ValueTask::from(7));
    assert_eq!(blocks(), 1);
    assert_eq!(poll(&mut ValueTask::<u32>::from(future)), Poll::Ready(7));
    drop(steps.pooled(4).into_boxed());
    assert_eq!(blocks(), 0);
    assert_eq!(finish(steps.exact(&Cell::new(4))), 7);
    assert_eq!(blocks(), 0);
}

/// `start` polls at once, and `from_poll` polls a borrowed state.
fn started_and_borrowed() {
    assert_eq!(ValueTask::start(async { 7 }).try_result().ok(), Some(7));
    let mut started = LocalValueTask::start(Once::default());
    assert_eq!(poll(&mut started), Poll::Ready(()));

    let mut left = 2;
    let count_down = |left: &mut u32, _: &mut Context<'_>| {
        *left -= 1;
        if *left == 0 { Poll::Ready("done") } else { Poll::Pending }
    };
    assert_eq!(finish(ValueTask::from_poll(&mut left, count_down)), "done");
    assert_eq!(blocks(), 0);
}

/// A future that isn't `Unpin`.
fn local() {
    let total = Cell::new(3);
    assert_eq!(finish(add_to(&total, 4)), 7);
    assert_eq!(blocks(), 0);
}

/// A dropped task drops its content.
fn dropped() {
    struct Counted<'a>(&'a Cell<u32>);

    impl Drop for Counted<'_> {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }

    let drops = Cell::new(0);
    for polled in [false, true] {
        let counted = Counted(&drops);
        let mut task = LocalValueTask::from_future(async move {
            Once::default().await;
            drop(counted);
        });
        if polled {
            assert!(poll(&mut task).is_pending());
        }
        assert_eq!(blocks(), 1);
        drop(task);
        assert_eq!(blocks(), 0);
    }
    assert_eq!(drops.get(), 2);
}

static SOURCE: ManualResetSource<u32> = ManualResetSource::new();

/// A source takes no memory. A task by token, a lease and a slot take a block each, until they are done.
fn sources() {
    for value in [7, 8] {
        let mut task = SOURCE.next_task().unwrap();
        assert!(poll(&mut task).is_pending());
        assert!(SOURCE.complete(value).is_ok());
        assert_eq!(poll(&mut task), Poll::Ready(value));
    }
    assert_eq!(blocks(), 0);

    let mut by_token = from_source(&SOURCE, SOURCE.reset().unwrap()).unwrap();
    assert_eq!(blocks(), 1);
    assert!(SOURCE.complete(9).is_ok());
    assert_eq!(poll(&mut by_token), Poll::Ready(9));
    assert_eq!(blocks(), 0);

    let pool = CompletionPool::with_capacity(1);
    let (completer, mut reply) = pool.lease();
    assert!(pool.try_lease().is_err());
    assert!(poll(&mut reply).is_pending());
    assert_eq!(completer.complete(7), Ok(()));
    assert_eq!(poll(&mut reply), Poll::Ready(Ok(7)));
    drop(pool);
    assert_eq!(blocks(), 0);

    let mut slot = TaskSlot::<64>::new();
    let mut task = slot.lazy(Once::default());
    assert!(poll(&mut task).is_pending());
    assert!(poll(&mut task).is_ready());
    drop(task);
    assert_eq!(blocks(), 1);
    drop(slot);
    assert_eq!(blocks(), 0);
}

/// A join takes no memory if its tasks are ready, and a block beside those of pending tasks.
fn joins() {
    let counter: &dyn Counter = &Steps(3);
    assert_eq!(join((ValueTask::ready("text"), counter.count(2))).try_result().ok(), Some(("text", 2)));
    assert_eq!(blocks(), 0);
    let joined = join((ValueTask::ready("text"), counter.count(3)));
    assert_eq!(blocks(), 2);
    assert_eq!(finish(joined), ("text", 3));

    let steps: &dyn Pooled = &Steps(3);
    assert_eq!(finish(when_any([steps.pooled(4), steps.pooled(5)]).unwrap()), (0, 7));
    assert_eq!(blocks(), 0);
}

/// The entry point of the C library.
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    ready();
    pending();
    pooled();
    started_and_borrowed();
    local();
    dropped();
    sources();
    joins();
    platform::say(format_args!("no-std: all of it ran\n"));
    0
}
