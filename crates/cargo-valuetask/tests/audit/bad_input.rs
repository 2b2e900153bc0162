//! What `audit` says about input it can't use.

use std::fs;

use tempfile::TempDir;

use crate::run::{error_line, fails, says};
use crate::util::{audit_in, json, of_text, places, text};

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    for (name, content) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("inside")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    folder
}

const PACKAGE: &str = "[package]\nname = \"p\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n";

#[test]
fn a_path_that_is_missing_is_named() {
    let folder = folder(&[]);
    let line = fails(&mut audit_in(folder.path(), ["no/such.rs"]), 2);
    says(&line, &["no/such.rs: can't read it", "No such file", "give a package"]);
}

#[test]
fn a_folder_without_a_manifest_is_refused() {
    let folder = folder(&[("src/lib.rs", "")]);
    says(&fails(&mut audit_in(folder.path(), []), 2), &[".: there is no Cargo.toml", "or source files"]);
    says(&fails(&mut audit_in(folder.path(), ["src"]), 2), &["src: there is no Cargo.toml"]);
}

#[test]
fn a_manifest_that_cargo_refuses_is_named_with_its_reason() {
    let folder = folder(&[("Cargo.toml", "[package]\nname = 7\n")]);
    says(
        &fails(&mut audit_in(folder.path(), []), 2),
        &["Cargo.toml: cargo can't read the workspace", "correct the manifest"],
    );
}

#[test]
fn a_cargo_that_can_not_be_run_is_named() {
    let folder = folder(&[("Cargo.toml", PACKAGE), ("src/lib.rs", "")]);
    let mut command = audit_in(folder.path(), []);
    says(&fails(command.env("CARGO", "/no/such"), 2), &["failed to start `cargo metadata`: No such file"]);
}

#[test]
fn a_workspace_without_members_is_refused() {
    let folder = folder(&[("Cargo.toml", "[workspace]\nmembers = []\n")]);
    says(&fails(&mut audit_in(folder.path(), []), 2), &["the workspace has no members"]);
}

#[test]
fn a_package_without_async_methods_has_nothing_to_report() {
    let folder = folder(&[("Cargo.toml", PACKAGE), ("src/lib.rs", "fn f() {}\n")]);
    assert_eq!(
        crate::run::succeeds(&mut audit_in(folder.path(), [])),
        "No call is known to allocate a future: 0 async methods in 1 file.\n"
    );
}

#[test]
fn a_file_that_is_not_rust_is_named_and_the_others_are_audited() {
    let folder = folder(&[
        ("Cargo.toml", PACKAGE),
        ("src/lib.rs", "mod broken;\nmod bytes;\n#[async_trait::async_trait]\nimpl S { async fn f(&self) {} }\n"),
        ("src/broken.rs", "fn f() {}\nfn g( {\n"),
    ]);
    fs::write(folder.path().join("src/bytes.rs"), b"// \xff\n").expect("a file");
    let output = audit_in(folder.path(), []).output().expect("the binary runs");
    says(&error_line(&output, 2), &["src/b", ": this isn't", "and 1 more", "the other files were audited"]);
    let report = String::from_utf8(output.stdout).expect("text");
    says(&report, &["src/broken.rs:2: not audited: this isn't Rust", "src/bytes.rs:1: not audited: this isn't UTF-8"]);
    says(&report, &["  and 1 more: --json\n"]);
}

/// Sources of one function that nest this often: a sum, a chain of methods, `else if`, parentheses.
fn nested(times: usize) -> [String; 4] {
    let sum = format!("1{}", " + 1".repeat(times));
    let chain = format!("a{}", ".a()".repeat(times));
    let branches = format!("{}{{}}", "if a {} else ".repeat(times));
    let groups = format!("{}1{}", "(".repeat(times), ")".repeat(times));
    [sum, chain, branches, groups]
        .map(|body| format!("#[async_trait::async_trait]\nimpl S {{ async fn f(&self) {{\n{body};\n}} }}\n"))
}

#[test]
fn what_is_nested_deep_is_audited() {
    for source in nested(150) {
        let report = of_text(&source);
        assert_eq!(places(&report).len(), 1, "{}", &source[..80]);
    }
}

