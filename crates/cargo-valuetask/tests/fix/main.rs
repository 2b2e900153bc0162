//! Runs the binary's `audit --fix` as a user does, on a small workspace: what it changes, what it takes back and why,
//! and what it refuses.

#![cfg(unix)]
#![forbid(unsafe_code)]

mod blame;
mod boxed;
mod changes;
mod disk;
mod features;
mod library;
mod needless;
mod reach;
mod recursion;
mod refusals;
mod remedy;
#[path = "../run/run.rs"]
mod run;
mod shop;
