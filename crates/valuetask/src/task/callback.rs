//! Code that runs once a cell is complete, in a slot of the pool.

use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::ManuallyDrop;
use core::ptr::NonNull;

use super::Task;
use super::cell::Header;
use super::registration::Registration;
use super::waiters::{Waiter, Waiting};
use crate::pool;
use crate::sync::yield_now;

/// What the functions of one type of code share: `slot` is a [`Slot`] of that type, which the caller owns and gives up.
struct VTable {
    /// Runs the code with a handle on the cell.
    ///
    /// The header is that of a cell of the type that the code was made for, and complete.
    run: unsafe fn(slot: NonNull<Begin>, cell: NonNull<Header>),
    drop: unsafe fn(slot: NonNull<Begin>),
}

/// What every slot begins with.
struct Begin {
    vtable: &'static VTable,
    manner: Manner,
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
    begin: Begin,
    code: F,
    marker: PhantomData<fn(&Task<T>)>,
}

impl<T, F: FnOnce(&Task<T>)> Slot<T, F> {
    const LAYOUT: Layout = Layout::new::<Self>();
    const VTABLE: &'static VTable = &VTable { run: Self::run, drop: Self::drop };

    /// Takes the code out of its slot, which goes back.
    ///
    /// # Safety
    ///
    /// As for [`VTable`].
    unsafe fn take(slot: NonNull<Begin>) -> F {
        // SAFETY: a vtable for `Self` only ever stands in a `Slot` of this type, which the caller gives up.
        let Self { code, .. } = unsafe { slot.cast::<Self>().read() };
        // SAFETY: it came from the pool with this layout, and has just been emptied.
        unsafe { pool::give(slot.cast(), Self::LAYOUT) };
        code
    }

    /// See [`VTable::run`].
    unsafe fn run(slot: NonNull<Begin>, cell: NonNull<Header>) {
        // SAFETY: the caller's promise.
        let code = unsafe { Self::take(slot) };
        // SAFETY: the caller's promise: the cell is one of `T`, and it is kept until this returns.
        let task = ManuallyDrop::new(unsafe { Task::<T>::from_header(cell) });
        code(&task);
    }

    /// See [`VTable::drop`].
    unsafe fn drop(slot: NonNull<Begin>) {
        // SAFETY: the caller's promise.
        drop(unsafe { Self::take(slot) });
    }
}

/// Code that takes a handle on the complete task, and is run or dropped once.
///
/// Invariant: the slot is this one's alone.
pub(super) struct Callback(NonNull<Begin>);

// SAFETY: made of code that is `Send`; a slot may be returned on any thread.
unsafe impl Send for Callback {}

impl Callback {
    pub(super) fn new<T: 'static, F: FnOnce(&Task<T>) + Send + 'static>(manner: Manner, code: F) -> Self {
        let slot = pool::take(Slot::<T, F>::LAYOUT).cast::<Slot<T, F>>();
        let filled = Slot { begin: Begin { vtable: Slot::<T, F>::VTABLE, manner }, code, marker: PhantomData };
        // SAFETY: memory of this layout, which is ours alone.
        unsafe { slot.write(filled) };
        Self(slot.cast())
    }

    fn begin(&self) -> &Begin {
        // SAFETY: the invariant; every slot begins with a `Begin`.
        unsafe { self.0.as_ref() }
    }

    pub(super) fn manner(&self) -> Manner {
        self.begin().manner
    }

    /// The code, which isn't run.
    ///
    /// # Safety
    ///
    /// The code is an `F`, made for a `T`.
    unsafe fn into_code<T, F: FnOnce(&Task<T>)>(self) -> F {
        // SAFETY: the invariant, and the caller's promise.
        unsafe { Slot::<T, F>::take(ManuallyDrop::new(self).0) }
    }

    /// Runs the code.
    ///
    /// # Safety
    ///
    /// The cell is one of the type that the code was made for, is complete, and isn't freed before this returns.
    pub(super) unsafe fn run(self, cell: NonNull<Header>) {
        let this = ManuallyDrop::new(self);
        let run = this.begin().vtable.run;
        // SAFETY: the invariant, and the caller's promise.
        unsafe { run(this.0, cell) };
    }
}

impl Drop for Callback {
    fn drop(&mut self) {
        let drop = self.begin().vtable.drop;
        // SAFETY: the invariant; it isn't used again.
        unsafe { drop(self.0) };
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
        let Some(cell) = self.cell() else { return Err(code) };
        if self.is_completed() {
            return Err(code);
        }
        let waiting = Waiting::new(Waiter::Callback(Callback::new::<T, F>(manner, code)));
        let entered = match cell.header.vtable.driven {
            // SAFETY: a live cell, by the handle, and its own functions.
            Some(driven) => unsafe { (driven.attend)(self.header(), waiting) },
            None => cell.header.enter(waiting),
        };
        match entered {
            Ok(place) => Ok(Registration::at(place)),
            Err(waiting) => {
                while !self.is_completed() {
                    // Another thread is just moving the result in.
                    yield_now();
                }
                let Some(Waiter::Callback(callback)) = waiting.into_waiter() else { unreachable!("it was one") };
                // SAFETY: made for a `T` and an `F`, right here.
                Err(unsafe { callback.into_code::<T, F>() })
            }
        }
    }
}

impl<T> Task<T> {
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