#[test]
fn a_file_that_is_nested_too_deep_is_named_and_the_others_are_audited() {
    let lib = "mod deep;\n#[async_trait::async_trait]\nimpl S { async fn f(&self) {} }\n";
    for source in nested(20_000) {
        let folder = folder(&[("Cargo.toml", PACKAGE), ("src/lib.rs", lib), ("src/deep.rs", &source)]);
        let output = audit_in(folder.path(), []).output().expect("the binary runs");
        says(&error_line(&output, 2), &["src/deep.rs:3: this is nested too deep", "the other files were audited"]);
        let report = String::from_utf8(output.stdout).expect("text");
        says(
            &report,
            &[
                "src/deep.rs:3: not audited: this is nested too deep",
                "S::f  src/lib.rs:3  what `#[async_trait::async_trait]` makes",
            ],
        );
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_stack_that_can_not_be_had_is_refused() {
    let (folder, _) = text("");
    let mut shell = std::process::Command::new("sh");
    shell.current_dir(folder.path()).args(["-c", "ulimit -v 50000; exec \"$0\" audit given.rs"]);
    let output = shell.arg(crate::run::binary()).output().expect("the binary runs");
    says(&error_line(&output, 1), &["can't start a thread with a stack of 256 MiB", "ulimit -v"]);
}

#[test]
#[cfg(target_os = "linux")]
fn an_error_that_can_not_be_written_is_told_by_the_exit_code() {
    let folder = folder(&[]);
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let status = audit_in(folder.path(), ["no/such.rs"]).stderr(full).status().expect("the binary runs");
    assert_eq!(status.code(), Some(2));
}

#[test]
fn long_lists_are_not_taken_for_nested() {
    let list = |what: &str| what.repeat(20_000);
    let table = format!("const TABLE: &[u64] = &[{} {}];\n", list("8, "), "1 << 3, ".repeat(1_000));
    let arms = format!("fn arms(a: E) {{ match a {{ {} }} }}\n", list("E::A | E::B => {}, "));
    let given = format!("m! {{ {} }}\n", list("a + "));
    let report = of_text(&format!("{table}{arms}{given}#[macros::handler]\nasync fn handled() {{}}\n"));
    assert_eq!(places(&report).len(), 1);
}

#[test]
fn a_denied_rule_counts_before_a_file_that_can_not_be_read() {
    let (folder, mut command) = text("#[async_trait::async_trait]\nimpl S { async fn f(&self) {} }");
    fs::write(folder.path().join("broken.rs"), "fn").expect("a file");
    fails_with_report(command.args(["broken.rs", "--deny", "boxed"]), 1);
}

fn fails_with_report(command: &mut std::process::Command, code: i32) {
    let output = command.output().expect("the binary runs");
    error_line(&output, code);
    assert!(!output.stdout.is_empty());
}

#[test]
fn a_module_without_a_file_is_left_out() {
    let folder = folder(&[("Cargo.toml", PACKAGE), ("src/lib.rs", "mod nowhere;\nmod generated { mod inner; }\n")]);
    crate::run::succeeds(&mut audit_in(folder.path(), []));
}

#[test]
fn a_module_that_is_made_of_itself_ends() {
    let folder = folder(&[
        ("Cargo.toml", PACKAGE),
        ("src/lib.rs", "#[path = \"a.rs\"]\nmod a;\n"),
        (
            "src/a.rs",
            "#[path = \"a.rs\"]\nmod again;\npub use again::method;\n#[method] impl S { async fn f(&self) {} }\n",
        ),
    ]);
    crate::run::succeeds(&mut audit_in(folder.path(), []));
}

#[test]
fn a_file_that_declares_itself_as_its_own_children_is_read_once() {
    let lib = "#[path = \"own.rs\"]\nmod own;\n";
    let own = "#[path = \"own.rs\"]\nmod one;\n#[path = \"./own.rs\"]\nmod two;\nasync fn free() {}\n";
    let folder = folder(&[("Cargo.toml", PACKAGE), ("src/lib.rs", lib), ("src/own.rs", own)]);
    let report = json(&mut audit_in(folder.path(), ["."]));
    assert_eq!(report["files"], 2, "{report}");
}

#[test]
fn what_is_no_source_file_is_refused_before_it_is_read() {
    let folder = folder(&[("Cargo.toml", PACKAGE), ("src/lib.rs", ""), ("empty/read.me", "")]);
    crate::pipe::make(&folder.path().join("pipe.rs"));
    fs::File::create(folder.path().join("huge.rs")).expect("a file").set_len((1 << 26) + 1).expect("a size");
    let refused = |path| error_line(&audit_in(folder.path(), [path]).output().expect("the binary runs"), 2);
    says(&refused("pipe.rs"), &["pipe.rs: this is a pipe", "give Rust source files"]);
    says(&refused("huge.rs"), &["huge.rs: this has 67108865 bytes", "67108864"]);
    says(&refused("empty"), &["empty: no Rust file is in this folder", "the files themselves"]);
}
