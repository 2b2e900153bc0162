//! What an implementation under the attribute learns of its trait: whether that is native.

/// What the mark of a native trait gives, which is a hidden method.
#[derive(Debug)]
pub struct Native;

/// What stands for the mark where a trait has none.
#[derive(Debug)]
pub struct Unmarked;

/// What the trait of an implementation without `dyn` gives.
#[diagnostic::on_unimplemented(
    message = "the trait is native, as it says `dyn = ..`, but this implementation of it doesn't say `dyn`",
    label = "write `#[value_task(dyn)]` to start at the call behind `dyn`, or no attribute to start lazily",
    note = "if it is another trait of this name that is native, write `impl self::Store for ..`: two words aren't asked"
)]
pub trait WithoutDyn {}

impl WithoutDyn for Unmarked {}

/// Takes what the trait of an implementation gives that doesn't say `dyn`.
pub fn without_dyn<M: WithoutDyn>(_: M) {}
