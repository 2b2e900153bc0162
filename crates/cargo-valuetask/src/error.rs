//! The one error of the program: a line that says what went wrong, where, and what to do about it.

use std::fmt;

/// What went wrong, and the exit code that goes with it.
#[derive(Clone, Debug)]
pub(crate) struct Error {
    pub(crate) exit_code: u8,
    line: String,
}

impl Error {
    /// The command line asks for something that can't be, as `what` is so at `place`.
    pub(crate) fn usage(what: impl fmt::Display, place: impl fmt::Display, remedy: &str) -> Self {
        Self::new(2, &format!("{place}: {what}; {remedy}"))
    }

    /// `what` went wrong at `place`; `remedy` says what the reader can do.
    pub(crate) fn failure(what: impl fmt::Display, place: impl fmt::Display, remedy: &str) -> Self {
        Self::new(1, &format!("{place}: {what}; {remedy}"))
    }

    /// The program was asked to end, by Ctrl-C or a signal.
    pub(crate) fn interrupted() -> Self {
        Self::new(130, "interrupted: cargo was ended")
    }

    /// This error, and what else there is to say.
    pub(crate) fn with(&self, more: impl fmt::Display) -> Self {
        Self::new(self.exit_code, &format!("{self}; {more}"))
    }

    fn new(exit_code: u8, text: &str) -> Self {
        Self { exit_code, line: text.split_whitespace().collect::<Vec<_>>().join(" ") }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}
