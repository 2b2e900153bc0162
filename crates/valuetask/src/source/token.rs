//! [`Token`]: which operation of a reusable source is meant.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;

/// The operation of a reusable source that is meant, by the version that the source had when the operation began.
///
/// A source's version goes up by one with each reset, and never comes round: at a reset each nanosecond, its 62 bits
/// last for 146 years. (Where the target has no 64-bit atomics, a source of this crate counts with 30 bits, which do
/// come round.)
///
/// A token doesn't say whose it is. Given to another source that is just at the same version, it is that source's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(u64);

impl Token {
    /// The token of this version, for sources of one's own.
    #[must_use]
    pub const fn new(version: u64) -> Self {
        Self(version)
    }

    /// The version that it stands for.
    #[must_use]
    pub const fn version(self) -> u64 {
        self.0
    }

    /// Asks whether this is the current token of a source; `source` is what the error calls it.
    ///
    /// # Errors
    ///
    /// [`StaleToken`], if it isn't.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::source::Token;
    ///
    /// assert!(Token::new(4).check("timer", Token::new(4)).is_ok());
    /// let stale = Token::new(3).check("timer", Token::new(4)).unwrap_err();
    /// assert_eq!(stale.to_string(), "token 3 of timer is stale: it is at version 4");
    /// ```
    pub fn check(self, source: &'static str, current: Self) -> Result<(), StaleToken> {
        if self == current { Ok(()) } else { Err(StaleToken { source, token: self, current }) }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The error of a token that was given to a source at another version; nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaleToken {
    source: &'static str,
    token: Token,
    current: Token,
}

impl StaleToken {
    /// What the source calls itself.
    #[must_use]
    pub const fn source_name(&self) -> &'static str {
        self.source
    }

    /// The token that was given.
    #[must_use]
    pub const fn token(&self) -> Token {
        self.token
    }

    /// The token that the source would have taken.
    #[must_use]
    pub const fn current(&self) -> Token {
        self.current
    }
}

impl fmt::Display for StaleToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "token {} of {} is stale: it is at version {}", self.token, self.source, self.current)
    }
}

impl Error for StaleToken {}
