//! The survey: every async method behind an attribute, every function that returns a boxed future, every `async fn` in
//! a trait, every other expression that boxes a future, and what each allocates.

mod cost;
mod place;
mod speaking;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

pub(crate) use cost::Cost;
pub(crate) use place::Place;
pub(crate) use speaking::Speaking;

use crate::resolve::{Declared, Meaning, Resolver};
use crate::scope::{Boxed, Item, Made, Makes, Method, Owner, Returns, Scope, Words};
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
    /// The macro calls with async code that weren't read, outside of tests, by their files.
    pub(crate) unread_macros: Vec<(FileId, Made)>,
    /// The files that were read of what was asked for.
    pub(crate) files: Vec<FileId>,
    pub(crate) unread: Vec<Unread>,
}

/// Surveys what was asked for.
pub(crate) fn survey(workspace: &Workspace, resolver: &mut Resolver<'_>) -> Survey {
    let names = Names::of(resolver);
    let mut survey = Survey::default();
    let is_held = |resolver: &Resolver<'_>, file: FileId| workspace.selection.holds(&resolver.tree.files[file].path);
    survey.files = resolver.own_files().filter(|file| is_held(resolver, *file)).collect();
    for file in survey.files.clone() {
        for item in resolver.tree.files[file].scope.items.clone() {
            survey.add(file, &item, &names, resolver);
        }
        survey.add_made(file, &names, resolver);
    }
    let tree = &resolver.tree;
    survey.places.sort_by_cached_key(|place| (place.test, tree.files[place.file].path.clone(), place.method.line));
    survey.unread = tree.unread.iter().filter(|unread| workspace.selection.holds(&unread.path)).cloned().collect();
    survey
}

/// What names of the members' code say.
struct Names {
    /// The aliases that have a boxed future in them.
    aliases: HashSet<Declared>,
    /// Their names, and those of other aliases: whether all of a name have one in it.
    alias_names: HashMap<String, bool>,
    /// Fields, after the names of their structs: whether a type of theirs has a boxed future in it.
    fields: HashMap<(String, String), bool>,
    /// Functions that return a future.
    async_functions: HashSet<String>,
}

impl Names {
    fn of(resolver: &mut Resolver<'_>) -> Self {
        let mut names = Self {
            aliases: HashSet::new(),
            alias_names: HashMap::new(),
            fields: HashMap::new(),
            async_functions: HashSet::new(),
        };
        let mut fields = Vec::new();
        for file in resolver.own_files() {
            let scope = &resolver.tree.files[file].scope;
            for (node, name, is_box) in &scope.aliases {
                names.aliases.extend(is_box.then(|| (file, *node, name.clone())));
                *names.alias_names.entry(name.clone()).or_insert(true) &= is_box;
            }
            fields.extend(scope.fields.iter().map(|field| (file, field.clone())));
            let methods = scope.items.iter().flat_map(|item| &item.methods);
            let is_async = |method: &&Rc<Method>| matches!(method.returns, Returns::Async { .. } | Returns::Opaque);
            names.async_functions.extend(methods.filter(is_async).map(|method| method.name.clone()));
        }
        for (file, field) in fields {
            let is_box = field.aliases.is_some_and(|aliases| names.is_box((file, field.node), &aliases, resolver));
            *names.fields.entry(field.name).or_default() |= is_box;
        }
        names
    }

    /// Whether a type with these names in it has a boxed future in it.
    fn is_box(&self, at: (FileId, usize), names: &[Words], resolver: &mut Resolver<'_>) -> bool {
        names.is_empty() || self.has_alias(at, names, resolver)
    }

    /// Whether one of these names, in a node of a file, is an alias that has a boxed future in it.
    ///
    /// One that leads to no code which is read counts if all aliases of the name do.
    fn has_alias(&self, (file, node): (FileId, usize), names: &[Words], resolver: &mut Resolver<'_>) -> bool {
        names.iter().any(|path| {
            let Some(are_all) = self.alias_names.get(path.last()) else { return false };
            let found = resolver.types(file, node, path);
            if found.is_empty() { *are_all } else { found.iter().any(|of| self.aliases.contains(of)) }
        })
    }

    /// What a function that returns a boxed future allocates: nothing if it hands on another's.
    fn cost(&self, method: &Method, boxed: &Boxed, scope: &Scope) -> Cost {
        let within = |made: &&Made| made.within.as_ref().is_some_and(|(_, at)| *at == method.name_start);
        let makes: Vec<_> = scope.made.iter().filter(within).map(|made| &made.makes).collect();
        let has = |wanted: &Makes| makes.contains(&wanted);
        let is_made = makes.iter().any(|makes| matches!(makes, Makes::Future | Makes::Box(_)))
            || makes.iter().any(|makes| matches!(makes, Makes::New(_))) && (boxed.is_plain || has(&Makes::Conversion));
        match method.has_body {
            true if !is_made && (has(&Makes::Unread) || has(&Makes::Tail)) => Cost::Unknown,
            true if !is_made => Cost::Nothing,
            _ => Cost::EveryCall,
        }
    }

