//! The traits under `async_trait`, each with all of its implementations, and the attributes that are removed.

use std::collections::{BTreeMap, BTreeSet};

use super::boxed::{self, Boxed};
use super::edits::Edit;
use super::imports;
use super::items::{self, InMacro, Item, Words};
use crate::resolve::{Attribute, Meaning, Needless, Resolver, Via};
use crate::scope::AttributeUse;
use crate::tree::FileId;
use crate::workspace::Workspace;

/// An attribute that can be changed.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) file: FileId,
    pub(super) place: AttributeUse,
    /// The imports that its path leads through.
    pub(super) via: Vec<Place>,
    /// The names of its async methods.
    pub(super) methods: Vec<String>,
    /// The attribute's path where no import names it.
    pub(super) becomes: &'static str,
}

/// An import, by its file and the first byte of its own part of the item.
pub(super) type Place = (FileId, usize);

/// A trait and its implementations, a function, or an attribute of an item without an async method.
#[derive(Debug)]
pub(super) struct Group {
    /// The trait or the function; `None` if the attribute is removed.
    pub(super) name: Option<String>,
    pub(super) is_trait: bool,
    /// Other crates may implement it.
    pub(super) is_public: bool,
    pub(super) uses: Vec<Use>,
    /// The changes of a function that has no attribute.
    pub(super) edits: Vec<Edit>,
}

impl Group {
    /// Returns `true` if its attribute has nothing to do, and is removed.
    pub(super) fn is_needless(&self) -> bool {
        self.name.is_none()
    }

    /// Returns the names of the async methods of the trait and of its implementations.
    pub(super) fn methods(&self) -> impl Iterator<Item = &String> {
        self.uses.iter().flat_map(|used| &used.methods)
    }

    /// Returns how many implementations it has. One may be under several attributes, each for a configuration.
    pub(super) fn impls(&self) -> usize {
        let items: BTreeSet<_> = self.uses.iter().map(|used| (used.file, used.place.item.start)).collect();
        items.len() - 1
    }
}

/// An attribute that stays, and why.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) file: FileId,
    pub(crate) line: usize,
    pub(crate) why: String,
    /// It stands on an impl of another crate's trait.
    pub(super) foreign: bool,
}

/// Everything that was found.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(super) groups: Vec<Group>,
    pub(crate) left: Vec<Left>,
    /// Imports that can be changed.
    pub(super) imports: BTreeMap<Place, Via>,
    /// Imports that name an attribute which stays.
    kept: BTreeSet<Place>,
}

/// How much changes.
pub(crate) struct Counts {
    pub(crate) traits: usize,
    pub(crate) impls: usize,
    pub(crate) functions: usize,
    pub(crate) files: usize,
}

/// A trait, by the file and the node that declare it.
type Declared = (FileId, usize, String);

