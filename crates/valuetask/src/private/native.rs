//! What the expansion of a native trait names: pointers to its companion's object, and what its tasks yield.

pub use alloc::boxed::Box;
pub use alloc::rc::Rc;
pub use alloc::sync::Arc;

/// What a task yields that goes to another thread.
#[diagnostic::on_unimplemented(
    message = "`{Self}` isn't `Send`, and the tasks of a companion are, with what they yield",
    label = "isn't `Send`",
    note = "say `?Send` beside `dyn = ..`, as in `#[value_task(dyn = DynStore, ?Send)]`: then tasks stay on their thread"
)]
pub trait SendValue {}

#[diagnostic::do_not_recommend]
impl<T: Send> SendValue for T {}
