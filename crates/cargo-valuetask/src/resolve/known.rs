//! The packages whose attributes are known, and which attribute is what.

use valuetask_syntax::Name;

use super::meaning::Meaning;

/// The package of valuetask's stand-in for async-trait, also where a workspace calls it `async-trait`.
pub(super) const STAND_IN: &str = "valuetask-async-trait";

/// Packages, their attributes, and what these mean.
const KNOWN: [(&str, &str, Meaning); 11] = [
    ("valuetask", "value_task", Meaning::Ours(Name::ValueTask)),
    ("valuetask", "async_trait", Meaning::Ours(Name::AsyncTrait)),
    ("valuetask", "async_method", Meaning::Ours(Name::AsyncMethod)),
    ("valuetask", "async_recursion", Meaning::Ours(Name::AsyncRecursion)),
    ("valuetask-macros", "async_recursion", Meaning::Ours(Name::AsyncRecursion)),
    ("valuetask-macros", "value_task", Meaning::Ours(Name::ValueTask)),
    ("valuetask-macros", "async_trait", Meaning::Ours(Name::AsyncTrait)),
    ("valuetask-macros", "async_method", Meaning::Ours(Name::AsyncMethod)),
    (STAND_IN, "async_trait", Meaning::StandIn),
    ("async-trait", "async_trait", Meaning::AsyncTrait),
    ("async-recursion", "async_recursion", Meaning::AsyncRecursion),
];

/// Whether what a package exports is in the table, so that its source needn't be read.
pub(super) fn is_known(package: &str) -> bool {
    KNOWN.iter().any(|(known, ..)| *known == package)
}

/// What an attribute of a package is, by its path in that. The package may be named as code has it.
pub(super) fn meaning(package: &str, path: &[String]) -> Meaning {
    let is_it = |(known, attribute, _): &&(&str, &str, Meaning)| {
        known.replace('-', "_") == package.replace('-', "_") && path == [*attribute]
    };
    let foreign = || Meaning::Foreign { package: package.to_owned(), path: path.to_vec() };
    KNOWN.iter().find(is_it).map_or_else(foreign, |(_, _, meaning)| meaning.clone())
}
