//! The summary of a run, printed below the difference.

use std::collections::BTreeSet;
use std::path::Path;

use super::choice::TakenBack;
use super::rounds::Rounds;
use super::{apply, whole};
use crate::tree::FileId;

/// Returns a line for the changes, for each trait taken back, and for each place left.
pub(super) fn report(Rounds { found, choice, disk }: &mut Rounds<'_>) -> String {
    let groups = &found.plan.groups;
    let (needless, active): (Vec<_>, Vec<_>) =
        choice.active.iter().map(|group| &groups[*group]).partition(|group| group.is_needless());
    let (gone, exact) = (needless.len(), choice.exact.len());
    let places = choice.places.values().map(BTreeSet::len).sum();
    let (traits, functions): (Vec<_>, Vec<_>) = active.into_iter().partition(|group| group.is_trait);
    let public: Vec<_> = traits.iter().filter(|group| group.is_public).flat_map(|group| &group.name).collect();
    let impls = traits.iter().map(|group| group.impls()).sum();
    let parts = [
        (!traits.is_empty()).then(|| format!("{}, {}", counted(traits.len(), "trait"), counted(impls, "impl"))),
        (!functions.is_empty()).then(|| counted(functions.len(), "function")),
        (exact > 0).then(|| format!("{} `exact`", counted(exact, "trait"))),
        (places > 0).then(|| format!("{} that named a box", counted(places, "place"))),
        (gone > 0).then(|| format!("{} that had no async method taken away", counted(gone, "attribute"))),
        Some(format!("in {}", counted(disk.changed(), "file"))),
    ];
    let verb = if found.args.dry_run { "would change" } else { "changed" };
    let mut text = match choice.active.is_empty() {
        true if groups.is_empty() => "nothing to change\n".to_owned(),
        true => "changed nothing\n".to_owned(),
        false => format!("{verb}: {}\n", parts.into_iter().flatten().collect::<Vec<_>>().join(", ")),
    };
    if !found.args.dry_run && !choice.active.is_empty() {
        text.push_str("not checked: other features, code for other platforms, and packages outside of the workspace\n");
    }
    if !public.is_empty() {
        let names: Vec<_> = public.iter().map(|name| format!("`{name}`")).collect();
        let what = "public, so that an implementation in another crate has to change with it";
        text.push_str(&format!("{what}: {}\n", names.join(", ")));
    }
    let tree = &found.resolver.tree;
    let shown = |file: &Path| file.strip_prefix(found.root).unwrap_or(file).display().to_string();
    let at = |file: FileId, line: usize| format!("{}:{line}", shown(&tree.files[file].path));
    let stay = found.plan.stay(&choice.active);
    for file in found.resolver.own_files() {
        for import in whole::handed_on(file, found) {
            let what = match stay.contains(&(file, import.leaf.start)) {
                true if public.is_empty() => continue,
                true => "hands async-trait's attribute on, which doesn't fit these traits any more",
                false if !disk.changes(&tree.files[file].path) => continue,
                false => "hands the attribute on: a crate that writes it needs valuetask in its Cargo.toml",
            };
            let line = 1 + tree.files[file].text[..import.item.start].matches('\n').count();
            text.push_str(&format!("{}: {what}\n", at(file, line)));
        }
    }
    let changed = found.workspace.members().filter(|(_, package)| disk.changes(&package.manifest));
    for (index, package) in changed.collect::<Vec<_>>() {
        for old in apply::OLD {
            let names: Vec<_> = package.names_of(old).collect();
            if let Some(file) = whole::names_crate(index, &names, found, disk).filter(|_| !names.is_empty()) {
                let (manifest, file) = (shown(&package.manifest), shown(&file));
                text.push_str(&format!("{old} stays in {manifest}: {file} names it\n"));
            }
        }
    }
    for TakenBack { group, finding } in &choice.taken_back {
        let group = &groups[*group];
        let what = match &group.name {
            Some(name) if !group.is_trait => format!("`{name}`"),
            Some(name) => format!("`{name}` with {}", counted(group.impls(), "impl")),
            None => at(group.uses[0].file, group.uses[0].place.line) + ": an attribute that has no async method",
        };
        text.push_str(&format!("taken back: {what}\n  {}: {}\n", finding.place, finding.message));
    }
    for left in &found.plan.left {
        text.push_str(&format!("left: {}: {}\n", at(left.file, left.line), left.why));
    }
    for unread in tree.unread.iter().filter(|unread| found.workspace.selection.holds(&unread.path)) {
        let line = unread.line.map_or_else(String::new, |line| format!(":{line}"));
        text.push_str(&format!("left: {}{line}: {}\n", shown(&unread.path), unread.why));
    }
    text
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
