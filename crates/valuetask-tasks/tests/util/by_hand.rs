//! A scheduler that a test runs by hand.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use valuetask::ValueTask;
use valuetask_tasks::scheduler::TaskScheduler;

/// Keeps its work until [`run`](Self::run). Its delays never end.
#[derive(Clone, Default)]
pub(crate) struct ByHand(Arc<Mutex<Vec<ValueTask<'static>>>>);

impl ByHand {
    /// The number of pieces of work that it keeps.
    pub(crate) fn given(&self) -> usize {
        self.0.lock().expect("no panic").len()
    }

    pub(crate) fn take(&self) -> Vec<ValueTask<'static>> {
        std::mem::take(&mut self.0.lock().expect("no panic"))
    }

    pub(crate) fn run(&self) {
        self.take().into_iter().for_each(pollster::block_on);
    }
}

impl TaskScheduler for ByHand {
    fn schedule(&self, work: ValueTask<'static>) {
        self.0.lock().expect("no panic").push(work);
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        self.schedule(ValueTask::from_future(async move { work() }));
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        ValueTask::from_future(std::future::pending())
    }
}
