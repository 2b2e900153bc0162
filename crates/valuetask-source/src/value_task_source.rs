//! The trait of reusable operations, and their status.
#![forbid(unsafe_code)]

use core::task::{Context, Poll};

use crate::{StaleToken, Token};

/// A reusable operation that yields a `T`.
///
/// [`from_source`](crate::from_source()) makes a task of it. The trait is safe to implement: a source that breaks this contract may panic,
/// return a wrong value or leave its own awaiter pending, and no more.
///
/// The [`Token`] names the operation that a call is for. A source checks it before anything else: a call with a stale
/// token changes nothing.
///
/// # Examples
///
/// A source that only ever has one operation, and so needs no version:
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
/// use std::task::{Context, Poll};
/// use valuetask_source::{SourceStatus, StaleToken, Token, ValueTaskSource, from_source};
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
/// assert_eq!(pollster::block_on(from_source(&third, Token::new(0)).unwrap()), 3);
/// ```
pub trait ValueTaskSource<T>: Send + Sync {
    /// Returns the status of the token's operation.
    ///
    /// `Pending` until the value can be taken. After that, the way the operation was completed, until the source begins its
    /// next operation: taking the value doesn't change it.
    ///
    /// # Errors
    ///
    /// Returns [`StaleToken`] if the source is at another operation.
    fn status(&self, token: Token) -> Result<SourceStatus, StaleToken>;

    /// Takes the value of the token's operation, or registers the waker and returns `Pending`.
    ///
    /// The source wakes the waker of the last call once the value can be taken.
    ///
    /// # Panics
    ///
    /// Panics if the token is stale.
    fn poll_result(&self, token: Token, cx: &mut Context<'_>) -> Poll<T>;

    /// Tells the source that its awaiter is gone, so that it may drop the waker and the value.
    ///
    /// Does nothing if the token is stale.
    fn abandon(&self, token: Token);
}

/// The status of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceStatus {
    /// The operation has no value yet.
    Pending,
    /// The operation is completed with a value.
    Succeeded,
    /// The operation is completed with a value that is an error.
    Faulted,
    /// The operation is completed with an error that reports its cancellation.
    Canceled,
}

impl SourceStatus {
    /// Returns `true` unless the status is `Pending`. The value may have been taken since.
    #[must_use]
    pub const fn is_completed(self) -> bool {
        !matches!(self, Self::Pending)
    }
}
