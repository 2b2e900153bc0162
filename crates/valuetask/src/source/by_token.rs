//! A [`ManualResetSource`] behind the trait: whoever has the token may be its awaiter, for one call at a time.
//!
//! Between the calls the waker lies in the source, and nobody is the awaiter; while it lies there, a task and a reset
//! are refused.
#![forbid(unsafe_code)]

use core::task::{Context, Poll};

use super::{ManualResetSource, Refusal, SourceStatus, StaleToken, Token, ValueTaskSource};
use crate::value_task::Operation;

impl<T: Send> ValueTaskSource<T> for ManualResetSource<T> {
    fn status(&self, token: Token) -> Result<SourceStatus, StaleToken> {
        self.status_of(token)
    }

    /// # Panics
    ///
    /// If the token is stale, if somebody else is the awaiter, and if the value was taken.
    fn poll_result(&self, token: Token, cx: &mut Context<'_>) -> Poll<T> {
        let check = || {
            if let Err(stale) = token.check(Self::name(), self.token()) {
                refuse(Self::name(), Refusal::Stale(stale));
            }
        };
        check();
        let mut awaiting = self.awaiting().unwrap_or_else(|reason| refuse(Self::name(), reason));
        // Once more: from here on nobody resets.
        check();
        if self.is_taken() {
            refuse(Self::name(), Refusal::Taken);
        }
        let polled = awaiting.poll(cx);
        if polled.is_pending() {
            return awaiting.set_down(polled);
        }
        polled
    }

    fn abandon(&self, token: Token) {
        if token == self.token()
            && let Ok(awaiting) = self.awaiting()
        {
            if token == self.token() {
                // Takes the waker along.
                drop(awaiting);
            } else {
                awaiting.set_down(());
            }
        }
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