impl Plan {
    /// Finds the traits of the files that were asked for.
    pub(crate) fn of(resolver: &mut Resolver<'_>, workspace: &Workspace) -> Self {
        let mut plan = Self::default();
        let mut found: BTreeMap<Declared, Group> = BTreeMap::new();
        let mut impls = Vec::new();
        let mut functions = Vec::new();
        for attribute in resolver.attributes() {
            if attribute.meaning() == Some(&Meaning::AsyncRecursion) {
                let text = &resolver.tree.files[attribute.file].text;
                let name = items::function(text, &attribute.place);
                let uses = vec![plan.accept(attribute, name.iter().cloned().collect(), resolver)];
                functions.push(Group { name, is_trait: false, is_public: false, uses, edits: Vec::new() });
                continue;
            }
            let text = &resolver.tree.files[attribute.file].text;
            let is_it = attribute.meaning() == Some(&Meaning::AsyncTrait);
            match is_it.then(|| items::item(text, &attribute.place)) {
                Some(Some((Item::Trait { name, is_public }, methods))) => {
                    let key = (attribute.file, attribute.place.node, name.clone());
                    let group = found.entry(key).or_insert_with(|| Group {
                        name: Some(name),
                        is_trait: true,
                        is_public,
                        uses: Vec::new(),
                        edits: Vec::new(),
                    });
                    group.uses.push(plan.accept(attribute, methods, resolver));
                }
                Some(Some((Item::Impl(of), methods))) => impls.push((attribute, of, methods)),
                Some(None) => plan.leave(&attribute, false, "it stands on neither a trait nor an impl of one"),
                None if attribute.meanings.contains(&Meaning::AsyncTrait) => {
                    plan.leave(&attribute, false, "what its name means depends on the configuration");
                }
                None => {}
            }
        }
        for file in resolver.own_files() {
            for Boxed { name, line, item, edits } in boxed::functions(&resolver.tree.files[file]) {
                let place = AttributeUse { line, item, ..AttributeUse::default() };
                let used = Use { file, place, via: Vec::new(), methods: vec![name.clone()], becomes: "" };
                functions.push(Group { name: Some(name), is_trait: false, is_public: false, uses: vec![used], edits });
            }
        }
        let mut exported = BTreeSet::new();
        for file in resolver.own_files() {
            for InMacro { place, of, is_async, is_exported } in items::in_macros(&resolver.tree.files[file]) {
                let attribute = resolver.attribute(file, place);
                if attribute.meaning() == Some(&Meaning::AsyncTrait) {
                    match is_async {
                        true if is_exported => exported.extend(declared(resolver, &attribute, &of)),
                        true => {}
                        false => plan.leave(&attribute, false, "no async method is seen in it, and it is in a macro"),
                    }
                    impls.extend(is_async.then_some((attribute, of, Vec::new())));
                }
            }
        }
        for (attribute, of, methods) in impls {
            let declared = declared(resolver, &attribute, &of);
            if let Some(key) = declared.iter().find(|key| found.contains_key(*key)) {
                let used = plan.accept(attribute, methods, resolver);
                found.entry(key.clone()).and_modify(|group| group.uses.push(used));
                continue;
            }
            let foreign = declared.first().is_none_or(|(file, ..)| !resolver.own_files().contains(file));
            let written = of.words.join("::");
            let why = match declared.is_empty() {
                true if written.is_empty() => "the trait is an argument of its macro".to_owned(),
                true => format!("where `{written}` is declared isn't known: another crate's trait stays as it is"),
                false if foreign => format!("`{written}` is another crate's trait"),
                false => format!("`{written}` itself isn't under `async_trait`"),
            };
            plan.leave(&attribute, foreign, why);
        }
        for group in exported.iter().filter_map(|key| found.remove(key)) {
            plan.kept.extend(group.uses.iter().flat_map(|used| &used.via));
            let why = "an exported macro writes the attribute, for crates that may not depend on valuetask";
            let uses = group.uses.into_iter();
            plan.left.extend(uses.map(|used| Left {
                file: used.file,
                line: used.place.line,
                why: why.to_owned(),
                foreign: false,
            }));
        }
        let mut needless = Vec::new();
        for Needless { attribute, doubt } in resolver.needless() {
            let text = &resolver.tree.files[attribute.file].text;
            match doubt.or_else(|| imports::why_left(text, &attribute.place)) {
                Some(why) => plan.leave(&attribute, false, why),
                None => needless.push(plan.accept(attribute, Vec::new(), resolver)),
            }
        }
        let needless = needless.into_iter().map(|used| Group {
            name: None,
            is_trait: false,
            is_public: false,
            uses: vec![used],
            edits: Vec::new(),
        });
        let asked_for = |file: FileId| workspace.selection.holds(&resolver.tree.files[file].path);
        plan.keep_asked_for(found.into_values().chain(functions).chain(needless), asked_for);
        plan
    }

    /// Returns how many traits, implementations and functions change, and how many source files anything does in.
    pub(crate) fn counts(&self) -> Counts {
        let traits = self.groups.iter().filter(|group| group.is_trait);
        let files: BTreeSet<_> = self.groups.iter().flat_map(|group| &group.uses).map(|used| used.file).collect();
        let functions = self.groups.iter().filter(|group| !group.is_trait && !group.is_needless()).count();
        Counts { traits: traits.clone().count(), impls: traits.map(Group::impls).sum(), functions, files: files.len() }
    }

