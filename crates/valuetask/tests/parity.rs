//! Whatever an async method may look like, the attribute takes it: one module a category, each compiled lazy and hot.
#![deny(unsafe_code)]
#![warn(clippy::pedantic)]
#![allow(clippy::duplicate_mod, reason = "each module is there once for each start")]

mod util;

/// Nothing runs before the first poll.
#[path = "."]
mod lazy {
    use valuetask::async_trait as attribute;

    #[path = "parity/mod.rs"]
    mod categories;
}

/// Starts at the call.
#[path = "."]
mod hot {
    use valuetask::value_task as attribute;

    #[path = "parity/mod.rs"]
    mod categories;
}
