//! Async methods under the attributes, one module for each subject.
//!
//! `parity` has a module for each shape of method, compiled under `#[async_trait]` and under `#[value_task]`.
//! `drop_order` is about the order of drops. `lints` is about crates that deny or forbid lints.

#[path = "../util/mod.rs"]
mod util;

mod async_method;
mod async_recursion;
mod bodies;
mod boxed;
mod drop_order;
mod exact;
mod hot_start;
mod impl_heads;
mod layers;
mod lints;
mod machine_size;
mod of_the_language;
mod opaque_arguments;
mod operands;
mod send_per_target;
mod unsent_results;

/// Methods return a `PooledFuture`: nothing runs before the first poll.
#[path = "."]
#[deny(unsafe_code)]
#[warn(clippy::pedantic)]
#[allow(clippy::duplicate_mod, reason = "each module is compiled once for each attribute")]
mod pooled {
    use valuetask::async_trait as attribute;
    use valuetask::{LocalPooledFuture as LocalReturned, PooledFuture as Returned};

    #[path = "parity/mod.rs"]
    mod parity;
}

/// Methods return a `ValueTask`: they start at the call.
#[path = "."]
#[deny(unsafe_code)]
#[warn(clippy::pedantic)]
#[allow(clippy::duplicate_mod, reason = "each module is compiled once for each attribute")]
mod hot {
    use valuetask::value_task as attribute;
    use valuetask::{LocalValueTask as LocalReturned, ValueTask as Returned};

    #[path = "parity/mod.rs"]
    mod parity;
}
