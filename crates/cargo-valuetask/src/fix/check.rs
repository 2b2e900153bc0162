//! `cargo check`, and what the compiler has to say.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};

use super::interrupt::{Failed, Interrupts};
use crate::error::Error;

/// How the names of the methods begin that `#[value_task(dyn)]` writes into an impl.
const NATIVE: &str = "__valuetask_native_";
/// What an error says that names one.
const NOT_NATIVE: &str =
    ": `dyn` stands on the impl of a trait that isn't native; leave it out, or say `dyn = Name` on the trait";

/// An error of the compiler.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// Its first line, with its code, and what that means where it speaks of what an attribute has written.
    pub(super) message: String,
    /// Where it is, as `file:line`.
    pub(super) place: String,
    /// All places that it names, what it is about first, those that macros were called at among them.
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
    /// What the error says of this place.
    pub(super) label: String,
    /// What the compiler would write there.
    pub(super) suggested: Option<String>,
}

/// Whether it compiles.
#[derive(Debug)]
pub(super) enum Checked {
    Compiles,
    Refused(Vec<Finding>),
    /// Cargo itself has failed: what it said.
    Failed(String),
}

/// Checks a workspace.
///
/// # Errors
///
/// A cargo that can't be run, and the user, who may end it.
pub(super) fn check(root: &Path, args: &[OsString], interrupts: &Interrupts) -> Result<Checked, Error> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(root).args(["check", "--quiet", "--keep-going", "--message-format=json"]);
    let usual = ["--workspace", "--all-targets"].map(OsString::from);
    command.args(if args.is_empty() { &usual[..] } else { args });
    let output = interrupts.output(&mut command).map_err(|failed| match failed {
        Failed::Interrupted => Error::interrupted(),
        Failed::Io(error) => {
            let what = format!("can't run `cargo check`: {error}");
            Error::failure(what, root.display(), "see whether cargo is installed")
        }
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

fn finding(diagnostic: &Diagnostic, root: &Path) -> Finding {
    let code = diagnostic.code.as_ref().map(|code| format!("[{}]", code.code)).unwrap_or_default();
    let mut spans = Vec::new();
    diagnostic.spans.iter().for_each(|span| add(span, root, &mut spans));
    diagnostic.children.iter().flat_map(|child| &child.spans).for_each(|span| {
        let before = spans.len();
        add(span, root, &mut spans);
        spans[before..].iter_mut().for_each(|span| span.primary = false);
    });
    spans.sort_by_key(|span| !span.primary);
    let first = diagnostic.spans.iter().find(|span| span.is_primary).or(diagnostic.spans.first());
    let place = first.map_or_else(String::new, |span| format!("{}:{}", span.file_name, span.line_start));
    let line = diagnostic.message.lines().next().unwrap_or_default();
    let meant = if line.contains(NATIVE) { NOT_NATIVE } else { "" };
    Finding { message: format!("error{code}: {line}{meant}"), place, spans }
}

/// Adds a place, and those that the macro it is in was called at.
fn add(span: &DiagnosticSpan, root: &Path, spans: &mut Vec<Span>) {
    let file = root.join(&span.file_name);
    spans.push(Span {
        file: file.canonicalize().unwrap_or(file),
        bytes: span.byte_start as usize..span.byte_end as usize,
        primary: span.is_primary,
        text: span.text.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n"),
        label: span.label.clone().unwrap_or_default(),
        suggested: span.suggested_replacement.clone(),
    });
    if let Some(expansion) = &span.expansion {
        let before = spans.len();
        add(&expansion.span, root, spans);
        spans[before..].iter_mut().for_each(|inner| inner.primary = span.is_primary);
    }
}
