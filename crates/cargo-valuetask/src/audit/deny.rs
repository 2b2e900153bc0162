//! What is denied in CI: a line for each place, as clippy prints it, and a failure.

use clap::ValueEnum;

use super::facts::Facts;
use crate::error::Error;
use crate::resolve::Meaning;
use crate::survey::{Place, Shape};

/// What can be denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rule {
    /// A call allocates a box for its future
    Boxed,
    /// async-trait's attribute stands on a trait or an impl without an async method
    Needless,
}

/// The lines of places that are denied.
pub(super) struct Denied(Vec<String>);

/// Finds what is denied outside of tests, examples and benches.
pub(super) fn found(rules: &[Rule], facts: &Facts<'_>) -> Denied {
    let mut lines = Vec::new();
    if rules.contains(&Rule::Boxed) {
        let boxed = facts.survey.places.iter().filter(|place| !place.test && place.cost.is_some());
        lines.extend(boxed.map(|place| {
            let at = facts.paths.at(place.file, place.line);
            let (column, title) = (place.column, place.title());
            format!("{at}:{column}: error: a call of `{title}` allocates a future; help: {}\n", help(place))
        }));
    }
    if rules.contains(&Rule::Needless) {
        lines.extend(facts.survey.needless.iter().filter(|found| !found.test).map(|found| {
            let at = facts.paths.at(found.file, found.line);
            let (item, attribute) = (&found.item, &found.attribute);
            format!("{at}:1: error: `{item}` has no async method; help: remove `#[{attribute}]`\n")
        }));
    }
    Denied(lines)
}

impl Denied {
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Fails where something was found.
    pub(super) fn result(&self) -> Result<(), Error> {
        if self.0.is_empty() {
            return Ok(());
        }
        let what = match self.0.len() {
            1 => "1 place is denied".to_owned(),
            found => format!("{found} places are denied"),
        };
        Err(Error::failure(what, "audit", "change these places, or leave the rule out of --deny"))
    }
}

/// What allocates nothing in its stead.
fn help(place: &Place) -> &'static str {
    match &place.shape {
        Shape::Attribute(meanings) => match &meanings[..] {
            [Meaning::AsyncTrait] => {
                "`cargo valuetask audit --fix` writes `#[valuetask::async_trait]`, which means the same"
            }
            [Meaning::AsyncRecursion] => "`cargo valuetask audit --fix` writes `#[valuetask::async_recursion]`",
            [Meaning::Dynosaur | Meaning::Dynify] => "write `#[value_task(dyn = ..)]` on the trait",
            [meaning] if meaning.is_ours() => "leave out `boxed`",
            _ => "make its attribute one of valuetask's in each configuration",
        },
        Shape::Boxed { .. } | Shape::Native => "return a `PooledFuture`",
    }
}
