//! Shared tasks, as their user sees them: one module for each subject.

#[path = "../../valuetask/tests/util/traits.rs"]
mod asserted;
#[path = "util/gate.rs"]
mod gate;
#[path = "task/mod.rs"]
mod subjects;
#[path = "../../valuetask/tests/util/unclonable.rs"]
mod unclonable;
#[path = "../../valuetask/tests/util/mod.rs"]
mod util;
