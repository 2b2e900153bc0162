//! The mechanism of a body, the reasons why less of it runs at the call than it allows, and their remedies.
//!
//! From an analysis to the words of a report.

use std::fmt;

use proc_macro2::Span;

/// The way in which a method's body runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mechanism {
    /// The body awaits nothing: it runs at the call, and its value becomes the task.
    Ready,
    /// The body is a machine that runs at the call, up to its first await that isn't ready.
    HotMachine,
    /// The body is a machine that runs when it is polled.
    Lazy,
}

/// One reason, and its position.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The reason.
    pub why: Why,
    /// Its position.
    pub span: Span,
}

/// A reason why a body doesn't run at the call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The declared return type may not start at the call.
    DeclaredReturn,
    /// Another attribute macro, of this path, may put an await around the body.
    UnknownAttribute(String),
}

impl Why {
    /// Returns the remedy, where a ready call is worth it.
    #[must_use]
    pub const fn advice(&self) -> &'static str {
        match self {
            Self::DeclaredReturn => "where it is a plain `ValueTask`, declare its value, under `#[value_task]`",
            Self::UnknownAttribute(_) => "put it on a method of its own that does the slow part",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DeclaredReturn => {
                f.write_str("a declared type that is made of a boxed future doesn't start at the call")
            }
            Self::UnknownAttribute(name) => write!(f, "`#[{name}]` may await anything, so nothing runs at the call"),
        }
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready => "ready: nothing is awaited, so the body runs at the call",
            Self::HotMachine => "hot machine: runs at the call up to the first await that isn't complete",
            Self::Lazy => "lazy: nothing runs before the first poll",
        })
    }
}
