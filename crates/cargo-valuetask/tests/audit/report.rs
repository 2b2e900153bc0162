//! What is said of a whole workspace, to the letter, on one screen, whole and as JSON. `UPDATE_EXPECT=1` records it anew.

use std::fs;

use expect_test::expect_file;

use crate::run::succeeds;
use crate::util::{audit, workspaces};

#[test]
fn a_workspace_is_reported_as_recorded() {
    let recorded = |name: String, text: String| expect_file![workspaces().join(name)].assert_eq(&text);
    for workspace in ["names", "shop"] {
        recorded(format!("{workspace}.txt"), succeeds(&mut audit([workspace])));
        recorded(format!("{workspace}.all.txt"), succeeds(audit([workspace]).arg("--all")));
        recorded(format!("{workspace}.json"), succeeds(audit([workspace]).arg("--json")));
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    for args in [&["--all"][..], &["--json"], &["--deny", "boxed"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = audit(["shop"]).args(args).stdout(writer).output().expect("the binary runs");
        match args {
            ["--deny", _] => drop(crate::run::error_line(&output, 1)),
            _ => assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]), "{args:?}"),
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_under_standard_output_is_named() {
    for args in [&["shop"][..], &["shop", "--json"], &["--help"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
        let output = audit(args.iter().copied()).stdout(full).output().expect("the binary runs");
        crate::run::says(&crate::run::error_line(&output, 1), &["standard output", "No space left"]);
    }
}

/// A crate of 30 methods: ten traits of three, each with an implementation.
fn thirty() -> String {
    let methods = |body: &str| format!("async fn a(&self){body} async fn b(&self){body} async fn c(&self){body}");
    let one = |number: usize| {
        format!(
            "#[async_trait]\npub trait T{number} {{ {} }}\n#[async_trait]\nimpl T{number} for S {{ {} }}\n\
             #[async_trait]\nimpl other::T for S{number} {{ async fn o(&self) {{}} }}\n",
            methods(";"),
            methods(" { g().await }")
        )
    };
    format!("use async_trait::async_trait;\n{}", (0..10).map(one).collect::<String>())
}

#[test]
fn a_crate_of_thirty_methods_is_reported_on_one_screen() {
    let (_folder, mut command) = crate::util::text(thirty());
    let text = succeeds(&mut command);
    assert!(text.lines().count() <= 24, "{text}");
    for said in [
        "Calls of 11 traits (31 methods, 20 impls) allocate a future.\n",
        "  T0           3      1  every call        given.rs:3\n",
        "  and 5 more: --all\n",
        "`--fix` can change 10 traits, 10 impls; the bodies keep their meaning:\n",
        "  impl other::T for S0  given.rs:6, and 9 more  where `other::T` is declared isn't known",
        "see `stats`",
    ] {
        assert!(text.contains(said), "no `{said}` in\n{text}");
    }
    let all = succeeds(command.arg("--all"));
    assert_eq!(all.lines().filter(|line| line.ends_with("  every call")).count(), 70, "{all}");
    assert!(all.starts_with("given.rs:3 T0::a  every call\n"), "{all}");
    assert!(all.contains("\ngiven.rs:5 T0::a for S  every call\n"), "{all}");
}

#[test]
fn a_crate_whose_calls_allocate_nothing_has_one_line() {
    let (_folder, mut command) = crate::util::text(
        "trait A { async fn a(&self); }\n#[valuetask::async_trait] impl B for S { async fn b(&self) {} }",
    );
    let line = "No call is known to allocate a future: 2 async methods in 1 file.\n";
    assert!(succeeds(&mut command).starts_with(line));
}
