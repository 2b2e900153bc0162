//! A crate of its own, as frames are those of users' builds with all debug information, which the rest of the workspace lacks.
//!
//! The test measures the stack of a level of tasks and of boxed futures.
#![forbid(unsafe_code)]
