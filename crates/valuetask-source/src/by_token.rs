//! [`ValueTaskSource`] for a [`ManualResetSource`]: each poll by token claims the awaiter for the length of the call.
//!
//! Between polls the waker stays in the source and the claim is free. As long as a waker is registered, a task and a
//! reset are refused. A poll during a reset that isn't decided yet returns `Pending` and wakes itself.
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
    /// Panics if the token is stale, if the operation has another awaiter, and if the value was taken.
    #[track_caller]
    fn poll_result(&self, token: Token, cx: &mut Context<'_>) -> Poll<T> {
        let awaiter = match self.claim_awaiter_for(token) {
            Ok(awaiter) => awaiter,
            Err(reason) => refuse(Self::name(), reason),
        };
        let Some(mut awaiter) = awaiter else {
            // The reset succeeds or is refused in a moment.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        };
        // `claim_awaiter_for` has checked this, unless the count of the claim has wrapped since.
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
