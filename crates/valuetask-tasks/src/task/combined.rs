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
use crate::sync::{Mutex, lock};

/// What a combined task waits for, by a callback of each input.
pub(super) trait Combination: Send + Sync + 'static {
    /// Ends the wait, unless it has ended, and drops what was waited for.
    fn close(&self);
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
struct Inputs<T, U> {
    /// `None` once the wait has ended.
    wait: Mutex<Option<Wait<T, U>>>,
    ends: Ends<T, U>,
}

struct Wait<T, U> {
    inputs: Awaiters<T>,
    /// Inputs that haven't completed.
    left: usize,
    source: Source<U>,
}

impl<T: Send + Sync + 'static, U: Send + Sync + 'static> Combination for Inputs<T, U> {
    fn close(&self) {
        let closed = lock(&self.wait).take();
        drop(closed);
    }
}

/// Combines tasks that are waited for at once.
pub(super) fn combine<T, U>(inputs: Awaiters<T>, ends: Ends<T, U>) -> Task<U>
where
    T: Send + Sync + 'static,
    U: Send + Sync + 'static,
{
    let (one, count) = (ends.one, inputs.len());
    let combined = Arc::new(Inputs { wait: Mutex::new(None), ends });
    let (source, task) = guarded(combined.clone());
    // Held for all of them. A callback that comes meanwhile waits.
    let mut place = lock(&combined.wait);
    // One more until all are registered.
    let wait = place.insert(Wait { inputs, left: count + 1, source });
    let mut ended_by = None;
    for (index, called) in combined.clones(count).enumerate() {
        let is_late = ended_by.is_none() && wait.inputs[index].on_complete(move || called.complete(index)).is_err();
        if is_late && wait.is_ended_by(index, one) {
            ended_by = Some(index);
        }
    }
    wait.left -= 1;
    let ended = if ended_by.is_some() || wait.left == 0 { place.take() } else { None };
    drop(place);
    ended.into_iter().for_each(|wait| combined.end(wait, ended_by));
    task
}

impl<T, U> Wait<T, U> {
    /// Counts an input that is complete. Returns `true` if it ends the wait by itself.
    fn is_ended_by(&mut self, index: usize, one: fn(&Task<T>) -> bool) -> bool {
        self.left -= 1;
        self.inputs[index].handle().is_some_and(one)
    }
}

impl<T, U> Inputs<T, U> {
    /// Called when the input with this index is complete.
    fn complete(&self, index: usize) {
        let mut place = lock(&self.wait);
        let Some(wait) = &mut *place else { return };
        let is_ended = wait.is_ended_by(index, self.ends.one);
        let ended = if is_ended || wait.left == 0 { place.take() } else { None };
        drop(place);
        ended.into_iter().for_each(|wait| self.end(wait, is_ended.then_some(index)));
    }

    fn end(&self, Wait { mut inputs, source, .. }: Wait<T, U>, by: Option<usize>) {
        let outcome = caught(|| (self.ends.outcome)(by, &mut inputs));
        let mut panics = Panics::default();
        panics.catch(|| source.set(outcome));
        panics.catch(|| drop(inputs));
        panics.resume();
    }
}
