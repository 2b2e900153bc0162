//! Runs the binary's `audit` as a user does, on the workspaces beside this file: what each attribute is found to mean,
//! what is said of each place, as text and as JSON, which rules fail a run, and what it says when something is wrong.

#![cfg(unix)]
#![forbid(unsafe_code)]

mod bad_input;
mod boxes;
mod deny;
mod findings;
mod names;
mod native;
#[path = "../run/pipe.rs"]
mod pipe;
mod report;
#[path = "../run/run.rs"]
mod run;
mod selection;
mod util;
