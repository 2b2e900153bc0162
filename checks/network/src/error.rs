//! The errors of connections and calls.

use std::fmt;
use std::io::{self, ErrorKind};

/// The reason why a connection ended early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A frame has a length above the limit.
    TooLong {
        /// The length in the frame.
        length: u32,
        /// The limit.
        limit: usize,
    },
    /// A frame has a length below that of its own number.
    TooShort(u32),
    /// The peer left within a frame.
    Truncated,
    /// No complete frame has arrived in time, while no request was being handled.
    Idle,
    /// A reply wasn't read in time.
    Unread,
    /// A reply to a request that isn't waiting for one.
    Unasked(u64),
    /// The peer left. Requests in flight may have been handled or not.
    Closed,
    /// The handler panicked.
    Panicked,
    /// An error of the operating system.
    Io(ErrorKind),
}

impl Error {
    /// A payload is longer than the limit.
    pub(crate) fn too_long(payload: usize, limit: usize) -> Self {
        Self::TooLong { length: u32::try_from(payload.saturating_add(8)).unwrap_or(u32::MAX), limit }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { length, limit } => {
                write!(f, "a frame says that it has {length} bytes: {limit} are allowed, and 8 for its number")
            }
            Self::TooShort(length) => write!(f, "a frame says that it has {length} bytes: its number alone has 8"),
            Self::Truncated => f.write_str("the other side left within a frame"),
            Self::Idle => f.write_str("no whole frame came for too long"),
            Self::Unread => f.write_str("the other side didn't read its replies for too long"),
            Self::Unasked(id) => write!(f, "a reply to request {id}, which isn't waiting for one"),
            Self::Closed => f.write_str("the connection is closed: requests under way may have been handled or not"),
            Self::Panicked => f.write_str("the handler panicked"),
            Self::Io(kind) => write!(f, "{kind}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::UnexpectedEof => Self::Truncated,
            kind => Self::Io(kind),
        }
    }
}
