//! Cells that hold the future which their result comes from. The future is polled by the task's awaiters.
//!
//! | notified | running | the future                             | armed awaiters                          |
//! |----------|---------|----------------------------------------|-----------------------------------------|
//! | no       | no      | will wake the cell                     | sleep                                   |
//! | yes      | no      | is *due*: the next awaiter polls it     | none, unless the cell is on a poll stack |
//! | no       | yes     | is being polled                        | sleep                                   |
//! | yes      | yes     | is being polled, and due after that    | sleep until the poll ends               |
//!
//! 1. `begin`   due → running, by an awaiter that polls, or from the [poll stack](super::trampoline).
//! 2. `end`     running → not running. If the cell is due then, all awaiters are woken.
//! 3. `notify`  → notified, by the future's waker. If the cell is due then, all awaiters are woken.
//! 4. `finish`  running → complete. All waiters are fired.
//!
//! An awaiter is *armed* while its waker is registered, and *parked* once that was woken. It stays linked in both cases, so it is
//! withdrawn in constant time. All are woken, not one of them: an awaiter that is dropped or never polled again holds up no other.
//! An awaiter that is too deep to poll a due cell is armed all the same, and the cell goes on the poll stack.
//!
//! All of this changes under the lock of the header's waiters, under which no user code runs.

use core::cell::UnsafeCell;
use core::future::Future;
use core::marker::PhantomData;
use core::mem::{self, ManuallyDrop};
use core::panic::AssertUnwindSafe;
use core::pin::Pin;
use core::ptr::NonNull;
use core::task::{Context, Poll, Waker};
use std::panic::catch_unwind;

use super::cell::{FutureFns, Header, Kind, Outcome};
use super::status::TaskStatus;
use super::waiters::{Position, Registration, WaiterList, Waiting, armed};
use super::weak::{Body, WeakCell};
use super::{TaskError, trampoline};
use crate::panics::{Panics, catch};
use crate::sync::{MutexGuard, lock};

/// Wakers that are taken out with the lock taken once. Few cells have more.
const BATCH: usize = 4;

/// A future and the state of those that poll it.
struct Polled<F> {
    /// Invariant: used by the holder of the lock of the header's waiters alone.
    state: UnsafeCell<PollState>,
    /// Invariant: not dropped before the cell is complete, and pinned. Used by the poller that has begun, or the owner of the whole cell.
    future: UnsafeCell<ManuallyDrop<F>>,
}

/// See the table. The armed awaiters are the header's waiters.
struct PollState {
    notified: bool,
    running: bool,
    /// Awaiters that were woken, and code that runs once the cell is complete.
    parked: WaiterList,
}

/// Stores a cell with its future, and one handle. Both types are `'static`: a future may yield a result that it doesn't hold.
#[inline]
pub(super) fn store<T: 'static, F: Future<Output = Outcome<T>> + 'static>(future: F) -> NonNull<Header> {
    let state = UnsafeCell::new(PollState { notified: true, running: false, parked: WaiterList::new() });
    WeakCell::<T, Polled<F>>::store(
        TaskStatus::Created,
        Polled { state, future: UnsafeCell::new(ManuallyDrop::new(future)) },
    )
}

/// The state of a cell, locked.
struct Locked<'a> {
    armed: MutexGuard<'a, WaiterList>,
    state: NonNull<PollState>,
    marker: PhantomData<&'a PollState>,
}

impl Locked<'_> {
    fn state(&mut self) -> &mut PollState {
        // SAFETY: the invariant of `Polled::state`: this holds the lock.
        unsafe { self.state.as_mut() }
    }

    fn is_due(&mut self) -> bool {
        let state = self.state();
        state.notified && !state.running
    }

    /// Transition 1, if the cell is due.
    fn begin(&mut self) -> bool {
        let is_due = self.is_due();
        if is_due {
            let state = self.state();
            (state.notified, state.running) = (false, true);
        }
        is_due
    }

    /// Arms an awaiter, behind all others. Returns the one that was at the position.
    ///
    /// # Safety
    ///
    /// The cell isn't complete, and the position is one of it.
    unsafe fn arm(&mut self, position: &mut Position, waiting: Waiting) -> Option<Waiting> {
        // SAFETY: the contract of this function.
        let before = unsafe { self.remove(*position) };
        *position = Position::Listed(self.armed.push(waiting));
        before
    }

    /// Takes the waiter at a position out.
    ///
    /// # Safety
    ///
    /// As for [`arm`](Self::arm).
    unsafe fn remove(&mut self, position: Position) -> Option<Waiting> {
        let Position::Listed(node) = position else { return None };
        // SAFETY: by the contract of this function the node is in one of the lists, which the lock guards.
        let list = if unsafe { armed(node) }.is_some() { &mut *self.armed } else { &mut self.state().parked };
        // SAFETY: the armed nodes are in the one list, all others in the other.
        Some(unsafe { list.remove(node) })
    }

    /// Parks armed awaiters, the first ones, and returns their wakers.
    fn park(&mut self) -> [Option<Waker>; BATCH] {
        let mut wakers = [const { None }; BATCH];
        for slot in &mut wakers {
            let Some(mut waiting) = self.armed.pop() else { break };
            *slot = waiting.disarm();
            self.state().parked.push(waiting);
        }
        wakers
    }

    /// All waiters in the order of their registration, but that the armed ones come first.
    fn all(&mut self) -> WaiterList {
        let mut all = self.armed.take();
        all.append(&mut self.state().parked);
        all
    }
}

