//! The cell of a task that continues another, with the code that waits for the other: one slot of the pool for all of it.
//!
//! ```text
//!   Task<U> ──▶ ┌────────┬────────┬──────┬──────┐
//!               │ Header │ result │ Node │ code │
//!               └────────┴────────┴──────┴──────┘
//!   waiters of the other task ────▶
//! ```
//!
//! The owner of the node has one of the cell's handles with it, and completes the cell.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, offset_of};
use core::ptr::NonNull;

use super::cell::{Cell, Header, Kind, VTable};
use super::combined::caught;
use super::completion::OwnSource;
use super::status::Phase;
use super::waiters::{Code, Manner, Node, Waiter, Waiting};
use super::{Task, TaskError};
use crate::pool;

#[repr(C)]
struct Continued<T, U, F> {
    cell: Cell<U>,
    /// Invariant: the owner of this node owns the code, and a handle on the cell.
    node: Node,
    code: ManuallyDrop<F>,
    marker: PhantomData<fn(&Task<T>)>,
}

/// Makes a task of what code returns for another task, which has no future: the code runs inline once that is complete, or now.
#[inline]
pub(super) fn after<T, U, F>(other: &Task<T>, code: F) -> Task<U>
where
    T: 'static,
    U: Send + Sync + 'static,
    F: FnOnce(&Task<T>) -> Result<U, TaskError> + Send + 'static,
{
    let memory = pool::take(Continued::<T, U, F>::LAYOUT).cast::<Continued<T, U, F>>();
    let cell = Cell::pending(2, Phase::Running, Continued::<T, U, F>::VTABLE);
    let node = Node::new(Waiter::Code(Continued::<T, U, F>::CODE));
    // SAFETY: memory of this layout, which is ours alone.
    unsafe { memory.write(Continued { cell, node, code: ManuallyDrop::new(code), marker: PhantomData }) };
    // SAFETY: it begins with a cell of a `U`, which counts two handles, and this is the first.
    let task = unsafe { Task::from_header(memory.cast()) };
    // SAFETY: in bounds.
    let node = unsafe { memory.byte_add(offset_of!(Continued<T, U, F>, node)) };
    // SAFETY: a new node, which is ours alone, with the second handle.
    let waiting = unsafe { Waiting::from_node(node.cast()) };
    // SAFETY: code for a task of a `T`.
    if let Err(waiting) = unsafe { other.enter(waiting) } {
        // SAFETY: the other is complete, and the caller has a handle on it.
        unsafe { waiting.fire(other.header()) };
    }
    task
}

/// Runs the code of a continuation. A panic is its error.
pub(super) fn run<T, U>(code: impl FnOnce(&Task<T>) -> Result<U, TaskError>, task: &Task<T>) -> Result<U, TaskError> {
    caught(|| code(task))
}

impl<T, U, F: FnOnce(&Task<T>) -> Result<U, TaskError>> Continued<T, U, F> {
    const LAYOUT: Layout = Layout::new::<Self>();
    const VTABLE: &'static VTable =
        &VTable { destroy: Cell::<U>::destroy, release: Self::release, kind: Kind::Continued };
    const CODE: &'static Code = &Code { manner: Manner::Inline, run: Self::run, drop: Self::drop };

    /// Takes the code out, and the handle.
    ///
    /// # Safety
    ///
    /// As for [`Code`].
    unsafe fn take(node: NonNull<Node>) -> (F, OwnSource<U>) {
        // SAFETY: the contract of `Code`: the node lies in one of these, and `after` made its address from that.
        let this = unsafe { node.byte_sub(offset_of!(Self, node)) }.cast::<Self>();
        // SAFETY: the contract of `Code`: the caller gives the node up.
        unsafe { node.read() }.into_waiter();
        // SAFETY: in bounds; the invariant of `node`.
        let code = unsafe { &raw mut (*this.as_ptr()).code };
        // SAFETY: the invariant of `node`, which is given up: so the code is taken once.
        let code = ManuallyDrop::into_inner(unsafe { code.read() });
        // SAFETY: the invariant of `node`: a handle on a cell of a `U`.
        let task = unsafe { Task::from_header(this.cast()) };
        (code, OwnSource::of(task))
    }

    /// See [`Code::run`].
    unsafe fn run(node: NonNull<Node>, cell: NonNull<Header>) {
        // SAFETY: the contract of `Code`.
        let (code, source) = unsafe { Self::take(node) };
        // SAFETY: the contract of `Code`: the cell is one of a `T`, and kept until this returns. The handle isn't dropped.
        let task = ManuallyDrop::new(unsafe { Task::<T>::from_header(cell) });
        source.set(run(code, &task));
    }

    /// See [`Code::drop`].
    unsafe fn drop(node: NonNull<Node>) {
        // SAFETY: the contract of `Code`.
        let (code, source) = unsafe { Self::take(node) };
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

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use alloc::sync::Arc;

    use super::*;

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
