//! The changes of Cargo.toml: valuetask comes beside async-trait or in its place, or that goes.

use std::collections::BTreeSet;
use std::path::Path;

use toml_edit::{Array, Decor, DocumentMut, InlineTable, Item, Key, RawString, Table, value};

use crate::error::Error;

pub(super) const NEW: &str = "valuetask";
/// The version of valuetask: this program's own, `0.1`.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// What changes in a manifest.
pub(super) struct Change<'a> {
    /// The folder of a checkout. Cargo prefers it, and leaves it out when it publishes.
    pub(super) path: Option<String>,
    /// It is for code without std, and has no more features than the attributes need.
    pub(super) without_std: bool,
    /// The workspace has valuetask among its dependencies, and whether with default features.
    pub(super) in_workspace: Option<bool>,
    /// Valuetask is added where it isn't yet.
    pub(super) is_added: bool,
    /// The names that code has for async-trait and async-recursion, and whether these are removed.
    pub(super) names: Vec<(&'a str, bool)>,
}

impl Change<'_> {
    /// Returns a manifest as `change` makes it, [`Self::package`] or [`Self::workspace`]. Line ends stay.
    ///
    /// # Errors
    ///
    /// A manifest that isn't TOML.
    pub(super) fn edited(
        &self,
        text: &str,
        place: &Path,
        change: fn(&Self, &mut DocumentMut),
    ) -> Result<String, Error> {
        let mut manifest: DocumentMut = text.parse().map_err(|error| {
            Error::failure(format_args!("this isn't TOML: {error}"), place.display(), "correct the manifest")
        })?;
        change(self, &mut manifest);
        let new = manifest.to_string();
        Ok(if text.contains("\r\n") { new.replace("\r\n", "\n").replace('\n', "\r\n") } else { new })
    }

    /// Adds valuetask to the dependencies of a workspace, beside async-trait or in its place.
    pub(super) fn workspace(&self, manifest: &mut DocumentMut) {
        let table = manifest.get_mut("workspace").and_then(|workspace| workspace.get_mut("dependencies"));
        table.and_then(Item::as_table_mut).map(|table| self.dependencies(table));
    }

    /// Adds valuetask to the manifest of a package, wherever async-trait is a dependency.
    pub(super) fn package(&self, manifest: &mut DocumentMut) {
        let (mut found, mut is_optional) = (Vec::new(), false);
        let mut change_in = |tables: &mut Table| {
            for table in ["dependencies", "dev-dependencies"] {
                let Some(table) = tables.get_mut(table).and_then(Item::as_table_mut) else { continue };
                found.extend(self.dependencies(table));
                is_optional |= table.get(NEW).is_some_and(|new| says(new, "optional"));
            }
        };
        change_in(manifest.as_table_mut());
        if let Some(targets) = manifest.get_mut("target").and_then(Item::as_table_mut) {
            targets.iter_mut().filter_map(|(_, target)| target.as_table_mut()).for_each(change_in);
        }
        if found.is_empty() {
            let table = manifest.entry("dependencies").or_insert_with(toml_edit::table).as_table_mut();
            if let Some(table) = table.filter(|table| !table.contains_key(NEW)) {
                table.insert(NEW, self.like(&Item::None));
            }
        }
        if self.without_std {
            let_std_turn_on_std(manifest, is_optional);
        }
        // The same name in tables of several targets is one feature.
        for name in found.into_iter().flatten().collect::<BTreeSet<_>>() {
            self.features(manifest, &name, is_optional);
        }
    }

    /// Adds valuetask to a table that has async-trait, under any name. Returns a name for each, if it is optional.
    fn dependencies(&self, table: &mut Table) -> Vec<Option<String>> {
        let entries: Vec<_> = table.iter().map(|(key, item)| (key.to_owned(), item.clone())).collect();
        let mut found = Vec::new();
        for (name, old) in entries {
            let Some(is_removed) = self.removes(&name) else { continue };
            let mut added = (self.is_added && !table.contains_key(NEW)).then(|| self.like(&old));
            let mut key = Key::new(NEW);
            if is_removed && let Some((removed, _)) = table.remove_entry(&name) {
                // Comments above the line of async-trait, and behind it, stay.
                key = key.with_leaf_decor(removed.leaf_decor().clone());
                if let (Some(old), Some(new)) = (old.as_value(), added.as_mut().and_then(Item::as_value_mut)) {
                    *new.decor_mut() = old.decor().clone();
                }
            }
            added.into_iter().for_each(|added| drop(table.insert_formatted(&key, added)));
            found.push(says(&old, "optional").then_some(name));
        }
        found
    }

    /// Returns whether the dependency of this name is removed, if it is one of those.
    fn removes(&self, name: &str) -> Option<bool> {
        let known = self.names.iter().find(|(known, _)| *known == name.replace('-', "_"));
        known.map(|(_, is_removed)| *is_removed)
    }

    /// Returns the line of async-trait as one of valuetask: `optional` and `workspace` stay.
    fn like(&self, old: &Item) -> Item {
        let mut new = if old.is_table_like() { old.clone() } else { value(InlineTable::new()) };
        let Some(table) = new.as_table_like_mut() else { return new };
        // A member can't turn off the default features of its workspace.
        let stays = |key: &str| key == "optional" || key == "workspace" && !self.without_std;
        for key in table.iter().map(|(key, _)| key.to_owned()).filter(|key| !stays(key)).collect::<Vec<_>>() {
            table.remove(&key);
        }
        match self.in_workspace.filter(|_| !self.without_std) {
            Some(has_defaults) => {
                table.insert("workspace", value(true));
                if !has_defaults {
                    table.insert("features", value(Array::from_iter(["std", "macros"])));
                }
            }
            None if table.contains_key("workspace") => {}
            None => {
                table.insert("version", value(VERSION));
                self.path.iter().for_each(|path| drop(table.insert("path", value(path))));
            }
        }
        if self.without_std {
            table.insert("default-features", value(false));
            table.insert("features", value(Array::from_iter(["macros"])));
        }
        let is_version = table.len() == 1 && table.contains_key("version");
        new.as_inline_table_mut().into_iter().for_each(InlineTable::fmt);
        if is_version && new.is_value() { value(VERSION) } else { new }
    }

    /// Changes features that turn on a dependency of this name. They turn on valuetask if that `is_optional`.
    ///
    /// If no feature says `dep:` of it, it is a feature by its own name, which stays one.
    fn features(&self, manifest: &mut DocumentMut, name: &str, is_optional: bool) {
        let features = manifest.entry("features").or_insert_with(toml_edit::table);
        let Some(features) = features.as_table_mut() else { return };
        let (old, new) = (format!("dep:{name}"), format!("dep:{NEW}"));
        let (stays, mut says_dep) = (self.removes(name) != Some(true), false);
        for list in features.iter_mut().filter_map(|(_, list)| list.as_array_mut()) {
            let Some(at) = list.iter().position(|entry| entry.as_str() == Some(&old)) else { continue };
            says_dep = true;
            if is_optional {
                insert(list, at + 1, &new);
            }
            if !stays {
                let gone = list.remove(at);
                // The one behind it stands where it stood.
                list.get_mut(at).into_iter().for_each(|next| *next.decor_mut() = gone.decor().clone());
            }
        }
        if !says_dep {
            let needed = [(old, stays), (new, is_optional)].into_iter().filter(|(_, is_needed)| *is_needed);
            features.insert(name, value(needed.map(|(entry, _)| entry).collect::<Array>()));
        }
    }
}

