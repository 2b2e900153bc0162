//! The traits under `async_trait`, each with all of its implementations, and the functions that box their futures.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::edits::Edit;
use super::{handed_on, pooled};
use crate::resolve::{Attribute, Declared, Meaning, Resolver, Via};
use crate::scope::{AttributeUse, Item, Kind, Method, Owner, Returns, Words};
use crate::text;
use crate::tree::{FileId, Tree};
use crate::workspace::Workspace;

/// An attribute that can be changed, or a function that has none.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) file: FileId,
    pub(super) place: AttributeUse,
    /// The imports that its path leads through.
    pub(super) via: Vec<Via>,
    /// Its changes, if these imports stay.
    pub(super) edits: Vec<Edit>,
    /// `impl Store for Cached`, or `fn load`.
    what: String,
}

impl Use {
    fn of(Attribute { file, place, via, meanings }: Attribute, what: impl Into<String>) -> Self {
        let is_recursion = meanings == [Meaning::AsyncRecursion];
        let becomes = if is_recursion { "valuetask::async_recursion" } else { "valuetask::async_trait" };
        let edits = vec![Edit::new(place.path_bytes.clone(), becomes)];
        Self { file, place, via, edits, what: what.into() }
    }

    fn has_attribute(&self) -> bool {
        !self.place.path.words.is_empty()
    }
}

/// A trait and its implementations, or a function.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) is_trait: bool,
    /// Other crates may implement or call it.
    pub(super) is_public: bool,
    /// The names of a trait's methods.
    pub(super) methods: Vec<String>,
    pub(super) uses: Vec<Use>,
}

impl Group {
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
    /// Imports that name an attribute which stays.
    kept: BTreeSet<Place>,
    /// The items that are left, by their first bytes.
    left_items: BTreeSet<Place>,
}

/// An import or an item, by its file and its own first byte.
pub(super) type Place = (FileId, usize);

