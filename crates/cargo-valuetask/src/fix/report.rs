//! The summary of a run, printed below the difference.

use std::path::Path;

use super::plan::{self, Use, left_lines};
use super::rounds::Rounds;
use super::{apply, unchecked, whole};
use crate::text::{self, and_more, count, counts};

/// Most public items that are named.
const PUBLIC: usize = 20;

/// Returns a line for the changes, for each trait taken back, and for each place left.
pub(super) fn report(Rounds { found, choice, disk, units, .. }: &mut Rounds<'_>) -> String {
    let groups = &found.plan.groups;
    let active: Vec<_> = choice.active.iter().map(|group| &groups[*group]).collect();
    let mended = [(choice.exact.len(), "`exact` trait"), (choice.places.len(), "mended place")];
    let changes = counts(&[&plan::counts(active.iter().copied())[..], &mended].concat());
    let verb = if found.args.dry_run { "would change" } else { "changed" };
    let mut text = match choice.active.is_empty() {
        true if groups.is_empty() => "nothing to change\n".to_owned(),
        true => "changed nothing\n".to_owned(),
        false => format!("{verb}: {changes}, in {}\n", count(disk.changed(), "file")),
    };
    if !found.args.dry_run && !choice.active.is_empty() {
        text.extend(unchecked::lines(found, choice, units));
        text.push_str("not checked: features, platforms, targets and workspaces that `cargo check` did not compile\n");
    }
    let tree = &found.resolver.tree;
    let shown = |file: &Path, line| text::place(file, found.root, line);
    let at = |used: &Use| shown(&tree.files[used.file].path, Some(used.place.line));
    for (is_trait, what) in [
        (true, "public, so that an implementation in another crate, if there is one, has to change with it"),
        (false, "public, and returns another type now"),
    ] {
        let public = active.iter().filter(|group| group.is_public && group.is_trait == is_trait);
        let names: Vec<_> = public.map(|group| format!("`{}` ({})", group.name, at(&group.uses[0]))).collect();
        if !names.is_empty() {
            let (shown, more) = names.split_at(names.len().min(PUBLIC));
            text.push_str(&format!("{what}: {}{}\n", shown.join(", "), and_more(more.len())));
        }
    }
    for index in found.packages_of(&choice.active) {
        for (old, why) in apply::OLD.map(|old| (old, whole::needs(index, old, found, choice, disk))) {
            let manifest = shown(&found.workspace.packages[index].manifest, None);
            why.iter().for_each(|why| text.push_str(&format!("{old} stays in {manifest}: {why}\n")));
        }
    }
    for (group, finding) in &choice.taken_back {
        let group = &groups[*group];
        let impls = if group.is_trait { format!(" with {}", count(group.impls(), "impl")) } else { String::new() };
        let what = format!("`{}`{impls}", group.name);
        text.push_str(&format!("taken back: {what}\n  {}: {}\n", finding.place, finding.message));
    }
    let lines = left_lines(&found.plan.left, |left| shown(&tree.files[left.file].path, Some(left.line)));
    lines.iter().for_each(|line| text.push_str(&format!("left: {line}\n")));
    for unread in tree.unread.iter().filter(|unread| found.workspace.selection.holds(&unread.path)) {
        text.push_str(&format!("left: {}: {}\n", shown(&unread.path, unread.line), unread.why));
    }
    text
}
