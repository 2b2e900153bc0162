//! What can be done about a method that allocates.

use crate::resolve::Meaning;
use crate::survey::Place;

/// Why `--fix` leaves such a method, if it does, and what allocates nothing in its stead.
pub(super) fn remedy(place: &Place) -> (Option<&'static str>, &'static str) {
    match &place.meanings[..] {
        [] => (Some("it returns a box by its own signature, which callers may name"), "return a `PooledFuture`"),
        [Meaning::AsyncTrait] => {
            (None, "`cargo valuetask audit --fix` writes `#[valuetask::async_trait]`, which means the same")
        }
        [Meaning::AsyncRecursion] => (None, "`cargo valuetask audit --fix` writes `#[valuetask::async_recursion]`"),
        [Meaning::StandIn] => {
            (Some("the stand-in for async-trait allocates in its mode `boxed` alone"), "leave out `boxed`")
        }
        [Meaning::Ours(_)] => (Some("its attribute says `boxed`, or it declares a box"), "leave out `boxed`"),
        _ => {
            let left = "what its attribute is depends on the configuration";
            (Some(left), "make its attribute one of valuetask's in each configuration")
        }
    }
}
