//! The rules, by name.

use std::fmt;

use clap::ValueEnum;
use serde::Serialize;

/// What is found of a place. Names are stable; more may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Rule {
    /// A call allocates a box for its future
    BoxedCall,
    /// A method starts when it is polled, where a call could be answered at once
    LazyMethod,
    /// Every call gets to an await that isn't known to be answered at the call
    NoFastPath,
    /// The first await waits for a lock or a channel that could be tried first
    LockAwait,
    /// The first await is of a future that another method of the workspace boxes or starts later
    InnerBox,
    /// A macro call that may hide an await ends the part that runs at the call
    HiddenAwait,
    /// The result is over 64 bytes
    LargeResult,
    /// A hot method writes, sends, counts or spawns before its first await
    EffectBeforeAwait,
    /// It isn't known what the attribute is
    UnknownAttribute,
    /// What the attribute is depends on the configuration
    MixedAttribute,
    /// The attribute or its item has a mistake
    WrongAttribute,
    /// async-trait's attribute stands on a trait or an impl without an async method
    NeedlessAttribute,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
    }
}

/// What one rule says of a place.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Advice {
    pub(crate) rule: Rule,
    pub(crate) line: usize,
    /// What is the case, and what would bring it nearer.
    pub(crate) text: String,
}
