//! A server and a client over TCP: frames with a length and a number, many requests in flight on one connection,
//! handlers behind `dyn`.
//!
//! The program is in `program/`, and compiled twice: on value tasks and completion pools ([`with_value_tasks`]), and on
//! async-trait and tokio's oneshots ([`with_boxes`]). Not a line of it differs, so the measured difference is that of
//! the returned types.
//!
//! ```text
//! client                                                  server
//!   call ── frame ──▶ outgoing ── driver ──▶ socket ──▶ reading ── handler ──▶ in flight
//!   reply ◀── completer ◀───────── driver ◀── socket ◀── answering ◀───────────────┘
//! ```
//!
//! Buffers move with the requests and replies, and are reused: in steady state only the futures allocate.
#![forbid(unsafe_code)]

mod error;
mod in_flight;

pub mod with_boxes;
pub mod with_value_tasks;

pub use error::Error;
pub use in_flight::InFlight;

use std::time::Duration;

/// The limits of connections.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest payload, in bytes.
    pub payload: usize,
    /// The most requests that are handled at once, up to 64. Further requests wait.
    pub in_flight: usize,
    /// The most connections at once, at least one. Further clients wait.
    pub connections: usize,
    /// The time in which a frame has to arrive, from the frame or the last reply before, while the server handles none
    /// of the connection's requests. Also the time in which a reply has to be read.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { payload: 64 * 1024, in_flight: 64, connections: 512, idle: Duration::from_secs(60) }
    }
}
