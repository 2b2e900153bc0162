//! Programs made of features: a trait, its implementation, and code that uses it.
//!
//! The tests compile each program under the crate async-trait, `#[valuetask::async_trait]` and
//! `#[valuetask::async_trait(exact)]`, and compare what the compiler and the program print.
#![forbid(unsafe_code)]
