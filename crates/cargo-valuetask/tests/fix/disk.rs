//! The files after a run: one that ends well, one that fails, and one that is killed.

use std::fs::{self, Permissions};
use std::io::{BufRead as _, BufReader};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use crate::run::{says, succeeds};
use crate::shop::{APP, STORE, Shop, errors_behind_note, stops};

/// `cargo`, which does something of its own in one of its subcommands, and doesn't check: it finds no error.
fn cargo_that(shop: &Shop, subcommand: &str, does: &str) -> std::path::PathBuf {
    let path = shop.path("cargo.sh");
    let script = format!(
        "#!/bin/sh\nif [ \"$1\" = {subcommand} ]; then {does}; fi\n[ \"$1\" = check ] && exit 0\nexec \"{}\" \"$@\"\n",
        env!("CARGO")
    );
    fs::write(&path, script).expect("a script");
    fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("its rights");
    path
}

fn is_as_it_was(shop: &Shop) -> bool {
    shop.read("store/src/lib.rs") == STORE
        && shop.read("app/src/lib.rs") == APP
        && !shop.read("app/Cargo.toml").contains("valuetask")
}

#[test]
fn a_clean_tree_is_changed_and_git_shows_these_files_alone() {
    let shop = Shop::new();
    shop.commit("/target\n");
    assert!(shop.fix(&[]).output().expect("the binary runs").status.success());
    let mut status = Command::new("git");
    status.current_dir(shop.path("")).args(["status", "--porcelain"]);
    let changed = succeeds(&mut status);
    let files = ["Cargo.lock", "app/Cargo.toml", "app/src/lib.rs", "store/Cargo.toml", "store/src/lib.rs"];
    assert_eq!(changed, files.map(|file| format!(" M {file}\n")).concat());
}

#[test]
fn the_command_that_a_run_names_at_its_start_restores_the_files_after_it_was_killed() {
    let shop = Shop::new();
    let cargo = cargo_that(&shop, "check", "if grep -q valuetask app/Cargo.toml; then kill -9 $PPID; exit 1; fi");
    shop.commit("/target\n");
    let output = shop.fix(&[]).env("CARGO", cargo).output().expect("the binary runs");
    assert_eq!(output.status.signal(), Some(9));
    assert!(shop.read("app/src/lib.rs").contains("valuetask::async_trait"), "the changes are in place");
    let errors = String::from_utf8_lossy(&output.stderr);
    let first = errors.lines().next().expect("a line");
    let restore = first.strip_prefix("note: to undo the changes, also after Ctrl-C: ").expect("a note");
    assert!(Command::new("sh").args(["-c", restore]).status().expect("a shell").success());
    assert!(is_as_it_was(&shop));
}

