//! What a canceled token does: to callbacks, to tasks, to delays.
//!
//! Rows: B-CANCEL-001 to 004, 006, 008, 010, 012, 014 to 020, 022, B-TASK-009, B-TASK-010, B-TASK-029.

mod util;

use std::cell::RefCell;
use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use util::Drops;
use valuetask::cancel::{CancellationToken, CancellationTokenExt, LinkedToken};
use valuetask::scheduler::DefaultScheduler;
use valuetask::{Task, TaskCompletionSource, TaskError, TaskStatus};

/// What was called, in order.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<u32>>>);

impl Calls {
    /// A callback that says so.
    fn callback(&self, n: u32) -> impl FnOnce() + Send + 'static {
        let calls = self.clone();
        move || calls.0.lock().expect("no panic under it").push(n)
    }

    fn taken(&self) -> Vec<u32> {
        std::mem::take(&mut self.0.lock().expect("no panic under it"))
    }
}

fn canceled() -> CancellationToken {
    let token = CancellationToken::new();
    token.cancel();
    token
}

#[test]
fn a_token_is_canceled_by_the_destructor_of_a_thread_local() {
    struct Cancels(CancellationToken);
    impl Drop for Cancels {
        fn drop(&mut self) {
            self.0.cancel();
        }
    }
    thread_local! {
        static LAST: RefCell<Option<Cancels>> = const { RefCell::new(None) };
    }

    let token = CancellationToken::new();
    let linked = LinkedToken::new([&token]);
    let called = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&called);
    let _registration = linked.register(move || {
        counted.fetch_add(1, SeqCst);
    });
    thread::spawn(move || {
        // Made before what the library keeps for the thread, so that it goes after that.
        LAST.with(|last| *last.borrow_mut() = Some(Cancels(token.clone())));
        let root = CancellationToken::new();
        let _linked = LinkedToken::new([&root]);
        root.cancel();
    })
    .join()
    .expect("no panic");
    assert_eq!(called.load(SeqCst), 1);
}

#[test]
fn b_cancel_001_a_token_that_nobody_cancels_calls_nothing() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let registration = token.register(calls.callback(1));
    assert!(!token.is_cancelled());
    assert_eq!(token.check(), Ok(()));
    drop((registration, token));
    assert_eq!(calls.taken(), []);
}

#[test]
fn b_cancel_002_a_canceled_token_calls_in_the_call_that_registers() {
    let calls = Calls::default();
    let registration = canceled().register(calls.callback(1));
    assert_eq!(calls.taken(), [1]);
    assert!(!registration.unregister());
    let panics = || drop(canceled().register(|| panic!("in the call")));
    assert!(catch_unwind(panics).is_err());
}

#[test]
fn b_cancel_003_callbacks_see_the_token_canceled_and_are_called_before_cancel_returns() {
    let token = CancellationToken::new();
    let (say, said) = mpsc::channel();
    let inside = token.clone();
    let _registration = token.register(move || {
        say.send((inside.is_cancelled(), thread::current().id())).expect("somebody listens");
    });
    token.cancel();
    assert_eq!(said.try_recv(), Ok((true, thread::current().id())));
}

#[test]
fn b_cancel_004_callbacks_are_called_in_reverse_by_try_cancel_and_in_order_by_cancel() {
    for (in_reverse, expected) in [(true, [3, 2, 1]), (false, [1, 2, 3])] {
        let (token, calls) = (CancellationToken::new(), Calls::default());
        let _registrations = [1, 2, 3].map(|n| token.register(calls.callback(n)));
        if in_reverse {
            token.try_cancel().expect("none panics");
        } else {
            token.cancel();
        }
        assert_eq!(calls.taken(), expected);
    }
}

#[test]
fn callbacks_of_a_token_that_is_canceled_by_what_another_ones_try_cancel_wakes_are_called_with_those_of_the_other() {
    let ((outer, inner), calls) = ((CancellationToken::new(), CancellationToken::new()), Calls::default());
    let _registrations = [outer.register(calls.callback(1)), inner.register(calls.callback(2))];
    let source = TaskCompletionSource::<u32>::new();
    let continued = source.task().with_cancellation(&outer).continue_with({
        let calls = calls.clone();
        move |_| {
            inner.cancel();
            calls.callback(0)();
        }
    });
    outer.try_cancel().expect("none panics");
    assert!(continued.is_completed());
    assert_eq!(calls.taken(), [0, 2, 1]);
}

