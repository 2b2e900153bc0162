//! [`LinkedToken`]: a token that is canceled with any of several others.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::ops::Deref;

use super::{CallbackGuard, CancellationToken};

/// A token that is canceled when any of several others is, or when it is itself, which doesn't cancel the others.
///
/// It derefs to the [`CancellationToken`], which can be cloned. Dropping this unlinks the clones from the others. So keep this for as long
/// as they are to hear of the others: `LinkedToken::new([&a, &b]).clone()` is a clone of the plain token, and its link is dropped at once.
///
/// Where another one is canceled by [`cancel_and_collect`](super::CancellationTokenExt::cancel_and_collect) or
/// [`cancel_on`](super::CancellationTokenExt::cancel_on), the callbacks of this one are called in the same way, and their panics reported with those
/// of the other. Links may be chained to any length.
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
#[must_use = "dropping it unlinks it"]
pub struct LinkedToken {
    token: CancellationToken,
    _links: Vec<CallbackGuard>,
}

impl LinkedToken {
    /// Links a new token to these.
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
