//! The packages whose attributes are known, and which attribute is what.

use valuetask_syntax::Name;

use super::meaning::Meaning;

/// The package of valuetask's stand-in for async-trait, also where a workspace calls it `async-trait`.
pub(super) const STAND_IN: &str = "valuetask-async-trait";

/// The packages of valuetask's attributes.
const OURS: [&str; 2] = ["valuetask", "valuetask-macros"];

/// Other packages, their attributes, and what these mean.
const OTHERS: [(&str, &str, Meaning); 3] = [
    (STAND_IN, "async_trait", Meaning::StandIn),
    ("async-trait", "async_trait", Meaning::AsyncTrait),
    ("async-recursion", "async_recursion", Meaning::AsyncRecursion),
];

/// Whether what a package exports is known, so that its source needn't be read.
pub(super) fn is_known(package: &str) -> bool {
    OURS.contains(&package) || OTHERS.iter().any(|(known, ..)| *known == package)
}

/// What an attribute of a package is, by its path in that. The package may be named as code has it.
pub(super) fn meaning(package: &str, path: &[String]) -> Meaning {
    let is = |known: &str| known.replace('-', "_") == package.replace('-', "_");
    let names = [Name::ValueTask, Name::AsyncTrait, Name::AsyncMethod, Name::AsyncRecursion].into_iter();
    let mut ours = names.filter(|name| OURS.iter().any(|known| is(known)) && path == [name.as_str()]);
    let mut others = OTHERS.iter().filter(|(known, attribute, _)| is(known) && path == [*attribute]);
    let foreign = || Meaning::Foreign { package: package.to_owned(), path: path.to_vec() };
    ours.next()
        .map(Meaning::Ours)
        .or_else(|| others.next().map(|(.., meaning)| meaning.clone()))
        .unwrap_or_else(foreign)
}
