//! Reusable completions: pending operations without allocation.
//!
//! | type                  | holds                                     | use it for                                                   |
//! |-----------------------|-------------------------------------------|--------------------------------------------------------------|
//! | [`ManualResetSource`] | one operation after another               | an object that carries out one operation at a time           |
//! | [`CompletionPool`]    | any number of operations at once          | requests in flight: a oneshot channel that doesn't allocate  |
//! | [`ValueTaskSource`]   | an operation of any kind, behind a trait  | custom sources                                               |
//!
//! An operation has an *awaiter*, which holds its task, and a *completer*, which sets its value. A call at the wrong time
//! returns [`Refused`] and changes nothing.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(clippy::std_instead_of_core)]

extern crate alloc;

mod by_token;
mod cell;
mod claims;
mod completion_pool;
mod from_source;
mod lease;
#[cfg(all(test, valuetask_loom))]
#[path = "../../valuetask/tests/util/live.rs"]
mod live;
mod manual;
#[cfg(all(test, valuetask_loom))]
mod models;
#[cfg(feature = "std")]
mod panics;
mod permits;
#[cfg(all(test, valuetask_shuttle))]
mod programs;
mod refused;
mod sync;
mod task_slot;
mod token;
mod value_task_source;
mod word;

pub use completion_pool::{CompletionPool, Full};
pub use from_source::{from_shared_source, from_source};
pub use lease::{Completer, Lease};
pub use manual::{LocalCompleter, ManualResetSource, SourceCompleter};
pub use permits::LeaseStats;
pub use refused::{Refusal, Refused};
pub use task_slot::TaskSlot;
pub use token::{StaleToken, Token};
pub use value_task_source::{SourceStatus, ValueTaskSource};
