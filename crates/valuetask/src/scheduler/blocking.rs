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

type Work = Box<dyn FnOnce() + Send>;

/// Threads and their queue.
pub(super) struct Blocking {
    state: Mutex<State>,
    more: Condvar,
    /// How long a thread waits for more work before it ends.
    patience: Duration,
}

struct State {
    queue: VecDeque<Work>,
    threads: usize,
    /// Threads that wait, and those that were notified and haven't noticed yet.
    idle: usize,
    /// How many were ever started, for their names.
    started: usize,
}

/// Those of the default scheduler.
pub(super) static BLOCKING: Blocking = Blocking::new(Duration::from_secs(10));

impl Blocking {
    const fn new(patience: Duration) -> Self {
        let state = State { queue: VecDeque::new(), threads: 0, idle: 0, started: 0 };
        Self { state: Mutex::new(state), more: Condvar::new(), patience }
    }

    /// Has work done by a thread that is idle, or by a new one.
    pub(super) fn submit(&'static self, work: Work) {
        let mut state = self.lock();
        state.queue.push_back(work);
        if state.idle >= state.queue.len() {
            drop(state);
            return self.more.notify_one();
        }
        if state.threads < MOST_THREADS {
            state.threads += 1;
            state.started += 1;
            let named = thread::Builder::new().name(format!("valuetask-b-{}", state.started));
            drop(state);
            if let Err(error) = named.spawn(|| self.work()) {
                self.not_started(&error);
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
                crate::panics::discard(payload);
            }
        }
    }

    /// The next piece of work, or `None` if there was none for a while: then the thread counts no more.
    fn next(&self) -> Option<Work> {
        let mut state = self.lock();
        if state.queue.is_empty() {
            state.idle += 1;
            let waited = self.more.wait_timeout_while(state, self.patience, |state| state.queue.is_empty());
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

#[cfg(all(test, not(valuetask_loom)))]
mod tests {
    use std::io;
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn threads_that_have_nothing_to_do_end_and_others_begin() {
        static IMPATIENT: Blocking = Blocking::new(Duration::ZERO);
        for started in 1..=3 {
            let (say, said) = mpsc::channel();
            IMPATIENT.submit(Box::new(move || say.send(()).expect("somebody listens")));
            assert_eq!(said.recv(), Ok(()));
            while IMPATIENT.lock().threads > 0 {
                thread::yield_now();
            }
            let state = IMPATIENT.lock();
            assert_eq!((state.started, state.idle, state.queue.len()), (started, 0, 0));
        }
    }

    #[test]
    #[cfg_attr(miri, ignore = "its thread lasts as long as the process, which Miri takes for a leak")]
    fn a_thread_that_has_nothing_to_do_is_told_of_work() {
        static PATIENT: Blocking = Blocking::new(Duration::from_secs(3600));
        for _ in 0..2 {
            let (say, said) = mpsc::channel();
            PATIENT.submit(Box::new(move || say.send(()).expect("somebody listens")));
            // Long, as nothing is measured: only that it isn't for ever.
            assert_eq!(said.recv_timeout(Duration::from_secs(60)), Ok(()));
            while PATIENT.lock().idle == 0 {
                thread::yield_now();
            }
            assert_eq!(PATIENT.lock().started, 1);
        }
    }

    #[test]
    fn work_is_given_up_only_if_no_thread_is_there_to_do_it() {
        static NONE: Blocking = Blocking::new(Duration::ZERO);
        let (say, said) = mpsc::channel();
        NONE.lock().queue.push_back(Box::new(move || say.send(()).expect("somebody listens")));
        NONE.lock().threads = 2;
        NONE.not_started(&io::Error::other("too many"));
        assert_eq!((NONE.lock().threads, said.try_recv()), (1, Err(mpsc::TryRecvError::Empty)));
        let refused = catch_unwind(|| NONE.not_started(&io::Error::other("too many"))).expect_err("nobody is there");
        let message = refused.downcast_ref::<alloc::string::String>().expect("a message");
        assert!(message.ends_with("can't start a thread for blocking work: too many"), "{message}");
        assert_eq!((NONE.lock().threads, said.try_recv()), (0, Err(mpsc::TryRecvError::Disconnected)));
    }
}
