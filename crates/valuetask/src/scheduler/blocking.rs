//! The threads of the default scheduler for work that blocks.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::format;
use core::panic::AssertUnwindSafe;
use core::time::Duration;
use std::panic::catch_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// No more threads than this: work beyond that waits for one of them.
const MOST_THREADS: usize = 512;
/// How long a thread waits for more work before it ends.
const PATIENCE: Duration = Duration::from_secs(10);

type Work = Box<dyn FnOnce() + Send>;

/// Threads and their queue.
pub(super) struct Blocking {
    state: Mutex<State>,
    more: Condvar,
}

struct State {
    queue: VecDeque<Work>,
    threads: usize,
    /// Threads that wait, and those that were notified and haven't noticed yet.
    idle: usize,
    /// How many were ever started, for their names.
    started: usize,
}

static BLOCKING: Blocking = Blocking {
    state: Mutex::new(State { queue: VecDeque::new(), threads: 0, idle: 0, started: 0 }),
    more: Condvar::new(),
};

impl Blocking {
    /// Has work done by a thread that is idle, or by a new one.
    pub(super) fn submit(work: Work) {
        let this = &BLOCKING;
        let mut state = this.lock();
        state.queue.push_back(work);
        if state.idle >= state.queue.len() {
            drop(state);
            return this.more.notify_one();
        }
        if state.threads < MOST_THREADS {
            state.threads += 1;
            state.started += 1;
            let named = thread::Builder::new().name(format!("valuetask-blocking-{}", state.started));
            drop(state);
            if let Err(error) = named.spawn(|| this.work()) {
                this.not_started(&error);
            }
        }
    }

    /// Others do what there is. Where there are no others, nothing will ever be done.
    #[cold]
    fn not_started(&self, error: &std::io::Error) {
        let mut state = self.lock();
        state.threads -= 1;
        if state.threads == 0 {
            let never_done = core::mem::take(&mut state.queue);
            drop(state);
            drop(never_done);
            panic!("valuetask can't start a thread for blocking work: {error}");
        }
    }

    fn work(&self) {
        while let Some(work) = self.next() {
            if let Err(payload) = catch_unwind(AssertUnwindSafe(work)) {
                super::forget_panic(payload);
            }
        }
    }

    /// The next piece of work, or `None` if there was none for a while: then the thread counts no more.
    fn next(&self) -> Option<Work> {
        let mut state = self.lock();
        if state.queue.is_empty() {
            state.idle += 1;
            let waited = self.more.wait_timeout_while(state, PATIENCE, |state| state.queue.is_empty());
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            state.idle -= 1;
        }
        let work = state.queue.pop_front();
        if work.is_none() {
            state.threads -= 1;
        }
        work
    }

    /// Nothing that could panic runs under the lock.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
