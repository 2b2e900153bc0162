//! What was changed, taken back and left, in words, after the difference itself.

#![forbid(unsafe_code)]

use std::path::Path;

use super::apply::Change;
use super::args::Args;
use super::check::Finding;

/// A group that doesn't compile when it is changed.
#[derive(Clone, Debug)]
pub(super) struct TakenBack {
    pub(super) group: usize,
    /// What the compiler has against it.
    pub(super) finding: Finding,
}

/// The summary: one line for what was changed, one for each trait that was taken back, and for each attribute or file
/// that is left.
pub(super) fn report(change: &Change<'_>, taken_back: &[TakenBack], files: usize, root: &Path, args: &Args) -> String {
    let groups = &change.plan.groups;
    let count = |traits: bool| {
        let uses = change.active.iter().flat_map(|group| &groups[*group].uses);
        uses.filter(|used| used.is_trait == traits).count()
    };
    let hot = change
        .active
        .iter()
        .flat_map(|group| &groups[*group].uses)
        .flat_map(|used| used.methods.iter().filter(|method| change.hot.holds(used.file, &method.bytes)));
    let (verb, hot) = (if args.dry_run { "would change" } else { "changed" }, hot.count());
    let mut text = match (change.active.is_empty(), hot) {
        (true, _) if groups.is_empty() => "nothing to change\n".to_owned(),
        (true, _) => "changed nothing\n".to_owned(),
        (false, 0) => {
            format!("{verb}: {}, {}, in {}\n", traits(count(true)), impls(count(false)), counted(files, "file"))
        }
        (false, hot) => format!(
            "{verb}: {}, {}, of which {} hot, in {}\n",
            traits(count(true)),
            impls(count(false)),
            counted(hot, "method"),
            counted(files, "file")
        ),
    };
    if !args.dry_run && !change.active.is_empty() {
        text.push_str("not checked: other features, code for other platforms, and packages outside of the workspace\n");
    }
    for TakenBack { group, finding } in taken_back {
        let group = &groups[*group];
        let implemented = group.uses.iter().filter(|used| !used.is_trait).count();
        text.push_str(&format!("taken back: `{}` with {}\n", group.name, impls(implemented)));
        text.push_str(&format!("  {}: {}\n", finding.place, finding.message));
    }
    let tree = &change.resolver.tree;
    let shown = |file: &Path| file.strip_prefix(root).unwrap_or(file).display().to_string();
    for left in &change.plan.left {
        text.push_str(&format!("left: {}:{}: {}\n", shown(&tree.files[left.file].path), left.line, left.why));
    }
    for unread in tree.unread.iter().filter(|unread| change.workspace.selection.holds(&unread.path)) {
        let line = unread.line.map_or_else(String::new, |line| format!(":{line}"));
        text.push_str(&format!("left: {}{line}: {}\n", shown(&unread.path), unread.why));
    }
    text
}

fn traits(count: usize) -> String {
    counted(count, "trait")
}

fn impls(count: usize) -> String {
    counted(count, "impl")
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
