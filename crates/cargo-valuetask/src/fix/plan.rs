//! The traits under `async_trait`, each with all of its implementations, and the functions that box their futures.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::rc::Rc;

use super::edits::Edit;
use super::{imports, pooled};
use crate::resolve::{Attribute, Declared, Meaning, Resolver, Via};
use crate::scope::{AttributeUse, Import, Item, Kind, Method, Node, Owner, Returns, Words};
use crate::text;
use crate::tree::FileId;
use crate::workspace::Workspace;

/// An attribute that can be changed, or a function that is by itself.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) file: FileId,
    pub(super) place: AttributeUse,
    /// The imports that its path leads through.
    pub(super) via: Vec<Place>,
    /// The names of its methods.
    pub(super) methods: Vec<String>,
    /// The attribute's path where no import names it.
    pub(super) becomes: &'static str,
    /// `impl Store for Cached`, or `fn load`.
    what: String,
}

/// An import, by its file and the first byte of its own part of the item.
pub(super) type Place = (FileId, usize);

/// A trait and its implementations, or a function.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) is_trait: bool,
    /// Other crates may implement or call it.
    pub(super) is_public: bool,
    pub(super) uses: Vec<Use>,
    /// The changes of a function that has no attribute.
    pub(super) edits: Vec<Edit>,
}

impl Group {
    /// Returns the names of the methods of the trait and of its implementations.
    pub(super) fn methods(&self) -> impl Iterator<Item = &String> {
        self.uses.iter().flat_map(|used| &used.methods)
    }

    /// Returns how many implementations it has. One may be under several attributes, each for a configuration.
    pub(super) fn impls(&self) -> usize {
        let items: BTreeSet<_> = self.uses.iter().map(|used| (used.file, used.place.item.start)).collect();
        items.len() - 1
    }
}

/// An item that stays, and why.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) file: FileId,
    pub(crate) line: usize,
    /// `impl Store for Cached`, or `fn load`.
    pub(crate) what: String,
    pub(crate) why: String,
    /// It is an impl of another crate's trait.
    pub(crate) foreign: bool,
}

/// Returns a line for each reason, with the first of its places.
pub(crate) fn left_lines<'l>(left: impl IntoIterator<Item = &'l Left>, at: impl Fn(&Left) -> String) -> Vec<String> {
    let mut by_reason = BTreeMap::<&str, Vec<&Left>>::new();
    for left in left {
        by_reason.entry(&left.why).or_default().push(left);
    }
    let line = |(why, left): (&str, Vec<&Left>)| {
        format!("{}  {}{}  {why}", left[0].what, at(left[0]), text::and_more(left.len() - 1))
    };
    by_reason.into_iter().map(line).collect()
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
    /// The items that attributes are left on, by their first bytes.
    left_items: BTreeSet<(FileId, usize)>,
}

/// How much changes.
pub(crate) struct Counts {
    pub(crate) traits: usize,
    pub(crate) impls: usize,
    pub(crate) functions: usize,
}

/// What is found before implementations are brought to their traits.
#[derive(Default)]
struct Found {
    traits: BTreeMap<Declared, Group>,
    /// Implementations, by the path of their trait.
    impls: Vec<(Use, Attribute, Words)>,
    functions: Vec<Group>,
    /// Traits that have to stay, and why.
    stay: BTreeMap<Declared, String>,
}

impl Plan {
    /// Finds the traits and functions of the files that were asked for.
    pub(crate) fn of(resolver: &mut Resolver<'_>, workspace: &Workspace) -> Self {
        let (mut plan, mut found) = (Self::default(), Found::default());
        for file in resolver.own_files() {
            for item in resolver.tree.files[file].scope.items.clone() {
                plan.read(file, &item, &mut found, resolver);
            }
            plan.read_macros(file, &mut found, resolver, &workspace.root);
        }
        found.keep_handed_on(resolver, workspace);
        for (used, attribute, of) in std::mem::take(&mut found.impls) {
            let declared = resolver.types(used.file, used.place.node, &of);
            if let Some(key) = declared.iter().find(|key| found.traits.contains_key(*key)) {
                found.traits.entry(key.clone()).and_modify(|group| group.uses.push(used));
                continue;
            }
            let foreign = declared.first().is_none_or(|(file, ..)| !resolver.own_files().contains(file));
            let written = of.words.join("::");
            let why = match declared.is_empty() {
                true if written.is_empty() => "its trait is an argument of the macro".to_owned(),
                true => format!("where `{written}` is declared isn't known: another crate's trait stays as it is"),
                false if foreign => format!("`{written}` is another crate's trait, and changes with that"),
                false => format!("`{written}` itself isn't under `async_trait`"),
            };
            plan.leave(&attribute, foreign, used.what, why);
        }
        for (key, why) in &found.stay {
            for used in found.traits.remove(key).into_iter().flat_map(|group| group.uses) {
                plan.kept.extend(&used.via);
                let (file, line, why) = (used.file, used.place.line, why.clone());
                plan.left.push(Left { file, line, what: used.what, why, foreign: false });
            }
        }
        let asked_for = |file: FileId| workspace.selection.holds(&resolver.tree.files[file].path);
        plan.keep_asked_for(found.traits.into_values().chain(found.functions), asked_for);
        plan
    }

