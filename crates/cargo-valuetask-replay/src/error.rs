//! The error of the program: one line that says what went wrong, where, and what to do about it.

#![forbid(unsafe_code)]

use std::fmt;
use std::sync::Arc;

use valuetask_tasks::TaskError;

/// One word wide and cheap to clone, because each lookup returns one in its `Result`.
#[derive(Clone, Debug)]
pub(crate) struct Error(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    line: String,
    exit_code: u8,
}

impl Error {
    /// `what` went wrong at `place`; `remedy` says what the reader can do.
    pub(crate) fn new(what: impl fmt::Display, place: impl fmt::Display, remedy: &str) -> Self {
        let line = format!("{place}: {what}; {remedy}");
        // The messages of drivers may have several lines.
        let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
        Self(Arc::new(Inner { line, exit_code: 1 }))
    }

    /// Ctrl-C was pressed.
    pub(crate) fn interrupted() -> Self {
        let line = "interrupted: nothing was measured; run again to start over".to_owned();
        Self(Arc::new(Inner { line, exit_code: 130 }))
    }

    /// Adds that the table or keys of this name are left at `place`, because removing them failed as well.
    pub(crate) fn leaving(self, name: &str, place: &str) -> Self {
        let line = format!("{self}; {name} is left at {place}: run again with --remove, or delete it by hand");
        Self(Arc::new(Inner { line, exit_code: self.exit_code() }))
    }

    pub(crate) fn exit_code(&self) -> u8 {
        self.0.exit_code
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.line)
    }
}

impl std::error::Error for Error {}

impl From<Error> for TaskError {
    fn from(error: Error) -> Self {
        Self::new(error)
    }
}

impl From<TaskError> for Error {
    fn from(error: TaskError) -> Self {
        let own = error.downcast_ref::<Self>().cloned();
        own.unwrap_or_else(|| Self::new(error, "replay", "report this with the command line you used"))
    }
}
