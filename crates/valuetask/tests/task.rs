//! What a user sees of tasks. One module for each subject.

#[path = "task/mod.rs"]
mod subjects;
#[path = "util/unclonable.rs"]
mod unclonable;
mod util;
