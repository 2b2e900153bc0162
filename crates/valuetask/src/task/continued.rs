//! The cell of a task that continues another, with the code that waits for the other: one slot of the pool for all of it.
//!
//! ```text
//!   Task<U> ──▶ ┌────────┬────────┬──────┬──────┐
//!               │ Header │ result │ Node │ code │
//!               └────────┴────────┴──────┴──────┘
//!   who waits for the other ──────▶
//! ```
//!
//! Whoever has the node has one of the cell's handles with it, and is the only one to complete the cell.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::{ManuallyDrop, offset_of};
use core::ptr::NonNull;

use super::callback::{Code, Manner};
use super::cell::{Cell, Header, VTable};
use super::completion::OwnSource;
use super::continuations::run;
use super::status::Phase;
use super::waiters::{Node, Waiter, Waiting};
use super::{Task, TaskError};
use crate::pool;

#[repr(C)]
struct Continued<T, U, F> {
    cell: Cell<U>,
    /// This and the code are whoever's has the node.
    node: Node,
    code: ManuallyDrop<F>,
    marker: PhantomData<fn(&Task<T>)>,
}

/// A task that comes to what this code makes of another, which completes by itself: the code runs inline then, or now.
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
    // SAFETY: it begins with its cell, which has two handles, and this is the first.
    let task = unsafe { Task::from_header(memory.cast()) };
    // SAFETY: in bounds.
    let node = unsafe { memory.byte_add(offset_of!(Continued<T, U, F>, node)) };
    // SAFETY: a new node, which is ours alone, and goes with the second handle.
    let waiting = unsafe { Waiting::from_node(node.cast()) };
    // SAFETY: code for a task of a `T`.
    if let Err(waiting) = unsafe { other.enter(waiting) } {
        // SAFETY: the other is complete, the caller has a handle on it, and the code is for its type.
        unsafe { waiting.fire(other.header()) };
    }
    task
}

impl<T, U, F: FnOnce(&Task<T>) -> Result<U, TaskError>> Continued<T, U, F> {
    const LAYOUT: Layout = Layout::new::<Self>();
    const VTABLE: &'static VTable =
        &VTable { destroy: Cell::<U>::destroy, release: Self::release, is_plain: false, driven: None };
    const CODE: &'static Code = &Code { manner: Manner::Inline, run: Self::run, drop: Self::drop };

    /// Takes the code out, and the handle.
    ///
    /// # Safety
    ///
    /// As for [`Code`].
    unsafe fn take(node: NonNull<Node>) -> (F, OwnSource<U>) {
        // SAFETY: the node of a `Code` for `Self` only ever lies in one of these, from the beginning of which `after` has had it.
        let this = unsafe { node.byte_sub(offset_of!(Self, node)) }.cast::<Self>();
        // SAFETY: the caller has the node, and gives it up.
        unsafe { node.read() }.into_waiter();
        // SAFETY: in bounds; nobody else uses the code.
        let code = unsafe { &raw mut (*this.as_ptr()).code };
        // SAFETY: there, as whoever has the node takes it once.
        let code = ManuallyDrop::into_inner(unsafe { code.read() });
        // SAFETY: the handle that goes with the node.
        let task = unsafe { Task::from_header(this.cast()) };
        (code, OwnSource::of(task))
    }

    /// See [`Code::run`].
    unsafe fn run(node: NonNull<Node>, cell: NonNull<Header>) {
        // SAFETY: the caller's promise.
        let (code, source) = unsafe { Self::take(node) };
        // SAFETY: the caller's promise: the cell is one of `T`, and it is kept until this returns.
        let task = ManuallyDrop::new(unsafe { Task::<T>::from_header(cell) });
        source.set(run(code, &task));
    }

    /// See [`Code::drop`].
    unsafe fn drop(node: NonNull<Node>) {
        // SAFETY: the caller's promise.
        let (code, source) = unsafe { Self::take(node) };
        drop(code);
        drop(source);
    }

    /// See [`VTable::release`].
    unsafe fn release(cell: NonNull<Header>) {
        // SAFETY: the contract of `VTable`.
        unsafe { Cell::<U>::drop_header(cell) };
        // SAFETY: the same: memory of this layout, and nobody has it any more. The code went with its handle.
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
