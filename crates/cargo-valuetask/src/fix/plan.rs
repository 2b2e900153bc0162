//! The traits under `async_trait`, each with all of its implementations, and the attributes that are removed.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use syn::spanned::Spanned as _;

use super::group::{Group, Method, Place, Use, place_of};
use super::macros::{self, InMacro, Words};
use super::needless;
use crate::audit::resolve::{Attribute, Meaning, Needless, Resolver, Via};
use crate::audit::scope::AttributeUse;
use crate::audit::tree::FileId;
use crate::audit::workspace::Workspace;

/// An attribute that stays, and why.
#[derive(Debug)]
pub(super) struct Left {
    pub(super) file: FileId,
    pub(super) line: usize,
    pub(super) why: String,
    /// It stands on an impl of another crate's trait.
    pub(super) foreign: bool,
}

/// Everything that was found.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) groups: Vec<Group>,
    pub(super) left: Vec<Left>,
    /// Imports that can be changed.
    pub(super) imports: BTreeMap<Place, Via>,
    /// Those of them that nothing but attributes uses.
    pub(super) unused: BTreeSet<Place>,
    /// Imports that name an attribute which stays.
    kept: BTreeSet<Place>,
    /// The paths of all attributes that were found.
    paths: Vec<(FileId, Range<usize>)>,
}

/// A trait, by the file and the node that declare it.
type Declared = (FileId, usize, String);

/// The item under an attribute.
enum Item {
    Trait(String, Vec<Method>),
    /// An implementation, with the path of its trait.
    Impl(Words, Vec<Method>),
}

impl Plan {
    /// Finds the traits of the files that were asked for.
    pub(super) fn of(resolver: &mut Resolver<'_>, workspace: &Workspace) -> Self {
        let (mut plan, mut all) = (Self::default(), Vec::new());
        for attribute in resolver.attributes() {
            match attribute.meaning() {
                Some(Meaning::AsyncTrait) => all.push(attribute),
                _ if attribute.meanings.contains(&Meaning::AsyncTrait) => {
                    plan.leave(&attribute, false, "what its name means depends on the configuration".to_owned());
                }
                _ => {}
            }
        }
        let mut found: BTreeMap<Declared, Group> = BTreeMap::new();
        let mut impls = Vec::new();
        for attribute in all {
            let text = &resolver.tree.files[attribute.file].text;
            match item(text, &attribute.place) {
                Some(Item::Trait(name, methods)) => {
                    let key = (attribute.file, attribute.place.node, name.clone());
                    let group = found.entry(key).or_insert_with(|| Group { name: Some(name), uses: Vec::new() });
                    group.uses.push(plan.accept(attribute, true, methods, resolver));
                }
                Some(Item::Impl(of, methods)) => impls.push((attribute, of, methods)),
                None => plan.leave(&attribute, false, "it stands on neither a trait nor an impl of one".to_owned()),
            }
        }
        for file in resolver.own_files() {
            for InMacro { place, of, is_async } in macros::impls(&resolver.tree.files[file]) {
                let attribute = resolver.attribute(file, place);
                if attribute.meaning() != Some(&Meaning::AsyncTrait) {
                    continue;
                } else if !is_async {
                    plan.leave(&attribute, false, "no async method is seen in it, and it is in a macro".to_owned());
                } else {
                    impls.push((attribute, of, Vec::new()));
                }
            }
        }
        for (attribute, of, methods) in impls {
            let declared = declared(resolver, &attribute, &of);
            match declared.iter().find(|key| found.contains_key(*key)) {
                Some(key) => {
                    let accepted = plan.accept(attribute, false, methods, resolver);
                    found.get_mut(key).expect("found above").uses.push(accepted);
                }
                None => {
                    let foreign = declared.first().is_none_or(|(file, ..)| !resolver.own_files().contains(file));
                    plan.leave(&attribute, foreign, why_left(&of.words.join("::"), declared.first(), foreign));
                }
            }
        }
        let needless = plan.needless(resolver);
        let asked_for = |file: FileId| workspace.selection.holds(&resolver.tree.files[file].path);
        for group in found.into_values().chain(needless) {
            if group.uses.iter().all(|used| asked_for(used.file)) {
                plan.groups.push(group);
                continue;
            }
            plan.kept.extend(group.uses.iter().flat_map(|used| &used.via));
            if let (Some(used), Some(name)) = (group.uses.iter().find(|used| asked_for(used.file)), &group.name) {
                let why = format!("`{name}` is used in files that weren't asked for");
                plan.left.push(Left { file: used.file, line: used.place.line, why, foreign: false });
            }
        }
        plan.left.retain(|left| asked_for(left.file));
        plan.unused = plan.unused(resolver);
        plan
    }

    /// Finds the imports that only attributes use.
    fn unused(&self, resolver: &Resolver<'_>) -> BTreeSet<Place> {
        let unused = self.imports.iter().filter(|(_, via)| {
            let paths = self.paths.iter().filter(|(file, _)| *file == via.file).map(|(_, path)| path);
            let imports = self.imports.values().filter(|other| other.file == via.file);
            let known: Vec<_> = paths.chain(imports.map(|other| &other.import.with_attributes)).cloned().collect();
            needless::is_unused(&via.import, &resolver.tree.files[via.file], &known)
        });
        unused.map(|(place, _)| *place).collect()
    }

