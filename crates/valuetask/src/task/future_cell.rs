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
use super::status::Phase;
use super::waiters::{List, Place, Registration, Waiting, is_armed, will_wake};
use super::weak::{Body, WeakCell};
use super::{TaskError, trampoline};
use crate::panics::{Panics, catch};
use crate::sync::{MutexGuard, lock};

/// Wakers that are taken out with the lock taken once. Few cells have more.
const BATCH: usize = 4;

/// A future and the state of those that poll it.
pub(super) struct Polled<F> {
    /// Invariant: used by the holder of the lock of the header's waiters alone.
    state: UnsafeCell<State>,
    /// Invariant: not dropped before the cell is complete, and pinned. Used by the poller that has begun, or the owner of the whole cell.
    future: UnsafeCell<ManuallyDrop<F>>,
}

/// See the table. The armed awaiters are the header's waiters.
struct State {
    notified: bool,
    running: bool,
    /// Awaiters that were woken, and code that runs once the cell is complete.
    parked: List,
}

/// Stores a cell with its future, and one handle. Both types are `'static`: a future may yield a result that it doesn't hold.
#[inline]
pub(super) fn store<T: 'static, F: Future<Output = Outcome<T>> + 'static>(future: F) -> NonNull<Header> {
    let state = UnsafeCell::new(State { notified: true, running: false, parked: List::new() });
    WeakCell::<T, Polled<F>>::store(
        Phase::Created,
        Polled { state, future: UnsafeCell::new(ManuallyDrop::new(future)) },
    )
}

/// The state of a cell, locked.
struct Locked<'a> {
    armed: MutexGuard<'a, List>,
    state: NonNull<State>,
    marker: PhantomData<&'a State>,
}

impl Locked<'_> {
    fn state(&mut self) -> &mut State {
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

    /// Arms an awaiter, behind all others. Returns the one that was at the place.
    ///
    /// # Safety
    ///
    /// The cell isn't complete, and the place is one of it.
    unsafe fn arm(&mut self, place: &mut Place, waiting: Waiting) -> Option<Waiting> {
        // SAFETY: the contract of this function.
        let before = unsafe { self.remove(*place) };
        *place = Place::Listed(self.armed.push(waiting));
        before
    }

    /// Takes the waiter at a place out.
    ///
    /// # Safety
    ///
    /// As for [`arm`](Self::arm).
    unsafe fn remove(&mut self, place: Place) -> Option<Waiting> {
        let Place::Listed(node) = place else { return None };
        // SAFETY: by the contract of this function the node is in one of the lists, which the lock guards.
        let list = if unsafe { is_armed(node) } { &mut *self.armed } else { &mut self.state().parked };
        // SAFETY: the armed nodes are in the one list, all others in the other.
        Some(unsafe { list.remove(node) })
    }

    /// Parks armed awaiters, the first ones, and returns their wakers.
    fn park(&mut self) -> [Option<Waker>; BATCH] {
        let mut wakers = [const { None }; BATCH];
        for place in &mut wakers {
            let Some(mut waiting) = self.armed.pop() else { break };
            *place = waiting.disarm();
            self.state().parked.push(waiting);
        }
        wakers
    }

    /// All waiters in the order of their registration, but that the armed ones come first.
    fn all(&mut self) -> List {
        let mut all = self.armed.take();
        all.append(&mut self.state().parked);
        all
    }
}

/// The right to poll a future. Dropped by a panic, it ends the turn.
struct Turn<'a, T, F: Future<Output = Outcome<T>>>(&'a WeakCell<T, Polled<F>>);

impl<T, F: Future<Output = Outcome<T>>> Turn<'_, T, F> {
    /// Transition 2. The caller wakes the awaiters if the cell is due.
    fn end(self, locked: &mut Locked<'_>) {
        locked.state().running = false;
        mem::forget(self);
    }
}

