//! Tasks that are combined of others: callbacks of the inputs complete them.
//!
//! What a combined task waits for is in an [`Arc`], which each callback has. So has a guard, among the waiters of the combined task itself.
//! The wait is taken out once: by a callback, by the waker of a limit, or by the guard, which goes with the last handle. Inputs, source
//! and limit go with it. So none of the circles stays: of an input, its callback and the wait; of the wait, the source and the guard.
#![forbid(unsafe_code)]

#[cfg(all(test, valuetask_loom))]
mod models;

use alloc::vec::Vec;

use super::Task;
use super::arc::{Arc, Wakes};
use super::cell::Source;
use super::error::{TaskResult, caught};
use super::waiters::Waiters;
use super::waiting::Waiting;
use crate::awaiter::Awaiter;
use crate::panics::Panics;
use crate::sync::{Mutex, MutexGuard, lock};

/// What a combined task waits for, by a callback of each input.
pub(super) trait Combination: Send + Sync + 'static {
    /// Ends the wait, unless it has ended, and drops what was waited for.
    fn close(&self);
}

/// A wait, until it is taken out.
impl<W: Send + 'static> Combination for Mutex<Option<W>> {
    fn close(&self) {
        let closed = lock(self).take();
        drop(closed);
    }
}

/// The role of the waker that is the guard of a combination. Dropped, it closes that: one that has completed its task has ended before.
struct Guard;

impl<C: Combination> Wakes<Guard> for Arc<C> {
    fn woken(_: &Self) {}

    fn dropped(this: &Self) {
        this.close();
    }
}

/// Creates the task of a combination, which is closed with the last handle.
pub(super) fn guarded<T: 'static, C: Combination>(combination: Arc<C>) -> (Source<T>, Task<T>) {
    let guard = combination.into_waker::<Guard>();
    let (source, handle) = Source::pair(Waiters::One(Waiting::Waker(guard)));
    (source, Task(handle))
}

/// The inputs of one that waits for several.
pub(super) type Awaiters<T> = Vec<Awaiter<Task<T>>>;

/// What ends the wait for several tasks at once.
pub(super) struct Ends<T, U> {
    /// Returns `true` if this task, which is complete, ends the wait.
    pub(super) one: fn(&Task<T>) -> bool,
    /// The outcome. The index is that of the task that ended the wait, or all are complete.
    pub(super) outcome: fn(Option<usize>, &mut Awaiters<T>) -> TaskResult<U>,
}

/// Tasks that are waited for at once.
struct Wait<T, U> {
    inputs: Awaiters<T>,
    /// Inputs that haven't completed.
    left: usize,
    source: Source<U>,
    ends: Ends<T, U>,
}

/// Combines tasks that are waited for at once.
pub(super) fn combine<T, U>(inputs: Awaiters<T>, ends: Ends<T, U>) -> Task<U>
where
    T: Send + Sync + 'static,
    U: Send + Sync + 'static,
{
    let combined = Arc::new(Mutex::new(None));
    let (source, task) = guarded(combined.clone());
    // Held for all of them. A callback that comes meanwhile waits.
    let mut place = lock(&combined);
    let wait = place.insert(Wait { left: inputs.len(), inputs, source, ends });
    let ended_by = (0..wait.inputs.len()).find(|&index| {
        let called = combined.clone();
        let registered = wait.inputs[index].on_complete(move || complete(&called, index));
        registered.is_err() && wait.is_ended_by(index)
    });
    end(place, ended_by);
    task
}

impl<T, U> Wait<T, U> {
    /// Counts an input that is complete. Returns `true` if it ends the wait by itself.
    fn is_ended_by(&mut self, index: usize) -> bool {
        self.left -= 1;
        self.inputs[index].handle().is_some_and(self.ends.one)
    }
}

/// Called when the input with this index is complete.
fn complete<T, U>(combined: &Mutex<Option<Wait<T, U>>>, index: usize) {
    let mut place = lock(combined);
    let Some(wait) = &mut *place else { return };
    let by = wait.is_ended_by(index).then_some(index);
    end(place, by);
}

/// Ends the wait if an input has ended it, or all are complete.
fn end<T, U>(mut place: MutexGuard<'_, Option<Wait<T, U>>>, by: Option<usize>) {
    let ended = place.take_if(|wait| by.is_some() || wait.left == 0);
    drop(place);
    let Some(Wait { mut inputs, source, ends, .. }) = ended else { return };
    let outcome = caught(|| (ends.outcome)(by, &mut inputs));
    let mut panics = Panics::default();
    // First, so that an awaiter that sees the end may have the last handle of an input.
    panics.catch(|| drop(inputs));
    panics.catch(|| source.set(outcome));
    panics.resume();
}
