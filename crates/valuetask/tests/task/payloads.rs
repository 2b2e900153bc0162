//! Payloads of panics whose destructors panic, again and again: dropping one neither unwinds nor goes on for ever.
//!
//! of a future, of its destructor after it · of a continuation · of several wakers · of a waker during another panic,
//! by the poller, by queued work · of queued work, on the only awaiter

use std::future::{Future, IntoFuture, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use valuetask::task::TaskFuture;
use valuetask::{Task, TaskCompletionSource, TaskStatus};

use super::poll_with;
use crate::unclonable::unclonable;
use crate::util::{Bomb, Drops, Wakes, poll};

#[test]
fn a_future_faults_its_task_without_a_message() {
    let alone = Task::<()>::from_future(async { Bomb::raise() });
    let shared = Task::<()>::from_future(async { Bomb::raise() });
    let errors = [pollster::block_on(alone).expect_err("faulted"), shared.wait().expect_err("faulted").clone()];
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

    let task = Task::from_future(Fails);
    assert_eq!(task.wait().expect_err("faulted").panic_message(), Some("the first"));
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

    let task = Task::from_future(Ends(Fails));
    assert_eq!(pollster::block_on(task.join()), TaskStatus::Faulted);
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
    let lazy = Task::from_future({
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

/// An awaiter that is polled by other code.
type Lent<T> = Arc<Mutex<Option<TaskFuture<T>>>>;

/// Polls it with a waker that panics.
fn poll_by_a_bomb<T: Clone + Unpin>(lent: &Lent<T>) {
    let mut lent = lent.lock().expect("no panic");
    assert!(poll_with(lent.as_mut().expect("lent"), &Bomb::waker()).is_pending());
}

/// Polls it with a waker that can't be cloned, so that the poll panics at its end.
fn fails_to_wait<T>(task: &Task<T>) {
    let polled = catch_unwind(AssertUnwindSafe(|| poll_with(&mut task.get(), &unclonable()).is_pending()));
    assert_eq!(polled.expect_err("it panics").downcast_ref(), Some(&"in a clone"));
}

#[test]
fn an_awaiter_that_polls_and_panics_wakes_later_ones() {
    let lent = Lent::<u32>::default();
    let mut polls = 0;
    let task = Task::from_future({
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
    assert_eq!(task.wait(), Ok(&7));
}

/// Polls a task too deep within others. The outermost poll polls it afterwards, and a waker panics then.
///
/// That waker is one of the awaiters that are returned.
fn refuses_a_bomb() -> (impl FnMut(), Arc<Mutex<Vec<TaskFuture<u32>>>>) {
    let (itself, others) = (Arc::new(Mutex::new(None::<Task<u32>>)), Arc::new(Mutex::new(Vec::new())));
    let (inside, awaiters) = (Arc::clone(&itself), Arc::clone(&others));
    let task = Task::from_future(poll_fn(move |_| {
        // An awaiter that comes during the poll is woken after it.
        let mut other = inside.lock().expect("no panic").take().expect("polled once").into_future();
        assert!(poll_with(&mut other, &Bomb::waker()).is_pending());
        awaiters.lock().expect("no panic").push(other);
        Poll::Ready(7)
    }));
    *itself.lock().expect("no panic") = Some(task.clone());
    let mut task = Some(task);
    let refuses = move || {
        let task = task.take().expect("called once");
        nested(NESTED - 1, move || assert!(poll(&mut task.get()).is_pending()));
    };
    (refuses, others)
}

#[test]
fn a_task_alone_whose_poll_panics_after_it_keeps_its_result() {
    let (drops, (mut refuses, _awaiters)) = (Drops::default(), refuses_a_bomb());
    let counted = drops.value();
    let mut outer = Task::from_future(poll_fn(move |_| {
        let _ = &counted;
        refuses();
        Poll::Ready(String::from("seven"))
    }))
    .into_future();
    assert!(Bomb::is_raised_by(|| poll(&mut outer)));
    assert_eq!(drops.count(), 1);
    assert_eq!(poll(&mut outer), Poll::Ready(Ok(String::from("seven"))));
    assert_eq!(drops.count(), 1);
}

#[test]
fn a_task_alone_whose_poll_panics_after_it_is_dropped_once() {
    let (mut refuses, _awaiters) = refuses_a_bomb();
    let (futures, results) = (Drops::default(), Drops::default());
    let (counted, result) = (futures.value(), Arc::new(results.value()));
    let mut result = Some(result);
    let mut outer = Task::from_future(poll_fn(move |_| {
        let _ = &counted;
        refuses();
        Poll::Ready(result.take().expect("polled once"))
    }))
    .into_future();
    assert!(Bomb::is_raised_by(|| poll(&mut outer)));
    assert_eq!((futures.count(), results.count()), (1, 0));
    drop(outer);
    assert_eq!((futures.count(), results.count()), (1, 1));
}

/// The nesting limit of a thread: deeper polls are queued.
const NESTED: usize = 16;

/// Runs it in this many tasks that await one another.
fn nested(levels: usize, work: impl FnOnce() + Send + 'static) {
    let mut work: Option<Box<dyn FnOnce() + Send>> = Some(Box::new(work));
    let task = Task::from_future(poll_fn(move |_| {
        let work = work.take().expect("polled once");
        if levels > 1 {
            nested(levels - 1, work)
        } else {
            work()
        }
        Poll::Ready(())
    }));
    assert_eq!(poll(&mut task.into_future()), Poll::Ready(Ok(())));
}

#[test]
fn a_task_alone_whose_poll_panics_after_it_is_polled_by_a_later_awaiter() {
    let ((mut refuses, _awaiters), mut polls) = (refuses_a_bomb(), 0);
    let task = Task::from_future(poll_fn(move |_| {
        polls += 1;
        if polls == 2 {
            refuses();
        }
        if polls > 2 { Poll::Ready(7) } else { Poll::Pending }
    }));
    // From now on it is polled only after a wake, or by its only handle.
    assert!(poll(&mut task.get()).is_pending());
    let mut outer = task.into_future();
    assert!(Bomb::is_raised_by(|| poll(&mut outer)));
    let outer = Arc::new(Mutex::new(outer));
    let (wakes, waker) = Wakes::new();
    let again = Arc::clone(&outer);
    nested(NESTED, move || assert!(poll_with(&mut *again.lock().expect("no panic"), &waker).is_pending()));
    assert_eq!(wakes.count(), 1);
    let polled = poll(&mut *outer.lock().expect("no panic"));
    assert_eq!(polled, Poll::Ready(Ok(7)));
}
