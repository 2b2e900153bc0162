//! Payloads of panics whose destructors panic, again and again: dropping one neither unwinds nor goes on for ever.
//!
//! of a future, of its destructor after it · of a continuation · of several wakers · of a waker during another panic,
//! by the poller, by queued work · of queued work, on the only awaiter · of a result that is dropped, and a waker after it

use std::future::{Future, IntoFuture, poll_fn};
use std::mem::ManuallyDrop;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use valuetask_tasks::{Shared, SharedFuture, TaskCompletionSource, TaskStatus};

use super::poll_with;
use crate::unclonable::unclonable;
use crate::util::{Bomb, Wakes, poll};

#[test]
fn a_future_faults_its_task_without_a_message() {
    let alone = Shared::<()>::new(async { Bomb::raise() });
    let shared = Shared::<()>::new(async { Bomb::raise() });
    let errors =
        [pollster::block_on(alone).expect_err("faulted"), shared.blocking_wait().expect_err("faulted").clone()];
    for error in errors {
        assert!(error.is_panicked());
        assert_eq!(error.panic_message(), None);
    }
}

#[test]
fn a_continuation_faults_its_task_and_no_other() {
    let source = TaskCompletionSource::new();
    let continued = source.task().continue_with(|_| -> u32 { Bomb::raise() });
    source.set_result(7).expect("the first");
    assert_eq!((continued.status(), source.task().result()), (TaskStatus::Faulted, Some(Ok(&7))));
}

#[test]
fn a_future_that_panics_and_is_dropped_faults_its_task_with_its_own_panic() {
    struct Fails;

    impl Future for Fails {
        type Output = ();

        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            panic!("the first")
        }
    }

    impl Drop for Fails {
        fn drop(&mut self) {
            Bomb::raise();
        }
    }

    let task = Shared::new(Fails);
    assert_eq!(task.blocking_wait().expect_err("faulted").panic_message(), Some("the first"));
}

#[test]
fn a_future_and_its_output_that_both_panic_in_drop_fault_the_task() {
    struct Fails;

    impl Drop for Fails {
        fn drop(&mut self) {
            Bomb::raise();
        }
    }

    struct Ends(Fails);

    impl Future for Ends {
        type Output = Arc<Fails>;

        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Arc<Fails>> {
            let _ = &self.0;
            Poll::Ready(Arc::new(Fails))
        }
    }

    let task = Shared::new(Ends(Fails));
    assert_eq!(pollster::block_on(task.settled()), TaskStatus::Faulted);
}

#[test]
fn of_several_wakers_the_first_panic_is_resumed() {
    let source = TaskCompletionSource::new();
    let mut gets = [(); 3].map(|()| source.task().get());
    gets.iter_mut().for_each(|get| assert!(poll_with(get, &Bomb::waker()).is_pending()));
    assert!(Bomb::is_raised_by(|| source.set_result(7)));
    assert!(gets.iter_mut().all(|get| poll(get) == Poll::Ready(Ok(&7))));
}

#[test]
fn a_waker_that_panics_while_its_source_is_dropped_by_another_panic_hides_none() {
    let source = TaskCompletionSource::<u32>::new();
    let task = source.task().clone();
    let mut get = task.get();
    assert!(poll_with(&mut get, &Bomb::waker()).is_pending());
    let panicked = catch_unwind(AssertUnwindSafe(move || {
        let _source = source;
        panic!("the first");
    }));
    assert_eq!(panicked.expect_err("the first").downcast_ref(), Some(&"the first"));
    assert!(poll(&mut get).is_ready());
}

#[test]
fn of_several_wakers_that_panic_none_keeps_the_others_from_being_woken() {
    let source = TaskCompletionSource::new();
    let lazy = Shared::new({
        let task = source.task().clone();
        async move { task.await.ok() }
    });
    let [plain, through] = [(); 2].map(|()| [(); 2].map(|()| Wakes::new()));
    let mut gets = [(); 4].map(|()| (source.task().get(), lazy.get()));
    let (bombs, waiting) = gets.split_at_mut(2);
    for (get, lazy) in bombs {
        assert!(poll_with(get, &Bomb::waker()).is_pending());
        assert!(poll_with(lazy, &Bomb::waker()).is_pending());
    }
    for ((get, lazy), ((_, one), (_, other))) in waiting.iter_mut().zip(plain.iter().zip(&through)) {
        assert!(poll_with(get, one).is_pending());
        assert!(poll_with(lazy, other).is_pending());
    }
    assert!(Bomb::is_raised_by(|| source.set_result(7)));
    assert_eq!(plain.map(|(woken, _)| woken.count()), [1, 1]);
    assert_eq!(through.map(|(woken, _)| woken.count()), [1, 1]);
    assert!(gets.iter_mut().all(|(get, lazy)| poll(get) == Poll::Ready(Ok(&7)) && poll(lazy).is_ready()));
}

/// The awaiter was leaked: its waker goes with the last handle, and the completer drops the result.
#[test]
fn the_panic_of_a_result_that_nothing_awaits_is_resumed_by_the_completer() {
    struct Raises;

    impl Drop for Raises {
        fn drop(&mut self) {
            Bomb::raise();
        }
    }

    let source = TaskCompletionSource::new();
    let continued = source.task().continue_with(|_| Raises);
    let (woken, waker) = Wakes::new();
    assert!(poll_with(&mut *ManuallyDrop::new(continued.get()), &waker).is_pending());
    assert_eq!(woken.kept(), 1);
    drop(continued);
    assert_eq!(woken.kept(), 0);
    assert!(Bomb::is_raised_by(|| source.set_result(7)));
}

/// An awaiter that is polled by other code.
type Lent<T> = Arc<Mutex<Option<SharedFuture<T>>>>;

/// Polls it with a waker that panics.
fn poll_by_a_bomb<T: Clone + Unpin + 'static>(lent: &Lent<T>) {
    let mut lent = lent.lock().expect("no panic");
    assert!(poll_with(lent.as_mut().expect("lent"), &Bomb::waker()).is_pending());
}

/// Polls it with a waker that can't be cloned, so that the poll panics at its end.
fn fails_to_wait<T: 'static>(task: &Shared<T>) {
    let polled = catch_unwind(AssertUnwindSafe(|| poll_with(&mut task.get(), &unclonable()).is_pending()));
    assert_eq!(polled.expect_err("it panics").downcast_ref(), Some(&"in a clone"));
}

#[test]
fn an_awaiter_that_polls_and_panics_wakes_later_ones() {
    let lent = Lent::<u32>::default();
    let mut polls = 0;
    let task = Shared::new({
        let lent = Arc::clone(&lent);
        poll_fn(move |cx| {
            polls += 1;
            if polls > 1 {
                return Poll::Ready(7);
            }
            poll_by_a_bomb(&lent);
            cx.waker().wake_by_ref();
            Poll::Pending
        })
    });
    *lent.lock().expect("no panic") = Some(task.clone().into_future());
    fails_to_wait(&task);
    assert_eq!(task.blocking_wait(), Ok(&7));
}
