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

/// A reason why a body doesn't run at the call as far as it allows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Reason {
    /// The reason.
    pub why: String,
    /// The remedy, where a ready call is worth it.
    pub advice: &'static str,
    /// Its position.
    pub span: Span,
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
