//! A [`ManualResetSource`] behind the trait: whoever has the token may be its awaiter, for one call at a time.
//!
//! Between the calls the waker lies in the source, and nobody is the awaiter; while it lies there, a task and a reset
//! are refused. A reset that is still to be refused keeps out whoever polls, who then asks again at once.
#![forbid(unsafe_code)]

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::{ManualResetSource, Refusal, SourceStatus, StaleToken, Token, ValueTaskSource};

impl<T: Send> ValueTaskSource<T> for ManualResetSource<T> {
    fn status(&self, token: Token) -> Result<SourceStatus, StaleToken> {
        self.status_of(token)
    }

    /// # Panics
    ///
    /// If the token is stale, if somebody else is the awaiter, and if the value was taken.
    #[track_caller]
    fn poll_result(&self, token: Token, cx: &mut Context<'_>) -> Poll<T> {
        let awaiter = match self.claim_awaiter_for(token) {
            Ok(awaiter) => awaiter,
            Err(reason) => refuse(Self::name(), reason),
        };
        let Some(mut awaiter) = awaiter else {
            // What becomes of it is known in a moment.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        };
        // Seen before by `awaiting_by`, unless the count of the side has come round since.
        if self.is_taken() {
            refuse(Self::name(), Refusal::Taken);
        }
        let polled = Pin::new(&mut awaiter).poll(cx);
        if polled.is_pending() {
            return awaiter.release_with(polled);
        }
        polled
    }

    fn abandon(&self, token: Token) {
        self.abandon_for(token);
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn refuse(source: &str, reason: Refusal) -> ! {
    match reason {
        Refusal::Stale(stale) => panic!("{stale}"),
        reason => panic!("{source} refuses a poll by token: {reason}"),
    }
}
