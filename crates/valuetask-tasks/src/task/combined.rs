//! Tasks that are combined of others: callbacks of the inputs complete them.
//!
//! A callback has a weak reference to the combined task, so the inputs don't keep it, and a [`Strong`] while it runs. The combined task has an [`Awaiter`] of each input that
//! it waits for, so nothing stays behind in an input when it is dropped.
#![forbid(unsafe_code)]

#[cfg(all(test, valuetask_loom))]
mod models;

use alloc::vec::Vec;
use core::mem;

use super::error::{TaskResult, caught};
use super::waiters::Order;
use super::weak::{Combination, Strong};
use super::{Awaiter, Task};
use crate::panics::Panics;
use crate::sync::{Mutex, lock};

/// One input that a combined task waits for.
pub(super) struct Input<T>(Mutex<Option<Awaiter<T>>>);

impl<T: Send + Sync + 'static> Input<T> {
    pub(super) fn none() -> Self {
        Self(Mutex::new(None))
    }

    /// Waits for a task, and calls `code` once it is complete. Returns `false` if it is complete. No other task is waited for.
    pub(super) fn wait_for<U, S>(&self, task: Task<T>, combined: &Strong<U, S>, code: fn(&Strong<U, S>)) -> bool
    where
        U: Send + Sync + 'static,
        S: Combination<U>,
    {
        let (mut awaiter, weak) = (Awaiter::new(task), combined.downgrade());
        let mut place = lock(&self.0);
        // The callback takes the awaiter from its place, which is locked until the awaiter is in it.
        let registered = awaiter.on_complete(Order::Inline, move || weak.upgrade().iter().for_each(code));
        *place = Some(awaiter);
        registered.is_ok()
    }

    /// Ends the wait. Returns the task, unless this was called before.
    pub(super) fn take(&self) -> Option<Task<T>> {
        let taken = lock(&self.0).take();
        taken?.take()
    }

    /// Ends the wait. Returns the outcome of the input if it is complete, or what `otherwise` returns; `None` if the wait had
    /// ended before.
    pub(super) fn end(&self, otherwise: impl FnOnce() -> TaskResult<T>) -> Option<TaskResult<T>>
    where
        T: Clone,
    {
        let task = self.take()?;
        Some(if task.is_completed() { caught(|| task.into_outcome()) } else { otherwise() })
    }
}

/// What ends the wait for several tasks at once.
pub(super) struct Ends<T, U> {
    /// Called with each task that completes, and its index. Returns the outcome if this task ends the wait.
    pub(super) one: fn(usize, Task<T>) -> Option<TaskResult<U>>,
    /// Called with all tasks once none is left that could end the wait.
    pub(super) all: fn(Vec<Task<T>>) -> TaskResult<U>,
}

/// Combines tasks that are waited for at once.
pub(super) fn combine<T, U>(inputs: Vec<Awaiter<T>>, ends: Ends<T, U>) -> Task<U>
where
    T: Send + Sync + 'static,
    U: Send + Sync + 'static,
{
    let count = inputs.len();
    let pending = Mutex::new(Pending { inputs, left: count + 1 });
    let (combined, task) = Strong::pair(Inputs { pending, ends });
    // Held for all of them, as a lock for each costs two exchanges more. A callback that comes meanwhile waits.
    let mut pending = lock(&combined.state().pending);
    for (index, weak) in combined.downgrades(count).enumerate() {
        // Once the wait has ended, none is left.
        let Some(input) = pending.inputs.get_mut(index) else { continue };
        let called = move || weak.upgrade().iter().for_each(|all| Inputs::complete(all, index));
        if input.on_complete(Order::Inline, called).is_err() {
            drop(pending);
            Inputs::complete(&combined, index);
            pending = lock(&combined.state().pending);
        }
    }
    drop(pending);
    Inputs::one_less(&combined);
    task
}

/// Tasks that are waited for at once.
struct Inputs<T, U> {
    pending: Mutex<Pending<T>>,
    ends: Ends<T, U>,
}

struct Pending<T> {
    /// Empty once the wait has ended.
    inputs: Vec<Awaiter<T>>,
    /// Inputs that haven't completed, and one more until all are registered.
    left: usize,
}

impl<T: Send + Sync + 'static, U: Send + Sync + 'static> Combination<U> for Inputs<T, U> {}

impl<T: Send + Sync + 'static, U: Send + Sync + 'static> Inputs<T, U> {
    /// Called when the input with this index is complete.
    fn complete(combined: &Strong<U, Self>, index: usize) {
        // Once the wait has ended, none is left.
        let input = lock(&combined.state().pending).inputs.get(index).and_then(Awaiter::task).cloned();
        let Some(task) = input else { return };
        match (combined.state().ends.one)(index, task) {
            None => Self::one_less(combined),
            Some(outcome) => {
                let ended = Self::take(combined);
                let mut panics = Panics::default();
                panics.catch(|| combined.complete(outcome));
                panics.catch(|| drop(ended));
                panics.resume();
            }
        }
    }

    fn one_less(combined: &Strong<U, Self>) {
        let is_last = {
            let mut pending = lock(&combined.state().pending);
            pending.left -= 1;
            pending.left == 0
        };
        if is_last {
            let inputs = Self::take(combined);
            let tasks = inputs.into_iter().filter_map(|mut input| input.take()).collect();
            let outcome = caught(|| (combined.state().ends.all)(tasks));
            combined.complete(outcome);
        }
    }

    /// Takes the inputs, unless this was called before. The wait for them ends where they are dropped.
    fn take(combined: &Strong<U, Self>) -> Vec<Awaiter<T>> {
        mem::take(&mut lock(&combined.state().pending).inputs)
    }
}