/// The right to poll a future. Dropped by a panic, it ends the turn.
struct PollGuard<'a, T, F: Future<Output = Outcome<T>>>(&'a WeakCell<T, Polled<F>>);

impl<T, F: Future<Output = Outcome<T>>> PollGuard<'_, T, F> {
    /// Transition 2. The caller wakes the awaiters if the cell is due.
    fn end(self, locked: &mut Locked<'_>) {
        locked.state().running = false;
        mem::forget(self);
    }
}

impl<T, F: Future<Output = Outcome<T>>> Drop for PollGuard<'_, T, F> {
    fn drop(&mut self) {
        let mut locked = self.0.lock();
        locked.state().running = false;
        self.0.wake_each(locked);
    }
}

impl<T, F: Future<Output = Outcome<T>>> Body<T> for Polled<F> {
    const KIND: Kind = Kind::Future(&FutureFns {
        poll: WeakCell::<T, Self>::poll,
        poll_alone: WeakCell::<T, Self>::poll_alone,
        run: WeakCell::<T, Self>::run,
        wake_armed: WeakCell::<T, Self>::wake_armed,
        withdraw: WeakCell::<T, Self>::withdraw,
        attend: WeakCell::<T, Self>::attend,
    });

    /// Transition 3.
    unsafe fn woken(cell: NonNull<Header>) {
        // SAFETY: the contract of `Body`.
        let this = unsafe { WeakCell::<T, Self>::of(cell) };
        this.witness.read();
        let mut locked = this.lock();
        if locked.state().notified || this.is_complete() {
            return;
        }
        locked.state().notified = true;
        this.wake_each(locked);
    }

    unsafe fn destroy(this: &WeakCell<T, Self>) {
        // Awaiters that were leaked: an awaiter keeps a handle, or borrows one.
        let waiting = this.lock().all();
        let mut panics = Panics::default();
        panics.catch(|| drop(waiting));
        if !this.is_complete() {
            // SAFETY: not complete, so the future isn't dropped; by the contract of `Body` the cell is the caller's alone.
            panics.catch(|| unsafe { this.drop_future() });
        }
        panics.resume();
    }
}

impl<T, F: Future<Output = Outcome<T>>> WeakCell<T, Polled<F>> {
    fn polled(&self) -> &Polled<F> {
        // SAFETY: `destroy` drops the future alone, and no more than the state is used after that.
        unsafe { self.body() }
    }

