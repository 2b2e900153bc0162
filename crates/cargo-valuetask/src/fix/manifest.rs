//! The changes of Cargo.toml: valuetask comes beside async-trait or in its place, or that goes.

use std::collections::BTreeSet;
use std::path::Path;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Key, Table, value};

use crate::error::Error;

const NEW: &str = "valuetask";
/// The version of valuetask: this program's own, `0.1`.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// How a manifest names the features of valuetask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Std {
    /// The default ones.
    Default,
    /// No more than the attributes need: for code without std.
    Without,
    /// The default ones again, where the workspace has no more than the attributes need.
    Again,
}

/// What changes in a manifest.
pub(super) struct Change<'a> {
    /// The folder of a checkout. Cargo prefers it, and leaves it out when it publishes.
    pub(super) path: Option<String>,
    pub(super) std: Std,
    /// valuetask is added.
    pub(super) add: bool,
    /// The other one is removed.
    pub(super) remove: bool,
    /// The names that code has for that: a workspace may rename it.
    pub(super) names: Vec<&'a str>,
}

impl Change<'_> {
    /// Changes the manifest of a package, wherever async-trait is a dependency.
    pub(super) fn package(&self, manifest: &mut DocumentMut) {
        let (mut found, mut is_optional) = (Vec::new(), false);
        let mut change_in = |tables: &mut Table| {
            for table in ["dependencies", "dev-dependencies"] {
                let Some(table) = tables.get_mut(table).and_then(Item::as_table_mut) else { continue };
                found.extend(self.dependency(table));
                is_optional |= table.get(NEW).is_some_and(|new| says(new, "optional"));
            }
        };
        change_in(manifest.as_table_mut());
        if let Some(targets) = manifest.get_mut("target").and_then(Item::as_table_mut) {
            targets.iter_mut().filter_map(|(_, target)| target.as_table_mut()).for_each(change_in);
        }
        if self.add && found.is_empty() {
            let table = manifest.entry("dependencies").or_insert_with(toml_edit::table).as_table_mut();
            if let Some(table) = table.filter(|table| !table.contains_key(NEW)) {
                table.insert(NEW, self.like(&Item::None));
            }
        }
        if self.add && self.std == Std::Without {
            let_std_turn_on_std(manifest, is_optional);
        }
        // The same name in tables of several targets is one feature.
        for name in found.into_iter().flatten().collect::<BTreeSet<_>>() {
            self.features(manifest, &name, self.add && is_optional);
        }
    }

    /// Changes the dependencies of a workspace, where async-trait is one of these.
    pub(super) fn workspace(&self, manifest: &mut DocumentMut) {
        let table = manifest.get_mut("workspace").and_then(|workspace| workspace.get_mut("dependencies"));
        table.and_then(Item::as_table_mut).and_then(|table| self.dependency(table));
    }

    /// Changes a table that has async-trait, under any name. Returns that name if it is optional.
    fn dependency(&self, table: &mut Table) -> Option<Option<String>> {
        let is_it = |(key, _): &(&str, &Item)| self.names.contains(&&*key.replace('-', "_"));
        let (name, old) = table.iter().find(is_it).map(|(name, old)| (name.to_owned(), old.clone()))?;
        let mut added = (self.add && !table.contains_key(NEW)).then(|| self.like(&old));
        let mut key = Key::new(NEW);
        if self.remove {
            // Comments above the line of async-trait, and behind it, stay.
            let (removed, _) = table.remove_entry(&name)?;
            key = key.with_leaf_decor(removed.leaf_decor().clone());
            if let (Some(old), Some(new)) = (old.as_value(), added.as_mut().and_then(Item::as_value_mut)) {
                *new.decor_mut() = old.decor().clone();
            }
        }
        added.into_iter().for_each(|added| drop(table.insert_formatted(&key, added)));
        Some(says(&old, "optional").then_some(name))
    }

    /// Returns the line of async-trait as one of valuetask: `optional` and `workspace` stay.
    fn like(&self, old: &Item) -> Item {
        let mut new = if old.is_table_like() { old.clone() } else { value(InlineTable::new()) };
        let Some(table) = new.as_table_like_mut() else { return new };
        for key in table.iter().map(|(key, _)| key.to_owned()).collect::<Vec<_>>() {
            if !matches!(&*key, "optional" | "workspace") {
                table.remove(&key);
            }
        }
        if !table.contains_key("workspace") {
            table.insert("version", value(VERSION));
            self.path.iter().for_each(|path| drop(table.insert("path", value(path))));
            if self.std == Std::Without {
                table.insert("default-features", value(false));
                table.insert("features", value(Array::from_iter(["macros"])));
            }
        } else if self.std == Std::Again {
            table.insert("features", value(Array::from_iter(["default"])));
        }
        let is_version = table.len() == 1 && table.contains_key("version");
        new.as_inline_table_mut().into_iter().for_each(InlineTable::fmt);
        if is_version && new.is_value() { value(VERSION) } else { new }
    }

    /// Changes features that turn on async-trait, under its name here. They `turn_on` valuetask, if that is optional.
    ///
    /// If no feature says `dep:` of it, it is a feature by its own name, which stays one.
    fn features(&self, manifest: &mut DocumentMut, name: &str, turn_on: bool) {
        let features = manifest.entry("features").or_insert_with(toml_edit::table);
        let Some(features) = features.as_table_mut() else { return };
        let (old, new) = (format!("dep:{name}"), format!("dep:{NEW}"));
        let mut says_dep = false;
        for list in features.iter_mut().filter_map(|(_, list)| list.as_array_mut()) {
            let Some(at) = list.iter().position(|entry| entry.as_str() == Some(&old)) else { continue };
            says_dep = true;
            if turn_on {
                list.insert(at + 1, &new);
            }
            if self.remove {
                let gone = list.remove(at);
                // The one behind it stands where it stood.
                list.get_mut(at).into_iter().for_each(|next| *next.decor_mut() = gone.decor().clone());
            }
        }
        if !says_dep {
            let needed = [(old, !self.remove), (new, turn_on)].into_iter().filter(|(_, is_needed)| *is_needed);
            features.insert(name, value(needed.map(|(entry, _)| entry).collect::<Array>()));
        }
    }
}

