//! What `explain` says about input it can't use.

use std::fs::OpenOptions;

use crate::run::{error_line, fails, misused, says};
use crate::util::{explain, explain_text};

/// The error about a file with this content.
fn refuses(content: impl AsRef<[u8]>, line: &str, code: i32, parts: &[&str]) {
    let (_folder, mut command) = explain_text(content, line);
    says(&fails(&mut command, code), parts);
}

#[test]
fn a_file_that_is_missing_is_named() {
    for place in ["no/such.rs", "no/such.rs:7"] {
        says(&fails(&mut explain(place), 1), &["no/such.rs: can't read", "No such file", "FILE or FILE:LINE"]);
    }
}

#[test]
fn a_file_that_is_not_text_is_refused_by_line() {
    refuses(b"fn f() {}\n// \xff\n", "", 1, &["given.rs:2: this isn't UTF-8", "FILE:LINE"]);
}

#[test]
fn a_file_that_is_not_rust_is_refused_where_it_goes_wrong() {
    refuses("fn f() {\n    let = 7;\n}\n", "", 1, &["given.rs:2: this isn't Rust", "in `let = 7;`", "that compiles"]);
    refuses("fn f() {\n", "", 1, &["given.rs:1: this isn't Rust"]);
    refuses("# Read me\n\nSome text.\n", "", 1, &["given.rs:1: this isn't Rust", "in `# Read me`"]);
}

#[test]
fn a_line_that_is_not_there_is_refused_with_the_last() {
    refuses("impl S { async fn f() {} }\n", ":2", 2, &["there is no line 2", "the file has 1"]);
    refuses("impl S { async fn f() {} }\n", ":0", 2, &["there is no line 0"]);
}

#[test]
fn a_line_before_the_first_method_is_refused_with_that() {
    refuses("struct S;\nimpl S {\n    async fn f() {}\n}\n", ":1", 2, &["at or before line 1", "`f`, is at line 3"]);
}

#[test]
fn a_method_without_a_body_is_left_to_its_implementations() {
    says(&fails(&mut explain("store.rs:6"), 1), &["store.rs:6: `get` has no body", "each implementation"]);
}

#[test]
fn a_file_without_an_async_method_has_nothing_to_explain() {
    refuses("fn f() {}\n", "", 1, &["given.rs: there is no async method with a body", "give a file with an impl"]);
    refuses("async fn f() {}\n", "", 1, &["FILE:LINE of an async function"]);
    refuses("trait T { async fn f(); }\n", "", 1, &["there is no async method with a body"]);
    refuses("macro_rules! m { () => { #[value_task] impl S {} } }\n", "", 1, &["what `m!` at line 1 makes isn't seen"]);
}

#[test]
fn an_attribute_that_the_compiler_would_refuse_is_refused_where_it_stands() {
    let source = "#[value_task(hasty)]\nimpl S {\n    async fn f() {}\n}\n";
    refuses(source, "", 1, &["given.rs:1:14: unknown argument", "`lazy`", "correct the attribute"]);
    let source = "#[value_task]\nimpl S {\n    #[value_task(hot, lazy)]\n    async fn f() {}\n}\n";
    refuses(source, "", 1, &["given.rs:3:23", "contradicts"]);
}

#[test]
fn wrong_options_are_refused() {
    let mut command = explain("store.rs");
    says(&misused(command.arg("--cold")), &["unexpected argument '--cold' found", "Usage: cargo valuetask explain"]);
    says(&misused(&mut explain("")), &["a value is required for '<PATH[:LINE]>...'"]);
    says(&fails(explain("store.rs").arg("another.rs"), 1), &["another.rs: can't read"]);
}

#[test]
fn a_full_disk_under_standard_output_is_named() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else { return };
    let output = explain("store.rs").stdout(full).output().expect("the binary runs");
    says(&error_line(&output, 1), &["standard output", "No space left"]);
}

#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = explain("store.rs").stdout(writer).output().expect("the binary runs");
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
}

#[test]
fn what_is_no_source_file_is_refused_before_it_is_read() {
    let (folder, _) = explain_text("", "");
    crate::pipe::make(&folder.path().join("pipe.rs"));
    let huge = std::fs::File::create(folder.path().join("huge.rs")).expect("a file");
    huge.set_len((1 << 26) + 1).expect("a size");
    for (path, part) in [("pipe.rs", "this is a pipe"), ("huge.rs", "this has 67108865 bytes")] {
        says(&fails(explain(path).current_dir(folder.path()), 1), &[path, part, "FILE or FILE:LINE"]);
    }
    for (path, text) in [("Cargo.toml", "[package]\nname = \"given\"\n[lib]\npath = \"given.rs\"\n"), ("given.rs", "")]
    {
        std::fs::write(folder.path().join(path), text).expect("a file");
    }
    says(
        &fails(explain("Cargo.toml").current_dir(folder.path()), 1),
        &["Cargo.toml:1: this isn't Rust", "in `[package]`"],
    );
}

#[test]
fn what_is_nested_deep_is_explained_and_too_deep_is_refused_where_it_is() {
    let source = |times| format!("impl S {{\nasync fn f() {{\nlet a = 1{};\n}}\n}}\n", " + 1".repeat(times));
    let (_folder, mut command) = explain_text(source(500), "");
    crate::run::succeeds(&mut command);
    refuses(source(20_000), "", 1, &["given.rs:3:", ": this is nested too deep to be looked at, in `let a = 1 + 1"]);
}

#[test]
fn a_long_line_that_is_not_rust_is_shown_in_short() {
    let (_folder, mut command) = explain_text("(x) ".repeat(10_000), "");
    assert!(fails(&mut command, 1).len() < 400);
}

#[test]
fn of_several_files_one_that_is_wrong_is_named() {
    let (folder, _) = explain_text("#[valuetask::value_task]\nimpl S { async fn good(&self) {} }\n", "");
    let write = |text: &str| std::fs::write(folder.path().join("other.rs"), text).expect("a file");
    write("fn (");
    says(&fails(explain(".").current_dir(folder.path()), 1), &["other.rs:1: this isn't Rust"]);
    write("#[valuetask::value_task(hasty)]\nimpl S { async fn bad(&self) {} }\n");
    says(&fails(explain(".").current_dir(folder.path()), 1), &["other.rs:1:", "unknown argument"]);
}

#[test]
fn a_body_whose_macros_await_nothing_is_said_to_run_to_its_end() {
    let (_folder, mut command) = explain_text("impl S { async fn f(&self) -> String { format!(\"{}\", self.0) } }", "");
    let text = crate::run::succeeds(&mut command);
    assert!(text.contains("no await is seen in it: then a call runs to its end"), "{text}");
}
