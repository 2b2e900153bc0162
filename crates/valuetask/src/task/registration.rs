//! Waiting for a cell: [`Awaiter`], and the registration of a waiter.
//!
//! The first waiter is stored in the [word](super::word), later ones in a list under a lock. No waker is cloned, woken or dropped under the
//! lock.

use core::borrow::Borrow;
use core::marker::PhantomData;
use core::task::{Context, Poll, Waker};

use super::Task;
use super::cell::Header;
use super::code;
use super::waiters::{Manner, Position, Registration, WaiterList, Waiting};
use super::word::Snapshot;
use crate::sync::lock;

/// A waiter of a task: a handle, or a reference to one, and a registration. Dropped, it is withdrawn.
pub(super) struct Awaiter<T, H: Borrow<Task<T>> = Task<T>> {
    /// `None` once it was taken.
    ///
    /// Invariant: `H` borrows the same task until it is dropped. Of std's types, all do.
    handle: Option<H>,
    /// Invariant: nowhere, or one of the cell of `handle`.
    registration: Registration,
    marker: PhantomData<fn() -> T>,
}

impl<T, H: Borrow<Task<T>>> Unpin for Awaiter<T, H> {}

impl<T, H: Borrow<Task<T>>> Awaiter<T, H> {
    #[inline]
    pub(super) const fn new(handle: H) -> Self {
        Self { handle: Some(handle), registration: Registration::NOWHERE, marker: PhantomData }
    }

    /// The task, unless it was taken.
    #[inline]
    pub(super) fn task(&self) -> Option<&Task<T>> {
        self.handle.as_ref().map(H::borrow)
    }

    /// Polls for the completion of the task. One that was taken is complete.
    #[inline]
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(task) = self.handle.as_ref().map(H::borrow) else { return Poll::Ready(()) };
        let Some(cell) = task.cell() else { return Poll::Ready(()) };
        if cell.header.word.load().is_complete() {
            self.registration.forget();
            return Poll::Ready(());
        }
        match cell.header.future() {
            // SAFETY: a live cell, by the handle; these are its own functions; the invariant of `registration`.
            Some(future) => unsafe { (future.poll)(task.header(), &mut self.registration, cx) },
            // SAFETY: the invariant of `registration`.
            None => unsafe { cell.header.wait(&mut self.registration, cx.waker()) },
        }
    }

    /// Takes the waiter out, and returns the handle.
    #[inline]
    pub(super) fn take(&mut self) -> Option<H> {
        self.withdraw();
        self.handle.take()
    }

    /// Takes the waiter out, unless it was fired.
    #[inline]
    pub(super) fn withdraw(&mut self) {
        if !self.registration.is_nowhere() {
            drop(self.withdrawn());
        }
    }

    fn withdrawn(&mut self) -> Option<Waiting> {
        let task = self.handle.as_ref()?.borrow();
        let cell = task.cell()?;
        match cell.header.future() {
            // SAFETY: a live cell, by the handle; these are its own functions; the invariant of `registration`.
            Some(future) => unsafe { (future.withdraw)(task.header(), &mut self.registration) },
            // SAFETY: the invariant of `registration`.
            None => unsafe { cell.header.withdraw(&mut self.registration) },
        }
    }

    /// Registers code that the completer runs, or returns it if the task is complete.
    ///
    /// The code is lent a handle, and has none of its own. A task with a future completes only if it is awaited.
    pub(super) fn attend<F>(&mut self, manner: Manner, code: F) -> Result<(), F>
    where
        T: 'static,
        F: FnOnce(&Task<T>) + Send + 'static,
    {
        self.withdraw();
        let Some(task) = self.handle.as_ref().map(H::borrow) else { return Err(code) };
        let position = code::attend(task, manner, code)?;
        self.registration = Registration::of_code(position);
        Ok(())
    }
}

impl<'t, T> Awaiter<T, &'t Task<T>> {
    /// The task, for as long as it is borrowed.
    #[inline]
    pub(super) fn by_reference(&self) -> Option<&'t Task<T>> {
        self.handle
    }
}

