//! A server and a client over TCP: frames with a length and a number, many requests in flight on one connection,
//! handlers behind `dyn`.
//!
//! The program stands in `program/`, and is compiled twice: on value tasks and completion pools ([`with_value_tasks`]),
//! and on async-trait and tokio's oneshots ([`with_boxes`]). Not a line of it differs, so what is counted differs by
//! what is returned.
//!
//! ```text
//! client                                                  server
//!   call ── frame ──▶ outgoing ── driver ──▶ socket ──▶ reading ── handler ──▶ in flight
//!   reply ◀── completer ◀───────── driver ◀── socket ◀── answering ◀───────────────┘
//! ```
//!
//! Buffers travel with the requests and the replies, and are used again: in steady state what allocates is what the
//! futures allocate.
#![forbid(unsafe_code)]

mod error;
mod in_flight;

pub mod with_boxes;
pub mod with_value_tasks;

pub use error::Error;
pub use in_flight::InFlight;

use std::time::Duration;

/// What a connection is allowed, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest payload, in bytes.
    pub payload: usize,
    /// The most requests that are handled at once, up to 64. Further requests wait.
    pub in_flight: usize,
    /// The most connections at once, at least one. Further clients wait.
    pub connections: usize,
    /// How long a frame may take to arrive, beginning with the one before or with the last reply, and counted only while
    /// the server handles none of the connection's requests; and how long a reply may take to leave.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { payload: 64 * 1024, in_flight: 64, connections: 512, idle: Duration::from_secs(60) }
    }
}
