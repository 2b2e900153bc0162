//! The packages whose attributes are known, and which attribute is what.

use valuetask_syntax::Name;

use super::hit::Target;
use super::meaning::Meaning;

/// The package of valuetask's stand-in for async-trait, also where a workspace calls it `async-trait`.
pub(super) const STAND_IN: &str = "valuetask-async-trait";

/// Whether what a package exports is known, so that its source needn't be read.
pub(super) fn is_known(package: &str) -> bool {
    matches!(package, "valuetask" | "valuetask-macros" | STAND_IN | "async-trait" | "async-recursion")
}

/// What a path means as an attribute, by what it leads to. A package may be named as code has it.
pub(super) fn meaning(target: &Target) -> Meaning {
    let Target::Outside(package, path) = target else { return Meaning::Unknown };
    match (&*package.replace('_', "-"), &*path.join("::")) {
        ("valuetask" | "valuetask-macros", "value_task") => Meaning::Ours(Name::ValueTask),
        ("valuetask" | "valuetask-macros", "async_trait") => Meaning::Ours(Name::AsyncTrait),
        ("valuetask" | "valuetask-macros", "async_method") => Meaning::Ours(Name::AsyncMethod),
        ("valuetask" | "valuetask-macros", "async_recursion") => Meaning::Ours(Name::AsyncRecursion),
        (STAND_IN, "async_trait") => Meaning::StandIn,
        ("async-trait", "async_trait") => Meaning::AsyncTrait,
        ("async-recursion", "async_recursion") => Meaning::AsyncRecursion,
        _ => Meaning::Foreign { package: package.clone(), path: path.clone() },
    }
}
