//! Runs that change nothing, and why.

use std::process::Command;

use crate::run::{binary, fails, misused, says};
use crate::shop::{STORE, Shop, stops};

#[test]
fn changes_that_are_not_committed_are_refused_and_so_is_a_folder_without_git() {
    let shop = Shop::new();
    let error = fails(&mut shop.fix(&[]), 1);
    says(&error, &["this folder isn't in a git repository", "--allow-dirty"]);
    shop.commit("/target\n");
    shop.write("store/src/lib.rs", &format!("{STORE}\n// more\n"));
    let error = fails(&mut shop.fix(&[]), 1);
    says(&error, &["store/src/lib.rs isn't committed; commit or stash all, or say --allow-dirty"]);
}

#[test]
fn a_workspace_that_does_not_compile_as_it_is_stays_as_it_is() {
    let shop = Shop::new();
    let broken = format!("{STORE}\nconst BROKEN: u8 = \"\";\n");
    shop.write("store/src/lib.rs", &broken);
    let error = stops(&mut shop.fix(&["--allow-dirty"]));
    says(&error, &["it doesn't compile as it is: error[E0308]: mismatched types"]);
    assert!(!error.contains("restored"), "nothing was written: {error}");
    assert_eq!(shop.read("store/src/lib.rs"), broken);
}

#[test]
fn a_file_that_is_not_rust_is_named() {
    let shop = Shop::new();
    shop.write("store/src/lib.rs", "fn f() {}\nfn g( {\n");
    says(&shop.fixes(&["--dry-run"]), &["left: store/src/lib.rs:2: this isn't Rust"]);
}

#[test]
fn files_of_no_package_and_a_checkout_without_a_manifest_are_refused() {
    let shop = Shop::new();
    let alone = tempfile::NamedTempFile::new().expect("a file");
    says(&fails(shop.fix(&["--dry-run"]).arg(alone.path()), 2), &["there is no Cargo.toml around", "give files of"]);
    let mut elsewhere = Command::new(binary());
    let error =
        fails(elsewhere.current_dir(shop.path("")).args(["audit", "--fix", "--dry-run", "--path", "store/src"]), 2);
    says(&error, &["--path store/src: can't read its Cargo.toml", "give the folder crates/valuetask"]);
}

#[test]
fn its_options_are_refused_without_fix() {
    let shop = Shop::new();
    for option in [&["--allow-dirty"][..], &["--dry-run"], &["--path", "."], &["--", "--workspace"]] {
        let mut without = Command::new(binary());
        says(&misused(without.current_dir(shop.path("")).arg("audit").args(option)), &["--fix"]);
    }
}

#[test]
fn what_only_a_report_has_is_refused_with_fix() {
    let shop = Shop::new();
    for of_a_report in [&["--json"][..], &["--all"], &["--deny", "boxed"]] {
        says(&misused(&mut shop.fix(of_a_report)), &["--fix", of_a_report[0]]);
    }
}
