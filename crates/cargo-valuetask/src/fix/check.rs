//! `cargo check`, and the errors of the compiler.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};

use crate::error::Error;

/// The prefix of methods that `#[value_task(dyn)]` writes into an impl.
const NATIVE: &str = "__valuetask_native_";
/// The meaning of an error that names one.
const NOT_NATIVE: &str =
    ": `dyn` stands on the impl of a trait that isn't native; leave it out, or say `dyn = Name` on the trait";

/// An error of the compiler.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// Its first line, with its code and the meaning of generated names.
    pub(super) message: String,
    /// Its place, as `file:line`.
    pub(super) place: String,
    /// Its places, the primary ones first, each with the calls of the macros around it.
    pub(super) spans: Vec<Span>,
}

/// A place that an error names.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) file: PathBuf,
    pub(super) bytes: std::ops::Range<usize>,
    pub(super) primary: bool,
    /// The source lines.
    pub(super) text: String,
    /// The words of the error at this place.
    pub(super) label: String,
    /// The code that the compiler would write there.
    pub(super) suggested: Option<String>,
}

/// The outcome of a check.
#[derive(Debug)]
pub(super) enum Checked {
    Compiles,
    Refused(Vec<Finding>),
    /// Cargo itself has failed, with these words.
    Failed(String),
}

/// Checks a workspace.
///
/// # Errors
///
/// A cargo that can't be run.
pub(super) fn check(root: &Path, args: &[OsString]) -> Result<Checked, Error> {
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
        return Ok(Checked::Compiles);
    }
    let messages = Message::parse_stream(BufReader::new(&*output.stdout)).filter_map(Result::ok);
    let mut findings = Vec::new();
    for message in messages {
        if let Message::CompilerMessage(message) = message
            && message.message.level == DiagnosticLevel::Error
            && !message.message.spans.is_empty()
        {
            findings.push(finding(&message.message, root));
        }
    }
    if findings.is_empty() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Ok(Checked::Failed(said));
    }
    Ok(Checked::Refused(findings))
}

/// Returns the package that Cargo.lock holds back, and its locked version.
pub(super) fn held_back(said: &str) -> Option<(&str, &str)> {
    let (_, rest) = said.split_once("failed to select a version for `")?;
    let (package, rest) = rest.split_once('`')?;
    let (_, rest) = rest.split_once(&format!("previously selected package `{package} v"))?;
    let (version, rest) = rest.split_once('`')?;
    rest.contains(&format!("(locked to {version})")).then_some((package, version))
}

fn finding(diagnostic: &Diagnostic, root: &Path) -> Finding {
    let code = diagnostic.code.as_ref().map(|code| format!("[{}]", code.code)).unwrap_or_default();
    let mut spans = Vec::new();
    diagnostic.spans.iter().for_each(|span| add(span, root, span.is_primary, &mut spans));
    let of_children = diagnostic.children.iter().flat_map(|child| &child.spans);
    of_children.for_each(|span| add(span, root, false, &mut spans));
    spans.sort_by_key(|span| !span.primary);
    let first = diagnostic.spans.iter().find(|span| span.is_primary).or(diagnostic.spans.first());
    let place = first.map_or_else(String::new, |span| format!("{}:{}", span.file_name, span.line_start));
    let line = diagnostic.message.lines().next().unwrap_or_default();
    let meant = if line.contains(NATIVE) { NOT_NATIVE } else { "" };
    Finding { message: format!("error{code}: {line}{meant}"), place, spans }
}

/// Adds a place, and the calls of the macros that it is in.
fn add(span: &DiagnosticSpan, root: &Path, primary: bool, spans: &mut Vec<Span>) {
    let file = root.join(&span.file_name);
    spans.push(Span {
        file: file.canonicalize().unwrap_or(file),
        bytes: span.byte_start as usize..span.byte_end as usize,
        primary,
        text: span.text.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n"),
        label: span.label.clone().unwrap_or_default(),
        suggested: span.suggested_replacement.clone(),
    });
    if let Some(expansion) = &span.expansion {
        add(&expansion.span, root, primary, spans);
    }
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
