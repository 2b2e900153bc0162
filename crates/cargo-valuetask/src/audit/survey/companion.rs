//! How a native trait is called through `dyn`: by a companion that an attribute makes, or that is written by hand.
//!
//! A trait is known by its name. Where two of a name have different companions, neither is said.

#![forbid(unsafe_code)]

use std::collections::{HashMap, HashSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::{FnArg, GenericParam, ItemTrait, Signature, Type};
use valuetask_syntax::not_in_companion;

use super::cost::{Cost, says};
use super::{Place, Shape};
use crate::audit::resolve::Meaning;

/// What makes a companion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Maker {
    /// `#[value_task(dyn = Name)]`: a call returns a task, in a slot of the pool.
    ValueTask,
    /// `#[dynosaur]`: a call boxes.
    Dynosaur,
    /// `#[dynify]`: the caller brings a place, or a box.
    Dynify,
    /// A trait of boxed futures, implemented by hand for every type that has the native one.
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

/// The words of an attribute, outside of parentheses.
fn words(args: &TokenStream) -> Vec<String> {
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

/// A trait that is implemented for every type which has one of some other traits.
#[derive(Debug)]
pub(super) struct Blanket {
    pub(super) name: String,
    /// Those other traits.
    pub(super) bounds: Vec<String>,
    /// The names of what its methods call that return a box.
    pub(super) calls: HashSet<String>,
}

/// The native traits of a workspace, and what is known of their companions.
#[derive(Debug, Default)]
pub(crate) struct Companions {
    /// By the trait; nothing where attributes differ.
    made: HashMap<String, Option<Companion>>,
    blankets: Vec<Blanket>,
    /// The async methods of native traits.
    natives: HashMap<String, HashSet<String>>,
    /// The methods that a companion of ours hasn't, by the trait.
    lacking: HashMap<String, HashSet<String>>,
}

impl Companions {
    pub(super) fn add_made(&mut self, native: &str, companion: Companion) {
        let new = Some(companion);
        let known = self.made.entry(native.to_owned()).or_insert_with(|| new.clone());
        if *known != new {
            *known = None;
        }
    }

    /// Adds what a companion of ours hasn't of a trait.
    pub(super) fn add_lacking(&mut self, native: &ItemTrait) {
        let names = not_in_companion(native).into_iter().map(|(name, _)| name.to_string());
        self.lacking.entry(native.ident.to_string()).or_default().extend(names);
    }

    pub(super) fn add_blanket(&mut self, blanket: Blanket) {
        self.blankets.push(blanket);
    }

    pub(super) fn add_native(&mut self, native: &str, method: &str) {
        self.natives.entry(native.to_owned()).or_default().insert(method.to_owned());
    }

    /// Whether `#[value_task(dyn = Name)]` stands on a trait.
    pub(super) fn is_ours(&self, native: &str) -> bool {
        matches!(self.made.get(native), Some(Some(Companion { maker: Maker::ValueTask, .. })))
    }

    /// Whether a companion of ours hasn't this method of its trait.
    fn lacks(&self, native: &str, method: &str) -> bool {
        self.lacking.get(native).is_some_and(|lacking| lacking.contains(method))
    }

    /// What a method of a native trait is called through.
    fn of(&self, native: &str, method: &str) -> Option<Companion> {
        if let Some(made) = self.made.get(native) {
            let has_it = |made: &&Companion| made.maker != Maker::ValueTask || !self.lacks(native, method);
            return made.as_ref().filter(has_it).cloned();
        }
        let is_it =
            |blanket: &&Blanket| blanket.bounds.iter().any(|bound| bound == native) && blanket.calls.contains(method);
        let blanket = self.blankets.iter().find(is_it)?;
        Some(Companion { name: Some(blanket.name.clone()), maker: Maker::Hand })
    }

    /// The native trait whose companion a trait is by hand.
    fn native_of(&self, name: &str) -> Option<&str> {
        let of_it = self.blankets.iter().filter(|blanket| blanket.name == name);
        let natives = of_it.flat_map(|blanket| {
            blanket.bounds.iter().filter(|bound| {
                let native = self.natives.get(*bound);
                !self.made.contains_key(*bound) && native.is_some_and(|native| !native.is_disjoint(&blanket.calls))
            })
        });
        natives.map(String::as_str).next()
    }

    /// Says of a place what its native trait is called through, or of which one it is the companion.
    pub(super) fn settle(&self, place: &mut Place) {
        let Some(own) = &place.of_trait else { return };
        let is_ours = place.companion.as_ref().is_some_and(|companion| companion.maker == Maker::ValueTask);
        if is_ours && self.lacks(own, &place.name) {
            // The trait may say what the signature of an implementation doesn't.
            (place.shape, place.companion, place.hot) = (Shape::Native, None, false);
            place.body.iter_mut().for_each(|body| body.mechanism = None);
            return;
        }
        match &place.shape {
            Shape::Native => place.companion = self.of(own, &place.name).filter(|_| place.fits_objects),
            Shape::Attribute(meanings) => match &meanings[..] {
                [Meaning::TraitVariant | Meaning::Dynosaur | Meaning::Dynify] if place.fits_objects => {
                    place.companion = self.of(own, &place.name);
                }
                [Meaning::AsyncTrait] => place.companion_of = self.native_of(own).map(str::to_owned),
                _ => {
                    // An impl needn't repeat the name.
                    if let Some(companion) = place.companion.as_mut().filter(|companion| companion.name.is_none()) {
                        companion.name = self.of(own, &place.name).and_then(|found| found.name);
                    }
                }
            },
            Shape::Boxed { .. } => place.companion_of = self.native_of(own).map(str::to_owned),
        }
        if let Some(companion) = &place.companion {
            place.cost = place.cost.or(companion.cost());
        }
    }
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
