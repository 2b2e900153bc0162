//! Which files are audited.

use crate::util::{audit, audit_in, json, places, workspaces};

/// The names of the methods in a report, in the order of the alphabet.
fn names(command: &mut std::process::Command) -> Vec<String> {
    let mut names: Vec<_> = places(&json(command)).into_iter().map(|(name, _)| name).collect();
    names.sort();
    names
}

#[test]
fn files_folders_and_packages_choose() {
    assert_eq!(names(&mut audit(["names/legacy"])), ["a_path_from_the_root", "by_macro_use"]);
    assert_eq!(names(&mut audit(["names/legacy/Cargo.toml"])), ["a_path_from_the_root", "by_macro_use"]);
    assert_eq!(names(&mut audit(["names/app/src/deep"])), ["a_circle", "through_a_child"]);
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
fn the_package_around_another_is_counted_where_it_is_asked_for() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let package = |name: &str, more: &str| format!("[package]\nname = \"{name}\"\nedition = \"2021\"\n{more}");
    for (path, text) in [
        ("Cargo.toml", package("outer", "[workspace]\nmembers = [\"inner\"]\n")),
        ("src/lib.rs", String::new()),
        ("inner/Cargo.toml", package("inner", "")),
        ("inner/src/lib.rs", "fn f() { #[path = \"f/beside.rs\"] mod beside; }\nmod g;\n".to_owned()),
        ("inner/src/f/beside.rs", "trait T { async fn in_a_block(&self); }\n".to_owned()),
        ("inner/src/g.rs", "fn f() { #[path = \"g_beside.rs\"] mod beside; }\n".to_owned()),
        ("inner/src/g_beside.rs", "trait T { async fn beside_the_file(&self); }\n".to_owned()),
    ] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    for (path, packages, files) in [(".", 2, 5), ("inner", 1, 4)] {
        let report = json(&mut audit_in(folder.path(), [path]));
        assert_eq!((&report["packages"], &report["files"]), (&packages.into(), &files.into()), "{path}");
    }
    let found = names(&mut audit_in(folder.path(), ["inner/src/lib.rs", "inner/src/g_beside.rs"]));
    assert_eq!(found, ["beside_the_file"]);
}

#[test]
fn paths_of_several_workspaces_are_refused() {
    let line = crate::run::fails(&mut audit(["names/legacy", "shop"]), 2);
    crate::run::says(&line, &["shop/Cargo.toml: this is of another workspace", "give paths of one workspace"]);
}

#[test]
fn a_link_out_of_the_package_is_named_and_audited_where_it_is_asked_for() {
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    let manifest = "[package]\nname = \"p\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n";
    let outside = "trait T { async fn outside(&self); }\n";
    for (path, text) in [("p/Cargo.toml", manifest), ("p/src/lib.rs", "mod linked;\n"), ("shared.rs", outside)] {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    std::os::unix::fs::symlink("../../shared.rs", folder.path().join("p/src/linked.rs")).expect("a link");
    let report = json(&mut audit_in(folder.path(), ["p"]));
    let note = "shared.rs: not audited, as it lies outside of its package; give it as a PATH";
    assert_eq!((&report["files"], &report["notes"]), (&1.into(), &serde_json::json!([note])));
    let report = json(&mut audit_in(folder.path(), ["p", "shared.rs"]));
    assert_eq!((&report["files"], &report["notes"]), (&2.into(), &serde_json::json!([])));
    assert_eq!(places(&report)[0].0, "outside");
}
