//! Chains of tasks, each of which awaits the one before: flat on the stack, and linear in time.
//!
//! by value · by reference · shared · complete at the end, from the start, on another thread · abandoned: whole, half-way, unpolled ·
//! a tree · two tasks that wake one another · awaited within a poll and elsewhere, on another thread, or not at all

use std::cell::Cell;
use std::future::{IntoFuture, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Poll, Wake, Waker};
use std::thread;

use valuetask::Abandoned;
use valuetask_tasks::{Shared, Task, TaskCompletionSource};

use super::{Wakes, poll_with};
use crate::util::{Drops, poll};

/// Polls of shared futures nest as those of any futures do.
const LINKS: u32 = 60;
/// Drops of tasks don't nest.
const MANY: u32 = if cfg!(miri) { 60 } else { 100_000 };

/// How a link awaits the one before.
type Link = fn(Shared<u32>) -> Shared<u32>;

const BY_VALUE: Link = |before| Shared::try_new(async move { before.await.map(|value| value + 1) });
const BY_REFERENCE: Link = |before| Shared::try_new(async move { (&before).await.map(|value| value + 1) });
const LENT: Link =
    |before| Shared::try_new(async move { before.get().await.map(|value| value + 1).map_err(Clone::clone) });

const LINKS_OF_EVERY_KIND: [Link; 3] = [BY_VALUE, BY_REFERENCE, LENT];
/// As the only handles of their inputs, and not.
const LINKS_OF_BOTH_KINDS: [Link; 2] = [BY_VALUE, BY_REFERENCE];

fn chain(first: Shared<u32>, link: Link) -> Shared<u32> {
    (0..LINKS).fold(first, |before, _| link(before))
}

/// B-TASK-043
#[test]
fn a_chain_is_completed_by_its_source() {
    for link in LINKS_OF_EVERY_KIND {
        let source = TaskCompletionSource::new();
        let task = chain(Shared::from(source.task().clone()), link);
        let (wakes, waker) = Wakes::new();
        let mut get = task.get();
        assert!(poll_with(&mut get, &waker).is_pending());
        source.set_result(0).expect("it's the first");
        assert_eq!(wakes.count(), 1);
        assert_eq!(poll_with(&mut get, &waker), Poll::Ready(Ok(&LINKS)));
    }
}

#[test]
fn a_chain_whose_source_is_complete_needs_one_poll() {
    for link in LINKS_OF_BOTH_KINDS {
        let task = chain(Shared::from(Task::from_result(0)), link);
        assert_eq!(poll(&mut task.get()), Poll::Ready(Ok(&LINKS)));
    }
}

#[test]
fn a_chain_is_completed_from_another_thread() {
    for link in LINKS_OF_BOTH_KINDS {
        let source = TaskCompletionSource::new();
        let task = chain(Shared::from(source.task().clone()), link);
        let setter = thread::spawn(move || source.set_result(0).is_ok());
        assert_eq!(task.blocking_wait(), Ok(&LINKS));
        assert!(setter.join().expect("no panic"));
    }
}

#[test]
fn a_chain_drops_its_first_future_unpolled_suspended_or_complete() {
    for link in LINKS_OF_BOTH_KINDS {
        let drops = Drops::default();
        let (source, first) = TaskCompletionSource::<u32>::channel();
        let begun = || {
            let (held, first) = (drops.value(), first.clone());
            chain(
                Shared::try_new(async move {
                    let _held = held;
                    first.await
                }),
                link,
            )
        };
        drop(begun());
        assert_eq!(drops.count(), 1);
        let mut suspended = begun().into_future();
        assert!(poll(&mut suspended).is_pending());
        drop(suspended);
        assert_eq!(drops.count(), 2);
        source.set_result(0).expect("it's the first");
        let complete = begun();
        assert_eq!(poll(&mut complete.get()), Poll::Ready(Ok(&LINKS)));
        assert_eq!(drops.count(), 3);
    }
}