/// How many traits, implementations and functions there are, each with its name.
pub(crate) type Counts = [(usize, &'static str); 3];

/// Counts what groups are.
pub(super) fn counts<'g>(groups: impl IntoIterator<Item = &'g Group>) -> Counts {
    let (traits, functions): (Vec<_>, Vec<_>) = groups.into_iter().partition(|group| group.is_trait);
    let impls = traits.iter().map(|group| group.impls()).sum();
    [(traits.len(), "trait"), (impls, "impl"), (functions.len(), "function")]
}

/// What is found before implementations are brought to their traits.
#[derive(Default)]
struct Found {
    traits: BTreeMap<Declared, Group>,
    /// Implementations, by the path of their trait.
    impls: Vec<(Use, Words)>,
    functions: Vec<Group>,
    /// Files that hand the attribute on to other crates, and how.
    handed_on: Vec<(FileId, String)>,
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
            plan.read_macros(file, &mut found, resolver, workspace);
        }
        found.handed_on.extend(handed_on::by_pub_use(resolver, workspace));
        found.keep_handed_on(&resolver.tree, workspace);
        for (used, of) in std::mem::take(&mut found.impls) {
            let declared = resolver.types(used.file, used.place.node, &of);
            if let Some(key) = declared.iter().find(|key| found.traits.contains_key(*key)) {
                found.traits.entry(key.clone()).and_modify(|group| group.uses.push(used));
                continue;
            }
            let foreign = declared.first().is_none_or(|(file, ..)| !resolver.own_files().contains(file));
            let written = of.words.join("::");
            let why = match declared.is_empty() {
                true if written.is_empty() => "its trait is an argument of the macro".to_owned(),
                true => format!("where `{written}` is declared isn't known"),
                false if foreign => format!("`{written}` is another crate's trait, and changes with that"),
                false => format!("`{written}` itself isn't under `async_trait`"),
            };
            plan.leave(used, foreign, why);
        }
        for (key, why) in &found.stay {
            plan.leave_all(found.traits.remove(key), why);
        }
        let tree = &resolver.tree;
        let asked_for = |file: FileId| workspace.selection.holds(&tree.files[file].path);
        for group in found.traits.into_values().chain(found.functions) {
            if group.uses.iter().all(|used| asked_for(used.file)) {
                plan.groups.push(group);
            } else {
                let why = format!("`{}` is used in files that weren't asked for", group.name);
                plan.leave_all([group], &why);
            }
        }
        plan.leave_alone(tree, workspace);
        plan.left.retain(|left| asked_for(left.file));
        plan
    }

    /// Reads an item, and its functions.
    fn read(&mut self, file: FileId, item: &Rc<Item>, found: &mut Found, resolver: &mut Resolver<'_>) {
        for place in &item.attributes {
            let attribute = resolver.attribute(file, place);
            let Some(used) = self.changed(attribute, &Meaning::AsyncTrait, &item.head) else { continue };
            match &item.owner {
                Owner::Trait(name) => {
                    let methods = item.methods.iter().filter(|method| method.is_async());
                    let group = || Group {
                        name: name.clone(),
                        is_trait: true,
                        is_public: item.is_public && resolver.is_seen(file, item.node),
                        methods: methods.map(|method| method.name.clone()).collect(),
                        uses: Vec::new(),
                    };
                    found.traits.entry((file, item.node, name.clone())).or_insert_with(group).uses.push(used);
                }
                Owner::Impl { of, .. } => found.impls.push((used, of.clone())),
                _ => self.leave(used, false, ON_NOTHING),
            }
        }
        for method in &item.methods {
            let what = format!("fn {}", method.name);
            for place in &method.attributes {
                let attribute = resolver.attribute(file, place);
                if attribute.meanings.contains(&Meaning::AsyncTrait) {
                    self.leave(Use::of(attribute, &what), false, ON_NOTHING);
                } else if let Some(used) = self.changed(attribute, &Meaning::AsyncRecursion, &what) {
                    let is_public = method.is_public && resolver.is_seen(file, item.node);
                    found.functions.push(function(method, is_public, used));
                }
            }
            let is_free = matches!(item.owner, Owner::Nothing | Owner::Type(_)) && !method.is_public;
            let Returns::Boxed(boxed) = &method.returns else { continue };
            let text = &resolver.tree.files[file].text;
            if let Some(edits) = is_free.then(|| pooled::edits(boxed, text)).flatten() {
                let place = AttributeUse { line: method.line, item: method.bytes.clone(), ..AttributeUse::default() };
                found.functions.push(function(method, false, Use { file, place, via: Vec::new(), edits, what }));
            }
        }
    }

    /// Reads the attributes in macros: on implementations they change with their traits, as far as a macro writes them out.
    fn read_macros(&mut self, file: FileId, found: &mut Found, resolver: &mut Resolver<'_>, workspace: &Workspace) {
        let macros = std::mem::take(&mut resolver.tree.files[file].scope.macros);
        for of in &macros {
            let what = format!("{}!", of.name);
            let at = text::place(&resolver.tree.files[file].path, &workspace.root, Some(of.line));
            let exported = format!(
                "the exported `{what}` at {at} writes the attribute, for crates that may not depend on valuetask"
            );
            for in_macro in &of.uses {
                let attribute = resolver.attribute(file, &in_macro.place);
                let is_it = attribute.meanings == [Meaning::AsyncTrait];
                let is_old = attribute.meanings.iter().any(is_old);
                let used = Use::of(attribute, &what);
                match &in_macro.of {
                    Some(path) if is_it && of.kind != Kind::Call => {
                        if of.kind == Kind::Exported {
                            let traits = resolver.types(file, in_macro.place.node, path);
                            if traits.is_empty() {
                                found.handed_on.push((file, exported.clone()));
                            }
                            found.stay.extend(traits.into_iter().map(|key| (key, exported.clone())));
                        }
                        found.impls.push((used, path.clone()));
                    }
                    _ if !is_old => {}
                    _ if of.kind == Kind::Exported => self.leave(used, false, &exported),
                    _ => self.leave(used, false, "what the macro makes under the attribute isn't seen"),
                }
            }
        }
        resolver.tree.files[file].scope.macros = macros;
    }

    /// Counts what changes.
    pub(crate) fn counts(&self) -> Counts {
        counts(&self.groups)
    }

    /// Leaves the functions without an attribute of packages that would depend on valuetask for these alone.
    fn leave_alone(&mut self, tree: &Tree, workspace: &Workspace) {
        let uses = self.groups.iter().flat_map(|group| &group.uses).filter(|used| used.has_attribute());
        let needs: BTreeSet<_> = uses.flat_map(|used| tree.packages_of(used.file)).collect();
        let has_it = |package: usize| workspace.packages[package].names_of("valuetask").next().is_some();
        let is_alone = |group: &mut Group| {
            let mut packages = tree.packages_of(group.uses[0].file);
            packages.any(|package| !needs.contains(&package) && !has_it(package))
        };
        let alone: Vec<_> = self.groups.extract_if(.., is_alone).collect();
        self.leave_all(
            alone,
            "nothing else in its package needs valuetask: depend on that to have such functions changed",
        );
    }

    /// Returns `true` if a function at this line changes that has no attribute, or stays for a reason of its own.
    pub(crate) fn speaks_of_box(&self, file: FileId, line: usize) -> bool {
        let uses = self.groups.iter().flat_map(|group| &group.uses).filter(|used| !used.has_attribute());
        let left = self.left.iter().map(|left| (left.file, left.line));
        uses.map(|used| (used.file, used.place.line)).chain(left).any(|at| at == (file, line))
    }

    /// Returns the use of an attribute that is that one. If it is under some configurations, it is left.
    fn changed(&mut self, attribute: Attribute, meaning: &Meaning, what: &str) -> Option<Use> {
        let is_it = attribute.meanings.iter().eq([meaning]);
        let used = attribute.meanings.contains(meaning).then(|| Use::of(attribute, what))?;
        if is_it {
            return Some(used);
        }
        self.leave(used, false, "what its name means depends on the configuration");
        None
    }

    fn leave_all(&mut self, groups: impl IntoIterator<Item = Group>, why: &str) {
        groups.into_iter().flat_map(|group| group.uses).for_each(|used| self.leave(used, false, why));
    }

    fn leave(&mut self, used: Use, foreign: bool, why: impl Into<String>) {
        self.kept.extend(used.via.iter().map(place));
        let Use { file, place, what, .. } = used;
        // An item may be under several attributes, each for a configuration.
        if self.left_items.insert((file, place.item.start)) {
            self.left.push(Left { file, line: place.line, what, why: why.into(), foreign });
        }
    }

    /// Returns the imports that name an attribute which stays if these groups are changed.
    pub(super) fn stay(&self, active: &BTreeSet<usize>) -> BTreeSet<Place> {
        let others = self.groups.iter().enumerate().filter(|(index, _)| !active.contains(index));
        let via = others.flat_map(|(_, group)| &group.uses).flat_map(|used| &used.via);
        via.map(place).chain(self.kept.iter().copied()).collect()
    }
}

const ON_NOTHING: &str = "it stands on neither a trait nor an impl of one";

/// Returns the place of an import.
pub(super) fn place(via: &Via) -> Place {
    (via.file, via.import.leaf.start)
}

impl Found {
    /// Lets public traits stay whose users get the attribute from a package: its own, and those of its dependencies.
    fn keep_handed_on(&mut self, tree: &Tree, workspace: &Workspace) {
        // Of several, the first is named.
        for (file, why) in self.handed_on.iter().rev() {
            let served = workspace.with_dependencies(tree.packages_of(*file).collect());
            let is_served = |file: FileId| tree.packages_of(file).any(|package| served.contains(&package));
            let public = self.traits.iter().filter(|((file, ..), group)| group.is_public && is_served(*file));
            self.stay.extend(public.map(|(key, _)| (key.clone(), why.clone())));
        }
    }
}

/// A function of its own.
fn function(method: &Method, is_public: bool, used: Use) -> Group {
    Group { name: method.name.clone(), is_trait: false, is_public, methods: Vec::new(), uses: vec![used] }
}

fn is_old(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::AsyncTrait | Meaning::AsyncRecursion)
}
