//! Code that runs once a cell is complete, in one slot of the pool with its node. The code of a continuation shares its slot with the cell of
//! the task that it completes.
//!
//! ```text
//!   Task<U> ──▶ ┌────────┬────────┬──────┬──────┐
//!               │ Header │ result │ Node │ code │
//!               └────────┴────────┴──────┴──────┘
//!   waiters of the other task ────▶
//! ```

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, offset_of};
use core::ptr::NonNull;

use super::cell::{Cell, Header, Kind, VTable};
use super::completion::OwnSource;
use super::error::caught;
use super::status::TaskStatus;
use super::waiters::{Code, Manner, Node, Position, Waiter, Waiting};
use super::{Task, TaskError};
use crate::pool;

/// Code for a task of a `T`. `C` is the cell that it completes, or `()`.
#[repr(C)]
struct CodeSlot<T, C, F> {
    cell: C,
    /// Invariant: the owner of this node owns the code, and a handle on the cell if there is one.
    node: Node,
    code: ManuallyDrop<F>,
    marker: PhantomData<fn(&Task<T>)>,
}

impl<T, C, F> CodeSlot<T, C, F> {
    const LAYOUT: Layout = Layout::new::<Self>();

    /// Stores code with a node that is in no list. The functions are those of this type.
    #[inline]
    fn store(cell: C, functions: &'static Code, code: F) -> (NonNull<Self>, Waiting) {
        let slot = pool::take(Self::LAYOUT).cast::<Self>();
        let node = Node::new(Waiter::Code(functions));
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { slot.write(Self { cell, node, code: ManuallyDrop::new(code), marker: PhantomData }) };
        // SAFETY: in bounds.
        let node = unsafe { slot.byte_add(offset_of!(Self, node)) };
        // SAFETY: a new node, a part of what holds its code, and ours alone.
        (slot, unsafe { Waiting::from_node(node.cast()) })
    }

    /// Takes the code out of its slot.
    ///
    /// # Safety
    ///
    /// As for [`Code`], of this type.
    unsafe fn take(node: NonNull<Node>) -> (NonNull<Self>, F) {
        // SAFETY: the contract of `Code`: the node lies in one of these, and `store` made its address from that.
        let slot = unsafe { node.byte_sub(offset_of!(Self, node)) }.cast::<Self>();
        // SAFETY: the contract of `Code`: the caller gives the node up.
        unsafe { node.read() }.into_waiter();
        // SAFETY: in bounds; the invariant of `node`.
        let code = unsafe { &raw mut (*slot.as_ptr()).code };
        // SAFETY: the invariant of `node`, which is given up: so the code is taken once.
        (slot, ManuallyDrop::into_inner(unsafe { code.read() }))
    }
}

/// Lends a handle to code.
///
/// # Safety
///
/// It is a cell of a `T`, which is kept for as long as this is used.
unsafe fn lent<T>(cell: NonNull<Header>) -> ManuallyDrop<Task<T>> {
    // SAFETY: the contract of this function. The handle isn't dropped.
    ManuallyDrop::new(unsafe { Task::from_header(cell) })
}

/// Code that completes nothing.
impl<T, F: FnOnce(&Task<T>)> CodeSlot<T, (), F> {
    const SCHEDULES: &'static Code = &Code { manner: Manner::Schedules, run: Self::run, drop: Self::drop };
    const INLINE: &'static Code = &Code { manner: Manner::Inline, run: Self::run, drop: Self::drop };

    /// Takes the code out, and frees its slot.
    ///
    /// # Safety
    ///
    /// As for [`Code`], of this type.
    unsafe fn take_all(node: NonNull<Node>) -> F {
        // SAFETY: the contract of this function.
        let (slot, code) = unsafe { Self::take(node) };
        // SAFETY: memory of this layout, which has just been emptied.
        unsafe { pool::give(slot.cast(), Self::LAYOUT) };
        code
    }

    /// See [`Code::run`].
    unsafe fn run(node: NonNull<Node>, cell: NonNull<Header>) {
        // SAFETY: the contract of `Code`.
        let code = unsafe { Self::take_all(node) };
        // SAFETY: the contract of `Code`: the cell is one of a `T`, and kept until this returns.
        let task = unsafe { lent(cell) };
        code(&task);
    }

    /// See [`Code::drop`].
    unsafe fn drop(node: NonNull<Node>) {
        // SAFETY: the contract of `Code`.
        drop(unsafe { Self::take_all(node) });
    }
}

