//! The default scheduler: a tokio runtime that is started on first use.
#![forbid(unsafe_code)]

use core::mem;
use std::sync::OnceLock;

use ::tokio::runtime::Builder;

use super::tokio::TokioScheduler;

/// Returns the scheduler of the runtime, which is started on first use.
pub(super) fn started() -> &'static TokioScheduler {
    static STARTED: OnceLock<TokioScheduler> = OnceLock::new();
    STARTED.get_or_init(|| {
        let built = Builder::new_multi_thread().thread_name("valuetask").enable_time().build();
        let runtime = built.expect("valuetask can't start the threads of its tokio runtime");
        let scheduler = TokioScheduler::new(runtime.handle().clone());
        // Dropping the runtime would end it.
        mem::forget(runtime);
        scheduler
    })
}
