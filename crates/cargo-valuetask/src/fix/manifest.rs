//! The changes of Cargo.toml: valuetask beside async-trait, or in its place where nothing else uses that.

#![forbid(unsafe_code)]

use std::path::Path;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use crate::error::Error;

const OLD: &str = "async-trait";
const NEW: &str = "valuetask";

/// What is written for the dependency.
#[derive(Clone, Debug)]
pub(super) struct Requirement {
    /// Works once it is published: `0.1`.
    pub(super) version: String,
    /// Where a checkout is, which cargo prefers and leaves out when it publishes.
    pub(super) path: Option<String>,
}

impl Requirement {
    /// That of this program's own version.
    pub(super) fn new(path: Option<&Path>) -> Self {
        let version = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR")).to_owned();
        Self { version, path: path.map(|path| path.display().to_string()) }
    }

    fn value(&self) -> Value {
        let Some(path) = &self.path else { return Value::from(self.version.as_str()) };
        let mut table = InlineTable::new();
        table.insert("version", self.version.as_str().into());
        table.insert("path", path.as_str().into());
        table.into()
    }

    /// The line of async-trait, as one of valuetask: what makes it optional or the workspace's stays.
    fn like(&self, old: &Item) -> Item {
        match old {
            Item::Table(table) => {
                let mut new = table.clone();
                self.fill(&mut new);
                Item::Table(new)
            }
            Item::Value(Value::InlineTable(table)) => {
                let mut new = table.clone();
                self.fill(&mut new);
                new.fmt();
                if new.len() == 1 && new.contains_key("version") {
                    return Item::Value(self.value());
                }
                Item::Value(new.into())
            }
            _ => Item::Value(self.value()),
        }
    }

    fn fill(&self, table: &mut dyn TableLike) {
        let kept = |key: &str| matches!(key, "optional" | "workspace");
        let keys: Vec<_> = table.iter().map(|(key, _)| key.to_owned()).filter(|key| !kept(key)).collect();
        keys.iter().for_each(|key| drop(table.remove(key)));
        if !table.contains_key("workspace") {
            table.insert("version", Item::Value(self.version.as_str().into()));
            if let Some(path) = &self.path {
                table.insert("path", Item::Value(path.as_str().into()));
            }
        }
    }
}

/// Adds the dependency to a manifest, wherever async-trait is one; `remove`s that, if it is said.
///
/// # Errors
///
/// A manifest that isn't TOML.
pub(super) fn changed(text: &str, place: &Path, requirement: &Requirement, remove: bool) -> Result<String, Error> {
    let mut manifest = parse(text, place)?;
    let mut found = false;
    let implicit = !mentions_dep(&manifest);
    for name in ["dependencies", "dev-dependencies"] {
        found |= manifest.get_mut(name).is_some_and(|table| add(table, requirement, remove));
    }
    if let Some(targets) = manifest.get_mut("target").and_then(Item::as_table_like_mut) {
        for (_, target) in targets.iter_mut() {
            for name in ["dependencies", "dev-dependencies"] {
                found |= target.get_mut(name).is_some_and(|table| add(table, requirement, remove));
            }
        }
    }
    if found {
        add_to_features(&mut manifest, remove, implicit);
    } else {
        let table = manifest.entry("dependencies").or_insert_with(|| Item::Table(Table::new()));
        let table = table.as_table_like_mut().ok_or_else(|| refused("`dependencies` isn't a table", place))?;
        if !table.contains_key(NEW) {
            table.insert(NEW, Item::Value(requirement.value()));
        }
    }
    Ok(manifest.to_string())
}

/// Adds the dependency to those of a workspace, where async-trait is one of these.
///
/// # Errors
///
/// A manifest that isn't TOML.
pub(super) fn changed_workspace(text: &str, place: &Path, requirement: &Requirement) -> Result<String, Error> {
    let mut manifest = parse(text, place)?;
    if let Some(table) = manifest.get_mut("workspace").and_then(|workspace| workspace.get_mut("dependencies")) {
        add(table, requirement, false);
    }
    Ok(manifest.to_string())
}

fn parse(text: &str, place: &Path) -> Result<DocumentMut, Error> {
    text.parse().map_err(|error| refused(&format!("this isn't TOML: {error}"), place))
}

fn refused(what: &str, place: &Path) -> Error {
    Error::failure(what, place.display(), "correct the manifest")
}

/// Adds the dependency to a table that has async-trait, under whatever name. False if it hasn't.
fn add(table: &mut Item, requirement: &Requirement, remove: bool) -> bool {
    let Some(entries) = table.as_table_like_mut() else { return false };
    let is_it = |(key, item): &(&str, &Item)| {
        item.get("package").and_then(Item::as_str).map_or(*key == OLD, |package| package == OLD)
    };
    let Some((key, old)) = entries.iter().find(is_it).map(|(key, old)| (key.to_owned(), old.clone())) else {
        return false;
    };
    let keys: Vec<_> = entries.iter().map(|(key, _)| key.to_owned()).collect();
    let sorted = keys.is_sorted();
    if !entries.contains_key(NEW) {
        entries.insert(NEW, requirement.like(&old));
    }
    if remove {
        entries.remove(&key);
    }
    if sorted {
        sort(table);
    }
    true
}

fn sort(table: &mut Item) {
    match table {
        Item::Table(table) => table.sort_values(),
        Item::Value(Value::InlineTable(table)) => table.sort_values(),
        _ => {}
    }
}

/// Whether some feature says `dep:async-trait`: the dependency then isn't a feature by its own name.
fn mentions_dep(manifest: &DocumentMut) -> bool {
    let features = manifest.get("features").and_then(Item::as_table_like);
    let lists = features.into_iter().flat_map(|features| features.iter()).filter_map(|(_, list)| list.as_array());
    lists.flat_map(Array::iter).any(|entry| entry.as_str() == Some("dep:async-trait"))
}

/// Features that turn async-trait on turn valuetask on.
fn add_to_features(manifest: &mut DocumentMut, remove: bool, implicit: bool) {
    let Some(features) = manifest.get_mut("features").and_then(Item::as_table_like_mut) else { return };
    let old = if implicit { OLD.to_owned() } else { format!("dep:{OLD}") };
    let new = old.replace(OLD, NEW);
    for (_, list) in features.iter_mut() {
        let Some(list) = list.as_array_mut() else { continue };
        let Some(at) = list.iter().position(|entry| entry.as_str() == Some(&old)) else { continue };
        let mut entry = Value::from(new.as_str());
        let decor = list.get(at).map(|entry| entry.decor().clone()).unwrap_or_default();
        if remove {
            *entry.decor_mut() = decor;
            list.replace_formatted(at, entry);
        } else {
            let before = decor.prefix().and_then(|prefix| prefix.as_str()).filter(|prefix| !prefix.is_empty());
            entry.decor_mut().set_prefix(before.unwrap_or(" "));
            list.insert_formatted(at + 1, entry);
        }
    }
}