impl<T> Awaiter<T> {
    /// Polls for the completion of the task. The future of a task that this alone has is polled with the caller's own waker, unregistered.
    #[inline]
    pub(super) fn poll_owned(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.registration.is_nowhere()
            && let Some(task) = &self.handle
            && let Some(cell) = task.cell()
            && let Some(future) = cell.header.future()
            && cell.header.is_alone()
            // SAFETY: a live cell, by the handle, which is the only one; these are its own functions.
            && let Some(polled) = unsafe { (future.poll_alone)(task.header(), cx) }
        {
            return polled;
        }
        self.poll(cx)
    }
}

impl<T, H: Borrow<Task<T>>> Drop for Awaiter<T, H> {
    #[inline]
    fn drop(&mut self) {
        self.withdraw();
    }
}

impl Header {
    /// Waits for the completion of a cell without a future.
    ///
    /// # Safety
    ///
    /// The registration is nowhere, or one of this cell.
    #[inline]
    unsafe fn wait(&self, registration: &mut Registration, waker: &Waker) -> Poll<()> {
        loop {
            let now = self.word.load();
            if now.is_complete() {
                registration.forget();
                return Poll::Ready(());
            }
            if now.is_over() {
                // The completer is moving the result in, and has the node, if there is one. So the awaiter polls again.
                waker.wake_by_ref();
                return Poll::Pending;
            }
            if !registration.is_nowhere() {
                if registration.is_of(waker) {
                    // The clone that this identifies is registered, as the word is pending.
                    return Poll::Pending;
                }
                // SAFETY: the contract of this function.
                drop(unsafe { self.withdraw(registration) });
                continue;
            }
            let clone = waker.clone();
            let mut registered = Registration::of(&clone);
            if let Ok(position) = self.enter(Waiting::new(clone)) {
                registered.position = position;
                *registration = registered;
                return Poll::Pending;
            }
        }
    }

    /// Registers a waiter, unless the cell is complete or is being completed.
    #[inline]
    pub(super) fn enter(&self, waiting: Waiting) -> Result<Position, Waiting> {
        let node = waiting.into_node();
        if self.word.register(node) {
            return Ok(Position::First(node));
        }
        // SAFETY: the word didn't take it.
        let waiting = unsafe { Waiting::from_node(node) };
        let mut listed = lock(&self.waiters);
        // On failure the guard is dropped before the waiter.
        if self.word.more() { Ok(Position::Listed(listed.push(waiting))) } else { Err(waiting) }
    }

    /// Takes a waiter out, unless a completer has it.
    ///
    /// # Safety
    ///
    /// The registration is nowhere, or one of this cell.
    unsafe fn withdraw(&self, registration: &mut Registration) -> Option<Waiting> {
        let node = match registration.forget() {
            Position::Nowhere => return None,
            // SAFETY: the word has given it back.
            Position::First(node) => return self.word.withdraw(node).then(|| unsafe { Waiting::from_node(node) }),
            Position::Listed(node) => node,
        };
        let mut listed = lock(&self.waiters);
        if self.word.load().is_over() {
            return None;
        }
        // SAFETY: pending, so no completer has taken it out of the list, in which it is by the contract of this function.
        Some(unsafe { listed.remove(node) })
    }

    /// Returns `true` if a pending cell has no waiters.
    #[inline]
    pub(super) fn has_no_waiters(&self) -> bool {
        let now = self.word.load();
        now.is_empty() || now.is_only_more() && lock(&self.waiters).is_empty()
    }

    /// All waiters in registration order, for a completer that found `before` in the word, or for the last handle.
    pub(super) fn all(&self, before: Snapshot) -> WaiterList {
        let mut waiting = lock(&self.waiters).take();
        if let Some(node) = before.first() {
            // SAFETY: it was given up to the word, and by that to the caller.
            waiting.push_front(unsafe { Waiting::from_node(node) });
        }
        waiting
    }
}