    /// Returns `true` if a function at this line changes that has no attribute.
    pub(crate) fn changes_box(&self, file: FileId, line: usize) -> bool {
        let boxed = self.groups.iter().filter(|group| !group.edits.is_empty()).flat_map(|group| &group.uses);
        boxed.into_iter().any(|used| (used.file, used.place.line) == (file, line))
    }

    /// Returns how many attributes are removed.
    pub(crate) fn needless(&self) -> usize {
        self.groups.iter().filter(|group| group.is_needless()).count()
    }

    /// Keeps the groups whose files were asked for.
    fn keep_asked_for(&mut self, found: impl Iterator<Item = Group>, asked_for: impl Fn(FileId) -> bool) {
        for group in found {
            if group.uses.iter().all(|used| asked_for(used.file)) {
                self.groups.push(group);
                continue;
            }
            self.kept.extend(group.uses.iter().flat_map(|used| &used.via));
            if let (Some(used), Some(name)) = (group.uses.iter().find(|used| asked_for(used.file)), &group.name) {
                let why = format!("`{name}` is used in files that weren't asked for");
                self.left.push(Left { file: used.file, line: used.place.line, why, foreign: false });
            }
        }
        self.left.retain(|left| asked_for(left.file));
    }

    fn leave(&mut self, attribute: &Attribute, foreign: bool, why: impl Into<String>) {
        self.kept.extend(attribute.via.iter().map(|via| (via.file, via.import.leaf.start)));
        self.left.push(Left { file: attribute.file, line: attribute.place.line, why: why.into(), foreign });
    }

    fn accept(&mut self, attribute: Attribute, methods: Vec<String>, resolver: &Resolver<'_>) -> Use {
        let Attribute { file, place, via, meanings } = attribute;
        let places = via.iter().map(|via| (via.file, via.import.leaf.start)).collect();
        let files = &resolver.tree.files[..resolver.own_files().end];
        let can_change = |via: &&Via| {
            let file = files.get(via.file).filter(|_| via.import.path.len() == 2);
            file.is_some_and(|file| imports::change(&via.import, &file.text).is_some())
        };
        self.imports.extend(via.last().filter(can_change).map(|via| ((via.file, via.import.leaf.start), via.clone())));
        let is_recursion = meanings == [Meaning::AsyncRecursion];
        let becomes = if is_recursion { "valuetask::async_recursion" } else { "valuetask::async_trait" };
        Use { file, place, via: places, methods, becomes }
    }

    /// Returns the import that gives an attribute its name, if that import can be changed in its stead.
    pub(super) fn import_of<'u>(&self, used: &'u Use) -> Option<&'u Place> {
        used.via.last().filter(|place| self.imports.contains_key(place))
    }

    /// Returns the imports that name an attribute which stays if these groups are changed.
    pub(super) fn stay(&self, active: &BTreeSet<usize>) -> BTreeSet<Place> {
        let others = self.groups.iter().enumerate().filter(|(index, _)| !active.contains(index));
        let via = others.flat_map(|(_, group)| &group.uses).flat_map(|used| &used.via);
        via.chain(&self.kept).copied().collect()
    }

    /// Returns `true` if every attribute that an import gives its name is removed.
    pub(super) fn is_needless_import(&self, import: &Place) -> bool {
        let is_user = |group: &&Group| group.uses.iter().any(|used| self.import_of(used) == Some(import));
        self.groups.iter().filter(is_user).all(Group::is_needless)
    }
}

/// Returns the traits that the path of an impl leads to.
fn declared(resolver: &mut Resolver<'_>, attribute: &Attribute, of: &Words) -> Vec<Declared> {
    let found = resolver.types(attribute.file, attribute.place.node, &of.words, of.global);
    let modules = &resolver.tree.modules;
    found.into_iter().map(|(module, name)| (modules[module].file, modules[module].node, name)).collect()
}
