//! Runs the program as a user does: what it reports, what it reads, what it says when something is wrong.

#![cfg(unix)]
#![forbid(unsafe_code)]

mod bad_input;
mod failing_store;
mod interrupt;
mod keys;
mod no_answer;
mod report;
mod servers;
mod sqlite;
mod util;