#[test]
fn the_command_restores_a_lock_file_that_git_ignores_and_removes_one_that_was_not_there() {
    for is_there in [true, false] {
        let shop = Shop::new();
        shop.commit("/target\n/Cargo.lock\n/cargo.sh\n");
        let lock = is_there.then(|| shop.read("Cargo.lock"));
        if !is_there {
            fs::remove_file(shop.path("Cargo.lock")).expect("the file");
        }
        let locks = format!("\"{}\" metadata --format-version=1 >/dev/null 2>&1", env!("CARGO"));
        let mut run = shop.fix(&[]);
        let output = run.env("CARGO", cargo_that(&shop, "check", &locks)).output().expect("the binary runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && shop.read("Cargo.lock").contains("valuetask"), "{errors}");
        let restore = errors.lines().next().and_then(|line| line.split_once("Ctrl-C: ")).expect("a note").1;
        assert!(Command::new("sh").args(["-c", restore]).status().expect("a shell").success());
        assert!(is_as_it_was(&shop));
        assert_eq!(fs::read_to_string(shop.path("Cargo.lock")).ok(), lock);
    }
}

#[test]
fn a_signal_to_the_program_alone_ends_its_cargo_and_restores_the_files() {
    ["-TERM", "-QUIT"].into_iter().for_each(ends_cargo);
}

fn ends_cargo(by: &str) {
    let shop = Shop::new();
    let does = "if grep -q valuetask app/Cargo.toml; then echo \" as $$\" >&2; exec sleep 600; fi";
    let mut run = shop.fix(&["--allow-dirty"]);
    run.env("CARGO", cargo_that(&shop, "check", does)).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = run.spawn().expect("the binary runs");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe")).lines().map(|line| line.expect("text"));
    let cargo = lines.find_map(|line| line.strip_prefix(" as ").map(str::to_owned)).expect("cargo runs");
    let signal = |name: &str, process: &str| Command::new("kill").args([name, process]).stderr(Stdio::null()).status();
    assert!(signal(by, &child.id().to_string()).expect("kill").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(!signal("-0", &cargo).expect("kill").success(), "cargo runs on");
    says(&lines.last().expect("an error"), &["error: interrupted: cargo was ended; the files are restored"]);
    assert!(is_as_it_was(&shop));
}

#[test]
fn a_run_that_git_can_not_undo_says_so_and_a_dry_run_says_nothing() {
    let shop = Shop::new();
    let run = shop.fix(&["--allow-dirty"]).output().expect("the binary runs");
    let errors = String::from_utf8_lossy(&run.stderr);
    let (notes, progress): (Vec<_>, Vec<_>) = errors.lines().partition(|line| line.starts_with("note: "));
    let undo = "note: with --allow-dirty, git can't undo the changes without losing yours";
    assert_eq!(notes[..3], [undo, "note: cargo check, as it is", "note: cargo check, with 1 change"]);
    assert!(progress.iter().any(|line| line.starts_with("    Checking store ")), "{errors}");
    assert_eq!(shop.fix(&["--dry-run"]).output().expect("the binary runs").stderr, b"");
}

#[test]
fn files_whose_changes_git_was_told_to_overlook_are_refused() {
    for mark in ["--assume-unchanged", "--skip-worktree"] {
        let shop = Shop::new();
        shop.commit("/target\n");
        shop.git(&["update-index", mark, "store/src/lib.rs"]);
        let changed = format!("{}// more\n", shop.read("store/src/lib.rs"));
        shop.write("store/src/lib.rs", &changed);
        says(&stops(&mut shop.fix(&[])), &["git doesn't hold this file", "store/src/lib.rs", "--allow-dirty"]);
        assert_eq!(shop.read("store/src/lib.rs"), changed);
    }
}

#[test]
fn files_that_git_ignores_are_refused() {
    let shop = Shop::new();
    shop.commit("/target\n/store\n");
    let error = stops(&mut shop.fix(&[]));
    says(&error, &["git doesn't hold this file", "store/", "--allow-dirty"]);
    assert!(is_as_it_was(&shop));
}

#[test]
fn a_file_that_another_program_writes_meanwhile_stays() {
    let shop = Shop::new();
    let cargo = cargo_that(&shop, "check", "echo '// theirs' >> app/src/lib.rs");
    let error = stops(shop.fix(&["--allow-dirty"]).env("CARGO", cargo));
    says(&error, &["app/src/lib.rs", "another program has changed it"]);
    assert_eq!(shop.read("app/src/lib.rs"), format!("{APP}// theirs\n"));
    shop.write("app/src/lib.rs", APP);
    assert!(is_as_it_was(&shop));
}

#[test]
fn the_files_are_restored_if_cargo_fails_on_the_changed_ones() {
    let shop = Shop::new();
    let lock = shop.read("Cargo.lock");
    let cargo = cargo_that(
        &shop,
        "check",
        "if grep -q valuetask app/Cargo.toml; then echo >> Cargo.lock; echo no more >&2; exit 101; fi",
    );
    let error = stops(shop.fix(&["--allow-dirty"]).env("CARGO", cargo));
    says(&error, &["cargo can't check it: no more", "the files are restored"]);
    assert!(is_as_it_was(&shop));
    assert_eq!(shop.read("Cargo.lock"), lock);
}

#[test]
fn a_lock_file_that_holds_a_dependency_back_is_named_with_the_command_that_updates_it() {
    let shop = Shop::new();
    let locked = "error: failed to select a version for \\`proc-macro2\\`. previously selected package \
                  \\`proc-macro2 v1.0.81\\` which satisfies \\`^1.0\\` (locked to 1.0.81)";
    let does = format!("if grep -q valuetask app/Cargo.toml; then echo \"{locked}\" >&2; exit 101; fi");
    let output = shop.fix(&["--allow-dirty"]).env("CARGO", cargo_that(&shop, "metadata", &does)).output();
    let output = output.expect("the binary runs");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("cargo check"), "nothing is compiled before");
    let error = errors_behind_note(&output);
    says(&error, &["Cargo.lock: it locks `proc-macro2` at 1.0.81", "run `cargo update -p proc-macro2`", "restored"]);
    assert!(is_as_it_was(&shop));
}

#[test]
fn line_ends_of_windows_stay() {
    let shop = Shop::new();
    for path in ["app/src/lib.rs", "app/Cargo.toml"] {
        shop.write(path, &shop.read(path).replace('\n', "\r\n"));
    }
    let shown = shop.fixes(&["--dry-run"]);
    assert!(shown.contains("+valuetask = { version") && shown.contains("+#[valuetask::async_trait]"), "{shown}");
    let app = shown.split("b/app/").skip(1).map(|part| part.split("--- ").next().unwrap_or(part));
    let added = app.flat_map(|part| part.split_inclusive('\n')).filter(|line| line.starts_with('+'));
    let bare: Vec<_> = added.filter(|line| !line.ends_with("\r\n")).collect();
    assert!(bare.is_empty(), "{bare:?}");
}

#[test]
fn the_changes_stay_if_the_difference_is_not_read_or_can_not_be_written() {
    let changed = |shop: &Shop| {
        let (store, app) = (shop.read("store/src/lib.rs"), shop.read("app/src/lib.rs"));
        store.contains("use valuetask::async_trait; //") && app.contains("#[valuetask::async_trait] //")
    };
    let shop = Shop::new();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = shop.fix(&["--allow-dirty"]).stdout(writer).output().expect("the binary runs");
    assert_eq!((output.status.code(), errors_behind_note(&output)), (Some(0), String::new()));
    assert!(changed(&shop));
    drop(shop);
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    let shop = Shop::new();
    says(
        &stops(shop.fix(&["--allow-dirty"]).stdout(full)),
        &["standard output", "No space left", "all that compiles is changed, and stays so"],
    );
    assert!(changed(&shop));
}

#[test]
fn a_build_script_that_fails_is_named_on_a_short_line() {
    let shop = Shop::new();
    shop.write("app/build.rs", "fn main() { eprintln!(\"{}\", \"many words\\n\".repeat(500)); panic!() }\n");
    let error = stops(&mut shop.fix(&["--allow-dirty"]));
    says(
        &error,
        &["cargo can't check it: failed to run custom build command for `app v0.1.0", "see what `cargo check` says"],
    );
    assert!(error.len() < 600 && !error.contains("many words"), "{error}");
}

#[test]
fn files_that_the_undo_would_not_reach_are_refused() {
    let shop = Shop::new();
    let members = shop.read("Cargo.toml");
    for path in ["Cargo.toml", "Cargo.lock", "app", "store"] {
        fs::create_dir_all(shop.path("inner")).expect("a folder");
        if path != "app" {
            fs::rename(shop.path(path), shop.path(&format!("inner/{path}"))).expect("it is moved");
        }
    }
    shop.write("inner/Cargo.toml", &members.replace("\"app\"", "\"../app\"").replace("\"outside\"", "\"../outside\""));
    let app = shop.read("app/Cargo.toml").replace("../store", "../inner/store");
    shop.write("app/Cargo.toml", &app.replace("edition = ", "workspace = \"../inner\"\nedition = "));
    shop.commit("target\n");
    let mut command = shop.fix(&["../app", "store"]);
    let error = stops(command.current_dir(shop.path("inner")));
    says(&error, &["git doesn't hold this file as it is in the workspace's folder", "say --allow-dirty"]);
}

#[test]
fn a_lock_file_that_was_not_there_is_not_left_by_a_run_that_fails() {
    let shop = Shop::new();
    fs::remove_file(shop.path("Cargo.lock")).expect("the file");
    shop.write("app/src/lib.rs", &format!("{APP}pub fn wrong() -> u8 {{ \"\" }}\n"));
    let error = stops(&mut shop.fix(&["--allow-dirty"]));
    says(&error, &["it doesn't compile as it is"]);
    assert!(!shop.path("Cargo.lock").exists());
}

#[test]
fn a_check_that_was_killed_is_said_to_have_been() {
    let shop = Shop::new();
    let does = "if grep -q valuetask app/Cargo.toml; then kill -9 $$; fi";
    let error = stops(shop.fix(&["--allow-dirty"]).env("CARGO", cargo_that(&shop, "check", does)));
    says(
        &error,
        &["cargo or the compiler was killed (signal: 9)", "whether memory is short", "the files are restored"],
    );
    assert!(is_as_it_was(&shop));
}

#[test]
fn a_compiler_that_was_killed_is_said_to_have_been() {
    let shop = Shop::new();
    let said = "error: could not compile \\`app\\`\n\nCaused by:\n  process didn't exit successfully: \
                \\`rustc\\` (signal: 9, SIGKILL: kill)";
    let does = format!("if grep -q valuetask app/Cargo.toml; then echo \"{said}\" >&2; exit 101; fi");
    let error = stops(shop.fix(&["--allow-dirty"]).env("CARGO", cargo_that(&shop, "check", &does)));
    says(&error, &["the compiler was killed (signal: 9, SIGKILL: kill)", "memory is short", "files are restored"]);
    assert!(is_as_it_was(&shop));
}