/// The code of a continuation.
impl<T, U, F: FnOnce(&Task<T>) -> Result<U, TaskError>> CodeSlot<T, Cell<U>, F> {
    const VTABLE: &'static VTable =
        &VTable { destroy: Cell::<U>::destroy, release: Self::release, kind: Kind::Continued };
    const CODE: &'static Code = &Code { manner: Manner::Inline, run: Self::complete, drop: Self::abandon };

    /// Takes the code out, and the handle.
    ///
    /// # Safety
    ///
    /// As for [`Code`], of this type.
    unsafe fn take_all(node: NonNull<Node>) -> (F, OwnSource<U>) {
        // SAFETY: the contract of this function.
        let (slot, code) = unsafe { Self::take(node) };
        // SAFETY: the invariant of `node`: a handle on a cell of a `U`, with which the slot begins.
        (code, OwnSource::of(unsafe { Task::from_header(slot.cast()) }))
    }

    /// See [`Code::run`].
    unsafe fn complete(node: NonNull<Node>, cell: NonNull<Header>) {
        // SAFETY: the contract of `Code`.
        let (code, source) = unsafe { Self::take_all(node) };
        // SAFETY: the contract of `Code`: the cell is one of a `T`, and kept until this returns.
        let task = unsafe { lent(cell) };
        source.set(caught(|| code(&task)));
    }

    /// See [`Code::drop`].
    unsafe fn abandon(node: NonNull<Node>) {
        // SAFETY: the contract of `Code`.
        let (code, source) = unsafe { Self::take_all(node) };
        drop(code);
        drop(source);
    }

    /// See [`VTable::release`].
    unsafe fn release(cell: NonNull<Header>) {
        // SAFETY: the contract of `VTable`.
        unsafe { Cell::<U>::drop_header(cell) };
        // SAFETY: the contract of `VTable`: memory of this layout that isn't used again. The code went with its handle.
        unsafe { pool::give(cell.cast(), Self::LAYOUT) };
    }
}

/// Makes a task of what code returns for another task, which has no future: the code runs inline once that is complete, or now.
#[inline]
pub(super) fn after<T, U, F>(other: &Task<T>, code: F) -> Task<U>
where
    T: 'static,
    U: Send + Sync + 'static,
    F: FnOnce(&Task<T>) -> Result<U, TaskError> + Send + 'static,
{
    let cell = Cell::pending(2, TaskStatus::Running, CodeSlot::<T, Cell<U>, F>::VTABLE);
    let (slot, waiting) = CodeSlot::<T, Cell<U>, F>::store(cell, CodeSlot::<T, Cell<U>, F>::CODE, code);
    // SAFETY: it begins with a cell of a `U`, which counts two handles: this one, and that of the node.
    let task = unsafe { Task::from_header(slot.cast()) };
    // SAFETY: code for a task of a `T`.
    if let Err(waiting) = unsafe { other.enter(waiting) } {
        // SAFETY: the other is complete, and the caller has a handle on it.
        unsafe { waiting.fire(other.header()) };
    }
    task
}

/// Registers code that the completer runs, or returns it if the task is complete.
#[inline]
pub(super) fn attend<T: 'static, F>(task: &Task<T>, manner: Manner, code: F) -> Result<Position, F>
where
    F: FnOnce(&Task<T>) + Send + 'static,
{
    if task.is_completed() {
        return Err(code);
    }
    let functions =
        if manner == Manner::Inline { CodeSlot::<T, (), F>::INLINE } else { CodeSlot::<T, (), F>::SCHEDULES };
    let (_, waiting) = CodeSlot::<T, (), F>::store((), functions, code);
    // SAFETY: code for a task of a `T`.
    let entered = unsafe { task.enter(waiting) };
    // SAFETY: stored right here, and given back.
    entered.map_err(|waiting| unsafe { CodeSlot::<T, (), F>::take_all(waiting.into_node()) })
}

impl<T> Task<T> {
    /// Registers code, or returns it if the task is complete.
    ///
    /// # Safety
    ///
    /// The code is for a task of a `T`.
    #[inline]
    pub(super) unsafe fn enter(&self, waiting: Waiting) -> Result<Position, Waiting> {
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

    #[test]
    fn code_that_never_runs_is_dropped_and_its_task_has_failed() {
        let held = Arc::new(());
        let other = Task::from_future(core::future::pending::<u32>());
        let code = Arc::clone(&held);
        let continuation = after(&other, move |_| {
            drop(code);
            Ok(7)
        });
        assert!(!continuation.is_completed());
        drop(other);
        assert_eq!(Arc::strong_count(&held), 1);
        assert!(continuation.is_faulted());
    }
}
