//! The companions of a workspace's native traits.
//!
//! A trait is known by its name. Where two of a name have different companions, neither is said.

use std::collections::{HashMap, HashSet};

use syn::ItemTrait;
use valuetask_syntax::not_in_companion;

use super::companion::{Companion, Maker};
use super::place::{Place, Shape};
use crate::audit::resolve::Meaning;

/// A trait that is implemented for every type which has one of some other traits.
#[derive(Debug)]
pub(super) struct Blanket {
    pub(super) name: String,
    /// Those other traits, among other words of its bounds.
    pub(super) bounds: Vec<String>,
    /// The names of what its methods call that return a box.
    pub(super) calls: HashSet<String>,
}

/// The native traits of a workspace, and what is known of their companions.
#[derive(Debug, Default)]
pub(crate) struct Companions {
    /// By the trait; nothing where attributes differ.
    made: HashMap<String, Option<Companion>>,
    pub(super) blankets: Vec<Blanket>,
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
        let names = not_in_companion(native).map(ToString::to_string);
        self.lacking.entry(native.ident.to_string()).or_default().extend(names);
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
