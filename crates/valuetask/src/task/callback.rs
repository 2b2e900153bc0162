//! Code that runs once a cell is complete, in one slot of the pool with the node by which it waits.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use super::Task;
use super::cell::Header;
use super::registration::{Place, Registration};
use super::waiters::{Node, Waiter, Waiting};
use crate::pool;

/// What code of one type is, whatever it holds. `node` is in a [`Slot`] of that type, or in the [cell](super::continued) of a continuation by
/// it; the caller owns the node, and gives it up.
pub(super) struct Code {
    pub(super) manner: Manner,
    /// Runs the code with a handle on the cell.
    ///
    /// The header is that of a cell of the type that the code was made for, and complete; the cell isn't freed before this returns.
    pub(super) run: unsafe fn(node: NonNull<Node>, cell: NonNull<Header>),
    pub(super) drop: unsafe fn(node: NonNull<Node>),
}

/// When code runs, of all that a completion sets off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// At once, among the wakers: it does no more than hand something to a scheduler, as they do.
    Schedules,
    /// After all who schedule: it is somebody's continuation.
    Inline,
}

#[repr(C)]
struct Slot<T, F> {
    node: Node,
    code: F,
    marker: PhantomData<fn(&Task<T>)>,
}

impl<T, F: FnOnce(&Task<T>)> Slot<T, F> {
    const LAYOUT: Layout = Layout::new::<Self>();
    const SCHEDULES: &'static Code = &Code { manner: Manner::Schedules, run: Self::run, drop: Self::drop };
    const INLINE: &'static Code = &Code { manner: Manner::Inline, run: Self::run, drop: Self::drop };

    /// Stores code that waits.
    fn store(manner: Manner, code: F) -> Waiting
    where
        F: Send,
    {
        let slot = pool::take(Self::LAYOUT).cast::<Self>();
        let what = if manner == Manner::Inline { Self::INLINE } else { Self::SCHEDULES };
        let filled = Self { node: Node::new(Waiter::Code(what)), code, marker: PhantomData };
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { slot.write(filled) };
        // SAFETY: the same; a slot begins with its node.
        unsafe { Waiting::from_node(slot.cast()) }
    }

    /// Takes the code out of its slot, which goes back.
    ///
    /// # Safety
    ///
    /// As for [`Code`].
    unsafe fn take(slot: NonNull<Node>) -> F {
        // SAFETY: the node of a `Code` for `Self` only ever begins a `Slot` of this type, which the caller gives up.
        let Self { node, code, .. } = unsafe { slot.cast::<Self>().read() };
        node.into_waiter();
        // SAFETY: it came from the pool with this layout, and has just been emptied.
        unsafe { pool::give(slot.cast(), Self::LAYOUT) };
        code
    }

    /// See [`Code::run`].
    unsafe fn run(slot: NonNull<Node>, cell: NonNull<Header>) {
        // SAFETY: the caller's promise.
        let code = unsafe { Self::take(slot) };
        // SAFETY: the caller's promise: the cell is one of `T`, and it is kept until this returns.
        let task = ManuallyDrop::new(unsafe { Task::<T>::from_header(cell) });
        code(&task);
    }

    /// See [`Code::drop`].
    unsafe fn drop(slot: NonNull<Node>) {
        // SAFETY: the caller's promise.
        drop(unsafe { Self::take(slot) });
    }
}

impl<T: 'static> Task<T> {
    /// Has code run, in this manner, by whoever completes the task; or gives it back if the task is complete.
    ///
    /// The code has no handle but the one that it's lent. A task that is driven completes only if somebody awaits it.
    pub(crate) fn attend<F>(&self, manner: Manner, code: F) -> Result<Registration, F>
    where
        F: FnOnce(&Self) + Send + 'static,
    {
        if self.is_completed() {
            return Err(code);
        }
        // SAFETY: code for a task of a `T`.
        match unsafe { self.enter(Slot::<T, F>::store(manner, code)) } {
            Ok(place) => Ok(Registration::at(place)),
            // SAFETY: stored right here, and given back.
            Err(waiting) => Err(unsafe { Slot::<T, F>::take(waiting.into_node()) }),
        }
    }
}