/// Returns whether a workspace's manifest has valuetask among its dependencies, and whether with default features.
pub(super) fn workspace_entry(text: &str) -> Option<bool> {
    let manifest: DocumentMut = text.parse().ok()?;
    let entry = manifest.get("workspace")?.get("dependencies")?.get(NEW)?;
    Some(entry.get("default-features").and_then(Item::as_bool) != Some(false))
}

/// Whether a package's manifest has a dependency of this name from its workspace.
pub(super) fn inherits(text: &str, name: &str) -> bool {
    let Ok(manifest) = text.parse::<DocumentMut>() else { return false };
    let is_it = |(key, item): (&str, &Item)| key.replace('-', "_") == name && says(item, "workspace");
    let in_tables = |tables: &Table| {
        let tables = ["dependencies", "dev-dependencies", "build-dependencies"].map(|table| tables.get(table));
        tables.into_iter().flatten().filter_map(Item::as_table_like).any(|table| table.iter().any(is_it))
    };
    let targets = manifest.get("target").and_then(Item::as_table);
    let mut targets = targets.into_iter().flat_map(Table::iter).filter_map(|(_, target)| target.as_table());
    in_tables(manifest.as_table()) || targets.any(in_tables)
}

/// Lets a package's feature `std` turn on that of valuetask, for code that is without std otherwise.
fn let_std_turn_on_std(manifest: &mut DocumentMut, is_optional: bool) {
    let list = manifest.get_mut("features").and_then(|table| table.get_mut("std")).and_then(Item::as_array_mut);
    let entry = format!("{NEW}{}/std", if is_optional { "?" } else { "" });
    if let Some(list) = list.filter(|list| !list.iter().any(|known| known.as_str() == Some(&entry))) {
        insert(list, list.len(), &entry);
    }
}