    /// Reads an item, and its functions.
    fn read(&mut self, file: FileId, item: &Rc<Item>, found: &mut Found, resolver: &mut Resolver<'_>) {
        for place in &item.attributes {
            let attribute = resolver.attribute(file, place);
            if !self.is_changed(&attribute, &Meaning::AsyncTrait, &item.head) {
                continue;
            }
            let methods = item.methods.iter().filter(|method| method.is_async()).map(|method| method.name.clone());
            let used = self.accept(&attribute, methods.collect(), item.head.clone(), resolver);
            match &item.owner {
                Owner::Trait(name) => {
                    let group = || Group {
                        name: name.clone(),
                        is_trait: true,
                        is_public: item.is_public,
                        uses: Vec::new(),
                        edits: Vec::new(),
                    };
                    found.traits.entry((file, item.node, name.clone())).or_insert_with(group).uses.push(used);
                }
                Owner::Impl { of, .. } => found.impls.push((used, attribute, of.clone())),
                _ => self.leave(&attribute, false, used.what, "it stands on neither a trait nor an impl of one"),
            }
        }
        for method in &item.methods {
            let what = format!("fn {}", method.name);
            for place in &method.attributes {
                let attribute = resolver.attribute(file, place);
                if attribute.meanings.contains(&Meaning::AsyncTrait) {
                    self.leave(&attribute, false, &what, "it stands on neither a trait nor an impl of one");
                } else if self.is_changed(&attribute, &Meaning::AsyncRecursion, &what) {
                    let used = self.accept(&attribute, vec![method.name.clone()], what.clone(), resolver);
                    found.functions.push(function(method, used, Vec::new()));
                }
            }
            let is_free = matches!(item.owner, Owner::Nothing | Owner::Type(_)) && !method.is_public;
            let Returns::Boxed(boxed) = &method.returns else { continue };
            let text = &resolver.tree.files[file].text;
            if let Some(edits) = is_free.then(|| pooled::edits(boxed, text)).flatten() {
                let place = AttributeUse { line: method.line, item: method.bytes.clone(), ..AttributeUse::default() };
                let methods = vec![method.name.clone()];
                let used = Use { file, place, via: Vec::new(), methods, becomes: "", what };
                found.functions.push(function(method, used, edits));
            }
        }
    }

    /// Reads the attributes in macros: on implementations they change with their traits, as far as a macro writes them out.
    fn read_macros(&mut self, file: FileId, found: &mut Found, resolver: &mut Resolver<'_>, root: &Path) {
        let macros = std::mem::take(&mut resolver.tree.files[file].scope.macros);
        for of in &macros {
            for in_macro in &of.uses {
                let attribute = resolver.attribute(file, &in_macro.place);
                let what = format!("{}!", of.name);
                let at = text::place(&resolver.tree.files[file].path, root, Some(of.line));
                let exported = format!(
                    "the exported `{what}` at {at} writes the attribute, for crates that may not depend on valuetask"
                );
                let is_it = attribute.meanings == [Meaning::AsyncTrait];
                match &in_macro.of {
                    Some(path) if is_it && of.kind != Kind::Call => {
                        if of.kind == Kind::Exported {
                            let traits = resolver.types(file, in_macro.place.node, path);
                            found.stay.extend(traits.into_iter().map(|key| (key, exported.clone())));
                        }
                        let used = self.accept(&attribute, Vec::new(), what, resolver);
                        found.impls.push((used, attribute, path.clone()));
                    }
                    _ if !attribute.meanings.iter().any(is_old) => {}
                    _ if of.kind == Kind::Exported => self.leave(&attribute, false, what, exported),
                    _ => self.leave(&attribute, false, what, "what the macro makes under the attribute isn't seen"),
                }
            }
        }
        resolver.tree.files[file].scope.macros = macros;
    }

    /// Returns how many traits, implementations and functions change.
    pub(crate) fn counts(&self) -> Counts {
        let (traits, functions): (Vec<_>, Vec<_>) = self.groups.iter().partition(|group| group.is_trait);
        let impls = traits.iter().map(|group| group.impls()).sum();
        Counts { traits: traits.len(), impls, functions: functions.len() }
    }

    /// Returns `true` if a function at this line changes that has no attribute.
    pub(crate) fn changes_box(&self, file: FileId, line: usize) -> bool {
        let mut boxed = self.groups.iter().filter(|group| !group.edits.is_empty()).flat_map(|group| &group.uses);
        boxed.any(|used| (used.file, used.place.line) == (file, line))
    }

