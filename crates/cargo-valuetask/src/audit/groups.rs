//! The methods whose calls allocate, by their trait: the largest trait comes first.

use std::collections::{BTreeMap, BTreeSet};

use crate::resolve::Meaning;
use crate::survey::{Cost, Owner, Place, Shape, Survey};
use crate::tree::FileId;

/// The methods of a trait and of its implementations, those of a type, or functions.
pub(super) struct Group<'s> {
    /// The trait or the type; nothing for functions.
    pub(super) name: Option<&'s str>,
    pub(super) is_trait: bool,
    pub(super) places: Vec<&'s Place>,
}

/// The declaration of a trait where that is known, and a name.
type Key<'s> = (Option<(FileId, usize)>, Option<&'s str>);

/// Groups what allocates, outside of tests, examples and benches.
pub(super) fn groups(survey: &Survey) -> Vec<Group<'_>> {
    let mut found = BTreeMap::<Key<'_>, Group<'_>>::new();
    for place in survey.places.iter().filter(|place| !place.test && place.cost.is_some()) {
        let name = match &place.owner {
            Owner::Type(name) => Some(name.as_str()),
            owner => owner.of_trait(),
        };
        let is_trait = place.owner.of_trait().is_some();
        let group = found.entry((place.home, name)).or_insert_with(|| Group { name, is_trait, places: Vec::new() });
        group.places.push(place);
    }
    let mut groups: Vec<_> = found.into_values().collect();
    groups.sort_by_key(|group| (std::cmp::Reverse((group.is_trait, group.places.len())), group.name));
    groups
}

impl Group<'_> {
    /// How many methods it has, each once for all implementations.
    pub(super) fn methods(&self) -> usize {
        let names: BTreeSet<_> =
            self.places.iter().map(|place| (self.name.is_none().then_some(place.line), &place.name)).collect();
        names.len()
    }

    /// The methods of implementations.
    fn implementing(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().copied().filter(|place| matches!(place.owner, Owner::Impl { .. }))
    }

    pub(super) fn implemented(&self) -> usize {
        self.implementing().count()
    }

    /// How many implementations it has.
    pub(super) fn impls(&self) -> usize {
        self.implementing().map(|place| (place.file, place.item_line)).collect::<BTreeSet<_>>().len()
    }

    /// Its declaration, or the first place where it is implemented.
    pub(super) fn first(&self) -> &Place {
        let declared = self.places.iter().find(|place| matches!(place.owner, Owner::Trait(_)));
        declared.unwrap_or(&self.places[0])
    }

    /// When a call allocates.
    pub(super) fn when(&self) -> &'static str {
        let always = |cost: Cost| matches!(cost, Cost::Allocations { least: 1.., .. });
        let through_dyn = |place: &Place| matches!(&place.shape, Shape::Attribute(all) if all.iter().any(|one| matches!(one, Meaning::Dynosaur | Meaning::Dynify)));
        match () {
            () if self.places.iter().all(|place| always(place.cost)) => "every call",
            () if self.places.iter().all(|place| through_dyn(place)) => "through dyn",
            () => "by configuration",
        }
    }

    /// How many bodies end before an await on some path, for all that their syntax says.
    pub(super) fn early(&self) -> usize {
        self.places.iter().filter(|place| place.body.as_ref().is_some_and(|body| body.ends_early)).count()
    }
}
