//! The traits under `async_trait`, each with all of its implementations, and the attributes that are removed.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{ImplItem, Signature, TraitItem};

use super::group::{Group, Method, Place, Use, place_of};
use super::macros::{self, InMacro, Words};
use super::{needless, source};
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
}

/// A trait, by the file and the node that declare it.
type Declared = (FileId, usize, String);

/// The item under an attribute: a trait by its name, or an implementation by the path of its trait.
enum Item {
    Trait(String),
    Impl(Words),
}

impl Plan {
    /// Finds the traits of the files that were asked for.
    pub(super) fn of(resolver: &mut Resolver<'_>, workspace: &Workspace) -> Self {
        let mut plan = Self::default();
        let mut found: BTreeMap<Declared, Group> = BTreeMap::new();
        let mut impls = Vec::new();
        for attribute in resolver.attributes() {
            if attribute.meaning() != Some(&Meaning::AsyncTrait) {
                if attribute.meanings.contains(&Meaning::AsyncTrait) {
                    plan.leave(&attribute, false, "what its name means depends on the configuration");
                }
                continue;
            }
            match item(&resolver.tree.files[attribute.file].text, &attribute.place) {
                Some((Item::Trait(name), methods)) => {
                    let key = (attribute.file, attribute.place.node, name.clone());
                    let group = found.entry(key).or_insert_with(|| Group { name: Some(name), uses: Vec::new() });
                    group.uses.push(plan.accept(attribute, true, methods, resolver));
                }
                Some((Item::Impl(of), methods)) => impls.push((attribute, of, methods)),
                None => plan.leave(&attribute, false, "it stands on neither a trait nor an impl of one"),
            }
        }
        for file in resolver.own_files() {
            for InMacro { place, of, is_async } in macros::impls(&resolver.tree.files[file]) {
                let attribute = resolver.attribute(file, place);
                match attribute.meaning() == Some(&Meaning::AsyncTrait) {
                    true if is_async => impls.push((attribute, of, Vec::new())),
                    true => plan.leave(&attribute, false, "no async method is seen in it, and it is in a macro"),
                    false => {}
                }
            }
        }
        for (attribute, of, methods) in impls {
            let declared = declared(resolver, &attribute, &of);
            if let Some(key) = declared.iter().find(|key| found.contains_key(*key)) {
                let used = plan.accept(attribute, false, methods, resolver);
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
        let mut needless = Vec::new();
        for Needless { attribute, doubt } in resolver.needless() {
            let text = &resolver.tree.files[attribute.file].text;
            match doubt.or_else(|| needless::why_left(text, &attribute.place)) {
                Some(why) => plan.leave(&attribute, false, why),
                None => needless.push(plan.accept(attribute, false, Vec::new(), resolver)),
            }
        }
        let needless = needless.into_iter().map(|used| Group { name: None, uses: vec![used] });
        plan.keep_asked_for(found.into_values().chain(needless), |file| {
            workspace.selection.holds(&resolver.tree.files[file].path)
        });
        plan.unused = plan.unused(resolver);
        plan
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

    /// Finds the imports that only attributes use.
    fn unused(&self, resolver: &Resolver<'_>) -> BTreeSet<Place> {
        let unused = self.imports.iter().filter(|(_, via)| {
            let imports = self.imports.values().filter(|other| other.file == via.file);
            let imports: Vec<_> = imports.map(|other| &other.import.with_attributes).collect();
            needless::is_unused(&via.import, &resolver.tree.files[via.file], &imports)
        });
        unused.map(|(place, _)| *place).collect()
    }

    fn leave(&mut self, attribute: &Attribute, foreign: bool, why: impl Into<String>) {
        self.kept.extend(attribute.via.iter().map(|via| place_of(via.file, &via.import)));
        self.left.push(Left { file: attribute.file, line: attribute.place.line, why: why.into(), foreign });
    }

    fn accept(&mut self, attribute: Attribute, is_trait: bool, methods: Vec<Method>, resolver: &Resolver<'_>) -> Use {
        let Attribute { file, place, via, .. } = attribute;
        let places = via.iter().map(|via| place_of(via.file, &via.import)).collect();
        let last = via.last().filter(|via| via.import.path.len() == 2 && resolver.own_files().contains(&via.file));
        if let Some(last) =
            last.filter(|via| source::import(&via.import, &resolver.tree.files[via.file].text).is_some())
        {
            self.imports.insert(place_of(last.file, &last.import), last.clone());
        }
        Use { file, place, via: places, is_trait, methods }
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
    pub(super) fn is_needless(&self, import: &Place) -> bool {
        let is_user = |group: &&Group| group.uses.iter().any(|used| self.import_of(used) == Some(import));
        self.groups.iter().filter(is_user).all(Group::is_needless)
    }
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

/// Reads the item under an attribute, with its async methods.
fn item(text: &str, place: &AttributeUse) -> Option<(Item, Vec<Method>)> {
    let syntax = syn::parse_str::<syn::Item>(text.get(place.item.clone())?).ok()?;
    let mut methods = Vec::new();
    let mut add = |sig: &Signature, whole: Span, has_body| {
        if sig.asyncness.is_some() {
            let (start, end) = (sig.span().byte_range().start, whole.byte_range().end);
            let bytes = place.item.start + start..place.item.start + end;
            methods.push(Method { name: sig.ident.to_string(), bytes, has_body });
        }
    };
    let item = match &syntax {
        syn::Item::Trait(item) => {
            for inner in &item.items {
                if let TraitItem::Fn(method) = inner {
                    add(&method.sig, method.span(), method.default.is_some());
                }
            }
            Item::Trait(item.ident.to_string())
        }
        syn::Item::Impl(item) => {
            for inner in &item.items {
                if let ImplItem::Fn(method) = inner {
                    add(&method.sig, method.span(), true);
                }
            }
            Item::Impl(Words::of(&item.trait_.as_ref()?.0))
        }
        _ => return None,
    };
    Some((item, methods))
}