    /// What an expression allocates that is of no function which returns a boxed future; nothing if it is no box of one.
    fn cost_of_expression(&self, file: FileId, made: &Made, resolver: &mut Resolver<'_>) -> Option<Cost> {
        let field = made.field.as_ref().map(|field| self.fields.get(field).copied().ok_or(&field.1));
        let is_typed = field == Some(Ok(true)) || self.has_alias((file, made.node), &made.aliases, resolver);
        // The literal names no struct that was read, and another's field of the name is a box.
        let may_be =
            matches!(field, Some(Err(name)) if self.fields.iter().any(|((_, of), is_box)| of == name && *is_box));
        match &made.makes {
            Makes::Future => Some(Cost::EveryCall),
            Makes::Box(_) | Makes::New(_) if is_typed => Some(Cost::EveryCall),
            Makes::Box(Some(call)) if self.async_functions.contains(call) => Some(Cost::EveryCall),
            Makes::New(Some(call)) if is_function(file, call, resolver) => Some(Cost::EveryCall),
            Makes::Box(_) => Some(Cost::Unknown),
            Makes::New(_) if may_be => Some(Cost::Unknown),
            Makes::New(_) | Makes::Conversion | Makes::Unread | Makes::Tail => None,
        }
    }
}

/// Whether a file has an async function of this name, or imports one.
fn is_function(file: FileId, name: &str, resolver: &Resolver<'_>) -> bool {
    let is = |item: &Rc<Item>| {
        let is_async = |method: &Rc<Method>| {
            method.name == name && matches!(method.returns, Returns::Async { .. } | Returns::Opaque)
        };
        item.owner == Owner::Nothing && item.methods.iter().any(is_async)
    };
    let of = |file: FileId| &resolver.tree.files[file].scope;
    let mut imports = of(file).nodes.iter().flat_map(|node| &node.imports);
    let is_imported = imports.any(|import| import.name.as_deref() == Some(name));
    of(file).items.iter().any(is) || is_imported && resolver.own_files().any(|file| of(file).items.iter().any(is))
}

impl Survey {
    /// Adds the methods of an item.
    fn add(&mut self, file: FileId, item: &Rc<Item>, names: &Names, resolver: &mut Resolver<'_>) {
        let around = Speaking::among(file, &item.attributes, resolver).map(Rc::new);
        let home = match &item.owner {
            Owner::Trait(name) => Some((file, item.node, name.clone())),
            Owner::Impl { of, .. } => resolver.types(file, item.node, of).into_iter().next(),
            Owner::Type(_) | Owner::Nothing | Owner::Body(_) => None,
        };
        for method in &item.methods {
            let own = Speaking::among(file, &method.attributes, resolver).map(Rc::new);
            let found = match &method.returns {
                Returns::Boxed(boxed) => {
                    let is_box = names.is_box((file, item.node), &boxed.aliases, resolver);
                    is_box.then(|| (Vec::new(), names.cost(method, boxed, &resolver.tree.files[file].scope)))
                }
                Returns::Async { is_box } => Some(cost(*is_box, [&around, &own].map(Option::as_deref))),
                Returns::Opaque | Returns::Made => Some((Vec::new(), Cost::Nothing)),
            };
            let Some((meanings, cost)) = found else { continue };
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

    /// Adds the expressions of a file that box a future, or may, but for those in functions that return a boxed future.
    fn add_made(&mut self, file: FileId, names: &Names, resolver: &mut Resolver<'_>) {
        let scope = &resolver.tree.files[file].scope;
        let (items, all) = (scope.items.clone(), scope.made.clone());
        let mut boxed = HashSet::new();
        for (item, method) in items.iter().flat_map(|item| item.methods.iter().map(move |method| (item, method))) {
            let Returns::Boxed(returned) = &method.returns else { continue };
            if names.is_box((file, item.node), &returned.aliases, resolver) {
                boxed.insert(method.name_start);
            }
        }
        for made in &all {
            let (item, method) = made.as_method();
            let cfg = cfg(file, &item, &method, resolver);
            let test = is_test(file, &cfg, resolver);
            if made.makes == Makes::Unread && !test {
                self.unread_macros.push((file, made.clone()));
            }
            let is_counted = made.within.as_ref().is_some_and(|(_, at)| boxed.contains(at));
            let cost = names.cost_of_expression(file, made, resolver);
            let Some(cost) = cost.filter(|_| !is_counted) else { continue };
            let (item, method) = (Rc::new(item), Rc::new(method));
            let (home, meanings, speaking, alone) = (None, Vec::new(), None, true);
            self.places.push(Place { file, item, method, home, meanings, speaking, alone, cfg, test, cost });
        }
    }
}

/// What the attribute means that makes an async method, if one does, and what a call allocates. Of the attributes, the first is
/// its item's and the second its own.
fn cost(is_box: Option<bool>, [around, own]: [Option<&Speaking>; 2]) -> (Vec<Meaning>, Cost) {
    let Some(speaking) = around.or(own) else { return (Vec::new(), Cost::Nothing) };
    // Where both are ours, a method goes by its own.
    let own_alone = own.filter(|own| speaking.ours().is_some() && own.ours().is_some());
    let meanings = own_alone.unwrap_or(speaking).meanings.clone();
    let is_boxed = [around, own].into_iter().flatten().any(|speaking| speaking.says("boxed"));
    let costs = meanings.iter().map(|meaning| Cost::under(meaning, is_boxed, is_box));
    let cost = costs.reduce(Cost::or).unwrap_or(Cost::Unknown);
    (meanings, cost)
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
