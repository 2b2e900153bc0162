//! The one error of the program: a line that says what went wrong, where, and what to do about it.

#![forbid(unsafe_code)]

use std::fmt;

/// What went wrong, and the exit code that goes with it.
#[derive(Clone)]
pub(crate) struct Error {
    kind: Kind,
    line: String,
}

#[derive(Clone, Copy)]
enum Kind {
    Usage,
    Failure,
}

impl Error {
    /// The command line asks for something that can't be.
    pub(crate) fn usage(what: impl fmt::Display, remedy: &str) -> Self {
        Self::new(Kind::Usage, format!("{what}; {remedy}"))
    }

    /// `what` went wrong at `place`; `remedy` says what the reader can do.
    pub(crate) fn failure(what: impl fmt::Display, place: impl fmt::Display, remedy: &str) -> Self {
        Self::new(Kind::Failure, format!("{place}: {what}; {remedy}"))
    }

    /// This error, and what else there is to say.
    pub(crate) fn with(&self, more: impl fmt::Display) -> Self {
        Self::new(self.kind, format!("{self}; {more}"))
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Failure => 1,
            Kind::Usage => 2,
        }
    }

    fn new(kind: Kind, line: String) -> Self {
        Self { kind, line: line.split_whitespace().collect::<Vec<_>>().join(" ") }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl std::error::Error for Error {}
