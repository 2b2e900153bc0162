//! Operations that other code completes, awaited without an allocation.
//!
//! A thread, a driver or an interrupt completes what a method waits for. A oneshot channel allocates for each such wait. The types
//! of this crate reuse their memory, and a wait is a [`ValueTask`](valuetask::ValueTask).
//!
//! You need it to write what suspends: a connection with requests in flight, a timer, a device. You don't need it for methods that only
//! await other futures: those of the crate [`valuetask`] reuse their memory already.
//!
//! ```
//! use std::thread;
//! use valuetask_source::CompletionPool;
//!
//! static REPLIES: CompletionPool<u32> = CompletionPool::new();
//!
//! let (completer, reply) = REPLIES.lease();
//! let server = thread::spawn(move || completer.complete(7));
//! assert_eq!(pollster::block_on(reply), Ok(7));
//! # server.join().unwrap().unwrap();
//! ```
//!
//! | | holds | use it for |
//! |---|---|---|
//! | [`ManualResetSource`] | one operation after another | an object that carries out one operation at a time |
//! | [`CompletionPool`] | any number of operations at once | requests in flight: a oneshot channel that doesn't allocate |
//! | [`ValueTaskSource`] | an operation of any kind, behind a trait | custom sources, whose tasks are made by [`from_source`](from_source()) |
//! | [`TaskSlot`] | the memory of one future | an owner whose futures should not take memory of the [pool](valuetask::pool) |
//!
//! An operation has an *awaiter*, which holds its task, and a *completer*, which sets its value. A call at the wrong time
//! returns [`Refused`] and changes nothing. A [`Token`] names one operation of a source, and is stale when the source is at the next.
//!
//! For a result that many callers await, see
//! [`TaskCompletionSource`](https://docs.rs/valuetask-tasks/latest/valuetask_tasks/struct.TaskCompletionSource.html) of valuetask-tasks.
//!
//! # Features
//!
//! | feature | default | what it does |
//! |---|---|---|
//! | `std` | yes | valuetask's pool, and `CompletionPool::lease_when_free`; without it the crate is `no_std` + `alloc`, and each lease allocates |
//!
//! Rust 1.88 or newer. A compiler is supported for a year at least, and raising the version is a minor release.
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
