//! The summary of a run, printed below the difference.

#![forbid(unsafe_code)]

use std::path::Path;

use super::apply::Changed;
use super::group::Use;
use super::rounds::{Rounds, TakenBack};

/// Returns a line for the changes, for each trait taken back, and for each place left.
pub(super) fn report(Rounds { found, choice, disk, taken_back }: &Rounds<'_>, changed: &Changed) -> String {
    let files = disk.changed(&changed.texts).count();
    let groups = &found.plan.groups;
    let (needless, active): (Vec<_>, Vec<_>) =
        choice.active.iter().map(|group| &groups[*group]).partition(|group| group.is_needless());
    let uses = || active.iter().flat_map(|group| &group.uses);
    let hot = choice.active.iter().map(|index| choice.hot.count(*index, &groups[*index])).sum();
    let gone = needless.len();
    let (exact, places) = (choice.remedies.exact.len(), choice.remedies.count());
    let of_traits = uses().filter(|used| used.is_trait).count();
    let of_impls = uses().count() - of_traits;
    let parts = [
        (!active.is_empty()).then(|| format!("{}, {}", counted(of_traits, "trait"), counted(of_impls, "impl"))),
        (hot > 0).then(|| format!("of which {} hot", counted(hot, "method"))),
        (exact > 0).then(|| format!("{} `exact`", counted(exact, "trait"))),
        (places > 0).then(|| format!("{} that named a box", counted(places, "place"))),
        (gone > 0).then(|| format!("{} that had no async method taken away", counted(gone, "attribute"))),
        Some(format!("in {}", counted(files, "file"))),
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
    let tree = &found.resolver.tree;
    let shown = |file: &Path| file.strip_prefix(found.root).unwrap_or(file).display().to_string();
    for TakenBack { group, hot, finding } in taken_back {
        let group = &groups[*group];
        let what = match &group.name {
            Some(name) if *hot => format!("hot methods of `{name}`"),
            Some(name) => {
                let impls = group.uses.iter().filter(|used| !used.is_trait).count();
                format!("`{name}` with {}", counted(impls, "impl"))
            }
            None => {
                let Use { file, place, .. } = &group.uses[0];
                format!("{}:{}: an attribute that has no async method", shown(&tree.files[*file].path), place.line)
            }
        };
        text.push_str(&format!("taken back: {what}\n"));
        text.push_str(&format!("  {}: {}\n", finding.place, finding.message));
    }
    for left in &found.plan.left {
        text.push_str(&format!("left: {}:{}: {}\n", shown(&tree.files[left.file].path), left.line, left.why));
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
