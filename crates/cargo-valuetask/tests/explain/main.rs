//! Runs the binary's `explain` as a user does: what it says of a file, which method a line chooses, what it says when
//! something is wrong, and that all of this is what the attribute does.

#![cfg(unix)]
#![forbid(unsafe_code)]

mod agreement;
mod bad_input;
#[path = "../run/pipe.rs"]
mod pipe;
mod report;
#[path = "../run/run.rs"]
mod run;
mod selection;
mod util;
