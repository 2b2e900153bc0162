//! [`LinkedToken`]: a token that is canceled with any of several others.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::ops::Deref;

use super::{CallbackGuard, CancellationToken};
use crate::task::trampoline::{Lane, nest};

/// A token that is canceled with any of several others.
///
/// Canceling this token doesn't cancel the others. It derefs to its [`CancellationToken`], which can be cloned. Dropping the `LinkedToken`
/// unlinks the clones: keep it as long as the link is needed. `LinkedToken::new([&a, &b]).clone()` drops the link at once.
///
/// The [callbacks](super::CancellationTokenExt::callback_guard) of this token are called before the other token's `cancel` returns, at the
/// position of the link among its callbacks. Links may be chained to any length. If cancellations nest more than 16 deep, the deeper tokens
/// are canceled when the outermost call returns.
///
/// A token with one parent needs no more than [`CancellationToken::child_token`].
///
/// # Examples
///
/// ```
/// use valuetask_tasks::cancel::{CancellationToken, LinkedToken};
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
        let link = |other| {
            let token = token.clone();
            CallbackGuard::new(other, move || {
                nest(Lane::Runs, token, |token| token.cancel(), |token| move || token.cancel())
            })
        };
        let _links = tokens.into_iter().map(link).collect();
        Self { token, _links }
    }
}

impl Deref for LinkedToken {
    type Target = CancellationToken;

    fn deref(&self) -> &CancellationToken {
        &self.token
    }
}
