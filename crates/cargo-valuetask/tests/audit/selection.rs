//! Which files are audited.

use crate::util::{audit, audit_in, json, places, workspaces};

/// The names of the methods in a report, in the order of the alphabet.
fn names(command: &mut std::process::Command) -> Vec<String> {
    let mut names: Vec<_> = places(&json(command)).into_iter().map(|(name, _)| name).collect();
    names.sort();
    names
}

#[test]
fn files_folders_packages_and_globs_choose() {
    assert_eq!(names(&mut audit(["names/legacy"])), ["a_path_from_the_root", "by_macro_use"]);
    assert_eq!(names(&mut audit(["names/legacy/Cargo.toml"])), ["a_path_from_the_root", "by_macro_use"]);
    assert_eq!(names(&mut audit(["names/app/src/deep"])), ["a_circle", "through_a_child"]);
    assert_eq!(names(&mut audit(["names/*/src/deep/*.rs"])), ["a_circle", "through_a_child"]);
    assert_eq!(names(&mut audit(["names/**/b*.rs"])), ["a_circle"]);
    let both = ["names/app/src/deep/mod.rs", "names/app/src/deep/below.rs"];
    assert_eq!(names(&mut audit(both)), ["a_circle", "through_a_child"]);
}

#[test]
fn the_current_folder_is_what_nothing_chooses() {
    let legacy = workspaces().join("names/legacy");
    assert_eq!(names(&mut audit_in(&legacy, [])), ["a_path_from_the_root", "by_macro_use"]);
    assert_eq!(names(&mut audit_in(&workspaces().join("names"), [])).len(), 24);
}

#[test]
fn several_workspaces_are_audited_together() {
    let report = json(&mut audit(["names/legacy", "shop"]));
    assert_eq!(report["packages"], 2);
}