fn says(item: &Item, key: &str) -> bool {
    item.get(key).and_then(Item::as_bool) == Some(true)
}

/// Inserts an entry into a list of features, on a line of its own if the one before it is.
fn insert(list: &mut Array, at: usize, entry: &str) {
    let before = at.checked_sub(1).and_then(|before| list.get(before)).map(|entry| entry.decor().clone());
    list.insert(at, entry);
    let is_line =
        |decor: &Decor| decor.prefix().and_then(RawString::as_str).is_some_and(|prefix| prefix.contains('\n'));
    if let (Some(decor), Some(new)) = (before.filter(is_line), list.get_mut(at)) {
        *new.decor_mut() = decor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, without_std: bool, is_removed: bool) -> String {
        let names = vec![("async_trait", is_removed), ("at", is_removed)];
        let change = Change { path: None, without_std, in_workspace: None, is_added: true, names };
        change.edited(text, Path::new("Cargo.toml"), Change::package).expect("TOML")
    }

    fn made(text: &str, is_removed: bool) -> String {
        changed(text, false, is_removed)
    }

    #[test]
    fn a_feature_that_a_dependency_is_by_its_name_stays_one() {
        let old = "[dependencies]\nasync-trait = { version = \"0.1\", optional = true }\n\n\
                   [features]\nall = [\"async-trait\"]\n";
        let new = made(old, true);
        assert!(new.contains("all = [\"async-trait\"]\nasync-trait = [\"dep:valuetask\"]\n"), "{new}");
        assert!(!new.contains("async-trait = {"), "{new}");
        let both = made(old, false);
        assert!(both.contains("async-trait = [\"dep:async-trait\", \"dep:valuetask\"]\n"), "{both}");
    }

    #[test]
    fn comments_above_the_line_and_behind_it_stay_where_valuetask_takes_its_place() {
        for (line, new) in [
            ("async-trait = \"0.1\" # why", "valuetask = \"0.1\" # why"),
            ("async-trait = { version = \"0.1\" } # why", "valuetask = \"0.1\" # why"),
            (
                "async-trait = { version = \"0.1\", optional = true } # why",
                "valuetask = { optional = true, version = \"0.1\" } # why",
            ),
            ("async-trait.workspace = true # why", "valuetask.workspace = true # why"),
        ] {
            let text = |line: &str| format!("[dependencies]\nanyhow = \"1\"\n\n# Of traits.\n# All.\n{line}\n");
            let changed = made(&text(line), true);
            assert!(changed.starts_with(&text(new)), "{changed}");
        }
        let table = made("# Of traits.\n[dependencies.async-trait] # why\nversion = \"0.1\"\n", true);
        assert_eq!(table, "# Of traits.\n[dependencies.valuetask] # why\nversion = \"0.1\"\n");
    }

    #[test]
    fn a_dependency_of_several_targets_makes_no_feature_that_was_not_there() {
        let target = |name: &str| {
            format!("[target.'cfg({name})'.dependencies]\nasync-trait = {{ version = \"0.1\", optional = true }}\n\n")
        };
        let old =
            format!("{}{}[features]\nx = [\"dep:async-trait\", \"y\"]\ny = []\n", target("unix"), target("windows"));
        let features = |text: &str| text.split_once("[features]\n").expect("features").1.to_owned();
        assert_eq!(features(&made(&old, true)), "x = [\"dep:valuetask\", \"y\"]\ny = []\n");
    }

    #[test]
    fn beside_valuetask_that_is_not_optional_the_feature_of_an_optional_dependency_turns_on_nothing() {
        let rest = "[dependencies]\nvaluetask = \"0.1\"\n";
        let features = "\n[features]\nall = [\"dep:async-trait\", \"y\"]\ny = []\n";
        let old = format!("{rest}async-trait = {{ version = \"0.1\", optional = true }}\n{features}");
        assert_eq!(made(&old, true), format!("{rest}{}", features.replace("\"dep:async-trait\", ", "")));
        assert_eq!(made(&old, false), old);
    }

    #[test]
    fn a_renamed_dependency_has_its_features_under_its_name() {
        let old = "[dependencies]\nat = { package = \"async-trait\", version = \"0.1\", optional = true }\n";
        let new = made(&format!("{old}\n[features]\nall = [\"dep:at\"]\n"), true);
        assert!(new.contains("all = [\"dep:valuetask\"]") && !new.contains("dep:at"), "{new}");
    }

    #[test]
    fn a_dependency_that_the_workspace_renames_is_found_by_its_name_in_code() {
        let new = made("[dependencies]\nat = { workspace = true, optional = true }\nbt.workspace = true\n", true);
        assert!(new.contains("valuetask = { workspace = true, optional = true }\n"), "{new}");
        assert!(new.contains("at = [\"dep:valuetask\"]") && new.contains("bt.workspace = true"), "{new}");
    }

    #[test]
    fn code_without_std_gets_no_default_features_and_none_of_its_workspace() {
        let without = "valuetask = { version = \"0.1\", default-features = false, features = [\"macros\"] }\n";
        for old in ["async-trait = \"0.1\"\n", "async-trait = { workspace = true }\n"] {
            let new = changed(&format!("[dependencies]\n{old}"), true, true);
            assert_eq!(new, format!("[dependencies]\n{without}"));
        }
    }

    #[test]
    fn a_feature_among_lines_gets_one() {
        let dependency = "[dependencies]\nasync-trait = { version = \"0.1\", optional = true }\n\n";
        let lines = |std: &str| format!("[features]\nstd = [\n    \"alloc\",\n    {std},\n]\nalloc = []\n");
        let new = changed(&format!("{dependency}{}", lines("\"dep:async-trait\"")), true, false);
        let std = ["dep:async-trait", "dep:valuetask", "valuetask?/std"].map(|entry| format!("\"{entry}\""));
        assert!(new.ends_with(&lines(&std.join(",\n    "))), "{new}");
    }

    #[test]
    fn line_ends_stay() {
        let new = made("[dependencies]\r\nasync-trait = \"0.1\"\r\n", false);
        assert!(new.starts_with("[dependencies]\r\n"), "{new:?}");
        assert_eq!(new.matches('\n').count(), new.matches("\r\n").count(), "{new:?}");
        assert!(new.contains("valuetask = \"0.1\""), "{new}");
    }
}
