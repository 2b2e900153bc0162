//! Whatever an async method may look like, the attribute takes it: one module a category, each compiled by every mechanism.
#![deny(unsafe_code)]
#![warn(clippy::pedantic)]
#![allow(clippy::duplicate_mod, reason = "each module is there once for each mechanism")]

mod util;

/// Nothing runs before the first poll.
#[path = "."]
mod lazy {
    use valuetask::async_trait as attribute;

    #[path = "parity/mod.rs"]
    mod categories;
}

/// Starts hot; bodies without an await, and the parts before one, are plain code.
#[path = "."]
mod hot {
    use valuetask::value_task as attribute;

    #[path = "parity/mod.rs"]
    mod categories;
}

/// Starts hot; every body is one machine.
#[path = "."]
mod whole {
    use machine::machine as attribute;

    #[path = "parity/mod.rs"]
    mod categories;
}
