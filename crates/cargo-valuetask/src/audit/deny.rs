//! What is denied in CI: a line for each place, as clippy prints it, and a failure.

use super::args::Rule;
use super::facts::Facts;
use crate::error::Error;
use crate::resolve::Meaning;
use crate::survey::{Place, Shape};

/// Returns a line for each place outside of tests, examples and benches that is denied.
pub(super) fn found(rules: &[Rule], facts: &Facts<'_>) -> Vec<String> {
    let is_denied = |place: &&Place| !rules.is_empty() && !place.test && place.cost.is_some();
    let line = |place: &Place| {
        let at = facts.at(place.file, Some(place.method().line));
        let (column, title) = (place.method().column, place.title());
        format!("{at}:{column}: error: a call of `{title}` allocates a future; help: {}\n", help(place))
    };
    facts.survey.places.iter().filter(is_denied).map(line).collect()
}

/// Fails where something is denied.
pub(super) fn refuse(denied: &[String]) -> Result<(), Error> {
    let what = match denied.len() {
        0 => return Ok(()),
        1 => "1 place is denied".to_owned(),
        found => format!("{found} places are denied"),
    };
    Err(Error::failure(what, "audit", "change these places, or leave out --deny"))
}

/// What allocates nothing in its stead.
fn help(place: &Place) -> &'static str {
    match &place.shape {
        Shape::Attribute(meanings) => match &meanings[..] {
            [Meaning::AsyncTrait] => {
                "`cargo valuetask audit --fix` writes `#[valuetask::async_trait]`, which means the same"
            }
            [Meaning::AsyncRecursion] => "`cargo valuetask audit --fix` writes `#[valuetask::async_recursion]`",
            [meaning] if meaning.is_ours() => "leave out `boxed`",
            _ => "make its attribute one of valuetask's in each configuration",
        },
        Shape::Boxed { .. } | Shape::Native => "return a `PooledFuture`",
    }
}
