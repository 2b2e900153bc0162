//! `cargo check`, and the errors of the compiler.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::iter;
use std::path::Path;
use std::process::{Command, Stdio};

use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};

use crate::error::Error;

/// An error of the compiler.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// Its first line, with its code.
    pub(super) message: String,
    /// Its place, as `file:line`.
    pub(super) place: String,
    /// Its places, each with the calls of the macros around it.
    pub(super) spans: Vec<DiagnosticSpan>,
}

/// Checks a workspace. Returns the errors of the compiler: none if it compiles.
///
/// # Errors
///
/// A cargo that can't be run, or that fails by itself.
pub(super) fn check(root: &Path, args: &[OsString]) -> Result<Vec<Finding>, Error> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args(["check", "--quiet", "--keep-going", "--message-format=json"]);
    let usual = ["--workspace", "--all-targets"].map(OsString::from);
    command.args(if args.is_empty() { &usual[..] } else { args }).stdin(Stdio::null());
    let output = command.output().map_err(|error| {
        let what = format!("can't run `cargo check`: {error}");
        Error::failure(what, root.display(), "see whether cargo is installed")
    })?;
    if output.status.success() {
        return Ok(Vec::new());
    }
    let messages = Message::parse_stream(&*output.stdout).filter_map(Result::ok);
    let findings = messages.filter_map(|message| match message {
        Message::CompilerMessage(message) => Some(message.message),
        _ => None,
    });
    let findings = findings.filter(|found| found.level == DiagnosticLevel::Error && !found.spans.is_empty());
    let findings: Vec<_> = findings.map(|found| finding(&found)).collect();
    if findings.is_empty() { Err(failed(root, &String::from_utf8_lossy(&output.stderr))) } else { Ok(findings) }
}

/// Returns the error of a cargo that fails by itself, with these words.
fn failed(root: &Path, said: &str) -> Error {
    if let Some((package, version)) = held_back(said) {
        let what = format!("it locks `{package}` at {version}, which is too old for valuetask");
        let remedy = format!("run `cargo update -p {package}`, commit the file, and run this again");
        return Error::failure(what, root.join("Cargo.lock").display(), &remedy);
    }
    let remedy = "see --dry-run for the changes, and --path for a checkout of valuetask";
    Error::failure(format_args!("cargo can't check it: {}", said.trim()), root.display(), remedy)
}

/// Returns the package that Cargo.lock holds back, and its locked version.
fn held_back(said: &str) -> Option<(&str, &str)> {
    let (_, rest) = said.split_once("failed to select a version for `")?;
    let (package, rest) = rest.split_once('`')?;
    let (_, rest) = rest.split_once(&format!("previously selected package `{package} v"))?;
    let (version, rest) = rest.split_once('`')?;
    rest.contains(&format!("(locked to {version})")).then_some((package, version))
}

fn finding(diagnostic: &Diagnostic) -> Finding {
    let code = diagnostic.code.as_ref().map(|code| format!("[{}]", code.code)).unwrap_or_default();
    let line = diagnostic.message.lines().next().unwrap_or_default();
    let of_children = diagnostic.children.iter().flat_map(|child| &child.spans);
    let first = diagnostic.spans.iter().find(|span| span.is_primary).unwrap_or(&diagnostic.spans[0]);
    Finding {
        message: format!("error{code}: {line}"),
        place: format!("{}:{}", first.file_name, first.line_start),
        spans: diagnostic.spans.iter().chain(of_children).flat_map(with_calls).cloned().collect(),
    }
}

/// Returns a place, and the calls of the macros that it is in.
fn with_calls(span: &DiagnosticSpan) -> impl Iterator<Item = &DiagnosticSpan> {
    iter::successors(Some(span), |span| span.expansion.as_ref().map(|expansion| &expansion.span))
}

#[cfg(test)]
mod tests {
    use super::held_back;

    const CONFLICT: &str = "error: failed to select a version for `proc-macro2`.
    ... required by package `syn v3.0.0`
versions that meet the requirements `^1.0.91` are: 1.0.107, 1.0.91

all possible versions conflict with previously selected packages.

  previously selected package `proc-macro2 v1.0.81`
    ... which satisfies dependency `proc-macro2 = \"^1.0\"` (locked to 1.0.81) of package `async-trait v0.1.56`";

    #[test]
    fn a_locked_package_is_named_and_one_that_a_manifest_holds_back_is_not() {
        assert_eq!(held_back(CONFLICT), Some(("proc-macro2", "1.0.81")));
        assert_eq!(held_back(&CONFLICT.replace(" (locked to 1.0.81)", "")), None);
        assert_eq!(held_back("error: no matching package named `valuetask` found"), None);
    }
}
