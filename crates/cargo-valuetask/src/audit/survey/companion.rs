//! How a native trait is called through `dyn`: by a companion that an attribute makes, or that is written by hand.

use proc_macro2::{TokenStream, TokenTree};
use syn::{FnArg, GenericParam, Signature, Type};

use super::cost::{Cost, says};
use crate::audit::resolve::Meaning;

/// What makes a companion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) enum Maker {
    /// `#[value_task(dyn = Name)]`: a call returns a task, in a slot of the pool.
    #[serde(rename = "valuetask::value_task")]
    ValueTask,
    /// `#[dynosaur]`: a call boxes.
    #[serde(rename = "dynosaur::dynosaur")]
    Dynosaur,
    /// `#[dynify]`: the caller brings a place, or a box.
    #[serde(rename = "dynify::dynify")]
    Dynify,
    /// A trait of boxed futures, implemented by hand for every type that has the native one.
    #[serde(rename = "hand")]
    Hand,
}

/// What a native trait is called through where the type isn't known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Companion {
    /// `DynStore`, where that is known.
    pub(crate) name: Option<String>,
    pub(crate) maker: Maker,
}

impl Companion {
    /// What the attribute of a trait, or of an impl of one, makes or says of a companion.
    pub(super) fn of_attribute(meanings: &[Meaning], args: &TokenStream, native: &str) -> Option<Self> {
        let [meaning] = meanings else { return None };
        let first = || words(args).into_iter().find(|word| word != "pub");
        Some(match meaning {
            meaning if is_native(std::slice::from_ref(meaning), args) => {
                Self { name: behind_dyn(args), maker: Maker::ValueTask }
            }
            Meaning::Dynosaur => Self { name: first(), maker: Maker::Dynosaur },
            Meaning::Dynify => {
                let name = if args.is_empty() { Some(format!("Dyn{native}")) } else { first() };
                // A remote trait is another's, and the one that is written here is the companion.
                Self { name: name.filter(|_| !says(args, "remote")), maker: Maker::Dynify }
            }
            _ => return None,
        })
    }

    /// What a call through it allocates.
    pub(crate) fn cost(&self) -> Cost {
        match self.maker {
            Maker::ValueTask => Cost::exactly(0),
            Maker::Dynosaur | Maker::Hand => Cost::exactly(1),
            Maker::Dynify => Cost::Allocations { least: 0, most: 1 },
        }
    }

    /// Its name, or the word for any.
    pub(crate) fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or("dyn")
    }
}

/// Whether an attribute leaves its trait native: ours, with the argument `dyn`.
pub(super) fn is_native(meanings: &[Meaning], args: &TokenStream) -> bool {
    meanings.iter().all(Meaning::is_ours) && says(args, "dyn")
}

/// The words of these tokens, outside of parentheses.
pub(super) fn words(args: &TokenStream) -> Vec<String> {
    let words = args.clone().into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    });
    words.collect()
}

/// The name in `dyn = Name`.
fn behind_dyn(args: &TokenStream) -> Option<String> {
    let mut tokens = args.clone().into_iter();
    tokens.find(|token| matches!(token, TokenTree::Ident(word) if word == "dyn"))?;
    let mut rest = tokens.filter(|token| !matches!(token, TokenTree::Group(_)));
    match (rest.next()?, rest.next()?) {
        (TokenTree::Punct(equals), TokenTree::Ident(name)) if equals.as_char() == '=' => Some(name.to_string()),
        _ => None,
    }
}

/// Whether an object can have a method, for all that its signature says: called on something, and without parameters
/// for types.
pub(super) fn fits(sig: &Signature) -> bool {
    let generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    let opaque = |arg: &FnArg| matches!(arg, FnArg::Typed(arg) if matches!(*arg.ty, Type::ImplTrait(_)));
    sig.receiver().is_some() && !sig.generics.params.iter().any(generic) && !sig.inputs.iter().any(opaque)
}

#[cfg(test)]
mod tests {
    use valuetask_syntax::Name;

    use super::*;

    #[test]
    fn names_of_companions_are_read_as_each_attribute_has_them() {
        let name = |meaning: Meaning, args: &str| {
            Companion::of_attribute(&[meaning], &args.parse().expect("tokens"), "Store").and_then(|found| found.name)
        };
        let dyn_store = Some("DynStore".to_owned());
        for args in ["dyn = DynStore", "lazy, dyn = DynStore", "dyn(no_pointers, A = DynA) = DynStore, ?Send"] {
            assert_eq!(name(Meaning::Ours(Name::ValueTask), args), dyn_store, "{args}");
        }
        for args in ["DynStore = dyn(box) Store", "pub DynStore"] {
            assert_eq!(name(Meaning::Dynosaur, args), dyn_store, "{args}");
        }
        assert_eq!(name(Meaning::Dynify, ""), dyn_store);
        assert_eq!(name(Meaning::Dynify, "Other"), Some("Other".to_owned()));
        assert_eq!(name(Meaning::Dynify, "remote = \"other::Store\""), None);
        for args in ["dyn", "lazy"] {
            assert_eq!(name(Meaning::Ours(Name::ValueTask), args), None, "{args}");
        }
    }
}
