//! The survey: every async method behind an attribute, every function that returns a boxed future, every `async fn` in
//! a trait; what a call of each costs, and what its body does before it first awaits.

mod advice;
mod awaits;
mod collect;
mod companion;
mod companions;
mod cost;
mod names;
mod place;
mod prefix_effects;
mod prices;
mod returns;
mod rule;
mod size;
mod worth;

use std::collections::BTreeSet;

pub(crate) use advice::{stays_lazy, unknown};
pub(crate) use awaits::{Answer, Awaited};
pub(crate) use companion::{Companion, Maker};
pub(crate) use cost::Cost;
pub(crate) use place::{Body, Needless, Place, Shape, Unseen};
pub(crate) use returns::boxed_type;
pub(crate) use rule::Rule;

use super::resolve::{Attribute, Resolver};
use super::tree::Unread;
use super::workspace::Workspace;

/// All that was found.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// By worth, then by file and line.
    pub(crate) places: Vec<Place>,
    /// Async functions that the survey isn't about: no attribute speaks for them, and they are of no trait.
    pub(crate) plain: Vec<Place>,
    /// Macros that hold an attribute of ours in what they are given or defined as: what they make isn't seen.
    pub(crate) unseen: Vec<Unseen>,
    /// Attributes that have nothing to do.
    pub(crate) needless: Vec<Needless>,
    /// Of each method of the workspace, requested or not: as [`Place::harmless`].
    pub(crate) calls: Vec<(String, Option<BTreeSet<String>>)>,
    pub(crate) unread: Vec<Unread>,
    pub(crate) files: usize,
    pub(crate) lines: usize,
    pub(crate) packages: usize,
}

/// Surveys what was asked for.
pub(crate) fn survey(workspace: &Workspace, resolver: &mut Resolver<'_>) -> (Survey, Vec<Attribute>) {
    let attributes = resolver.attributes();
    let all_needless = resolver.needless();
    let mut index = names::Index::default();
    resolver.own_files().for_each(|file| collect::declare(file, &resolver.tree, &mut index));
    let (mut survey, mut others) = (Survey::default(), Survey::default());
    for file in resolver.own_files() {
        let is_held = workspace.selection.holds(&resolver.tree.files[file].path);
        let found = if is_held { &mut survey } else { &mut others };
        collect::collect(file, resolver, &attributes, &all_needless, &mut index, found);
    }
    index.settle();
    for place in survey.places.iter_mut().chain(&mut survey.plain) {
        place.writes = index.effect(&place.deeds, &place.owner);
        if let Some(body) = &mut place.body {
            body.awaits.iter_mut().for_each(|awaited| index.answer(awaited));
        }
        index.companions.settle(place);
        place.advice = advice::of(place);
        place.worth = worth::of(place);
    }
    let tree = &resolver.tree;
    let order =
        |place: &Place| (std::cmp::Reverse(place.worth), place.test, tree.files[place.file].path.clone(), place.line);
    survey.places.sort_by_cached_key(order);
    let held: Vec<_> = resolver.own_files().filter(|file| workspace.selection.holds(&tree.files[*file].path)).collect();
    let packages: BTreeSet<_> = held.iter().flat_map(|file| tree.packages_of(*file)).collect();
    survey.calls.append(&mut others.calls);
    survey.unread = tree.unread.iter().filter(|unread| workspace.selection.holds(&unread.path)).cloned().collect();
    survey.files = held.len();
    survey.lines = held.iter().map(|file| tree.files[*file].text.lines().count()).sum();
    survey.packages = packages.len();
    (survey, attributes)
}
