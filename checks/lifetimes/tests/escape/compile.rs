//! Compiles many programs at once, each as a module on one line.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

const HEAD: &str = include_str!("head.rs.in");
const DEPENDENCIES: &str = include_str!("../../../programs.toml.in");

/// Returns the `programs` that the compiler accepts.
///
/// An early error hides later ones, so the other programs are compiled again until all are accepted.
pub(crate) fn accepted(name: &str, programs: &[String]) -> Vec<bool> {
    accepted_with("", name, programs)
}

/// Does as [`accepted`], for programs that use an unstable feature of the language, if one is named.
pub(crate) fn accepted_with(feature: &str, name: &str, programs: &[String]) -> Vec<bool> {
    let mut accepted = vec![true; programs.len()];
    loop {
        let refused = refused(feature, name, programs, &accepted);
        if refused.is_empty() {
            return accepted;
        }
        refused.into_iter().for_each(|program| accepted[program] = false);
    }
}

/// Returns those `programs`, of the ones that are `tried`, with errors.
fn refused(feature: &str, name: &str, programs: &[String], tried: &[bool]) -> BTreeSet<usize> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let manifest = format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
         valuetask = {{ path = {:?} }}\nother = {{ path = {:?} }}\n[profile.dev]\ndebug = 0\n{DEPENDENCIES}",
        here.join("../../crates/valuetask"),
        here.join("other"),
    );
    // On the first line of the head, so that this has as many lines.
    let mut source = if feature.is_empty() { HEAD.to_owned() } else { format!("#![feature({feature})] {HEAD}") };
    for (index, program) in programs.iter().enumerate() {
        source += &if tried[index] { format!("mod p{index} {{ use super::*; {program} }}\n") } else { "\n".to_owned() };
    }
    fs::create_dir_all(folder.join("src")).expect("cargo's own folder can be written to");
    fs::write(folder.join("Cargo.toml"), manifest).expect("the same");
    fs::write(folder.join("src/lib.rs"), source).expect("the same");
    fs::copy(here.join("../../Cargo.lock"), folder.join("Cargo.lock")).expect("the same");
    let output = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--message-format=json", "--target-dir", "../../tests/trybuild"])
        .current_dir(&folder)
        .envs((!feature.is_empty()).then(|| ("RUSTC_WORKSPACE_WRAPPER", here.join("tests/escape/unstable"))))
        .envs([("CARGO_INCREMENTAL", "0"), ("RUSTFLAGS", "")])
        .output()
        .expect("cargo runs");
    let said = String::from_utf8(output.stdout).expect("text");
    let messages = said.lines().map(|line| serde_json::from_str::<Value>(line).expect("cargo writes JSON"));
    let errors: Vec<_> = messages.filter(|message| message["message"]["level"] == "error").collect();
    let found = errors.iter().flat_map(lines).map(|line| line - 1 - HEAD.lines().count()).collect::<BTreeSet<_>>();
    let printed = String::from_utf8_lossy(&output.stderr);
    assert_eq!(found.is_empty(), output.status.success(), "errors without a place: {errors:#?} {printed}");
    found
}

/// Returns the lines of the programs that a compiler's error is about.
fn lines(message: &Value) -> Vec<usize> {
    let spans = message["message"]["spans"].as_array().into_iter().flatten();
    spans.filter(|span| span["is_primary"] == true).filter_map(line).collect()
}

fn line(span: &Value) -> Option<usize> {
    if span["file_name"] == "src/lib.rs" {
        return span["line_start"].as_u64().map(|line| line as usize);
    }
    line(span.get("expansion").filter(|expansion| !expansion.is_null())?.get("span")?)
}