    fn lock(&self) -> Locked<'_> {
        let armed = lock(&self.cell.header.waiters);
        let state = self.polled().state.get();
        // SAFETY: the address of a field isn't null.
        Locked { armed, state: unsafe { NonNull::new_unchecked(state) }, marker: PhantomData }
    }

    /// See [`FutureFns::poll`].
    unsafe fn poll(cell: NonNull<Header>, registration: &mut Registration, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: the contract of `FutureFns`.
        let this = unsafe { Self::of(cell) };
        let polled = trampoline::poll(|is_too_deep| {
            // SAFETY: the contract of `FutureFns`.
            unsafe { Self::poll_or_wait(cell, is_too_deep, &mut registration.position, cx) }
        });
        if polled.is_pending() && !this.is_complete() {
            return Poll::Pending;
        }
        registration.forget();
        Poll::Ready(())
    }

    /// See [`FutureFns::poll_alone`].
    unsafe fn poll_alone(cell: NonNull<Header>, cx: &mut Context<'_>) -> Option<Poll<()>> {
        // SAFETY: the contract of `FutureFns`.
        let this = unsafe { Self::of(cell) };
        if !this.has_no_wakers() || this.is_complete() {
            return None;
        }
        this.witness.written();
        let mut is_refused = false;
        let polled = trampoline::poll(|is_too_deep| {
            is_refused = is_too_deep;
            if is_too_deep {
                return Poll::Pending;
            }
            // SAFETY: the cell is the caller's alone, as was just seen: the future was given no waker of the cell since.
            match unsafe { this.poll_future(cx) } {
                Some(outcome) => {
                    // SAFETY: the cell is the caller's alone, and the future is dropped.
                    unsafe { this.cell.fill(outcome) };
                    Poll::Ready(())
                }
                None => {
                    // The next awaiter polls the future, which doesn't have its waker.
                    // SAFETY: the cell is the caller's alone: no other thread can hold the lock.
                    unsafe { (*this.polled().state.get()).notified = true };
                    Poll::Pending
                }
            }
        });
        (!is_refused).then_some(polled)
    }

    /// Polls the future if it is due, and otherwise waits.
    ///
    /// # Safety
    ///
    /// The contract of [`FutureFns`]; the position is one of the cell.
    unsafe fn poll_or_wait(
        cell: NonNull<Header>,
        is_too_deep: bool,
        position: &mut Position,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        // SAFETY: the contract of this function.
        let this = unsafe { Self::of(cell) };
        // A clone of the waker, which isn't made under the lock.
        let mut fresh = None;
        loop {
            let mut locked = this.lock();
            if this.is_complete() {
                return Poll::Ready(());
            }
            if !is_too_deep && locked.begin() {
                drop(locked);
                // SAFETY: the contract of this function, and it has just begun.
                return unsafe { Self::poll_as_awaiter(cell, position, cx) };
            }
            let is_due = locked.is_due();
            if let Position::Listed(node) = *position
                && !is_due
                // SAFETY: not complete, so the node is in a list of this cell, which the lock guards.
                && unsafe { armed(node) }.is_some_and(|waker| waker.will_wake(cx.waker()))
            {
                return Poll::Pending;
            }
            let Some(waiting) = fresh.take() else {
                drop(locked);
                fresh = Some(Waiting::new(cx.waker().clone()));
                continue;
            };
            // SAFETY: not complete; by the contract of this function the position is one of the cell.
            let before = unsafe { locked.arm(position, waiting) };
            drop(locked);
            if is_due {
                // SAFETY: the caller has a handle.
                trampoline::refuse(unsafe { trampoline::Handle::on(cell) });
            }
            drop(before);
            return Poll::Pending;
        }
    }

    /// Polls the future, and waits if it is pending.
    ///
    /// # Safety
    ///
    /// The contract of [`FutureFns`]; the position is one of the cell; the caller has begun.
    unsafe fn poll_as_awaiter(cell: NonNull<Header>, position: &mut Position, cx: &mut Context<'_>) -> Poll<()> {
        // SAFETY: the contract of this function.
        let pending = unsafe { Self::poll_begun(cell, || Waiting::new(cx.waker().clone())) };
        let Some((mut locked, waiting)) = pending else { return Poll::Ready(()) };
        if !locked.is_due() {
            // SAFETY: not complete, as the caller alone could have completed it.
            let before = unsafe { locked.arm(position, waiting) };
            drop(locked);
            drop(before);
            return Poll::Pending;
        }
        // It was notified during the poll, by itself perhaps: any awaiter may poll it next.
        let mut panics = Panics::default();
        // SAFETY: the contract of this function.
        panics.catch(|| unsafe { Self::of(cell) }.wake_each(locked));
        panics.catch(|| cx.waker().wake_by_ref());
        panics.catch(|| drop(waiting));
        panics.resume();
        Poll::Pending
    }

    /// See [`FutureFns::run`].
    unsafe fn run(cell: NonNull<Header>) -> bool {
        // SAFETY: the contract of `FutureFns`.
        let this = unsafe { Self::of(cell) };
        let mut locked = this.lock();
        if this.is_complete() || !locked.begin() {
            return false;
        }
        drop(locked);
        // SAFETY: the contract of `FutureFns`, and it has just begun.
        if let Some((locked, ())) = unsafe { Self::poll_begun(cell, || ()) } {
            this.wake_each(locked);
        }
        true
    }

    /// Polls the future with the cell's own waker. If it is pending, returns the state as the poll has left it, and what `then` returns.
    ///
    /// # Safety
    ///
    /// The contract of [`FutureFns`], and the caller has begun.
    unsafe fn poll_begun<'a, R>(cell: NonNull<Header>, then: impl FnOnce() -> R) -> Option<(Locked<'a>, R)>
    where
        Self: 'a,
    {
        // SAFETY: the contract of this function.
        let this = unsafe { Self::of(cell) };
        let turn = PollGuard(this);
        // SAFETY: the contract of this function. Wakers use no more than the state, which the lock guards.
        let waker = unsafe { Self::borrowed_waker(cell) };
        // SAFETY: the contract of this function: the cell isn't complete.
        let ready = unsafe { this.poll_future(&mut Context::from_waker(&waker)) };
        let Some(outcome) = ready else {
            let made = then();
            let mut locked = this.lock();
            turn.end(&mut locked);
            return Some((locked, made));
        };
        // Transition 4.
        // SAFETY: the poller that has begun fills the slot, once.
        unsafe { this.cell.fill(outcome) };
        let mut locked = this.lock();
        turn.end(&mut locked);
        let waiting = locked.all();
        drop(locked);
        // SAFETY: the waiters of this cell, which is complete, and on which the caller has a handle.
        unsafe { trampoline::complete(waiting, cell) };
        None
    }

    /// See [`FutureFns::wake_armed`].
    unsafe fn wake_armed(cell: NonNull<Header>) {
        // SAFETY: the contract of `FutureFns`.
        let this = unsafe { Self::of(cell) };
        this.wake_each(this.lock());
    }

    /// Wakes all awaiters, as long as the cell is due. The first panic is resumed after that.
    fn wake_each<'a>(&'a self, mut locked: Locked<'a>) {
        let mut panics = Panics::default();
        while locked.is_due() {
            let wakers = locked.park();
            drop(locked);
            let is_full = wakers.last().is_some_and(Option::is_some);
            wakers.into_iter().flatten().for_each(|waker| panics.catch(|| waker.wake()));
            if !is_full {
                break;
            }
            locked = self.lock();
        }
        panics.resume();
    }

    /// Polls the future. If this returns its outcome, the future is dropped.
    ///
    /// # Safety
    ///
    /// The cell isn't complete, and the caller has begun or has the cell to itself.
    unsafe fn poll_future(&self, cx: &mut Context<'_>) -> Option<Outcome<T>> {
        if matches!(self.cell.header.phase(), TaskStatus::Created) {
            self.cell.header.set_phase(TaskStatus::Running);
        }
        let mut ready = None;
        let polled = catch_unwind(AssertUnwindSafe(|| {
            // SAFETY: the invariant of `Polled::future`, by the contract of this function.
            let future = unsafe { &mut *self.polled().future.get() };
            // SAFETY: it stays in the cell until it is dropped there.
            if let Poll::Ready(outcome) = unsafe { Pin::new_unchecked(&mut **future) }.poll(cx) {
                ready = Some(outcome);
                // SAFETY: the contract of this function; the caller completes the cell.
                unsafe { self.drop_future() };
            }
        }));
        let Err(payload) = polled else { return ready };
        // The first panic is the error of the task.
        if ready.is_none() {
            // SAFETY: the contract of this function; the caller completes the cell.
            catch(|| unsafe { self.drop_future() });
        }
        catch(|| drop(ready));
        Some(Err(TaskError::panicked(payload)))
    }

    /// # Safety
    ///
    /// As for [`poll_future`](Self::poll_future); the future isn't used again.
    unsafe fn drop_future(&self) {
        // SAFETY: the invariant of `Polled::future`, by the contract of this function.
        let future = unsafe { &mut *self.polled().future.get() };
        // SAFETY: the contract of this function.
        unsafe { ManuallyDrop::drop(future) };
    }

    /// See [`FutureFns::withdraw`].
    unsafe fn withdraw(cell: NonNull<Header>, registration: &mut Registration) -> Option<Waiting> {
        // SAFETY: the contract of `FutureFns`.
        let this = unsafe { Self::of(cell) };
        let mut locked = this.lock();
        if this.is_complete() {
            return None;
        }
        // SAFETY: not complete; by the contract of `FutureFns` the position is one of the cell.
        unsafe { locked.remove(registration.forget()) }
    }

    /// See [`FutureFns::attend`].
    unsafe fn attend(cell: NonNull<Header>, waiting: Waiting) -> Result<Position, Waiting> {
        // SAFETY: the contract of `FutureFns`.
        let this = unsafe { Self::of(cell) };
        let mut locked = this.lock();
        if this.is_complete() { Err(waiting) } else { Ok(Position::Listed(locked.state().parked.push(waiting))) }
    }
}