#[test]
fn a_chain_that_is_dropped_half_way_goes_on_from_there() {
    for link in LINKS_OF_BOTH_KINDS {
        let source = TaskCompletionSource::new();
        let middle = chain(Shared::from(source.task().clone()), link);
        let end = chain(middle.clone(), link);
        let mut get = end.get();
        assert!(poll(&mut get).is_pending());
        drop(get);
        drop(end);
        source.set_result(0).expect("it's the first");
        assert_eq!(poll(&mut middle.get()), Poll::Ready(Ok(&LINKS)));
    }
}

#[test]
fn a_chain_whose_source_is_dropped_fails_to_its_end() {
    let source = TaskCompletionSource::new();
    let task = chain(Shared::from(source.task().clone()), BY_VALUE);
    assert!(poll(&mut task.get()).is_pending());
    drop(source);
    assert_eq!(task.blocking_wait().expect_err("faulted").downcast_ref(), Some(&Abandoned));
}

/// Drops of results on this thread: those that are running, the most that ran within one another, and all.
#[derive(Clone, Copy, Default)]
struct Dropping {
    running: u32,
    deepest: u32,
    all: u32,
}

thread_local! {
    static DROPPING: Cell<Dropping> = const { Cell::new(Dropping { running: 0, deepest: 0, all: 0 }) };
}

/// A result that holds the next.
struct Nested(Option<Task<Nested>>);

impl Drop for Nested {
    fn drop(&mut self) {
        let before = DROPPING.get();
        let running = before.running + 1;
        DROPPING.set(Dropping { running, deepest: before.deepest.max(running), all: before.all + 1 });
        drop(self.0.take());
        DROPPING.set(Dropping { running: before.running, ..DROPPING.get() });
    }
}

#[test]
fn tasks_within_results_of_tasks_are_dropped_at_most_16_within_one_another() {
    let outermost = (0..MANY).fold(None, |inner, _| Some(Task::from_result(Nested(inner))));
    drop(outermost);
    let Dropping { running, deepest, all } = DROPPING.get();
    assert_eq!((running, all), (0, MANY));
    assert!(deepest <= 16, "{deepest}");
}

#[test]
fn a_tree_of_tasks_is_completed() {
    fn tree(depth: u32, leaf: &Shared<u32>) -> Shared<u32> {
        if depth == 0 {
            return leaf.clone();
        }
        let (left, right) = (tree(depth - 1, leaf), tree(depth - 1, leaf));
        Shared::try_new(async move { Ok::<_, valuetask_tasks::TaskError>(left.await? + right.await?) })
    }
    let depth = if cfg!(miri) { 4 } else { 12 };
    let source = TaskCompletionSource::new();
    let task = tree(depth, &Shared::from(source.task().clone()));
    assert!(poll(&mut task.get()).is_pending());
    source.set_result(1).expect("it's the first");
    assert_eq!(task.blocking_wait(), Ok(&(1 << depth)));
}

/// Records its waker, wakes the waker that the other has recorded, and is ready after so many polls.
fn rally(polls: &Arc<AtomicUsize>, own: &Arc<Mutex<Option<Waker>>>, other: &Arc<Mutex<Option<Waker>>>) -> Shared<()> {
    let (polls, own, other) = (Arc::clone(polls), Arc::clone(own), Arc::clone(other));
    Shared::new(poll_fn(move |cx| {
        *own.lock().expect("no panic") = Some(cx.waker().clone());
        let woken = other.lock().expect("no panic").take();
        woken.into_iter().for_each(Waker::wake);
        if polls.fetch_add(1, SeqCst) < 1000 { Poll::Pending } else { Poll::Ready(()) }
    }))
}

