//! Runs the binary's `replay` as a user does: what it reports, what it reads, what it says when something is wrong.

#![cfg(unix)]
#![forbid(unsafe_code)]

mod bad_input;
mod failing_store;
mod interrupt;
mod keys;
mod report;
#[path = "../run/run.rs"]
mod run;
mod servers;
mod sqlite;
mod util;
