//! Payloads of panics that are kept for later, or dropped.
#![forbid(unsafe_code)]

mod caught;

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use std::panic::resume_unwind;

pub(crate) use caught::{Payload, catch, catch_payload, discard};

/// Polls work for a scheduler, which is told of no panic: the work ends with its first one.
pub(crate) async fn contained(work: impl Future<Output = ()>) {
    let mut work = pin!(work);
    poll_fn(|cx| catch(|| work.as_mut().poll(cx)).unwrap_or(Poll::Ready(()))).await;
}

/// The first panic of several calls, to be resumed after the last.
#[derive(Default)]
pub(crate) struct Panics(Option<Payload>);

impl Panics {
    /// Calls `work`, and keeps its panic unless there is one already.
    pub(crate) fn catch(&mut self, work: impl FnOnce()) {
        if let Err(payload) = catch_payload(work) {
            match self.0 {
                None => self.0 = Some(payload),
                Some(_) => discard(payload),
            }
        }
    }

    /// Resumes the panic that was kept. While the thread unwinds it is dropped instead: a second panic would abort the process.
    #[inline]
    pub(crate) fn resume(self) {
        match self.0 {
            None => {}
            Some(payload) if std::thread::panicking() => discard(payload),
            Some(payload) => resume_unwind(payload),
        }
    }

    /// Resumes the panic that was kept, also while the thread unwinds: for a call that has nothing to return.
    #[cold]
    pub(crate) fn leave(self) {
        if let Some(payload) = self.0 {
            resume_unwind(payload);
        }
    }
}
