//! Code that runs once a cell is complete, in one slot of the pool with its node.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use super::Task;
use super::cell::Header;
use super::waiters::{Code, Manner, Node, Place, Waiter, Waiting};
use crate::pool;

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

    /// Stores code with a node.
    fn store(manner: Manner, code: F) -> Waiting
    where
        F: Send,
    {
        let slot = pool::take(Self::LAYOUT).cast::<Self>();
        let what = if manner == Manner::Inline { Self::INLINE } else { Self::SCHEDULES };
        let filled = Self { node: Node::new(Waiter::Code(what)), code, marker: PhantomData };
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { slot.write(filled) };
        // SAFETY: a new node, with which the slot begins.
        unsafe { Waiting::from_node(slot.cast()) }
    }

    /// Takes the code out of its slot, which is freed.
    ///
    /// # Safety
    ///
    /// As for [`Code`].
    unsafe fn take(slot: NonNull<Node>) -> F {
        // SAFETY: the contract of `Code`: the node begins a `Slot` of this type, which the caller gives up.
        let Self { node, code, .. } = unsafe { slot.cast::<Self>().read() };
        node.into_waiter();
        // SAFETY: memory of this layout, which has just been emptied.
        unsafe { pool::give(slot.cast(), Self::LAYOUT) };
        code
    }

    /// See [`Code::run`].
    unsafe fn run(slot: NonNull<Node>, cell: NonNull<Header>) {
        // SAFETY: the contract of `Code`.
        let code = unsafe { Self::take(slot) };
        // SAFETY: the contract of `Code`: the cell is one of a `T`, and kept until this returns. The handle isn't dropped.
        let task = ManuallyDrop::new(unsafe { Task::<T>::from_header(cell) });
        code(&task);
    }

    /// See [`Code::drop`].
    unsafe fn drop(slot: NonNull<Node>) {
        // SAFETY: the contract of `Code`.
        drop(unsafe { Self::take(slot) });
    }
}

/// Registers code that the completer runs, or returns it if the task is complete.
pub(super) fn attend<T: 'static, F>(task: &Task<T>, manner: Manner, code: F) -> Result<Place, F>
where
    F: FnOnce(&Task<T>) + Send + 'static,
{
    if task.is_completed() {
        return Err(code);
    }
    // SAFETY: code for a task of a `T`.
    let entered = unsafe { task.enter(Slot::<T, F>::store(manner, code)) };
    // SAFETY: stored right here, and given back.
    entered.map_err(|waiting| unsafe { Slot::<T, F>::take(waiting.into_node()) })
}

impl<T> Task<T> {
    /// Registers code, or returns it if the task is complete.
    ///
    /// # Safety
    ///
    /// The code is for a task of a `T`.
    #[inline]
    pub(super) unsafe fn enter(&self, waiting: Waiting) -> Result<Place, Waiting> {
        let Some(cell) = self.cell() else { return Err(waiting) };
        let entered = match cell.header.future() {
            // SAFETY: a live cell, by the handle; these are its own functions.
            Some(future) => unsafe { (future.attend)(self.header(), waiting) },
            None => cell.header.enter(waiting),
        };
        if entered.is_err() {
            // Another thread may be moving the result in, which the code reads.
            cell.header.word.wait_for_finish();
        }
        entered
    }
}

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::super::registration::Awaiter;
    use super::*;
    use crate::TaskCompletionSource;

    /// The numbers of what has run, in order.
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

    fn attend(task: &Task<u32>, manner: Manner, code: impl FnOnce(&Task<u32>) + Send + 'static) {
        assert!(super::attend(task, manner, code).is_ok());
    }

    /// B-TASK-024, B-TASK-025
    #[test]
    fn code_that_schedules_runs_first_and_each_in_the_order_of_registration() {
        for is_lazy in [false, true] {
            let (source, trace) = (TaskCompletionSource::new(), Trace::default());
            let inner = source.task().clone();
            let task = if is_lazy { Task::try_from_future(async move { inner.await }) } else { inner };
            for (number, manner) in
                [Manner::Inline, Manner::Schedules, Manner::Inline, Manner::Schedules].into_iter().enumerate()
            {
                attend(&task, manner, trace.note(number as u32));
            }
            let mut withdrawn = Awaiter::new(&task);
            assert!(withdrawn.attend(Manner::Inline, trace.note(4)).is_ok());
            drop(withdrawn);
            source.set_result(7).expect("it's the first");
            assert!(task.wait().is_ok());
            assert_eq!(trace.seen(), [1, 3, 0, 2]);
            let late = super::attend(&task, Manner::Inline, trace.note(5));
            late.err().expect("it comes back")(&task);
            assert_eq!(trace.seen(), [1, 3, 0, 2, 5]);
        }
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
