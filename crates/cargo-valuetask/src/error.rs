//! The one error of the program: a line that says what went wrong, where, and what to do about it.

#![forbid(unsafe_code)]

use std::fmt;
use std::sync::Arc;

/// One word wide and cheap to clone, because every lookup of a replay returns one in its `Result`.
#[derive(Clone)]
pub(crate) struct Error(Arc<Inner>);

struct Inner {
    kind: Kind,
    line: String,
}

#[derive(Clone, Copy)]
enum Kind {
    Usage,
    Failure,
    #[cfg(feature = "replay")]
    Interrupted,
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

    /// Ctrl-C.
    #[cfg(feature = "replay")]
    pub(crate) fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted".to_owned())
    }

    /// This error, and what else there is to say.
    pub(crate) fn with(&self, more: impl fmt::Display) -> Self {
        Self::new(self.0.kind, format!("{self}; {more}"))
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self.0.kind {
            Kind::Failure => 1,
            Kind::Usage => 2,
            #[cfg(feature = "replay")]
            Kind::Interrupted => 130,
        }
    }

    fn new(kind: Kind, line: String) -> Self {
        Self(Arc::new(Inner { kind, line: line.split_whitespace().collect::<Vec<_>>().join(" ") }))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.line)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.line)
    }
}

impl std::error::Error for Error {}
