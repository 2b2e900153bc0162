//! [`LinkedToken`]: a token that is canceled with any of several others.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::ops::Deref;

use super::{CallbackGuard, CancellationToken};

/// A token that is canceled with any of several others.
///
/// Canceling this token doesn't cancel the others. It derefs to its [`CancellationToken`], which can be cloned. Dropping the `LinkedToken`
/// unlinks the clones: keep it as long as the link is needed. `LinkedToken::new([&a, &b]).clone()` drops the link at once.
///
/// If another token is canceled by [`cancel_and_collect`](super::CancellationTokenExt::cancel_and_collect) or
/// [`cancel_on`](super::CancellationTokenExt::cancel_on), the callbacks of this one are called in the same way. Their panics are in the
/// same error. Links may be chained to any length.
///
/// A token with one parent needs no more than [`CancellationToken::child_token`].
///
/// # Examples
///
/// ```
/// use valuetask::cancel::{CancellationToken, LinkedToken};
///
/// let (user, shutdown) = (CancellationToken::new(), CancellationToken::new());
/// let either = LinkedToken::new([&user, &shutdown]);
/// shutdown.cancel();
/// assert!(either.is_cancelled());
/// assert!(!user.is_cancelled());
/// ```
#[derive(Debug)]
#[must_use = "dropping a linked token unlinks it"]
pub struct LinkedToken {
    token: CancellationToken,
    _links: Vec<CallbackGuard>,
}

impl LinkedToken {
    /// Creates a token that is linked to these.
    pub fn new<'t>(tokens: impl IntoIterator<Item = &'t CancellationToken>) -> Self {
        let token = CancellationToken::new();
        let _links = tokens.into_iter().map(|other| CallbackGuard::link(other, token.clone())).collect();
        Self { token, _links }
    }
}

impl Deref for LinkedToken {
    type Target = CancellationToken;

    fn deref(&self) -> &CancellationToken {
        &self.token
    }
}
