//! Which wakers are woken, where and how often.

use std::cell::RefCell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Wake, Waker};
use std::thread::{self, ThreadId};

use valuetask_source::{CompletionPool, ManualResetSource, SourceStatus, Token, ValueTaskSource};

use crate::unclonable::unclonable;
use crate::util::{Bomb, poll};
use crate::{Wakes, elsewhere, poll_with};

/// Does something when it is woken.
struct Doing<F>(F);

impl<F: Fn() + Send + Sync> Wake for Doing<F> {
    fn wake(self: Arc<Self>) {
        (self.0)();
    }
}

fn doing(work: impl Fn() + Send + Sync + 'static) -> Waker {
    Waker::from(Arc::new(Doing(work)))
}

/// B-SRC-011, B-SRC-019, B-SRC-024: a waker that runs its task does so within the call, where the status is final.
#[test]
fn a_waker_runs_in_the_completing_call_and_finds_the_final_status() {
    static SOURCE: ManualResetSource<u32> = ManualResetSource::new();
    static SEEN: Mutex<Option<(ThreadId, SourceStatus)>> = Mutex::new(None);
    let waker = doing(|| {
        let status = SOURCE.status(SOURCE.token()).unwrap();
        *SEEN.lock().unwrap() = Some((thread::current().id(), status));
    });
    assert!(SOURCE.poll_result(SOURCE.token(), &mut Context::from_waker(&waker)).is_pending());
    let completer = elsewhere(|| {
        SOURCE.complete(7).unwrap();
        assert!(SEEN.lock().unwrap().is_some(), "woken before the call returns");
        thread::current().id()
    });
    assert_eq!(*SEEN.lock().unwrap(), Some((completer, SourceStatus::Succeeded)));
}

/// B-SRC-010, B-SRC-012, B-SRC-018, B-SRC-020: the waker's executor decides where the woken task runs, before and after
/// a reset.
#[test]
fn an_executor_that_schedules_runs_nothing_in_the_completing_call() {
    static QUEUE: Mutex<Vec<u32>> = Mutex::new(Vec::new());
    let source = ManualResetSource::new();
    for round in 0..2 {
        let mut task = source.next_task().unwrap();
        let waker = doing(move || QUEUE.lock().unwrap().push(round));
        assert!(Pin::new(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
        source.complete(round).unwrap();
        assert!(!task.is_completed(), "scheduled, and not run");
        assert_eq!(QUEUE.lock().unwrap().pop(), Some(round), "scheduled once");
        assert_eq!(poll(&mut task), Poll::Ready(round));
    }
}

/// B-SRC-014: the last waker counts, and is woken once, however often it was exchanged.
#[test]
fn the_waker_of_the_last_poll_is_woken_once() {
    let source = ManualResetSource::new();
    let ((one, one_waker), (other, other_waker)) = (Wakes::new(), Wakes::new());
    let mut task = source.task().unwrap();
    for waker in [&one_waker, &one_waker, &other_waker, &one_waker, &other_waker].repeat(20) {
        assert!(poll_with(&mut task, waker).is_pending());
    }
    source.complete(7).unwrap();
    assert_eq!((one.count(), other.count()), (0, 1));
    assert_eq!(poll_with(&mut task, &other_waker), Poll::Ready(7));
    assert_eq!((one.kept(), other.kept()), (0, 0), "no waker is kept");
}

#[test]
fn a_registered_waker_is_not_cloned_again() {
    static CLONES: AtomicUsize = AtomicUsize::new(0);
    const VTABLE: &RawWakerVTable = &RawWakerVTable::new(clone, |_| (), |_| (), |_| ());

    fn clone(data: *const ()) -> RawWaker {
        CLONES.fetch_add(1, SeqCst);
        RawWaker::new(data, VTABLE)
    }

    let source = ManualResetSource::<u32>::new();
    let mut task = source.task().unwrap();
    // SAFETY: none of the functions of `VTABLE` uses its data.
    let waker = unsafe { Waker::new(std::ptr::null(), VTABLE) };
    for _ in 0..3 {
        assert!(poll_with(&mut task, &waker).is_pending());
        assert_eq!(CLONES.load(SeqCst), 1);
    }
}

#[test]
fn a_dropped_task_takes_its_waker_along() {
    let (source, (woken, waker)) = (ManualResetSource::new(), Wakes::new());
    let mut task = source.task().unwrap();
    assert!(poll_with(&mut task, &waker).is_pending());
    drop(task);
    assert_eq!(woken.kept(), 0);
    source.complete(7).unwrap();
    assert_eq!(woken.count(), 0);
}

/// B-SRC-025
#[test]
fn an_awaiter_and_a_completer_at_once_meet_once_a_round() {
    const ROUNDS: usize = if cfg!(miri) { 50 } else { 20_000 };
    let (source, taken) = (ManualResetSource::new(), AtomicUsize::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..ROUNDS {
                while source.completer_for(Token::new(round as u64)).map(|it| it.complete(round)).is_err() {
                    thread::yield_now();
                }
            }
        });
        for round in 0..ROUNDS {
            if round > 0 {
                source.reset().unwrap();
            }
            assert_eq!(pollster::block_on(source.task().unwrap()), round);
            taken.fetch_add(1, SeqCst);
        }
    });
    assert_eq!(taken.load(SeqCst), ROUNDS);
}

