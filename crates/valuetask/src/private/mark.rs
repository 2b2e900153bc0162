//! What an implementation under the attribute learns of its trait: whether that is native.

/// What the mark of a native trait gives, which is a hidden method.
#[derive(Debug)]
pub struct Native;

/// What stands for the mark where a trait has none.
#[derive(Debug)]
pub struct Unmarked;

/// What the trait of an implementation without `dyn` may be.
#[diagnostic::on_unimplemented(
    message = "the trait is native, as it says `dyn = ..`, and this implementation of it doesn't say `dyn`",
    label = "write `#[value_task(dyn)]` to start at the call behind `dyn`, or no attribute to start lazily",
    note = "an implementation of a native trait keeps its `async fn`s as they are; the attribute adds a hot start \
            for calls through `dyn`"
)]
pub trait WithoutDyn {}

impl WithoutDyn for Unmarked {}

/// Takes what the mark gives, unless that is a native trait's.
pub fn without_dyn<M: WithoutDyn>(_: M) {}
