//! What is on the disk afterwards: with git, where a file can't be written, and where somebody else writes as well.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use crate::run::{error_line, fails, says, succeeds};
use crate::shop::{APP, STORE, Shop};

/// `cargo`, which does something of its own before it checks.
fn cargo_that(shop: &Shop, does: &str) -> std::path::PathBuf {
    let path = shop.path("cargo.sh");
    let script = format!("#!/bin/sh\nif [ \"$1\" = check ]; then {does}; fi\nexec \"{}\" \"$@\"\n", env!("CARGO"));
    fs::write(&path, script).expect("a script");
    fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("its rights");
    path
}

fn is_as_it_was(shop: &Shop) -> bool {
    shop.read("store/src/lib.rs") == STORE
        && shop.read("app/src/lib.rs") == APP
        && !shop.read("app/Cargo.toml").contains("valuetask")
        && !shop.path("target/valuetask-fix").exists()
}

#[test]
fn a_clean_tree_is_changed_and_git_shows_these_files_alone() {
    let shop = Shop::new();
    shop.commit("/target\n");
    succeeds(&mut shop.fix(&[]));
    let mut status = Command::new("git");
    status.current_dir(shop.path("")).args(["status", "--porcelain"]);
    let changed = succeeds(&mut status);
    let files = ["Cargo.lock", "app/Cargo.toml", "app/src/lib.rs", "store/Cargo.toml", "store/src/lib.rs"];
    assert_eq!(changed, files.map(|file| format!(" M {file}\n")).concat());
    assert!(!shop.path("target/valuetask-fix").exists());
}

#[test]
fn files_that_git_ignores_are_refused() {
    let shop = Shop::new();
    shop.commit("/target\n/store\n");
    let error = fails(&mut shop.fix(&[]), 1);
    says(&error, &["git doesn't hold this file", "store/", "--allow-dirty"]);
    assert!(is_as_it_was(&shop));
}

#[test]
fn a_file_that_may_not_be_written_is_refused_before_anything_is() {
    let shop = Shop::new();
    let read_only = shop.path("store/src/lib.rs");
    fs::set_permissions(&read_only, Permissions::from_mode(0o444)).expect("its rights");
    let locked = shop.read("Cargo.lock");
    let error = fails(&mut shop.fix(&["--allow-dirty"]), 1);
    says(&error, &["store/src/lib.rs", "it may not be written"]);
    assert!(is_as_it_was(&shop));
    assert_eq!(shop.read("Cargo.lock"), locked);
}

#[test]
fn what_somebody_else_writes_meanwhile_stays() {
    let shop = Shop::new();
    let cargo = cargo_that(&shop, "echo '// theirs' >> app/src/lib.rs");
    let error = fails(shop.fix(&["--allow-dirty"]).env("CARGO", cargo), 1);
    says(&error, &["app/src/lib.rs", "somebody else has changed it"]);
    assert_eq!(shop.read("app/src/lib.rs"), format!("{APP}// theirs\n"));
    shop.write("app/src/lib.rs", APP);
    assert!(is_as_it_was(&shop));
}

#[test]
fn all_is_as_it_was_where_cargo_fails_on_the_changed_files() {
    let shop = Shop::new();
    fs::remove_file(shop.path("Cargo.lock")).expect("a lock file");
    let cargo = cargo_that(&shop, "if grep -q valuetask app/Cargo.toml; then echo no more >&2; exit 101; fi");
    let error = fails(shop.fix(&["--allow-dirty"]).env("CARGO", cargo), 1);
    says(&error, &["cargo can't check it with the dependency on valuetask: no more", "what was written is put back"]);
    assert!(is_as_it_was(&shop));
    assert!(!shop.path("Cargo.lock").exists());
}

#[test]
fn the_originals_of_a_run_that_was_interrupted_are_not_written_over() {
    let shop = Shop::new();
    shop.write("target/valuetask-fix/app/src/lib.rs", "theirs");
    let error = fails(&mut shop.fix(&["--allow-dirty"]), 1);
    says(&error, &["target/valuetask-fix", "interrupted", "copy them back"]);
    assert_eq!(shop.read("target/valuetask-fix/app/src/lib.rs"), "theirs");
    assert_eq!(shop.read("app/src/lib.rs"), APP);
}

#[test]
fn line_ends_of_windows_stay() {
    let shop = Shop::new();
    for path in ["app/src/lib.rs", "app/Cargo.toml"] {
        shop.write(path, &shop.read(path).replace('\n', "\r\n"));
    }
    let shown = succeeds(&mut shop.fix(&["--dry-run", "--hot"]));
    assert!(shown.contains("+valuetask = { version") && shown.contains("value_task]\r\n"), "{shown}");
    let app = shown.split("b/app/").skip(1).map(|part| part.split("--- ").next().unwrap_or(part));
    let added = app.flat_map(|part| part.split_inclusive('\n')).filter(|line| line.starts_with('+'));
    let bare: Vec<_> = added.filter(|line| !line.ends_with("\r\n")).collect();
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn what_is_changed_stays_where_nobody_reads_the_difference_or_it_can_not_be_written() {
    let changed = |shop: &Shop| {
        let (store, app) = (shop.read("store/src/lib.rs"), shop.read("app/src/lib.rs"));
        store.contains("#[valuetask::async_trait]\npub trait Store") && app.contains("#[valuetask::async_trait] //")
    };
    let shop = Shop::new();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = shop.fix(&["--allow-dirty"]).stdout(writer).output().expect("the binary runs");
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
    assert!(changed(&shop) && !shop.path("target/valuetask-fix").exists());
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let shop = Shop::new();
    let output = shop.fix(&["--allow-dirty"]).stdout(full).stderr(Stdio::piped()).output().expect("the binary runs");
    says(&error_line(&output, 1), &["standard output", "No space left", "all that compiles is changed, and stays so"]);
    assert!(changed(&shop) && !shop.path("target/valuetask-fix").exists());
}