#[test]
fn b_cancel_006_a_callback_that_panics_keeps_no_other_from_being_called() {
    for reported in [true, false] {
        let (token, calls) = (CancellationToken::new(), Calls::default());
        let woken = Task::spawn({
            let token = token.clone();
            async move { token.cancelled().await }
        });
        let _registrations = [
            token.register(calls.callback(1)),
            token.register(|| panic!("the second")),
            token.register(calls.callback(3)),
            token.register(|| panic!("the fourth")),
        ];
        if reported {
            let error = token.try_cancel().expect_err("two panic");
            let messages: Vec<_> = error.errors().iter().map(TaskError::panic_message).collect();
            assert_eq!(messages, [Some("the fourth"), Some("the second")]);
            assert_eq!(calls.taken(), [3, 1]);
        } else {
            token.cancel();
            assert_eq!(calls.taken(), [1, 3]);
        }
        assert!(token.is_cancelled());
        assert_eq!(woken.wait(), Ok(&()));
    }
}

#[test]
fn b_cancel_008_a_callback_that_was_taken_out_isnt_called() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let first = token.register(calls.callback(1));
    assert_eq!((first.unregister(), first.unregister()), (true, false));
    let drops = Drops::default();
    let held = drops.value();
    drop(token.register(move || drop(held)));
    assert_eq!(drops.count(), 1, "what it held is dropped");
    token.cancel();
    assert_eq!(calls.taken(), []);
}

#[test]
fn a_registration_that_a_callback_drops_isnt_called_after_it() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let first = token.register(calls.callback(1));
    assert_eq!(format!("{first:?}"), "Registration { over: false, .. }");
    let _last = token.register(move || drop(first));
    token.try_cancel().expect("none panics");
    assert_eq!(calls.taken(), []);
}

/// A token that is being canceled on another thread: its callback has begun and goes on when told to.
fn a_callback_that_runs() -> (valuetask::cancel::Registration, mpsc::Sender<()>, thread::JoinHandle<()>, Calls) {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let (begun, has_begun) = mpsc::channel();
    let (go_on, goes_on) = mpsc::channel();
    let end = calls.callback(1);
    let registration = token.register(move || {
        begun.send(()).expect("somebody listens");
        goes_on.recv().expect("somebody says so");
        end();
    });
    let canceler = thread::spawn(move || token.cancel());
    has_begun.recv().expect("it begins");
    (registration, go_on, canceler, calls)
}

#[test]
fn b_cancel_010_taking_out_a_callback_that_runs_waits_for_its_end_only_if_asked_to() {
    let (registration, go_on, canceler, calls) = a_callback_that_runs();
    assert!(!registration.unregister(), "it isn't waited for, or this would never return");
    let waiter = thread::spawn(move || (registration.unregister_and_block(), calls.taken()));
    go_on.send(()).expect("it listens");
    assert_eq!(waiter.join().expect("no panic"), (false, vec![1]));
    canceler.join().expect("no panic");
}

#[test]
fn b_cancel_010_dropping_the_registration_of_a_callback_that_runs_doesnt_wait() {
    let (registration, go_on, canceler, calls) = a_callback_that_runs();
    drop(registration);
    assert_eq!(calls.taken(), []);
    go_on.send(()).expect("it listens");
    canceler.join().expect("no panic");
    assert_eq!(calls.taken(), [1]);
}

#[test]
fn b_cancel_022_an_async_wait_for_a_callback_ends_after_it() {
    let (registration, go_on, canceler, calls) = a_callback_that_runs();
    let mut over = pin!(registration.unregister_and_wait());
    let mut cx = Context::from_waker(Waker::noop());
    assert!(over.as_mut().poll(&mut cx).is_pending());
    go_on.send(()).expect("it listens");
    assert!(!pollster::block_on(over));
    assert_eq!(calls.taken(), [1]);
    canceler.join().expect("no panic");
    let fresh = CancellationToken::new();
    let registration = fresh.register(|| ());
    assert!(pollster::block_on(registration.unregister_and_wait()));
    assert!(!registration.unregister_and_block());
}

