//! The survey: every async method behind an attribute, every function that returns a boxed future, every `async fn` in
//! a trait; what a call of each allocates, and what the syntax of its body proves.

mod body;
mod collect;
mod cost;
mod early;
mod items;
mod place;
mod returns;
mod speaking;

use std::collections::BTreeSet;

pub(crate) use cost::Cost;
pub(crate) use place::{Body, Needless, Owner, Place, Shape, Unseen};
pub(crate) use returns::boxed_type;

use crate::resolve::Resolver;
use crate::tree::Unread;
use crate::workspace::Workspace;

/// All that was found.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// By file and line, those of tests last.
    pub(crate) places: Vec<Place>,
    /// Async functions that the survey isn't about: no attribute speaks for them, and they are of no trait.
    pub(crate) plain: Vec<Place>,
    /// Macros that hold an attribute of ours in what they are given or defined as: what they make isn't seen.
    pub(crate) unseen: Vec<Unseen>,
    /// Attributes that have nothing to do.
    pub(crate) needless: Vec<Needless>,
    pub(crate) unread: Vec<Unread>,
    pub(crate) files: usize,
    pub(crate) lines: usize,
    pub(crate) packages: usize,
}

/// Surveys what was asked for.
pub(crate) fn survey(workspace: &Workspace, resolver: &mut Resolver<'_>) -> Survey {
    let attributes = resolver.attributes();
    let needless = resolver.needless();
    let declared = collect::Declared::of(resolver);
    let (mut survey, mut others) = (Survey::default(), Survey::default());
    for file in resolver.own_files() {
        let is_held = workspace.selection.holds(&resolver.tree.files[file].path);
        let found = if is_held { &mut survey } else { &mut others };
        collect::collect(file, resolver, &attributes, &needless, &declared, found);
    }
    for place in &mut survey.places {
        let node = resolver.tree.files[place.file].scope.node_at(place.bytes.start);
        place.home = match &place.owner {
            Owner::Trait(_) => Some((place.file, node)),
            Owner::Impl { path, global, .. } => {
                let found = resolver.types(place.file, node, path, *global);
                found
                    .first()
                    .map(|(module, _)| (resolver.tree.modules[*module].file, resolver.tree.modules[*module].node))
            }
            Owner::Type(_) | Owner::Nothing => None,
        };
    }
    let tree = &resolver.tree;
    survey.places.sort_by_cached_key(|place| (place.test, tree.files[place.file].path.clone(), place.line));
    let held: Vec<_> = resolver.own_files().filter(|file| workspace.selection.holds(&tree.files[*file].path)).collect();
    let packages: BTreeSet<_> = held.iter().flat_map(|file| tree.packages_of(*file)).collect();
    survey.unread = tree.unread.iter().filter(|unread| workspace.selection.holds(&unread.path)).cloned().collect();
    survey.files = held.len();
    survey.lines = held.iter().map(|file| tree.files[*file].text.lines().count()).sum();
    survey.packages = packages.len();
    survey
}
