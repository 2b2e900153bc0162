//! Tasks that are combined of running tasks: callbacks of the inputs complete them.
//!
//! A callback has a weak reference to the combined task, so the inputs don't keep it. The combined task has an [`Awaiter`] of each input that
//! it waits for, so nothing stays behind in an input when it is dropped. Where an input is lazy, the combined task is a lazy one, made of
//! a future over [`JoinInput`]s instead.
#![forbid(unsafe_code)]

#[cfg(all(test, valuetask_loom))]
mod models;

use alloc::vec::Vec;
use core::mem;

use super::cell::TaskResult;
use super::join_input::JoinInput;
use super::registration::Awaiter;
use super::waiters::Manner;
use super::weak::{Combination, Combined};
use super::{Task, TaskError, adapters};
use crate::sync::{Mutex, lock};

/// Returns the outcome of `work`, or its panic as an error.
pub(super) fn caught<T>(work: impl FnOnce() -> TaskResult<T>) -> TaskResult<T> {
    adapters::caught(work)?
}

/// One input that a combined task waits for.
pub(super) struct Input<T>(Mutex<Option<Awaiter<T>>>);

impl<T: Send + Sync + 'static> Input<T> {
    pub(super) fn none() -> Self {
        Self(Mutex::new(None))
    }

    /// Waits for a task in place of the one before, and calls `code` once it is complete, or now if it is.
    pub(super) fn wait_for<U, S>(&self, task: Task<T>, combined: &Combined<U, S>, code: fn(&Combined<U, S>))
    where
        U: Send + Sync + 'static,
        S: Combination<U>,
    {
        let (mut awaiter, weak) = (Awaiter::new(task), combined.downgrade());
        let mut place = lock(&self.0);
        // The callback takes the awaiter from its place, which is locked until the awaiter is in it.
        let attended = awaiter.attend(Manner::Inline, move |_: &Task<T>| weak.upgrade().iter().for_each(code));
        let before = place.replace(awaiter);
        drop(place);
        drop(before);
        if attended.is_err() {
            code(combined);
        }
    }

    /// Ends the wait. Returns the task, unless this was called before.
    pub(super) fn take(&self) -> Option<Task<T>> {
        let taken = lock(&self.0).take();
        taken?.take()
    }

    /// Ends the wait, and completes the combined task. Returns `false` if the wait had ended before.
    ///
    /// If the input is complete, its outcome counts; if not, the error that `otherwise` returns.
    pub(super) fn end<S: Combination<T>>(
        &self,
        combined: &Combined<T, S>,
        otherwise: impl FnOnce() -> TaskError,
    ) -> bool
    where
        T: Clone,
    {
        let Some(task) = self.take() else { return false };
        let outcome = if task.is_completed() { caught(|| task.into_outcome()) } else { Err(otherwise()) };
        combined.complete(outcome);
        true
    }
}

/// The inputs of a combined task that waits for all of them at once, and data of the combination.
pub(super) struct Inputs<T, D> {
    inputs: Mutex<Vec<JoinInput<T>>>,
    pub(super) data: D,
}

impl<T, U, D> Combination<U> for Inputs<T, D>
where
    T: Send + Sync + 'static,
    U: Send + Sync + 'static,
    D: Send + Sync + 'static,
{
    fn woken(_: Combined<U, Self>) {}
}

impl<T, U, D> Combined<U, Inputs<T, D>>
where
    T: Send + Sync + 'static,
    U: Send + Sync + 'static,
    D: Send + Sync + 'static,
{
    /// Waits for tasks, and calls `code` with each that completes, until the combined task is complete.
    pub(super) fn of_all(inputs: Vec<JoinInput<T>>, data: D, code: fn(&Self, usize, &Task<T>)) -> Self {
        let count = inputs.len();
        let combined = Self::new(Inputs { inputs: Mutex::new(inputs), data });
        for index in 0..count {
            let mut inputs = lock(&combined.state().inputs);
            // Once the combined task is complete, none is left.
            let Some(input) = inputs.get_mut(index) else { break };
            let weak = combined.downgrade();
            let called = move |task: &Task<T>| weak.upgrade().iter().for_each(|combined| code(combined, index, task));
            if input.attend(called).is_err() {
                let task = input.task().clone();
                drop(inputs);
                code(&combined, index, &task);
            }
        }
        combined
    }

    /// Returns the inputs, unless this was called before. The wait for them ends where they are dropped.
    pub(super) fn take_inputs(&self) -> Vec<JoinInput<T>> {
        mem::take(&mut *lock(&self.state().inputs))
    }
}
