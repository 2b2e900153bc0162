//! The packages whose attributes are known, and which attribute is what.

#![forbid(unsafe_code)]

use valuetask_syntax::Name;

use super::meaning::Meaning;

/// Packages, their attributes, and what these mean.
const KNOWN: [(&str, &str, Meaning); 12] = [
    ("valuetask", "value_task", Meaning::Ours(Name::ValueTask)),
    ("valuetask", "async_trait", Meaning::Ours(Name::AsyncTrait)),
    ("valuetask", "async_method", Meaning::Ours(Name::AsyncMethod)),
    ("valuetask-macros", "value_task", Meaning::Ours(Name::ValueTask)),
    ("valuetask-macros", "async_trait", Meaning::Ours(Name::AsyncTrait)),
    ("valuetask-macros", "async_method", Meaning::Ours(Name::AsyncMethod)),
    ("valuetask-async-trait", "async_trait", Meaning::StandIn),
    ("async-trait", "async_trait", Meaning::AsyncTrait),
    ("trait-variant", "make", Meaning::TraitVariant),
    ("dynosaur", "dynosaur", Meaning::Dynosaur),
    ("dynify", "dynify", Meaning::Dynify),
    ("async-recursion", "async_recursion", Meaning::AsyncRecursion),
];

/// Whether what a package exports is in the table, so that its source needn't be read.
pub(super) fn is_known(package: &str) -> bool {
    KNOWN.iter().any(|(known, _, _)| *known == package)
}

/// What an attribute of a package is, by its path in that.
pub(super) fn meaning(package: &str, path: &[String], stand_in: bool) -> Meaning {
    let known = match path {
        [name] => KNOWN.iter().find(|(known, attribute, _)| *known == package && attribute == name),
        _ => None,
    };
    match known {
        Some((_, _, Meaning::AsyncTrait)) if stand_in => Meaning::StandIn,
        Some((_, _, meaning)) => meaning.clone(),
        None => Meaning::Foreign { package: package.to_owned(), path: path.to_vec() },
    }
}
