//! The erased trait of a trait that is unsafe to implement is unsafe to implement, too.
use valuetask::{ValueTask, value_task};

/// # Safety
///
/// The answer is 7.
#[value_task(dyn = DynSeven)]
unsafe trait Seven: Send + Sync {
    async fn get(&self) -> u64;
    fn plain(&self) -> u64;
}

struct Eight;

impl Seven for Eight {
    async fn get(&self) -> u64 {
        8
    }

    fn plain(&self) -> u64 {
        8
    }
}

struct Nine;

impl DynSeven for Nine {
    fn __valuetask_native_get<'task>(&'task self) -> ValueTask<'task, u64> {
        ValueTask::ready(9)
    }

    fn __valuetask_native_plain(&self) -> u64 {
        9
    }
}

fn main() {}