#[test]
fn a_callback_may_wait_for_its_own_registration() {
    let token = CancellationToken::new();
    let (give, given) = mpsc::channel::<valuetask::cancel::Registration>();
    let (say, said) = mpsc::channel();
    let registration = token.register(move || {
        let own = given.recv().expect("it is sent before");
        say.send((own.unregister_and_block(), pollster::block_on(own.unregister_and_wait()))).expect("heard");
    });
    give.send(registration).expect("it listens");
    token.cancel();
    assert_eq!(said.try_recv(), Ok((false, false)));
}

#[test]
fn callbacks_may_cancel_and_register_and_a_token_may_be_canceled_twice() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let (again, inner, deferred) = (token.clone(), calls.callback(2), calls.callback(1));
    let _registration = token.register(move || {
        again.cancel();
        again.try_cancel().expect("it is canceled already");
        drop(again.register(inner));
        deferred();
    });
    token.try_cancel().expect("no panic");
    assert_eq!(calls.taken(), [2, 1]);
    token.cancel();
    assert_eq!(calls.taken(), []);
}

#[test]
fn a_registration_outlives_its_token_and_the_token_of_a_child_hears_its_parent() {
    let calls = Calls::default();
    let parent = CancellationToken::new();
    let registration = parent.child_token().register(calls.callback(1));
    parent.cancel();
    assert_eq!(calls.taken(), [1]);
    drop(registration);
}

#[test]
fn b_cancel_012_check_gives_the_cancellation_with_its_token() {
    let token = canceled();
    let error = token.check().expect_err("canceled");
    assert!(error.is_canceled());
    assert_eq!(error.cancellation_token(), Some(&token));
    assert_eq!(TaskError::canceled().cancellation_token(), None);
}

#[test]
fn b_cancel_014_no_time_cancels_at_once_and_endless_time_never() {
    let (now, never) = (CancellationToken::new(), CancellationToken::new());
    now.cancel_after(Duration::ZERO);
    never.cancel_after(Duration::MAX);
    assert!(now.is_cancelled() && !never.is_cancelled());
}

#[test]
fn b_cancel_015_a_token_is_canceled_after_its_time_and_calls_on_a_thread_of_the_scheduler() {
    let token = CancellationToken::new();
    let (say, said) = mpsc::channel();
    let _registration = token.register(move || {
        say.send(thread::current().name().map(str::to_owned)).expect("somebody listens");
    });
    token.cancel_after(Duration::from_millis(1));
    let thread = said.recv().expect("called").expect("named");
    assert!(thread.starts_with("valuetask-worker-"), "{thread}");
    assert!(token.is_cancelled());
}

#[test]
fn a_token_that_is_canceled_before_its_time_isnt_kept_for_it() {
    let token = CancellationToken::new();
    token.cancel_after(Duration::from_secs(3600));
    token.cancel();
    assert!(token.is_cancelled());
}

#[test]
fn b_cancel_016_a_reset_token_is_another_unless_it_was_canceled() {
    let (mut token, calls) = (CancellationToken::new(), Calls::default());
    let _registration = token.register(calls.callback(1));
    let old = token.clone();
    assert!(token.try_reset());
    token.cancel();
    assert!(!old.is_cancelled());
    assert_eq!(calls.taken(), [], "the old callback is forgotten");
    assert!(!token.try_reset());
    assert!(token.is_cancelled());
}

