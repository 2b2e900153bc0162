//! [`Shared`]: a future that its awaiters poll.
//!
//! an awaiter that is woken and never polls again · the poller dropped · a change of wakers · waking itself · awaiting itself · panics, in
//! poll, in drop and of wakers · errors of its own · dropped unpolled, suspended, by its last handle · wakes that drop nothing · long
//! chains of wakes · from a value task, a pooled future and a task · by `#[async_method]`
#![cfg(feature = "task")]

mod util;

use std::future::{Future, IntoFuture, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use util::{Counted, Drops, Once, Wakes, pause, poll, poll_with};
use valuetask::{
    PooledFuture, Shared, Task, TaskCompletionSource, TaskError, TaskLike, TaskStatus, ValueTask, async_method,
};

/// A future that is ready once it is opened, with the waker of its last poll.
#[derive(Clone, Default)]
struct Gate(Arc<Mutex<(bool, Option<Waker>)>>);

impl Gate {
    fn open(&self) {
        self.0.lock().expect("no panic").0 = true;
        self.knock();
    }

    /// Wakes the task that waits at the gate, which stays closed.
    fn knock(&self) {
        let waker = self.0.lock().expect("no panic").1.take();
        waker.into_iter().for_each(Waker::wake);
    }

    async fn pass(self) {
        poll_fn(|cx| {
            let mut gate = self.0.lock().expect("no panic");
            if gate.0 {
                return Poll::Ready(());
            }
            gate.1 = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn shared(&self) -> Shared<u32> {
        let gate = self.clone();
        Shared::new(async move {
            gate.pass().await;
            7
        })
    }
}

/// The scenario of futures-rs issue 2706: of two awaiters, the woken one is busy with something else and never polls again. The other
/// one has to be woken, too.
#[test]
fn an_awaiter_that_is_woken_and_never_polls_again_holds_up_no_other() {
    let gate = Gate::default();
    let task = gate.shared();
    let ((first_wakes, first_waker), (second_wakes, second_waker)) = (Wakes::new(), Wakes::new());
    let (mut first, mut second) = (task.get(), task.get());
    assert!(poll_with(&mut first, &first_waker).is_pending());
    assert!(poll_with(&mut second, &second_waker).is_pending());
    gate.open();
    assert_eq!((first_wakes.count(), second_wakes.count()), (1, 1));
    assert_eq!(poll_with(&mut second, &second_waker), Poll::Ready(Ok(&7)));
    assert_eq!(first_wakes.count(), 1, "it was woken before");
    assert_eq!(poll_with(&mut first, &first_waker), Poll::Ready(Ok(&7)));
}

#[test]
fn another_awaiter_takes_over_from_one_that_is_dropped() {
    for dropped_before in [true, false] {
        let gate = Gate::default();
        let task = gate.shared();
        let (wakes, waker) = Wakes::new();
        let (mut driver, mut other) = (task.get(), task.get());
        assert!(poll(&mut driver).is_pending());
        assert!(poll_with(&mut other, &waker).is_pending());
        if dropped_before {
            drop(driver);
            gate.open();
        } else {
            gate.open();
            drop(driver);
        }
        assert_eq!(wakes.count(), 1);
        assert_eq!(poll_with(&mut other, &waker), Poll::Ready(Ok(&7)));
    }
}

#[test]
fn the_waker_of_the_last_poll_is_the_one_that_is_woken() {
    let gate = Gate::default();
    let task = gate.shared();
    let ((before, before_waker), (after, after_waker)) = (Wakes::new(), Wakes::new());
    let mut get = task.get();
    assert!(poll_with(&mut get, &before_waker).is_pending());
    assert!(poll_with(&mut get, &after_waker).is_pending());
    gate.open();
    assert_eq!((before.count(), after.count()), (0, 1));
}

#[test]
fn a_task_that_wakes_itself_is_polled_again() {
    let task = Shared::new(async {
        pause().await;
        pause().await;
        7
    });
    let ((wakes, waker), (others, others_waker)) = (Wakes::new(), Wakes::new());
    let (mut get, mut other) = (task.get(), task.get());
    assert!(poll_with(&mut get, &waker).is_pending());
    assert_eq!(wakes.count(), 1);
    assert!(poll_with(&mut other, &others_waker).is_pending());
    assert_eq!(others.count(), 1, "it drove");
    assert_eq!(poll_with(&mut get, &waker), Poll::Ready(Ok(&7)));
}

#[test]
fn a_panic_faults_the_task_with_its_message() {
    let tasks = [
        Shared::new(async { panic!("at {}", 7) }),
        Shared::new(async {
            pause().await;
            panic!("at 7")
        }),
    ];
    for task in tasks {
        let both: [Shared<()>; 2] = [task.clone(), task];
        for task in both {
            let error = task.wait().expect_err("faulted");
            assert!(error.is_panicked());
            assert_eq!(error.panic_message(), Some("at 7"));
            assert_eq!(error.to_string(), "panicked: at 7");
        }
    }
    let alone = Shared::<()>::new(async { panic!("alone") });
    assert_eq!(pollster::block_on(alone.into_future()).expect_err("faulted").panic_message(), Some("alone"));
}

struct PanicsInDrop;

static PANICS_IN_DROP: AtomicUsize = AtomicUsize::new(0);

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        PANICS_IN_DROP.fetch_add(1, SeqCst);
        panic!("in drop");
    }
}

#[test]
fn a_future_whose_destructor_panics_faults_the_task_and_its_result_is_dropped() {
    struct Ends(Option<Counted>, PanicsInDrop);

    impl Future for Ends {
        type Output = Counted;

        fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
            Poll::Ready(self.0.take().expect("polled once"))
        }
    }

    let drops = Drops::default();
    let task = Shared::new(Ends(Some(drops.value()), PanicsInDrop));
    let Err(error) = task.wait() else { panic!("it ends with a panic") };
    assert_eq!(error.panic_message(), Some("in drop"));
    assert_eq!((drops.count(), PANICS_IN_DROP.load(SeqCst)), (1, 1));
}

#[test]
fn an_error_of_the_future_is_a_value_or_that_of_the_task() {
    let value = Shared::new(async { Err::<(), _>("no") });
    assert_eq!(value.wait(), Ok(&Err("no")));
    let error = Shared::try_new(async { Err::<(), _>("no") });
    assert_eq!(error.wait().expect_err("faulted").to_string(), "no");
}

#[test]
fn the_future_is_dropped_when_it_is_ready_or_with_the_last_handle() {
    let drops = Drops::default();
    let holding = || {
        let held = drops.value();
        Shared::new(async move {
            let _held = held;
            Once::default().await;
        })
    };
    drop(holding());
    assert_eq!(drops.count(), 1, "unpolled");
    let task = holding();
    assert!(poll(&mut task.get()).is_pending());
    let other = task.clone();
    drop(task);
    assert_eq!(drops.count(), 1, "there is another handle");
    drop(other);
    assert_eq!(drops.count(), 2, "suspended");
    let task = holding();
    assert_eq!(task.wait(), Ok(&()));
    assert_eq!(drops.count(), 3, "ready");
}

#[test]
fn a_waker_that_is_kept_keeps_no_future() {
    let (drops, gate) = (Drops::default(), Gate::default());
    let (held, inner) = (drops.value(), gate.clone());
    let task = Shared::new(async move {
        inner.pass().await;
        drop(held);
    });
    assert!(poll(&mut task.get()).is_pending());
    drop(task);
    assert_eq!(drops.count(), 1);
    gate.open();
}

#[test]
fn an_awaiter_that_is_leaked_is_not_woken_any_more() {
    let gate = Gate::default();
    let task = gate.shared();
    let (wakes, waker) = Wakes::new();
    {
        let mut get = std::mem::ManuallyDrop::new(task.get());
        assert!(poll_with(&mut *get, &waker).is_pending());
    }
    drop(task);
    gate.open();
    assert_eq!(wakes.count(), 0);
}

#[async_method]
async fn ready_at_once(key: u32) -> Shared<u32> {
    key + 1
}

#[async_method]
async fn suspends(begun: Arc<Mutex<bool>>, gate: Gate) -> Shared<u32> {
    *begun.lock().expect("no panic") = true;
    gate.pass().await;
    7
}

/// B-TASK-045
#[test]
fn an_async_method_runs_at_the_call_up_to_its_first_await_and_the_rest_when_it_is_awaited() {
    assert_eq!(ready_at_once(6).result(), Some(Ok(&7)));
    let (begun, gate) = (Arc::default(), Gate::default());
    let task = suspends(Arc::clone(&begun), gate.clone());
    assert!(*begun.lock().expect("no panic"));
    let mut get = pin!(task.get());
    assert!(get.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    gate.open();
    assert_eq!(get.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(Ok(&7)));
}

/// Its arguments are dropped with the body, also those without a name.
#[async_method]
async fn panics_at_once((kept, _): (Counted, Counted), local: Drops) -> Shared<u32> {
    let _local = local.value();
    drop(kept);
    panic!("at once")
}

#[async_method]
async fn panics_before_its_first_pending_await(_: Counted, local: Drops) -> Shared<u32> {
    let _local = local.value();
    let six = ready_at_once(5).await.expect("ready");
    if six == 6 {
        panic!("at once");
    }
    pause().await;
    six
}

#[async_method]
async fn panics_after_its_first_pending_await(_: Counted, local: Drops) -> Shared<u32> {
    let _local = local.value();
    pause().await;
    panic!("at once")
}

#[async_method(lazy)]
async fn panics_when_it_is_awaited(_: Counted, local: Drops) -> Shared<u32> {
    let _local = local.value();
    panic!("at once")
}

#[async_method]
async fn panics_in_the_drop_of_an_argument(_: PanicsAtOnce) -> Shared<u32> {
    7
}

struct PanicsAtOnce;

impl Drop for PanicsAtOnce {
    fn drop(&mut self) {
        panic!("at once");
    }
}

/// As `Task` of .NET, it never throws at the call.
#[test]
fn a_panic_is_the_error_of_the_shared_that_an_async_method_returns_wherever_it_happens() {
    let (of_two, of_one) = (Drops::default(), Drops::default());
    let at_call = [
        panics_in_the_drop_of_an_argument(PanicsAtOnce),
        panics_at_once((of_two.value(), of_two.value()), of_two.clone()),
        panics_before_its_first_pending_await(of_two.value(), of_two.clone()),
    ];
    assert_eq!(of_two.count(), 5);
    let later = [
        panics_after_its_first_pending_await(of_one.value(), of_one.clone()),
        panics_when_it_is_awaited(of_one.value(), of_one.clone()),
    ];
    assert!(at_call.iter().all(|shared| matches!(shared.result(), Some(Err(_)))));
    assert!(later.iter().all(|shared| !shared.is_completed()));
    for shared in at_call.into_iter().chain(later) {
        let error = shared.wait().expect_err("it has panicked");
        assert_eq!((error.is_panicked(), error.panic_message()), (true, Some("at once")));
    }
    assert_eq!(of_one.count(), 4);
}

/// A type that keeps errors, as what it wraps does.
struct Named(Shared<u32>);

impl TaskLike for Named {
    type Task = ValueTask<'static, u32>;

    fn from_task(task: Self::Task) -> Self {
        Self(Shared::from_task(task))
    }

    fn from_call(call: impl FnOnce() -> Self::Task) -> Self {
        Self(Shared::from_call(call))
    }
}

/// A type that says nothing of panics.
struct Plain(ValueTask<'static, u32>);

impl TaskLike for Plain {
    type Task = ValueTask<'static, u32>;

    fn from_task(task: Self::Task) -> Self {
        Self(task)
    }
}

#[async_method]
async fn named(key: u32) -> Named {
    assert_ne!(key, 0, "no key");
    key
}

#[async_method]
async fn plain(key: u32) -> Plain {
    assert_ne!(key, 0, "no key");
    key
}

#[async_method]
async fn value(key: u32) -> ValueTask<'static, u32> {
    assert_ne!(key, 0, "no key");
    key
}

#[test]
fn the_declared_type_says_whether_a_panic_comes_out_of_the_call() {
    assert_eq!(named(7).0.result(), Some(Ok(&7)));
    assert!(matches!(named(0).0.result(), Some(Err(_))));
    assert_eq!(plain(7).0.try_result().ok(), Some(7));
    assert!(catch_unwind(|| drop(plain(0))).is_err());
    assert!(catch_unwind(|| drop(value(0))).is_err());
}

#[test]
fn a_future_that_never_ends_is_never_complete() {
    let task = Shared::new(pending::<()>());
    assert!(poll(&mut task.get()).is_pending());
    assert!(!task.is_completed());
}

/// B-TASK-007
#[test]
fn a_future_that_returns_the_cancellation_error_is_canceled() {
    let shared = Shared::try_new(async { Err::<(), _>(TaskError::canceled()) });
    assert_eq!(pollster::block_on(shared.join()), TaskStatus::Canceled);
}

#[test]
fn a_value_task_and_a_pooled_future_become_shared() {
    assert_eq!(Shared::from(ValueTask::ready(7)).result(), Some(Ok(&7)));
    let pauses = || async {
        pause().await;
        7
    };
    for shared in [Shared::from(ValueTask::from_future(pauses())), Shared::new(PooledFuture::new(pauses()))] {
        assert!(!shared.is_completed());
        assert_eq!(shared.clone().wait_owned(), Ok(7));
        assert_eq!(shared.wait(), Ok(&7));
    }
}

#[test]
fn a_task_becomes_shared_in_a_map_of_both() {
    let source = TaskCompletionSource::new();
    let entries = [Shared::from(Task::from_result(7)), Shared::from(source.task().clone()), Shared::new(async { 7 })];
    assert_eq!(entries.each_ref().map(Shared::is_completed), [true, false, false]);
    source.set_result(7).expect("it's the first");
    assert!(entries.iter().all(|entry| entry.wait() == Ok(&7)));
    assert!(entries[1].ptr_eq(&entries[1].clone()) && !entries[1].ptr_eq(&entries[2]));
    assert!(Shared::from(Task::<u32>::canceled()).wait().is_err());
}

#[test]
fn a_result_is_moved_to_the_last_handle() {
    /// Must not be cloned.
    #[derive(Debug, PartialEq)]
    struct Moved(u32);

    impl Clone for Moved {
        fn clone(&self) -> Self {
            panic!("cloned")
        }
    }

    assert_eq!(pollster::block_on(Shared::new(async { Moved(7) }).into_future()), Ok(Moved(7)));
    assert_eq!(Shared::from(ValueTask::ready(Moved(7))).wait_owned(), Ok(Moved(7)));
}

#[test]
fn one_of_two_handles_leaves_the_future_to_the_other() {
    let gate = Gate::default();
    let task = gate.shared();
    let mut first = task.clone().into_future();
    assert!(poll(&mut first).is_pending());
    drop(first);
    gate.open();
    assert_eq!(pollster::block_on(task.into_future()), Ok(7));
}

#[test]
fn the_only_handle_polls_no_future_that_sleeps() {
    let polls = Arc::new(AtomicUsize::new(0));
    let (gate, counter) = (Gate::default(), Arc::clone(&polls));
    let passes = gate.clone();
    let task = Shared::new(async move {
        let mut passing = pin!(passes.pass());
        poll_fn(|cx| {
            counter.fetch_add(1, SeqCst);
            passing.as_mut().poll(cx)
        })
        .await;
        7
    });
    assert!(poll(&mut task.get()).is_pending());
    let (wakes, waker) = Wakes::new();
    let mut last = task.into_future();
    assert!(poll_with(&mut last, &waker).is_pending());
    assert_eq!(polls.load(SeqCst), 1, "it sleeps");
    gate.open();
    assert_eq!(wakes.count(), 1);
    assert_eq!(poll_with(&mut last, &waker), Poll::Ready(Ok(7)));
}

#[test]
fn the_only_handle_polls_a_future_that_was_woken_with_its_own_waker() {
    let gate = Gate::default();
    let task = gate.shared();
    assert!(poll(&mut task.get()).is_pending());
    gate.knock();
    let (wakes, waker) = Wakes::new();
    let mut last = task.into_future();
    assert!(poll_with(&mut last, &waker).is_pending());
    gate.open();
    assert_eq!(wakes.count(), 1);
    assert_eq!(poll_with(&mut last, &waker), Poll::Ready(Ok(7)));
}

#[test]
fn a_future_that_awaits_itself_never_completes() {
    let itself = Arc::new(Mutex::new(None::<Shared<()>>));
    let (kept, gate) = (Arc::clone(&itself), Gate::default());
    let opened = gate.clone();
    let shared = Shared::new(async move {
        let mut itself = kept.lock().expect("no panic").take().expect("it was put there").into_future();
        let mut pass = pin!(gate.pass());
        poll_fn(|cx| if Pin::new(&mut itself).poll(cx).is_ready() { Poll::Ready(()) } else { pass.as_mut().poll(cx) })
            .await;
    });
    *itself.lock().expect("no panic") = Some(shared.clone());
    let mut get = shared.get();
    assert!(poll(&mut get).is_pending());
    assert!(poll(&mut get).is_pending());
    // Otherwise it would keep itself.
    opened.open();
    assert!(poll(&mut get).is_ready());
}

#[test]
fn a_panic_of_a_waker_is_lost_in_the_call_that_wakes_and_all_others_are_woken() {
    let gate = Gate::default();
    let shared = gate.shared();
    let (wakes, waker) = Wakes::new();
    let panics = Waker::from(Arc::new(PanicsWhenWoken));
    let (mut first, mut second) = (shared.get(), shared.get());
    assert!(poll_with(&mut first, &panics).is_pending());
    assert!(poll_with(&mut second, &waker).is_pending());
    gate.open();
    assert_eq!(wakes.count(), 1);
    assert!(poll_with(&mut second, &waker).is_ready());
}

#[test]
fn a_panic_of_a_waker_is_resumed_in_the_poll_in_which_the_future_was_woken() {
    let shared = Shared::new(async {
        pause().await;
        7
    });
    let mut get = shared.get();
    let panics = Waker::from(Arc::new(PanicsWhenWoken));
    assert!(catch_unwind(AssertUnwindSafe(|| poll_with(&mut get, &panics).is_ready())).is_err());
    assert_eq!(poll(&mut get), Poll::Ready(Ok(&7)));
}

struct PanicsWhenWoken;

impl std::task::Wake for PanicsWhenWoken {
    fn wake(self: Arc<Self>) {
        panic!("a waker")
    }
}

#[test]
fn a_waker_that_panics_when_it_is_cloned_leaves_the_future_in_its_place() {
    use std::task::{RawWaker, RawWakerVTable};

    const UNCLONABLE: &RawWakerVTable = &RawWakerVTable::new(|_| panic!("cloned"), |_| (), |_| (), |_| ());
    // SAFETY: the functions don't use the data.
    let waker = unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), UNCLONABLE)) };
    let gate = Gate::default();
    let shared = gate.shared();
    let polled = catch_unwind(AssertUnwindSafe(|| poll_with(&mut shared.get(), &waker).is_ready()));
    assert!(polled.is_err());
    gate.open();
    assert_eq!(shared.wait(), Ok(&7));
}

#[test]
fn wakes_and_drops_of_a_long_chain_do_not_nest() {
    const LINKS: usize = if cfg!(miri) { 50 } else { 100_000 };
    let gate = Gate::default();
    let mut last = gate.shared();
    for _ in 0..LINKS {
        let before = last.clone();
        last = Shared::try_new(async move { before.await });
        // Each awaits the one before already, so the polls don't nest.
        assert!(poll(&mut last.get()).is_pending());
    }
    gate.knock();
    drop(last);
}

/// B-COMB-028
#[test]
fn a_shared_value_is_made_once_on_the_first_await() {
    let made = Drops::default();
    let making = made.clone();
    let shared = Shared::new(async move {
        drop(making.value());
        7
    });
    assert_eq!(made.count(), 0);
    assert_eq!((shared.wait(), shared.clone().wait(), made.count()), (Ok(&7), Ok(&7), 1));
}
