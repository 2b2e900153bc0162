//! [`Token`]: the name of one operation of a reusable source.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;

/// Identifies an operation of a reusable source by the source's version.
///
/// Each reset adds one to the version. Its 62 bits don't wrap: at one reset a nanosecond, they last for 146 years. On
/// targets without 64-bit atomics, the sources of this crate count with 30 bits, which do wrap.
///
/// A token doesn't name its source. Another source at this version accepts it, too: keep the two together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(u64);

impl Token {
    /// Creates the token of a version, for custom sources.
    #[must_use]
    pub const fn new(version: u64) -> Self {
        Self(version)
    }

    /// Returns the version of the token.
    #[must_use]
    pub const fn version(self) -> u64 {
        self.0
    }

    /// Compares this token with the current one of a source. `source` is its name in the error.
    ///
    /// # Errors
    ///
    /// Returns [`StaleToken`] if the two differ.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask_source::Token;
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

/// The error of a call with the token of another operation. The call changed nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaleToken {
    source: &'static str,
    token: Token,
    current: Token,
}

impl StaleToken {
    /// Returns the name of the source.
    #[must_use]
    pub const fn source_name(&self) -> &'static str {
        self.source
    }

    /// Returns the token of the call.
    #[must_use]
    pub const fn token(&self) -> Token {
        self.token
    }

    /// Returns the token that was current at the time of the call.
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
