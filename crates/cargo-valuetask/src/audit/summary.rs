//! The summary: how many methods there are of each kind, what a call of them costs, and how many are or could be
//! answered at the call.

use std::collections::BTreeMap;

use serde::Serialize;
use valuetask_syntax::Name;

use super::resolve::Meaning;
use super::survey::{Cost, Maker, Place, Shape, Survey};

/// One kind of methods.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub(super) kind: String,
    /// With declarations.
    pub(super) methods: usize,
    pub(super) bodies: usize,
    /// As it is shown: a number, two, or `unknown`.
    pub(super) allocations: String,
    pub(super) answered: usize,
    /// Places of worth 2 and 3.
    pub(super) worth_a_change: usize,
}

/// One line a kind, the kinds with most to gain first.
pub(super) fn summary(survey: &Survey) -> Vec<Line> {
    let mut kinds: BTreeMap<String, Vec<&Place>> = BTreeMap::new();
    for place in &survey.places {
        kinds.entry(kind(place)).or_default().push(place);
    }
    let line = |(kind, places): (String, Vec<&Place>)| {
        let cost = places.iter().map(|place| place.cost).reduce(Cost::or);
        Line {
            kind,
            methods: places.len(),
            bodies: places.iter().filter(|place| place.body.is_some()).count(),
            allocations: cost.unwrap_or(Cost::Unknown).to_string(),
            answered: places.iter().filter(|place| place.is_answered_now()).count(),
            worth_a_change: places.iter().filter(|place| place.worth >= 2).count(),
        }
    };
    let mut lines: Vec<_> = kinds.into_iter().map(line).collect();
    lines.sort_by_key(|line| std::cmp::Reverse((line.worth_a_change, line.methods)));
    lines
}

/// What a reader calls the kind of a method.
pub(super) fn kind(place: &Place) -> String {
    if let Some(companion) = &place.companion {
        return match companion.maker {
            Maker::ValueTask => format!("#[value_task(dyn)], {}", if place.is_hot() { "hot" } else { "lazy" }),
            Maker::Dynosaur => "#[dynosaur]".to_owned(),
            Maker::Dynify => "#[dynify]".to_owned(),
            Maker::Hand => "async fn, a companion by hand".to_owned(),
        };
    }
    match &place.shape {
        Shape::Native => "async fn in a trait".to_owned(),
        Shape::Boxed { .. } => "a boxed future".to_owned(),
        Shape::Attribute(_) if place.shape.is_unknown() => "an attribute that isn't known".to_owned(),
        Shape::Attribute(meanings) => match &meanings[..] {
            [Meaning::AsyncTrait] => "#[async_trait]".to_owned(),
            [Meaning::Ours(Name::AsyncMethod)] => "#[async_method]".to_owned(),
            [Meaning::Ours(Name::AsyncTrait)] => "#[valuetask::async_trait]".to_owned(),
            [Meaning::Ours(Name::ValueTask)] if place.cost.is_some() => "#[value_task(boxed)]".to_owned(),
            [Meaning::Ours(Name::ValueTask)] if place.is_hot() => "#[value_task]".to_owned(),
            [Meaning::Ours(Name::ValueTask)] => "#[value_task(lazy)]".to_owned(),
            [Meaning::StandIn] => "#[async_trait], the stand-in".to_owned(),
            [Meaning::TraitVariant] => "#[trait_variant::make]".to_owned(),
            [Meaning::Dynosaur] => "#[dynosaur]".to_owned(),
            [Meaning::Dynify] => "#[dynify]".to_owned(),
            [Meaning::AsyncRecursion] => "#[async_recursion]".to_owned(),
            _ => "by configuration".to_owned(),
        },
    }
}
