//! Reusable completions: the asynchronous path without allocation.
//!
//! | type                  | what it is                                | what it is for                                               |
//! |-----------------------|-------------------------------------------|--------------------------------------------------------------|
//! | [`ManualResetSource`] | one operation after another, in one place | an object that carries out one operation at a time           |
//! | [`CompletionPool`]    | as many operations at once as are leased  | requests in flight: a oneshot channel that doesn't allocate  |
//! | [`ValueTaskSource`]   | an operation of any kind, behind a trait  | sources of one's own                                         |
//!
//! A source is used by two sides. The *awaiter* has its task, and the *completer* gives it its value. What a source
//! can't allow at the moment is [`Refused`], and changes nothing.

mod by_token;
mod cell;
mod claims;
mod from_source;
mod lease;
mod manual;
#[cfg(all(test, valuetask_loom))]
mod models;
mod permits;
mod pool;
mod refused;
mod token;
mod word;

use core::task::{Context, Poll};

pub use crate::Abandoned;
pub use lease::{Completer, Lease};
pub use manual::{LocalCompleter, ManualResetSource, SourceCompleter};
pub use pool::{CompletionPool, Full, LeaseStats};
pub use refused::{Refusal, Refused};
pub use token::{StaleToken, Token};

/// An operation that yields a `T`, and that whoever carries it out may use again for the next one.
///
/// [`ValueTask::from_source`](crate::ValueTask::from_source) makes a task of it. It needs no unsafe code to implement:
/// a source that doesn't do what is said here may panic, answer wrongly or keep its own awaiter waiting, and no more.
///
/// The [`Token`] says which operation is meant. A source looks at it before anything else: a stale one changes nothing,
/// whatever the operation is that has the source now.
///
/// # Examples
///
/// A source that is always at the same operation, and needs no version:
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use std::task::{Context, Poll};
/// use valuetask::source::{SourceStatus, StaleToken};
/// use valuetask::source::Token;
/// use valuetask::{ValueTask, ValueTaskSource};
///
/// /// Yields how often it was asked, on every third time.
/// struct Third(AtomicU32);
///
/// impl ValueTaskSource<u32> for Third {
///     fn status(&self, token: Token) -> Result<SourceStatus, StaleToken> {
///         token.check("third", Token::new(0))?;
///         Ok(SourceStatus::Pending)
///     }
///
///     fn poll_result(&self, token: Token, cx: &mut Context<'_>) -> Poll<u32> {
///         token.check("third", Token::new(0)).unwrap_or_else(|stale| panic!("{stale}"));
///         let asked = self.0.fetch_add(1, Ordering::Relaxed) + 1;
///         if asked % 3 == 0 {
///             return Poll::Ready(asked);
///         }
///         cx.waker().wake_by_ref();
///         Poll::Pending
///     }
///
///     fn abandon(&self, _: Token) {}
/// }
///
/// let third = Third(AtomicU32::new(0));
/// assert_eq!(pollster::block_on(ValueTask::from_source(&third, Token::new(0))), 3);
/// ```
pub trait ValueTaskSource<T>: Send + Sync {
    /// How the operation of this token stands. `Pending` until its value can be taken, whatever has been done already. Then how it was
    /// completed, until the source begins its next operation: also once the value was taken.
    ///
    /// # Errors
    ///
    /// [`StaleToken`], if the source is at another operation.
    fn status(&self, token: Token) -> Result<SourceStatus, StaleToken>;

    /// The value of the operation of this token, which is taken with that; or `Pending`, and the waker of the last call
    /// is woken once there is something to take.
    ///
    /// # Panics
    ///
    /// If the token is stale, which an awaiter that keeps to the contract never finds.
    fn poll_result(&self, token: Token, cx: &mut Context<'_>) -> Poll<T>;

    /// Nobody awaits the operation of this token any more: the waker may be dropped, and a value, too. Does nothing if
    /// the token is stale.
    fn abandon(&self, token: Token);
}

/// How an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceStatus {
    /// The operation has no value yet.
    Pending,
    /// The operation is completed with a value.
    Succeeded,
    /// The operation is completed with a value that is an error.
    Faulted,
    /// The operation is completed with a value that says that it was canceled.
    Canceled,
}

impl SourceStatus {
    /// Whether the operation is completed: all but `Pending`. Its value may have been taken since.
    #[must_use]
    pub const fn is_completed(self) -> bool {
        !matches!(self, Self::Pending)
    }
}