    /// Finds the attributes that have nothing to do, by the items under them.
    fn needless(&mut self, resolver: &mut Resolver<'_>) -> impl Iterator<Item = Group> + use<> {
        let mut groups: BTreeMap<(FileId, usize), Group> = BTreeMap::new();
        for Needless { attribute, doubt } in resolver.needless() {
            let text = &resolver.tree.files[attribute.file].text;
            if let Some(why) = doubt.or_else(|| needless::why_left(text, &attribute.place)) {
                self.leave(&attribute, false, why);
                continue;
            }
            let key = (attribute.file, attribute.place.item.start);
            let used = self.accept(attribute, false, Vec::new(), resolver);
            groups.entry(key).or_insert_with(|| Group { name: None, uses: Vec::new() }).uses.push(used);
        }
        groups.into_values()
    }

    fn leave(&mut self, attribute: &Attribute, foreign: bool, why: String) {
        self.kept.extend(attribute.via.iter().map(|via| place_of(via.file, &via.import)));
        self.paths.push((attribute.file, attribute.place.path_bytes.clone()));
        self.left.push(Left { file: attribute.file, line: attribute.place.line, why, foreign });
    }

    fn accept(&mut self, attribute: Attribute, is_trait: bool, methods: Vec<Method>, resolver: &Resolver<'_>) -> Use {
        let import = attribute.via.last().filter(|via| can_change(via, resolver)).map(|via| {
            let place = place_of(via.file, &via.import);
            self.imports.insert(place, via.clone());
            place
        });
        let via = attribute.via.iter().map(|via| place_of(via.file, &via.import)).collect();
        self.paths.push((attribute.file, attribute.place.path_bytes.clone()));
        Use { file: attribute.file, place: attribute.place, import, via, is_trait, methods }
    }

    /// Returns the imports that name an attribute which stays if these groups are changed.
    pub(super) fn stay(&self, active: &BTreeSet<usize>) -> BTreeSet<Place> {
        let others = self.groups.iter().enumerate().filter(|(index, _)| !active.contains(index));
        let via = others.flat_map(|(_, group)| &group.uses).flat_map(|used| &used.via);
        via.chain(&self.kept).copied().collect()
    }

    /// Returns `true` if every attribute that an import gives its name is removed.
    pub(super) fn is_needless(&self, import: &Place) -> bool {
        let is_user = |group: &&Group| group.uses.iter().any(|used| used.import.as_ref() == Some(import));
        self.groups.iter().filter(is_user).all(Group::is_needless)
    }
}

/// Returns `true` if an import of the workspace brings the attribute and nothing else.
fn can_change(via: &Via, resolver: &Resolver<'_>) -> bool {
    let import = &via.import;
    let is_attribute = import.path.len() == 2 && import.path[1] == "async_trait" && import.name.is_some();
    is_attribute && !import.shared && !import.extern_crate && resolver.own_files().contains(&via.file)
}

/// Returns the traits that the path of an impl leads to.
fn declared(resolver: &mut Resolver<'_>, attribute: &Attribute, of: &Words) -> Vec<Declared> {
    let found = resolver.types(attribute.file, attribute.place.node, &of.words, of.global);
    let places = found.into_iter().map(|(module, name)| {
        let module = &resolver.tree.modules[module];
        (module.file, module.node, name)
    });
    places.collect()
}

fn why_left(written: &str, declared: Option<&Declared>, foreign: bool) -> String {
    match declared {
        None if written.is_empty() => "the trait is an argument of its macro".to_owned(),
        None => format!("where `{written}` is declared isn't known: another crate's trait stays as it is"),
        Some(_) if foreign => format!("`{written}` is another crate's trait"),
        Some(_) => format!("`{written}` itself isn't under `async_trait`"),
    }
}

/// Reads the item under an attribute.
fn item(text: &str, place: &AttributeUse) -> Option<Item> {
    let source = text.get(place.item.clone())?;
    let at = |bytes: Range<usize>| place.item.start + bytes.start..place.item.start + bytes.end;
    let method = |sig: &syn::Signature, whole: proc_macro2::Span, has_body| Method {
        name: sig.ident.to_string(),
        bytes: at(sig.span().byte_range().start..whole.byte_range().end),
        has_body,
    };
    match syn::parse_str::<syn::Item>(source).ok()? {
        syn::Item::Trait(item) => {
            let methods = item.items.iter().filter_map(|inner| match inner {
                syn::TraitItem::Fn(inner) if inner.sig.asyncness.is_some() => {
                    Some(method(&inner.sig, inner.span(), inner.default.is_some()))
                }
                _ => None,
            });
            Some(Item::Trait(item.ident.to_string(), methods.collect()))
        }
        syn::Item::Impl(item) => {
            let (path, _) = item.trait_.as_ref()?;
            let methods = item.items.iter().filter_map(|inner| match inner {
                syn::ImplItem::Fn(inner) if inner.sig.asyncness.is_some() => {
                    Some(method(&inner.sig, inner.span(), true))
                }
                _ => None,
            });
            let words = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let of = Words { words, global: path.leading_colon.is_some(), bytes: at(path.span().byte_range()) };
            Some(Item::Impl(of, methods.collect()))
        }
        _ => None,
    }
}