#[test]
fn two_tasks_that_wake_one_another_let_the_executor_have_its_turn() {
    let (polls, left, right) = (Arc::default(), Arc::default(), Arc::default());
    let both = [rally(&polls, &left, &right), rally(&polls, &right, &left)];
    let task = Shared::new(async move {
        let mut gets = [both[0].get(), both[1].get()];
        poll_fn(|cx| {
            if gets.each_mut().map(|get| poll_with(get, cx.waker()).is_ready()).contains(&true) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    });
    let (wakes, waker) = Wakes::new();
    let mut get = task.get();
    assert!(poll_with(&mut get, &waker).is_pending());
    assert!(polls.load(SeqCst) < 100, "{polls:?}");
    assert_eq!(wakes.count(), 1);
    while poll_with(&mut get, &waker).is_pending() {}
    assert!(polls.load(SeqCst) >= 1000);
}

#[test]
fn a_future_at_the_end_of_a_chain_that_keeps_waking_itself_lets_the_executor_have_its_turn() {
    for link in LINKS_OF_EVERY_KIND {
        let polls = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&polls);
        let first = Shared::new(poll_fn(move |cx| {
            counted.fetch_add(1, SeqCst);
            cx.waker().wake_by_ref();
            Poll::Pending
        }));
        let last = (0..100).fold(first, |before, _| link(before));
        let (wakes, waker) = Wakes::new();
        assert!(poll_with(&mut last.get(), &waker).is_pending());
        assert!((1..1000).contains(&polls.load(SeqCst)), "{polls:?}");
        assert!(wakes.count() > 0);
    }
}

type Kept = Arc<Mutex<Option<Waker>>>;

/// Never ready. Counts its polls, and keeps the waker of the last one.
fn noted() -> (Shared<()>, Arc<AtomicUsize>, Kept) {
    let (polls, kept) = (Arc::<AtomicUsize>::default(), Kept::default());
    let (counted, noted) = (Arc::clone(&polls), Arc::clone(&kept));
    let task = Shared::new(poll_fn(move |cx| {
        counted.fetch_add(1, SeqCst);
        *noted.lock().expect("no panic") = Some(cx.waker().clone());
        Poll::<()>::Pending
    }));
    (task, polls, kept)
}

/// A woken task is polled by its awaiters, not by the poll that wakes it.
#[test]
fn a_task_awaited_elsewhere_is_polled_there() {
    for elsewhere in [true, false] {
        let (inner, polls, kept) = noted();
        let (wakes, waker) = Wakes::new();
        let mut get = inner.get();
        assert!(!elsewhere || poll_with(&mut get, &waker).is_pending());
        let shared = inner.clone();
        let outer = Shared::new(async move {
            let mut get = shared.get();
            poll_fn(|cx| Poll::Ready(poll_with(&mut get, cx.waker()).is_pending())).await;
            if !elsewhere {
                drop(get);
            }
            let woken = kept.lock().expect("no panic").take();
            woken.into_iter().for_each(Waker::wake);
        });
        assert!(poll(&mut outer.into_future()).is_ready());
        assert_eq!((polls.load(SeqCst), wakes.count()), (1, usize::from(elsewhere)));
    }
}

/// Queues the source that follows, as an executor queues the task that it wakes.
struct Queues(Mutex<Option<TaskCompletionSource<u32>>>, mpsc::Sender<TaskCompletionSource<u32>>);

impl Wake for Queues {
    fn wake(self: Arc<Self>) {
        let next = self.0.lock().expect("no panic").take();
        next.into_iter().for_each(|next| self.1.send(next).expect("it is received"));
    }
}

#[test]
fn a_long_chain_through_wakers_that_queue_what_completes_next_takes_no_stack() {
    let (first, mut task) = TaskCompletionSource::channel();
    let (queue, queued) = mpsc::channel();
    let mut waiting = Vec::new();
    for _ in 0..MANY {
        let (next, after) = TaskCompletionSource::channel();
        let mut future = task.into_future();
        let waker = Waker::from(Arc::new(Queues(Mutex::new(Some(next)), queue.clone())));
        assert!(poll_with(&mut future, &waker).is_pending());
        waiting.push(future);
        task = after;
    }
    first.set_result(7).expect("it's the first");
    while let Ok(next) = queued.try_recv() {
        next.set_result(7).expect("it's the first");
    }
    assert_eq!(task.result(), Some(Ok(&7)));
}
