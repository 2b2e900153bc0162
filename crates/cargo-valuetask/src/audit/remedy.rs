//! What can be done about a method that allocates.

use crate::resolve::Meaning;
use crate::scope::{Owner, Returns};
use crate::survey::Place;

/// Why `--fix` leaves such a method, if it does, and what allocates nothing in its stead.
pub(super) fn remedy(place: &Place) -> (Option<&'static str>, &'static str) {
    match &place.meanings[..] {
        [] => (
            Some(why_boxed(place)),
            if place.is_expression() { "make a `PooledFuture`" } else { "return a `PooledFuture`" },
        ),
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

/// Why `--fix` leaves a function that returns a boxed future, or an expression that makes one.
fn why_boxed(place: &Place) -> &'static str {
    let is_free = matches!(place.item.owner, Owner::Nothing | Owner::Type(_)) && !place.method.is_public;
    match &place.method.returns {
        Returns::Made => "`--fix` changes signatures, and no box that a body, a field or a table makes",
        Returns::Boxed(boxed) if is_free && !boxed.aliases.is_empty() => {
            "its type is an alias: write the boxed future out, and `--fix` changes it"
        }
        Returns::Boxed(_) if is_free => {
            "`--fix` changes a boxed future whose body ends with `Box::pin(..)` or `.boxed()`"
        }
        _ => "it returns a box by its own signature, which callers may name",
    }
}