/// B-SRC-022: a waker that panics reaches neither the completer nor the source.
#[test]
fn a_waker_that_panics_leaves_the_completion_as_it_is() {
    for waker in [doing(|| panic!("in a waker")), Bomb::waker()] {
        let source = ManualResetSource::new();
        let mut task = source.task().unwrap();
        assert!(poll_with(&mut task, &waker).is_pending());
        assert!(source.complete(7).is_ok());
        assert_eq!(poll(&mut task), Poll::Ready(7));

        let (completer, mut reply) = CompletionPool::new().lease();
        assert!(poll_with(&mut reply, &waker).is_pending());
        assert_eq!(completer.complete(8), Ok(()));
        assert_eq!(poll(&mut reply), Poll::Ready(Ok(8)));
    }
}

#[test]
fn a_waker_that_panics_when_it_is_cloned_ends_the_task_and_nothing_else() {
    let (source, (woken, waker)) = (ManualResetSource::new(), Wakes::new());
    let mut task = source.task().unwrap();
    assert!(poll_with(&mut task, &waker).is_pending());
    let waker = unclonable();
    let polled =
        catch_unwind(AssertUnwindSafe(|| Pin::new(&mut task).poll(&mut Context::from_waker(&waker)).is_pending()));
    assert!(polled.is_err());
    assert_eq!(woken.kept(), 0);
    let mut next = source.task().unwrap();
    source.complete(7).unwrap();
    assert_eq!(poll(&mut next), Poll::Ready(7));

    let (completer, mut reply) = CompletionPool::<u32>::new().lease();
    let polled =
        catch_unwind(AssertUnwindSafe(|| Pin::new(&mut reply).poll(&mut Context::from_waker(&waker)).is_pending()));
    assert!(polled.is_err() && !completer.is_awaited());
    assert_eq!(completer.complete(7), Err(7));
}

#[test]
fn a_waker_may_complete_its_operation_when_it_is_cloned() {
    static SOURCE: ManualResetSource<u32> = ManualResetSource::new();
    static CLONED: AtomicBool = AtomicBool::new(false);
    fn clone(_: *const ()) -> RawWaker {
        CLONED.store(true, SeqCst);
        let _ = SOURCE.complete(7);
        RawWaker::new(std::ptr::null(), &VTABLE)
    }
    const VTABLE: RawWakerVTable = RawWakerVTable::new(clone, |_| {}, |_| {}, |_| {});
    // SAFETY: none of the functions uses the pointer.
    let waker = unsafe { Waker::from_raw(RawWaker::new(std::ptr::null(), &VTABLE)) };
    let polled = Pin::new(&mut SOURCE.task().unwrap()).poll(&mut Context::from_waker(&waker));
    assert_eq!((polled, CLONED.load(SeqCst)), (Poll::Ready(7), true));
}

#[test]
fn a_waker_that_completes_the_operation_while_it_is_cloned_finds_the_other_one_woken_once() {
    thread_local! {
        static COMPLETION: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
    }
    const COMPLETING: &RawWakerVTable = &RawWakerVTable::new(clone, |_| (), |_| (), |_| ());

    fn clone(data: *const ()) -> RawWaker {
        if let Some(complete) = COMPLETION.take() {
            complete();
        }
        RawWaker::new(data, COMPLETING)
    }

    fn poll_by(task: &mut (impl Future<Output = u32> + Unpin), waker: &Waker) -> Poll<u32> {
        Pin::new(task).poll(&mut Context::from_waker(waker))
    }

    // SAFETY: none of the functions of `COMPLETING` uses its data.
    let completing = unsafe { Waker::new(std::ptr::null(), COMPLETING) };
    let (woken, held) = (Arc::new(AtomicUsize::new(0)), Arc::new(()));
    let other = doing({
        let (woken, held) = (Arc::clone(&woken), Arc::clone(&held));
        move || {
            let _held = &held;
            woken.fetch_add(1, SeqCst);
        }
    });

    // Leaked, so that the completer can be stored in a thread-local.
    let memory = Box::into_raw(Box::new(ManualResetSource::new()));
    // SAFETY: just allocated, and all its borrows end before its next use.
    let source: &'static mut ManualResetSource<u32> = unsafe { &mut *memory };
    let (completer, mut task) = source.begin_local();
    assert!(poll_by(&mut task, &other).is_pending());
    COMPLETION.set(Some(Box::new(move || completer.complete(7))));
    assert_eq!(poll_by(&mut task, &completing), Poll::Ready(7));
    drop((other, task));
    assert_eq!((woken.load(SeqCst), Arc::strong_count(&held)), (1, 1), "woken once, and dropped once");

    // SAFETY: allocated above, and all its borrows end before its next use.
    let source: &'static mut ManualResetSource<u32> = unsafe { &mut *memory };
    let (completer, mut task) = source.begin();
    COMPLETION.set(Some(Box::new(move || completer.complete(8))));
    assert_eq!(poll_by(&mut task, &completing), Poll::Ready(8));
    drop(task);

    // SAFETY: allocated above, and all its borrows end before its next use.
    let source: &'static mut ManualResetSource<u32> = unsafe { &mut *memory };
    let (completer, mut task) = source.begin_local();
    COMPLETION.set(Some(Box::new(move || completer.complete(9))));
    assert_eq!(poll_by(&mut task, &completing), Poll::Ready(9));
    drop(task);
    // SAFETY: allocated above, and all its borrows have ended.
    drop(unsafe { Box::from_raw(memory) });
}
