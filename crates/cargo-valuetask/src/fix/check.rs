//! `cargo check`, the errors of the compiler, and the groups that they come from.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::iter;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use cargo_metadata::Message;
use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};

use super::edits::Changes;
use super::found::Found;
use super::plan::Group;
use super::whole::is_letter;
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

impl Finding {
    /// Returns the `active` groups that it comes from: those at its places, else those that its lines name, else all.
    ///
    /// Groups that are blamed beside others are tried again later.
    pub(super) fn groups(&self, active: &BTreeSet<usize>, changes: &Changes, found: &Found<'_>) -> BTreeSet<usize> {
        let places: Vec<_> = self.spans.iter().filter_map(|span| found.before(span, changes)).collect();
        let lines = self.spans.iter().flat_map(|span| &span.text);
        let words: BTreeSet<_> = lines.flat_map(|line| line.text.split(|letter| !is_letter(letter))).collect();
        let is_at = |group: &Group| {
            let mut places = places.iter().flat_map(|place| group.uses.iter().map(move |used| (used, place)));
            places.any(|(used, (file, bytes))| used.file == *file && used.place.item.contains(&bytes.start))
        };
        let is_named = |group: &Group| {
            let mut names = group.methods().chain([&group.name]);
            names.any(|name| words.contains(name.as_str()))
        };
        let of = |is_it: &dyn Fn(&Group) -> bool| -> BTreeSet<_> {
            active.iter().copied().filter(|index| is_it(&found.plan.groups[*index])).collect()
        };
        [of(&is_at), of(&is_named)].into_iter().find(|groups| !groups.is_empty()).unwrap_or_else(|| active.clone())
    }

    /// Returns `true` if it is that async-trait or async-recursion is no dependency any more.
    pub(super) fn misses_crate(&self) -> bool {
        let codes = ["error[E0432]", "error[E0433]", "error[E0463]"];
        codes.iter().any(|code| self.message.starts_with(code))
            && ["async_trait", "async_recursion"].iter().any(|krate| self.message.contains(krate))
    }
}

/// Checks a workspace, with `what` in it. Returns the errors of the compiler: none if it compiles.
///
/// # Errors
///
/// A cargo that can't be run, is killed, or fails by itself.
pub(super) fn check(root: &Path, args: &[OsString], what: &str) -> Result<Vec<Finding>, Error> {
    let usual = ["--workspace", "--all-targets"].map(OsString::from);
    let args = if args.is_empty() { &usual[..] } else { args };
    // A closed standard error is no reason to stop.
    writeln!(io::stderr(), "note: cargo check, {what}").ok();
    let output =
        cargo(root, &[&["check", "--quiet", "--keep-going", "--message-format=json"].map(OsString::from), args])?;
    if output.status.success() {
        return Ok(Vec::new());
    }
    let is_error = |found: &Diagnostic| found.level == DiagnosticLevel::Error && !found.spans.is_empty();
    let findings = Message::parse_stream(&*output.stdout).filter_map(|message| match message.ok()? {
        Message::CompilerMessage(message) if is_error(&message.message) => Some(finding(&message.message)),
        _ => None,
    });
    let findings: Vec<_> = findings.collect();
    if findings.is_empty() { Err(failed(root, &String::from_utf8_lossy(&output.stderr))) } else { Ok(findings) }
}

/// Sees whether cargo finds a version of each dependency, without compiling any.
///
/// # Errors
///
/// As [`check()`], and a lock file that holds a dependency back.
pub(super) fn resolve(root: &Path) -> Result<(), Error> {
    let output = cargo(root, &[&["metadata", "--format-version=1", "--quiet"].map(OsString::from)])?;
    if output.status.success() { Ok(()) } else { Err(failed(root, &String::from_utf8_lossy(&output.stderr))) }
}

fn cargo(root: &Path, args: &[&[OsString]]) -> Result<Output, Error> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    let output = command.current_dir(root).args(args.concat()).stdin(Stdio::null()).output().map_err(|error| {
        let what = format!("can't run cargo: {error}");
        Error::failure(what, root.display(), "see whether cargo is installed")
    })?;
    match output.status.code() {
        Some(_) => Ok(output),
        None => {
            let what = format!("cargo was killed ({})", output.status);
            Err(Error::failure(what, root.display(), "see whether memory is short: CARGO_BUILD_JOBS=1 takes less"))
        }
    }
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
    let (_, rest) = said.split_once("previously selected package `")?;
    let (package, version) = rest.split_once('`')?.0.split_once(" v")?;
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
