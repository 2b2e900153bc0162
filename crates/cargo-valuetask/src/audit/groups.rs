//! The methods whose calls allocate, by their trait: the largest trait comes first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::scope::Owner;
use crate::survey::{Cost, Place, Survey};

/// The methods of a trait and of its implementations, those of a type, functions, or expressions.
pub(super) struct Group<'s> {
    /// The trait or the type; nothing for functions and expressions.
    pub(super) name: Option<&'s str>,
    pub(super) is_trait: bool,
    pub(super) is_of_expressions: bool,
    pub(super) places: Vec<&'s Place>,
}

/// Groups what allocates, outside of tests, examples and benches.
pub(super) fn groups(survey: &Survey) -> Vec<Group<'_>> {
    // By the declaration of a trait where that is known, and a name.
    let mut found = BTreeMap::<_, Group<'_>>::new();
    for place in survey.places.iter().filter(|place| !place.test && place.cost.is_some()) {
        let name = match &place.item.owner {
            Owner::Type(name) => Some(name.as_str()),
            owner => owner.of_trait(),
        };
        let is_trait = place.item.owner.of_trait().is_some();
        let is_of_expressions = place.is_expression();
        let group = || Group { name, is_trait, is_of_expressions, places: Vec::new() };
        found.entry((place.home.as_ref(), name, is_of_expressions)).or_insert_with(group).places.push(place);
    }
    let mut groups: Vec<_> = found.into_values().collect();
    groups.sort_by_key(|group| (Reverse((group.is_trait, !group.is_of_expressions, group.places.len())), group.name));
    groups
}

impl Group<'_> {
    /// How many methods it has, each once for all implementations.
    pub(super) fn methods(&self) -> usize {
        let names: BTreeSet<_> = self.places.iter().map(|place| &place.method.name).collect();
        if self.name.is_none() { self.places.len() } else { names.len() }
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
