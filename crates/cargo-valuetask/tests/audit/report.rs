//! What is said of a whole workspace, to the letter, at two widths and as JSON. Set `VALUETASK_BLESS` to record it
//! anew.

use std::fs;

use crate::run::succeeds;
use crate::util::{audit, workspaces};

/// Compares with the file of this name, or records it.
fn recorded(name: &str, text: &str) {
    let file = workspaces().join(name);
    if std::env::var_os("VALUETASK_BLESS").is_some() {
        fs::write(&file, text).expect("writable");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    // One line says more than two whole reports.
    let mut lines = text.lines().chain(["the end"]).zip(expected.lines().chain(["the end"])).enumerate();
    let differs = lines.find(|(_, (now, before))| now != before);
    assert_eq!(differs, None, "{name}, the first line that differs: set VALUETASK_BLESS to record the new text");
}

#[test]
fn a_workspace_is_reported_as_recorded() {
    for workspace in ["names", "shop"] {
        recorded(&format!("{workspace}.80.txt"), &succeeds(audit([workspace]).arg("--all")));
        recorded(&format!("{workspace}.60.txt"), &succeeds(audit([workspace]).arg("--all").env("COLUMNS", "60")));
        recorded(&format!("{workspace}.json"), &succeeds(audit([workspace]).arg("--json")));
    }
}

#[test]
fn lines_are_no_wider_than_asked_for() {
    for (columns, most) in [("20", 20), ("40", 40), ("60", 60), ("66", 66), ("80", 80), ("300", 100), ("nonsense", 80)]
    {
        let text = succeeds(audit(["shop"]).env("COLUMNS", columns));
        let widest = text.lines().map(|line| line.chars().count()).max().expect("lines");
        // A word is never broken.
        let longest_word = text.split_whitespace().map(|word| word.chars().count() + 8).max().expect("words");
        assert!(widest <= most.max(longest_word), "{widest} columns for {columns}:\n{text}");
    }
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    for args in [&["--all"][..], &["--json"], &["--deny", "boxed-call"]] {
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

#[test]
fn the_first_twenty_are_shown_unless_all_are_asked_for() {
    let methods: String = (0..25).map(|number| format!("async fn f{number}(&self) {{}}\n")).collect();
    let (_folder, mut command) = crate::util::text(format!("#[async_trait::async_trait]\nimpl S {{ {methods} }}"));
    let text = succeeds(&mut command);
    assert!(text.contains("\n5 more: --all shows them\n"), "{text}");
    assert_eq!(text.matches("awaits nothing").count(), 20);
    assert_eq!(succeeds(command.arg("--all")).matches("awaits nothing").count(), 25);
}

#[test]
fn attributes_that_have_no_async_method_are_said_to_be_needless() {
    let marker = "#[async_trait]\npub trait Marker { fn mark(&self); }\n";
    let on_impl = "#[async_trait(?Send)]\nimpl Marker for A {\n    fn mark(&self) {}\n}\n";
    let import = "use async_trait::async_trait;\n";
    let (_folder, mut command) = crate::util::text(format!("{import}{marker}"));
    let first = "given.rs:2: `trait Marker` has no async method: `#[async_trait]` can go";
    assert!(succeeds(&mut command).contains(&format!("\n{first}\n")));
    let (_folder, mut command) = crate::util::text(format!("{import}{marker}{on_impl}"));
    let text = succeeds(command.env("COLUMNS", "100")).replace("\n    ", " ");
    assert!(text.contains(&format!("\n{first}, as 1 more can; --all shows each\n")), "{text}");
    let second = "given.rs:4: `impl Marker for A` has no async method: `#[async_trait]` can go";
    assert!(succeeds(command.arg("--all")).contains(&format!("\n{first}\n{second}\n")));
    let report = crate::util::of_text(&format!("{import}{marker}{on_impl}"));
    let found = serde_json::json!([
        { "file": "given.rs", "line": 2, "item": "trait Marker", "attribute": "async_trait", "test": false },
        { "file": "given.rs", "line": 4, "item": "impl Marker for A", "attribute": "async_trait", "test": false },
    ]);
    assert_eq!(report["needless_attributes"], found);
    assert_eq!(report["places"], serde_json::json!([]));
}

#[test]
fn attributes_that_may_have_something_to_do_are_not_said_to_be_needless() {
    for source in [
        "#[other::makes]\n#[async_trait::async_trait]\ntrait Marker {}",
        "#[async_trait::async_trait]\nimpl Marker for A { async fn mark(&self); }",
        "#[valuetask::value_task(dyn = DynMarker)]\ntrait Marker {}",
        "#[async_trait::async_trait]\nimpl A {}",
    ] {
        assert_eq!(crate::util::of_text(source)["needless_attributes"], serde_json::json!([]), "{source}");
    }
}