    /// Keeps the groups whose files were asked for.
    fn keep_asked_for(&mut self, found: impl Iterator<Item = Group>, asked_for: impl Fn(FileId) -> bool) {
        for group in found {
            if group.uses.iter().all(|used| asked_for(used.file)) {
                self.groups.push(group);
                continue;
            }
            self.kept.extend(group.uses.iter().flat_map(|used| &used.via));
            if let Some(used) = group.uses.into_iter().find(|used| asked_for(used.file)) {
                let why = format!("`{}` is used in files that weren't asked for", group.name);
                self.left.push(Left { file: used.file, line: used.place.line, what: used.what, why, foreign: false });
            }
        }
        self.left.retain(|left| asked_for(left.file));
    }

    /// Returns `true` if an attribute is that one. If it is under some configurations, it is left.
    fn is_changed(&mut self, attribute: &Attribute, meaning: &Meaning, what: &str) -> bool {
        let is_it = attribute.meanings.iter().eq([meaning]);
        if !is_it && attribute.meanings.contains(meaning) {
            self.leave(attribute, false, what, "what its name means depends on the configuration");
        }
        is_it
    }

    fn leave(&mut self, attribute: &Attribute, foreign: bool, what: impl Into<String>, why: impl Into<String>) {
        self.kept.extend(attribute.via.iter().map(|via| (via.file, via.import.leaf.start)));
        let (file, line) = (attribute.file, attribute.place.line);
        // An item may be under several attributes, each for a configuration.
        if self.left_items.insert((file, attribute.place.item.start)) {
            self.left.push(Left { file, line, what: what.into(), why: why.into(), foreign });
        }
    }

    fn accept(&mut self, attribute: &Attribute, methods: Vec<String>, what: String, resolver: &Resolver<'_>) -> Use {
        let Attribute { file, place, via, meanings } = attribute.clone();
        let places = via.iter().map(|via| (via.file, via.import.leaf.start)).collect();
        let files = &resolver.tree.files[..resolver.own_files().end];
        let can_change = |via: &&Via| {
            let file = files.get(via.file).filter(|_| via.import.path.len() == 2 && !via.import.exported);
            file.is_some_and(|file| imports::change(&via.import, &file.text).is_some())
        };
        self.imports.extend(via.last().filter(can_change).map(|via| ((via.file, via.import.leaf.start), via.clone())));
        let is_recursion = meanings == [Meaning::AsyncRecursion];
        let becomes = if is_recursion { "valuetask::async_recursion" } else { "valuetask::async_trait" };
        Use { file, place, via: places, methods, becomes, what }
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
}

impl Found {
    /// Lets public traits stay whose users get the attribute from a package: its own, and those of its dependencies.
    fn keep_handed_on(&mut self, resolver: &mut Resolver<'_>, workspace: &Workspace) {
        for file in resolver.own_files() {
            let packages: Vec<_> = resolver.tree.packages_of(file).collect();
            let packages: Vec<_> = packages.into_iter().filter(|at| workspace.packages[*at].lib().is_some()).collect();
            for (node, import) in exported(file, resolver) {
                let mut names = packages.iter().flat_map(|at| workspace.packages[*at].names_of("async-trait"));
                let path = Words { words: import.path, global: import.global };
                let place = AttributeUse { node, path, ..AttributeUse::default() };
                // A glob's path is a module's.
                let is_it = names.any(|name| name == place.path.words[0])
                    || import.name.is_some()
                        && resolver.attribute(file, &place).meanings.contains(&Meaning::AsyncTrait);
                if !is_it {
                    continue;
                }
                let tree = &resolver.tree;
                let line = 1 + tree.files[file].text[..import.item.start].matches('\n').count();
                let at = text::place(&tree.files[file].path, &workspace.root, Some(line));
                let why = format!(
                    "`pub use` at {at} hands async-trait's attribute on to crates that may not depend on valuetask"
                );
                let served = workspace.with_dependencies(packages.clone());
                let is_served = |file: FileId| tree.packages_of(file).any(|package| served.contains(&package));
                let public = self.traits.iter().filter(|((file, ..), group)| group.is_public && is_served(*file));
                self.stay.extend(public.map(|(key, _)| (key.clone(), why.clone())));
            }
        }
    }
}

/// The imports of a file that other crates see, each with its node.
fn exported(file: FileId, resolver: &Resolver<'_>) -> Vec<(usize, Import)> {
    let nodes = resolver.tree.files[file].scope.nodes.iter().enumerate();
    let exported = |(node, of): (usize, &Node)| {
        let imports: Vec<_> = of.imports.iter().filter(|import| import.exported).cloned().collect();
        imports.into_iter().map(move |import| (node, import))
    };
    nodes.flat_map(exported).collect()
}

/// A function of its own.
fn function(method: &Method, used: Use, edits: Vec<Edit>) -> Group {
    let (name, is_public) = (method.name.clone(), method.is_public);
    Group { name, is_trait: false, is_public, uses: vec![used], edits }
}

fn is_old(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::AsyncTrait | Meaning::AsyncRecursion)
}