#[test]
fn b_cancel_018_cancel_on_cancels_at_once_and_calls_on_the_scheduler() {
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let (go_on, goes_on) = mpsc::channel::<()>();
    let _registrations = [
        token.register(calls.callback(1)),
        token.register(move || goes_on.recv().expect("somebody says so")),
        token.register(calls.callback(3)),
    ];
    let called = token.cancel_on(&DefaultScheduler);
    assert!(token.is_cancelled() && !called.is_completed());
    go_on.send(()).expect("it listens");
    assert_eq!(called.wait(), Ok(&()));
    assert_eq!(calls.taken(), [3, 1]);

    assert!(CancellationToken::new().cancel_on(&DefaultScheduler).is_completed_successfully());

    let token = CancellationToken::new();
    let _registration = token.register(|| panic!("called"));
    let called = token.cancel_on(&DefaultScheduler);
    assert_eq!(called.wait().expect_err("it panics").panic_message(), Some("called"));
    assert!(called.is_faulted());
}

#[test]
fn b_cancel_019_clones_are_equal_and_others_arent() {
    let token = CancellationToken::new();
    assert!(token == token.clone());
    assert!(token != CancellationToken::new() && token != token.child_token());
}

#[test]
fn a_linked_token_is_canceled_with_any_and_cancels_none() {
    let tokens = [(); 3].map(|()| CancellationToken::new());
    let (first, second) = (LinkedToken::new(&tokens), LinkedToken::new(&tokens[..2]));
    tokens[2].cancel();
    assert!(first.is_cancelled() && !second.is_cancelled());
    second.cancel();
    assert!(!tokens[0].is_cancelled() && !tokens[1].is_cancelled());
    assert!(LinkedToken::new(&tokens).is_cancelled());

    let unlinked = LinkedToken::new(&tokens[..1]);
    let kept = unlinked.clone();
    drop(unlinked);
    tokens[0].cancel();
    assert!(!kept.is_cancelled());
}

#[test]
fn callbacks_behind_a_link_are_called_where_the_link_stands() {
    for (way, expected) in [(0, [5, 4, 3, 2, 1]), (1, [1, 2, 3, 4, 5]), (2, [5, 4, 3, 2, 1])] {
        let (token, calls) = (CancellationToken::new(), Calls::default());
        let first = token.register(calls.callback(1));
        let (linked, last) = (LinkedToken::new([&token]), token.register(calls.callback(5)));
        let behind = [2, 3, 4].map(|n| linked.register(calls.callback(n)));
        match way {
            0 => token.try_cancel().expect("none panics"),
            1 => token.cancel(),
            _ => assert_eq!(token.cancel_on(&DefaultScheduler).wait(), Ok(&())),
        }
        assert!(linked.is_cancelled());
        assert_eq!(calls.taken(), expected);
        drop((first, last, behind));
    }
}

#[test]
fn panics_behind_a_link_are_reported_with_the_others_and_keep_none_from_being_called() {
    for in_reverse in [true, false] {
        let (token, calls) = (CancellationToken::new(), Calls::default());
        let linked = LinkedToken::new([&token]);
        let twice = LinkedToken::new([&*linked]);
        let _registrations = [
            linked.register(calls.callback(1)),
            linked.register(|| panic!("behind the first link")),
            twice.register(|| panic!("behind the second")),
            twice.register(calls.callback(2)),
            token.register(|| panic!("before any")),
            token.register(calls.callback(3)),
        ];
        if in_reverse {
            let error = token.try_cancel().expect_err("three panic");
            let messages: Vec<_> = error.errors().iter().map(TaskError::panic_message).collect();
            assert_eq!(messages, [Some("before any"), Some("behind the first link"), Some("behind the second")]);
            assert_eq!(calls.taken(), [3, 1, 2]);
        } else {
            token.cancel();
            assert_eq!(calls.taken(), [2, 1, 3]);
        }
    }
}

#[test]
fn a_chain_of_100_000_links_is_canceled_on_a_flat_stack() {
    const LINKS: usize = if cfg!(miri) { 200 } else { 100_000 };
    for in_reverse in [true, false] {
        let (token, calls) = (CancellationToken::new(), Calls::default());
        let mut chain = vec![LinkedToken::new([&token])];
        for before in 0..LINKS - 1 {
            chain.push(LinkedToken::new([&*chain[before]]));
        }
        let last = chain.last().expect("there are some");
        let _registration = last.register(calls.callback(1));
        if in_reverse {
            token.try_cancel().expect("none panics");
        } else {
            token.cancel();
        }
        assert!(chain.iter().all(|linked| linked.is_cancelled()));
        assert_eq!(calls.taken(), [1]);
    }
}