impl<T, F: Future<Output = Outcome<T>>> Drop for Turn<'_, T, F> {
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
        let mut fresh = None;
        if registration.is_nowhere() && !matches!(this.cell.header.phase(), Phase::Created) && !this.is_complete() {
            // The future was polled before, so most likely there is nothing to do but wait.
            let waiting = Waiting::new(cx.waker().clone());
            let mut locked = this.lock();
            if !this.is_complete() && !locked.is_due() {
                // SAFETY: not complete; a registration that is nowhere has no node.
                unsafe { locked.arm(&mut registration.place, waiting) };
                return Poll::Pending;
            }
            drop(locked);
            fresh = Some(waiting);
        }
        let polled = trampoline::poll(|is_too_deep| {
            // SAFETY: the contract of `FutureFns`.
            unsafe { Self::poll_or_wait(cell, is_too_deep, &mut registration.place, &mut fresh, cx) }
        });
        if polled.is_pending() && !this.is_complete() {
            return Poll::Pending;
        }
        registration.forget();
        Poll::Ready(())
    }

    /// Polls the future if it is due, and otherwise waits: as `fresh`, if that is `Some`.
    ///
    /// # Safety
    ///
    /// The contract of [`FutureFns`]; the place is one of the cell.
    unsafe fn poll_or_wait(
        cell: NonNull<Header>,
        is_too_deep: bool,
        place: &mut Place,
        fresh: &mut Option<Waiting>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        // SAFETY: the contract of this function.
        let this = unsafe { Self::of(cell) };
        loop {
            let mut locked = this.lock();
            if this.is_complete() {
                return Poll::Ready(());
            }
            if !is_too_deep && locked.begin() {
                drop(locked);
                // SAFETY: the contract of this function, and it has just begun.
                return unsafe { Self::poll_as_awaiter(cell, place, fresh, cx) };
            }
            let is_due = locked.is_due();
            if let Place::Listed(node) = *place
                && !is_due
                // SAFETY: not complete, so the node is in a list of this cell, which the lock guards.
                && unsafe { will_wake(node, cx.waker()) }
            {
                return Poll::Pending;
            }
            let Some(waiting) = fresh.take() else {
                drop(locked);
                *fresh = Some(Waiting::new(cx.waker().clone()));
                continue;
            };
            // SAFETY: not complete; by the contract of this function the place is one of the cell.
            let before = unsafe { locked.arm(place, waiting) };
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
    /// The contract of [`FutureFns`]; the place is one of the cell; the caller has begun.
    unsafe fn poll_as_awaiter(
        cell: NonNull<Header>,
        place: &mut Place,
        fresh: &mut Option<Waiting>,
        cx: &mut Context<'_>,
    ) -> Poll<()> {
        // SAFETY: the contract of this function.
        let this = unsafe { Self::of(cell) };
        let turn = Turn(this);
        // SAFETY: the contract of this function.
        if let Some(outcome) = unsafe { Self::advance(cell) } {
            // SAFETY: the contract of this function; the future is gone.
            unsafe { Self::finish(cell, turn, outcome) };
            return Poll::Ready(());
        }
        let waiting = fresh.take().unwrap_or_else(|| Waiting::new(cx.waker().clone()));
        let mut locked = this.lock();
        turn.end(&mut locked);
        if !locked.is_due() {
            // SAFETY: not complete, as the caller alone could have completed it.
            let before = unsafe { locked.arm(place, waiting) };
            drop(locked);
            drop(before);
            return Poll::Pending;
        }
        // It was notified during the poll, by itself perhaps: any awaiter may poll it next.
        let mut panics = Panics::default();
        panics.catch(|| this.wake_each(locked));
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
        let turn = Turn(this);
        // SAFETY: the contract of `FutureFns`, and it has just begun.
        if let Some(outcome) = unsafe { Self::advance(cell) } {
            // SAFETY: the contract of `FutureFns`; the future is gone.
            unsafe { Self::finish(cell, turn, outcome) };
            return true;
        }
        let mut locked = this.lock();
        turn.end(&mut locked);
        this.wake_each(locked);
        true
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

    /// Polls the future with the cell's own waker.
    ///
    /// # Safety
    ///
    /// The contract of [`FutureFns`], and the caller has begun.
    unsafe fn advance(cell: NonNull<Header>) -> Option<Outcome<T>> {
        // SAFETY: the contract of this function. Wakers use no more than the state, which the lock guards.
        let waker = unsafe { Self::borrowed_waker(cell) };
        // SAFETY: the contract of this function.
        let this = unsafe { Self::of(cell) };
        // SAFETY: the contract of this function: the cell isn't complete.
        unsafe { this.poll_future(&mut Context::from_waker(&waker)) }
    }

    /// Polls the future. If this returns its outcome, the future is dropped.
    ///
    /// # Safety
    ///
    /// The cell isn't complete, and the caller has begun or has the cell to itself.
    pub(super) unsafe fn poll_future(&self, cx: &mut Context<'_>) -> Option<Outcome<T>> {
        if matches!(self.cell.header.phase(), Phase::Created) {
            self.cell.header.set_phase(Phase::Running);
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

    /// Transition 4.
    ///
    /// # Safety
    ///
    /// The contract of [`FutureFns`], the caller has begun, and the future is dropped.
    unsafe fn finish(cell: NonNull<Header>, turn: Turn<'_, T, F>, outcome: Outcome<T>) {
        // SAFETY: the contract of this function.
        let this = unsafe { Self::of(cell) };
        // SAFETY: the poller that has begun fills the slot, once.
        unsafe { this.cell.fill(outcome) };
        let mut locked = this.lock();
        turn.end(&mut locked);
        let waiting = locked.all();
        drop(locked);
        // SAFETY: the waiters of this cell, which is complete, and on which the caller has a handle.
        unsafe { trampoline::complete(waiting, cell) };
    }

    /// The next awaiter polls the future: it was polled with a waker that isn't the cell's.
    ///
    /// # Safety
    ///
    /// The caller has the cell to itself.
    pub(super) unsafe fn make_due(&self) {
        // SAFETY: the contract of this function: no other thread can hold the lock.
        unsafe { (*self.polled().state.get()).notified = true };
    }

    /// See [`FutureFns::withdraw`].
    unsafe fn withdraw(cell: NonNull<Header>, registration: &mut Registration) -> Option<Waiting> {
        // SAFETY: the contract of `FutureFns`.
        let this = unsafe { Self::of(cell) };
        let mut locked = this.lock();
        if this.is_complete() {
            return None;
        }
        // SAFETY: not complete; by the contract of `FutureFns` the place is one of the cell.
        unsafe { locked.remove(registration.forget()) }
    }

    /// See [`FutureFns::attend`].
    unsafe fn attend(cell: NonNull<Header>, waiting: Waiting) -> Result<Place, Waiting> {
        // SAFETY: the contract of `FutureFns`.
        let this = unsafe { Self::of(cell) };
        let mut locked = this.lock();
        if this.is_complete() { Err(waiting) } else { Ok(Place::Listed(locked.state().parked.push(waiting))) }
    }
}
