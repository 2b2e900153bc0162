//! What names async-trait in a package beside its attributes.
//!
//! If all traits of a package change, so do examples in the documentation, also in Markdown that it includes. Else a file
//! that names the crate still needs it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use walkdir::{DirEntry, WalkDir};

use super::choice::Choice;
use super::disk::Disk;
use super::edits::{Changes, Edit};
use super::found::Found;
use crate::error::Error;
use crate::text::{self, is_letter};
use crate::tree::{File, FileId};

/// The attribute in examples, and its replacement.
const IN_EXAMPLES: [(&str, &str); 4] = [
    ("#[async_trait::async_trait", "#[valuetask::async_trait"),
    ("use async_trait::async_trait;", "use valuetask::async_trait;"),
    ("#[async_recursion::async_recursion", "#[valuetask::async_recursion"),
    ("use async_recursion::async_recursion;", "use valuetask::async_recursion;"),
];

/// Returns the own files of packages with a changed trait whose own traits are all changed.
fn files(active: &BTreeSet<usize>, found: &Found<'_>) -> Vec<FileId> {
    let (plan, tree) = (&found.plan, &found.resolver.tree);
    let traits = active.iter().copied().filter(|index| plan.groups[*index].is_trait).collect();
    let others =
        (0..plan.groups.len()).filter(|index| plan.groups[*index].is_trait && !active.contains(index)).collect();
    let left = plan.left.iter().filter(|left| !left.foreign).flat_map(|left| tree.packages_of(left.file)).collect();
    let whole = &(&found.packages_of(&traits) - &found.packages_of(&others)) - &left;
    let is_of_one = |file: &FileId| tree.packages_of(*file).any(|package| whole.contains(&package));
    found.resolver.own_files().filter(is_of_one).collect()
}

/// Adds the changes of examples in the documentation of whole packages, and changes Markdown that it includes.
pub(super) fn add(changes: &mut Changes, choice: &Choice, found: &Found<'_>, disk: &mut Disk) -> Result<(), Error> {
    let holds = |path: &PathBuf| found.workspace.selection.holds(path);
    let is_guide = |path: &PathBuf| path.extension().is_some_and(|end| end == "md") && holds(path);
    let changed = |text: &str| IN_EXAMPLES.iter().fold(text.to_owned(), |text, (old, new)| text.replace(old, new));
    for file in files(&choice.active, found).into_iter().filter(|file| found.is_asked_for(*file)) {
        let read = &found.resolver.tree.files[file];
        changes.extend(examples(&read.text).map(|edit| (file, edit)));
        let readme = |package: usize| found.workspace.packages[package].folder().join("README.md");
        let guides = included(read).chain(found.resolver.tree.packages_of(file).map(readme));
        let mut guides = guides.filter_map(|path| path.canonicalize().ok()).filter(is_guide);
        guides.try_for_each(|guide| disk.edit(&guide, |text| Ok(changed(text))))?;
    }
    Ok(())
}

/// Changes the attribute in lines of documentation.
fn examples(text: &str) -> impl Iterator<Item = Edit> {
    let is_comment =
        |at: &usize| text[..*at].rsplit('\n').next().is_some_and(|line| line.trim_start().starts_with("//"));
    IN_EXAMPLES.iter().flat_map(move |(old, new)| {
        let places = text.match_indices(old).map(|(at, _)| at).filter(is_comment);
        places.map(|at| Edit::new(at..at + old.len(), *new))
    })
}

/// Returns why a package still needs async-trait or async-recursion as a dependency, if it does.
pub(super) fn needs(package: usize, old: &str, found: &Found<'_>, choice: &Choice, disk: &mut Disk) -> Option<String> {
    let names: Vec<_> = found.workspace.packages[package].names_of(old).collect();
    let is_kept = choice.keep && !names.is_empty();
    names_crate(package, &names, found, disk)
        .map(|file| format!("{} names it", text::place(&file, found.root, None)))
        .or_else(|| is_kept.then(|| "the compiler found code that names it".to_owned()))
}

/// Returns the first file of a package that, as it becomes, names another crate by one of these names.
///
/// These are its modules, what they include, and Rust beside them.
fn names_crate(package: usize, krates: &[&str], found: &Found<'_>, disk: &mut Disk) -> Option<PathBuf> {
    let (tree, folder) = (&found.resolver.tree, found.workspace.packages[package].folder());
    let own = found.resolver.own_files().filter(|file| tree.packages_of(*file).any(|at| at == package));
    let is_own = |entry: &DirEntry| {
        let path = entry.path();
        (path == folder || !path.join("Cargo.toml").is_file()) && !path.ends_with("target")
    };
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|end| end == "rs");
    let beside = WalkDir::new(folder).into_iter().filter_entry(is_own).filter_map(Result::ok);
    own.map(|file| &tree.files[file])
        .flat_map(|file| included(file).chain([file.path.clone()]))
        .chain(beside.map(DirEntry::into_path).filter(is_rust))
        .filter_map(|path| path.canonicalize().ok())
        .find(|path| disk.text(path).is_ok_and(|text| krates.iter().any(|krate| names(text, krate))))
}

/// Returns `true` if a text names a crate, in code or in an example.
fn names(text: &str, krate: &str) -> bool {
    text.match_indices(krate).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + krate.len()..]);
        let is_word = !before.ends_with(is_letter) && !after.starts_with(is_letter);
        let in_another = before.strip_suffix("::").is_some_and(|path| path.ends_with(is_letter));
        let is_brought = ["extern crate ", "use ", "use ::"].iter().any(|start| before.ends_with(start));
        is_word && (is_brought || after.starts_with("::") && !in_another)
    })
}

/// Returns the files that a module includes.
fn included(file: &File) -> impl Iterator<Item = PathBuf> {
    let rests = ["include!(\"", "include_str!(\""].into_iter().flat_map(|start| file.text.split(start).skip(1));
    rests.filter_map(|rest| rest.split_once('"')).map(|(name, _)| file.path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::edits::apply;

    #[test]
    fn examples_are_in_documentation_and_not_in_code_or_strings() {
        let line = "#[async_trait::async_trait]\n";
        let text = format!("//! use async_trait::async_trait;\n /// {line}{line}fn a() {{ b(r#\"\n{line}\"#) }}\n");
        let changes = examples(&text).map(|edit| (0, edit)).collect();
        let new = format!("//! use valuetask::async_trait;\n /// {}", line.replace("async_trait::", "valuetask::"));
        assert_eq!(apply(&changes, 0, &text), format!("{new}{line}fn a() {{ b(r#\"\n{line}\"#) }}\n"));
    }

    #[test]
    fn a_crate_is_named_at_the_root_of_a_path() {
        for text in [
            "#[async_trait::async_trait]",
            "use ::async_trait::async_trait;",
            "extern crate async_trait;",
            "pub use async_trait;",
            "use async_trait as at;",
        ] {
            assert!(names(text, "async_trait"), "{text}");
        }
        for text in
            ["#[async_trait]", "use valuetask::async_trait;", "#[crate::async_trait::async_trait]", "my_async_trait::x"]
        {
            assert!(!names(text, "async_trait"), "{text}");
        }
    }
}