#[test]
fn b_task_009_010_a_closure_that_returns_a_cancellation_is_canceled_by_whichever_token() {
    for same in [true, false] {
        let (token, other) = (CancellationToken::new(), canceled());
        let checked = if same { token.clone() } else { other.clone() };
        let canceler = token.clone();
        let task = Task::<()>::try_run(move || {
            canceler.cancel();
            checked.check()
        });
        let error = task.wait().expect_err("canceled");
        assert_eq!(error.cancellation_token(), Some(if same { &token } else { &other }));
        assert_eq!(task.status(), TaskStatus::Canceled);
    }
}

#[test]
fn a_spawned_future_is_dropped_when_its_token_is_canceled() {
    let (token, drops) = (CancellationToken::new(), Drops::default());
    let (held, source) = (drops.value(), TaskCompletionSource::new());
    let begun = source.task().clone();
    let task = Task::<()>::spawn_with(&token, async move {
        let _held = held;
        source.set_result(()).expect("the first");
        pending().await
    });
    assert_eq!(begun.wait(), Ok(&()));
    token.cancel();
    assert_eq!(task.wait().expect_err("canceled").cancellation_token(), Some(&token));
    assert_eq!((task.status(), drops.count()), (TaskStatus::Canceled, 1));
    assert_eq!(Task::spawn_with(&CancellationToken::new(), async { 1 }).wait(), Ok(&1));
}

#[test]
fn work_with_a_canceled_token_never_begins() {
    let (token, ran) = (canceled(), Arc::new(AtomicUsize::new(0)));
    let run = || {
        let ran = Arc::clone(&ran);
        move || ran.fetch_add(1, SeqCst)
    };
    let spawned = run();
    let tasks = [Task::spawn_with(&token, async move { spawned() }), Task::run_with(&token, run())];
    assert!(tasks.iter().all(|task| task.is_canceled()));
    assert!(Task::delay_with(&token, Duration::ZERO).is_canceled());
    assert_eq!(ran.load(SeqCst), 0);
    assert_eq!(Task::run_with(&CancellationToken::new(), run()).wait(), Ok(&0));
}

#[test]
fn b_task_029_a_canceled_delay_ends_with_its_token_and_not_in_the_call_that_cancels() {
    let token = CancellationToken::new();
    let delay = Task::delay_with(&token, Duration::from_secs(3600));
    let (say, said) = mpsc::channel();
    let awaited = delay.clone();
    let awaits = Task::spawn(async move {
        say.send(()).expect("somebody listens");
        let ended = awaited.get().await.err().and_then(TaskError::cancellation_token).cloned();
        (ended, thread::current().id())
    });
    said.recv().expect("it begins");
    token.cancel();
    let (ended, thread) = awaits.wait().expect("no panic");
    assert_eq!(ended.as_ref(), Some(&token));
    assert_ne!(*thread, thread::current().id());
    assert!(delay.is_canceled());
    let in_time = Task::delay_with(&CancellationToken::new(), Duration::from_millis(1));
    assert_eq!(in_time.wait(), Ok(&()));
}

#[test]
fn a_panic_of_a_foreign_waker_leaves_callbacks_as_they_were() {
    struct Panics;
    impl std::task::Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("a waker");
        }
    }
    let (token, calls) = (CancellationToken::new(), Calls::default());
    let mut waits = Box::pin(token.clone().cancelled_owned());
    let polled = waits.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::new(Panics))));
    assert_eq!(polled, Poll::Pending);
    let _behind = token.child_token().register(calls.callback(2));
    assert!(catch_unwind(AssertUnwindSafe(|| token.try_cancel())).is_err());
    assert_eq!(calls.taken(), [2], "it was woken before the panic");
    // Whoever cancels another token next has its callbacks called.
    let other = CancellationToken::new();
    let _registration = other.register(calls.callback(1));
    other.cancel();
    assert_eq!(calls.taken(), [1]);
}
