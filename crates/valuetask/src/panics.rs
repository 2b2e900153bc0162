//! Payloads of panics that are kept for later, or dropped.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use core::any::Any;
#[cfg(feature = "task")]
use core::future::{Future, poll_fn};
use core::mem;
use core::panic::AssertUnwindSafe;
#[cfg(feature = "task")]
use core::pin::pin;
#[cfg(feature = "task")]
use core::task::Poll;
use std::panic::catch_unwind;
#[cfg(feature = "task")]
use std::panic::resume_unwind;

/// The payload of a panic.
pub(crate) type Payload = Box<dyn Any + Send>;

/// Drops a payload, and the payload of its destructor's panic. A third payload is leaked, as there might be no end of them.
#[cold]
pub(crate) fn discard(payload: Payload) {
    if let Err(payload) = catch_payload(|| drop(payload)) {
        mem::forget(catch_payload(|| drop(payload)));
    }
}

/// Calls `work`, and returns the payload of its panic.
#[inline]
pub(crate) fn catch_payload<R>(work: impl FnOnce() -> R) -> Result<R, Payload> {
    catch_unwind(AssertUnwindSafe(work))
}

/// Calls `work`, and drops its panic, which might end a thread or leave awaiters unwoken.
#[inline]
pub(crate) fn catch<R>(work: impl FnOnce() -> R) -> Option<R> {
    catch_payload(work).map_err(discard).ok()
}

/// Polls work for a scheduler, which is told of no panic: the work ends with its first one.
#[cfg(feature = "task")]
pub(crate) async fn contained(work: impl Future<Output = ()>) {
    let mut work = pin!(work);
    poll_fn(|cx| catch(|| work.as_mut().poll(cx)).unwrap_or(Poll::Ready(()))).await;
}

/// The first panic of several calls, to be resumed after the last.
#[cfg(feature = "task")]
#[derive(Default)]
pub(crate) struct Panics(Option<Payload>);

#[cfg(feature = "task")]
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
}
