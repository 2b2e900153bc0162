//! The survey: every async method behind an attribute, every function that returns a boxed future, every `async fn` in
//! a trait, and what a call of each allocates.

mod cost;
mod place;
mod speaking;

use std::collections::HashMap;
use std::rc::Rc;

pub(crate) use cost::Cost;
pub(crate) use place::Place;
pub(crate) use speaking::Speaking;

use crate::resolve::{Meaning, Resolver};
use crate::scope::{Item, Method, Owner, Returns};
use crate::source::Unread;
use crate::tree::{FileId, ModuleId};
use crate::workspace::Workspace;

/// All that was found.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// By file and line, those of tests last.
    pub(crate) places: Vec<Place>,
    /// Functions that the survey isn't about: no attribute speaks for them, they return no box and are of no trait.
    pub(crate) plain: Vec<Place>,
    /// The files that were read of what was asked for.
    pub(crate) files: Vec<FileId>,
    pub(crate) unread: Vec<Unread>,
}

/// Surveys what was asked for.
pub(crate) fn survey(workspace: &Workspace, resolver: &mut Resolver<'_>) -> Survey {
    let aliases = aliases(resolver);
    let mut survey = Survey::default();
    let is_held = |resolver: &Resolver<'_>, file: FileId| workspace.selection.holds(&resolver.tree.files[file].path);
    survey.files = resolver.own_files().filter(|file| is_held(resolver, *file)).collect();
    for file in survey.files.clone() {
        for item in resolver.tree.files[file].scope.items.clone() {
            survey.add(file, &item, &aliases, resolver);
        }
    }
    let tree = &resolver.tree;
    survey.places.sort_by_cached_key(|place| (place.test, tree.files[place.file].path.clone(), place.method.line));
    survey.unread = tree.unread.iter().filter(|unread| workspace.selection.holds(&unread.path)).cloned().collect();
    survey
}

/// The names of aliases, each with whether it is one of a boxed future, wherever it is declared.
type Aliases = HashMap<String, bool>;

/// The aliases that the members declare.
fn aliases(resolver: &Resolver<'_>) -> Aliases {
    let mut aliases = Aliases::new();
    for (name, is_box) in resolver.own_files().flat_map(|file| &resolver.tree.files[file].scope.aliases) {
        *aliases.entry(name.clone()).or_insert(true) &= *is_box;
    }
    aliases
}

impl Survey {
    /// Adds the methods of an item.
    fn add(&mut self, file: FileId, item: &Rc<Item>, aliases: &Aliases, resolver: &mut Resolver<'_>) {
        let around = Speaking::among(file, &item.attributes, resolver).map(Rc::new);
        let home = match &item.owner {
            Owner::Trait(name) => Some((file, item.node, name.clone())),
            Owner::Impl { of, .. } => resolver.types(file, item.node, of).into_iter().next(),
            Owner::Type(_) | Owner::Nothing => None,
        };
        for method in &item.methods {
            let own = Speaking::among(file, &method.attributes, resolver).map(Rc::new);
            let Some((meanings, cost)) = cost(method, [&around, &own].map(Option::as_deref), aliases) else { continue };
            let is_boxed = matches!(method.returns, Returns::Boxed(_));
            let is_plain = meanings.is_empty() && !is_boxed && item.owner.of_trait().is_none();
            let cfg = cfg(file, item, method, resolver);
            let place = Place {
                file,
                item: Rc::clone(item),
                method: Rc::clone(method),
                home: home.clone(),
                meanings,
                alone: around.is_none() && own.is_some(),
                speaking: around.clone().or(own),
                test: is_test(file, &cfg, resolver),
                cfg,
                cost,
            };
            if is_plain { self.plain.push(place) } else { self.places.push(place) }
        }
    }
}

/// What the attribute means that makes a method, if one does, and what a call allocates; nothing if it returns no future. Of
/// the attributes, the first is its item's and the second its own.
fn cost(method: &Method, [around, own]: [Option<&Speaking>; 2], aliases: &Aliases) -> Option<(Vec<Meaning>, Cost)> {
    match &method.returns {
        Returns::Boxed(boxed) => {
            let is_box = boxed.alias.as_ref().is_none_or(|alias| aliases.get(alias) == Some(&true));
            // What hands on another's box makes none.
            let cost = if boxed.hands_on { Cost::Nothing } else { Cost::EveryCall };
            is_box.then_some((Vec::new(), cost))
        }
        Returns::Opaque => Some((Vec::new(), Cost::Nothing)),
        Returns::Async { is_box } => {
            let Some(speaking) = around.or(own) else { return Some((Vec::new(), Cost::Nothing)) };
            // Where both are ours, a method goes by its own.
            let own_alone = own.filter(|own| speaking.ours().is_some() && own.ours().is_some());
            let meanings = own_alone.unwrap_or(speaking).meanings.clone();
            let is_boxed = [around, own].into_iter().flatten().any(|speaking| speaking.says("boxed"));
            let costs = meanings.iter().map(|meaning| Cost::under(meaning, is_boxed, *is_box));
            let cost = costs.reduce(Cost::or).unwrap_or(Cost::Unknown);
            Some((meanings, cost))
        }
    }
}

/// What `#[cfg]` says of a method, of its item and of the modules around.
fn cfg(file: FileId, item: &Item, method: &Method, resolver: &Resolver<'_>) -> Vec<String> {
    let module = resolver.tree.modules_of(file, item.node).take(1);
    let around = module.flat_map(|module| &resolver.tree.modules[module].cfg);
    around.chain(&item.cfg).chain(&method.cfg).cloned().collect()
}

fn is_test(file: FileId, cfg: &[String], resolver: &Resolver<'_>) -> bool {
    let tree = &resolver.tree;
    let is_test = |module: ModuleId| tree.crates[tree.modules[module].krate].is_test;
    tree.modules_of(file, 0).all(is_test) || cfg.iter().any(|cfg| cfg == "test" || cfg.starts_with("all(test"))
}