/// Lets a package's feature `std` turn on that of valuetask, for code that is without std otherwise.
fn let_std_turn_on_std(manifest: &mut DocumentMut, is_optional: bool) {
    let list = manifest.get_mut("features").and_then(|table| table.get_mut("std")).and_then(Item::as_array_mut);
    let entry = format!("{NEW}{}/std", if is_optional { "?" } else { "" });
    if let Some(list) = list.filter(|list| !list.iter().any(|known| known.as_str() == Some(&entry))) {
        list.push(entry);
    }
}

fn says(item: &Item, key: &str) -> bool {
    item.get(key).and_then(Item::as_bool) == Some(true)
}

/// Changes a manifest. Line ends stay.
///
/// # Errors
///
/// A manifest that isn't TOML.
pub(super) fn edited(text: &str, place: &Path, change: impl FnOnce(&mut DocumentMut)) -> Result<String, Error> {
    let mut manifest: DocumentMut = text.parse().map_err(|error| {
        Error::failure(format_args!("this isn't TOML: {error}"), place.display(), "correct the manifest")
    })?;
    change(&mut manifest);
    let new = manifest.to_string();
    Ok(if text.contains("\r\n") { new.replace("\r\n", "\n").replace('\n', "\r\n") } else { new })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, add: bool, remove: bool) -> String {
        let names = vec!["async_trait", "at"];
        let change = Change { path: None, std: Std::Default, add, remove, names };
        edited(text, Path::new("Cargo.toml"), |manifest| change.package(manifest)).expect("TOML")
    }

    fn made(text: &str, remove: bool) -> String {
        changed(text, true, remove)
    }

    fn without(text: &str) -> String {
        changed(text, false, true)
    }

    #[test]
    fn where_nothing_needs_valuetask_async_trait_goes_and_nothing_comes() {
        let rest = "[dependencies]\nserde = \"1\"\n";
        assert_eq!(without(&format!("{rest}async-trait = \"0.1\"\n")), rest);
        let optional = format!("{rest}async-trait = {{ version = \"0.1\", optional = true }}\n\n[features]\n");
        let said = without(&format!("{optional}all = [\"dep:async-trait\", \"serde\"]\n"));
        assert_eq!(said, format!("{rest}\n[features]\nall = [\"serde\"]\n"));
        let by_its_name = without(&format!("{optional}all = [\"async-trait\"]\n"));
        assert_eq!(by_its_name, format!("{rest}\n[features]\nall = [\"async-trait\"]\nasync-trait = []\n"));
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
        let gone = without(&old);
        assert_eq!(features(&gone), "x = [\"y\"]\ny = []\n");
        assert!(!gone.contains("async-trait"), "{gone}");
    }

    #[test]
    fn an_optional_dependency_stays_beside_valuetask_that_is_not() {
        let old = "[dependencies]\nasync-trait = { version = \"0.1\", optional = true }\nvaluetask = \"0.1\"\n";
        assert_eq!(made(old, true), old);
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
    fn code_without_std_gets_no_default_features_and_other_members_get_them_again() {
        let edit = |std, text: &str| {
            let change = Change { path: None, std, add: true, remove: true, names: vec!["async_trait"] };
            edited(text, Path::new("Cargo.toml"), |manifest| change.package(manifest)).expect("TOML")
        };
        let old = "[dependencies]\nasync-trait = \"0.1\"\n";
        let without = "valuetask = { version = \"0.1\", default-features = false, features = [\"macros\"] }\n";
        assert_eq!(edit(Std::Without, old), format!("[dependencies]\n{without}"));
        let again = edit(Std::Again, "[dependencies]\nasync-trait = { workspace = true }\n");
        assert_eq!(again, "[dependencies]\nvaluetask = { workspace = true, features = [\"default\"] }\n");
    }

    #[test]
    fn line_ends_stay() {
        let new = made("[dependencies]\r\nasync-trait = \"0.1\"\r\n", false);
        assert!(new.starts_with("[dependencies]\r\n"), "{new:?}");
        assert_eq!(new.matches('\n').count(), new.matches("\r\n").count(), "{new:?}");
        assert!(new.contains("valuetask = \"0.1\""), "{new}");
    }
}