impl<T> Task<T> {
    /// Puts code among those who wait, or gives it back if the task is complete.
    ///
    /// # Safety
    ///
    /// The code is for a task of a `T`.
    #[inline]
    pub(super) unsafe fn enter(&self, waiting: Waiting) -> Result<Place, Waiting> {
        let Some(cell) = self.cell() else { return Err(waiting) };
        let entered = match cell.header.vtable.driven {
            // SAFETY: a live cell, by the handle, and its own functions.
            Some(driven) => unsafe { (driven.attend)(self.header(), waiting) },
            None => cell.header.enter(waiting),
        };
        if entered.is_err() {
            // Another thread may still be moving the result in, which the code reads.
            cell.header.word.wait_for_finish();
        }
        entered
    }

    /// Takes code out again: whether it was still there. If not, it has run, or is just about to.
    pub(crate) fn dismiss(&self, mut registration: Registration) -> bool {
        self.withdraw(&mut registration).is_some()
    }
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::TaskCompletionSource;

    /// What has run, in its order.
    #[derive(Clone, Default)]
    struct Trace(Arc<Mutex<Vec<u32>>>);

    impl Trace {
        fn note(&self, number: u32) -> impl FnOnce(&Task<u32>) + Send + use<> {
            let trace = self.clone();
            move |task| {
                assert_eq!(task.result(), Some(Ok(&7)));
                trace.0.lock().expect("no panic").push(number);
            }
        }

        fn seen(&self) -> Vec<u32> {
            self.0.lock().expect("no panic").clone()
        }
    }

    fn attend(task: &Task<u32>, manner: Manner, code: impl FnOnce(&Task<u32>) + Send + 'static) -> Registration {
        task.attend(manner, code).unwrap_or_else(|_| panic!("it's pending"))
    }

    /// B-TASK-024, B-TASK-025
    #[test]
    fn code_that_schedules_runs_first_and_each_in_the_order_of_registration() {
        for driven in [false, true] {
            let (source, trace) = (TaskCompletionSource::new(), Trace::default());
            let inner = source.task().clone();
            let task = if driven { Task::from_fallible(async move { inner.await }) } else { inner };
            for (number, manner) in
                [Manner::Inline, Manner::Schedules, Manner::Inline, Manner::Schedules].into_iter().enumerate()
            {
                attend(&task, manner, trace.note(number as u32));
            }
            let registration = attend(&task, Manner::Inline, trace.note(4));
            assert!(task.dismiss(registration));
            source.set_result(7).expect("it's the first");
            assert!(task.wait().is_ok());
            assert_eq!(trace.seen(), [1, 3, 0, 2]);
            let late = task.attend(Manner::Inline, trace.note(5));
            late.err().expect("it comes back")(&task);
            assert_eq!(trace.seen(), [1, 3, 0, 2, 5]);
        }
    }

    #[test]
    fn code_that_has_run_is_not_taken_out() {
        let (source, trace) = (TaskCompletionSource::new(), Trace::default());
        let registration = attend(source.task(), Manner::Inline, trace.note(1));
        source.set_result(7).expect("it's the first");
        assert!(!source.task().dismiss(registration));
        assert_eq!(trace.seen(), [1]);
    }

    #[test]
    fn code_that_never_runs_is_dropped() {
        let held = Arc::new(());
        let task = Task::from_future(core::future::pending::<u32>());
        let code = Arc::clone(&held);
        attend(&task, Manner::Inline, move |_| drop(code));
        drop(task);
        assert_eq!(Arc::strong_count(&held), 1);
    }

    #[test]
    fn a_chain_of_100_000_is_run_on_a_flat_stack() {
        const LINKS: u32 = if cfg!(miri) { 60 } else { 100_000 };
        let first = TaskCompletionSource::new();
        let mut last: Task<u32> = first.task().clone();
        for _ in 0..LINKS {
            let next = TaskCompletionSource::new();
            let task = next.task().clone();
            attend(&last, Manner::Inline, move |task| {
                let value = task.result().and_then(Result::ok).copied().unwrap_or(0);
                next.set_result(value + 1).expect("it's the first");
            });
            last = task;
        }
        first.set_result(0).expect("it's the first");
        assert_eq!(last.result(), Some(Ok(&LINKS)));
    }

    #[test]
    fn a_panic_of_one_keeps_no_other_from_running() {
        let (source, trace) = (TaskCompletionSource::new(), Trace::default());
        attend(source.task(), Manner::Inline, |_| panic!("a callback"));
        attend(source.task(), Manner::Inline, trace.note(1));
        let set = std::panic::catch_unwind(core::panic::AssertUnwindSafe(|| source.set_result(7)));
        assert_eq!(set.expect_err("the callback's").downcast_ref(), Some(&"a callback"));
        assert_eq!(trace.seen(), [1]);
    }
}
