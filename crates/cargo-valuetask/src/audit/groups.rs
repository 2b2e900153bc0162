//! The methods whose calls allocate, by their trait: the largest trait comes first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::resolve::Declared;
use crate::scope::Owner;
use crate::survey::{Cost, Place, Survey};

/// The methods of a trait and of its implementations, those of a type, or functions.
pub(super) struct Group<'s> {
    /// The trait or the type; nothing for functions.
    pub(super) name: Option<&'s str>,
    pub(super) is_trait: bool,
    pub(super) places: Vec<&'s Place>,
}

/// The declaration of a trait where that is known, and a name.
type Key<'s> = (Option<&'s Declared>, Option<&'s str>);

/// Groups what allocates, outside of tests, examples and benches.
pub(super) fn groups(survey: &Survey) -> Vec<Group<'_>> {
    let mut found = BTreeMap::<Key<'_>, Group<'_>>::new();
    for place in survey.places.iter().filter(|place| !place.test && place.cost.is_some()) {
        let name = match &place.item.owner {
            Owner::Type(name) => Some(name.as_str()),
            owner => owner.of_trait(),
        };
        let is_trait = place.item.owner.of_trait().is_some();
        let group = || Group { name, is_trait, places: Vec::new() };
        found.entry((place.home.as_ref(), name)).or_insert_with(group).places.push(place);
    }
    let mut groups: Vec<_> = found.into_values().collect();
    groups.sort_by_key(|group| (Reverse((group.is_trait, group.places.len())), group.name));
    groups
}

impl Group<'_> {
    /// How many methods it has, each once for all implementations.
    pub(super) fn methods(&self) -> usize {
        let key = |place: &&Place| {
            (self.name.is_none().then_some((place.file, place.method.line)), place.method.name.clone())
        };
        self.places.iter().map(key).collect::<BTreeSet<_>>().len()
    }

    /// How many implementations it has.
    pub(super) fn impls(&self) -> usize {
        let implementing = self.places.iter().filter(|place| matches!(place.item.owner, Owner::Impl { .. }));
        implementing.map(|place| (place.file, place.item.line)).collect::<BTreeSet<_>>().len()
    }

    /// Its declaration, or the first place where it is implemented.
    pub(super) fn first(&self) -> &Place {
        let declared = self.places.iter().find(|place| matches!(place.item.owner, Owner::Trait(_)));
        declared.unwrap_or(&self.places[0])
    }

    /// When a call allocates.
    pub(super) fn when(&self) -> Cost {
        self.places.iter().map(|place| place.cost).reduce(Cost::or).unwrap_or(Cost::Unknown)
    }
}
