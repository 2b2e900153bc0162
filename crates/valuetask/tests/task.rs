//! Shared tasks, as their user sees them: one module for each subject.

#[path = "util/gate.rs"]
mod gate;
#[path = "task/mod.rs"]
mod subjects;
#[path = "util/unclonable.rs"]
mod unclonable;
mod util;
