//! `cargo check`, the errors of the compiler, and the groups that they come from.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, BufReader, Write as _};
use std::iter;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::diagnostic::{Diagnostic, DiagnosticLevel, DiagnosticSpan};
use cargo_metadata::{Artifact, Message};

use super::edits::Changes;
use super::found::Found;
use super::interrupt;
use super::plan::Group;
use crate::error::Error;
use crate::scope::OF_BOXES;
use crate::text::words;

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
        let words: BTreeSet<_> = lines.flat_map(|line| words(&line.text)).collect();
        let is_at = |group: &Group| {
            let mut places = places.iter().flat_map(|place| group.uses.iter().map(move |used| (used, place)));
            places.any(|(used, (file, bytes))| used.file == *file && used.place.item.contains(&bytes.start))
        };
        let is_named = |group: &Group| {
            let mut names = group.methods.iter().chain([&group.name]);
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

/// The arguments of `cargo check`, if the command has none.
pub(super) const USUAL: [&str; 2] = ["--workspace", "--all-targets"];

/// A crate as it was compiled.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// Its first file.
    pub(super) root: PathBuf,
    pub(super) features: Vec<String>,
    pub(super) is_test: bool,
}

/// What the compiler says of a workspace.
#[derive(Default)]
pub(super) struct Checked {
    /// What was compiled.
    pub(super) units: Vec<Unit>,
    /// None if it compiles.
    pub(super) errors: Vec<Finding>,
    /// The imports of [`OF_BOXES`] that nothing uses, without what else stands in their item.
    pub(super) unused: Vec<DiagnosticSpan>,
}

/// Checks a workspace, with `what` in it.
///
/// # Errors
///
/// A cargo that can't be run, is killed, or fails by itself.
pub(super) fn check(root: &Path, args: &[OsString], what: &str) -> Result<Checked, Error> {
    let usual = USUAL.map(OsString::from);
    let args = if args.is_empty() { &usual[..] } else { args };
    // A closed standard error is no reason to stop.
    writeln!(io::stderr(), "note: cargo check, {what}").ok();
    let own = ["check", "--keep-going", "--message-format=json"].map(OsString::from);
    let Output { diagnostics, units, failure } = cargo(root, &[&own[..], args].concat())?;
    let is_error = |found: &&Diagnostic| found.level == DiagnosticLevel::Error && !found.spans.is_empty();
    let errors: Vec<_> = diagnostics.iter().filter(is_error).map(finding).collect();
    if let Some(said) = failure.filter(|said| errors.is_empty() || said.contains("(signal: ")) {
        return Err(failed(root, &said));
    }
    let unused = diagnostics.into_iter().filter(is_unused).flat_map(|found| found.children);
    let unused = unused.flat_map(|child| child.spans).filter(|span| span.suggested_replacement.as_deref() == Some(""));
    Ok(Checked { units, errors, unused: unused.collect() })
}

/// Sees whether cargo finds a version of each dependency, without compiling any.
///
/// # Errors
///
/// As [`check()`], and a lock file that holds a dependency back.
pub(super) fn resolve(root: &Path) -> Result<(), Error> {
    let Output { failure, .. } = cargo(root, &["metadata", "--format-version=1"].map(OsString::from))?;
    failure.map_or(Ok(()), |said| Err(failed(root, &said)))
}

/// Returns `true` if a warning is about imports that a changed attribute or function may have left behind.
fn is_unused(found: &Diagnostic) -> bool {
    // Of `std::pin::Pin as P`, the name that it has elsewhere.
    let paths = found.message.split('`').skip(1).step_by(2).map(|path| path.split(" as ").next().unwrap_or(path));
    let mut names = paths.map(|path| path.rsplit("::").next().unwrap_or(path));
    found.message.starts_with("unused import") && names.all(|name| OF_BOXES.contains(&name))
}

/// What cargo says.
struct Output {
    diagnostics: Vec<Diagnostic>,
    units: Vec<Unit>,
    /// All else, if it fails.
    failure: Option<String>,
}

/// Runs cargo, and shows its progress: lines that are indented.
fn cargo(root: &Path, args: &[OsString]) -> Result<Output, Error> {
    let refused = |error: io::Error| {
        Error::failure(format_args!("can't run cargo: {error}"), root.display(), "see whether cargo is installed")
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let (output, writer) = io::pipe().map_err(refused)?;
    let mut command = Command::new(cargo);
    command.current_dir(root).args(args).stdin(Stdio::null());
    command.stdout(writer.try_clone().map_err(refused)?).stderr(writer);
    interrupt::alone(&mut command);
    interrupt::runs(None)?;
    let mut child = command.spawn().map_err(refused)?;
    let interrupted = interrupt::runs(Some(child.id()));
    if interrupted.is_err() {
        child.kill().map_err(refused)?;
    }
    // It has this program's ends of the pipe, which is read until cargo has closed its own.
    drop(command);
    let (mut diagnostics, mut units, mut said) = (Vec::new(), Vec::new(), String::new());
    for message in Message::parse_stream(BufReader::new(output)).filter_map(Result::ok) {
        match message {
            Message::CompilerMessage(message) => diagnostics.push(message.message),
            Message::CompilerArtifact(Artifact { target, profile, features, .. }) => {
                units.push(Unit { root: target.src_path.into(), features, is_test: profile.test });
            }
            Message::TextLine(line) => {
                if line.starts_with(' ') {
                    writeln!(io::stderr(), "{line}").ok();
                }
                said.extend([&line, "\n"]);
            }
            _ => {}
        }
    }
    let status = child.wait().map_err(refused)?;
    interrupt::runs(None)?;
    if status.code().is_none() {
        said.push_str(&format!("({status})"));
    }
    Ok(Output { diagnostics, units, failure: (!status.success()).then_some(said) })
}

/// Returns the error of a cargo that fails by itself, with these words.
fn failed(root: &Path, said: &str) -> Error {
    if let Some((package, version)) = held_back(said) {
        let what = format!("it locks `{package}` at {version}, which is too old for valuetask");
        let remedy = format!("run `cargo update -p {package}`, commit the file, and run this again");
        return Error::failure(what, root.join("Cargo.lock").display(), &remedy);
    }
    if let Some((_, how)) = said.split_once("(signal: ") {
        let what = format!(
            "cargo or the compiler was killed (signal: {})",
            how.split(['(', ')']).next().unwrap_or(how).trim()
        );
        return Error::failure(what, root.display(), "see whether memory is short: CARGO_BUILD_JOBS=1 takes less");
    }
    // What cargo does and what it quotes is indented, and was shown.
    let errors: Vec<_> = said.lines().filter_map(|line| line.strip_prefix("error: ")).collect();
    let said = if errors.is_empty() { said.to_owned() } else { errors.join("; ") };
    let remedy = match said.contains("`valuetask`") {
        true => "see --path for a checkout of valuetask",
        false => "see what `cargo check` says",
    };
    Error::failure(format_args!("cargo can't check it: {said}"), root.display(), remedy)
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
    use super::{Diagnostic, held_back, is_unused};

    const CONFLICT: &str = "error: failed to select a version for `proc-macro2`.
    ... required by package `syn v3.0.0`
versions that meet the requirements `^1.0.91` are: 1.0.107, 1.0.91

all possible versions conflict with previously selected packages.

  previously selected package `proc-macro2 v1.0.81`
    ... which satisfies dependency `proc-macro2 = \"^1.0\"` (locked to 1.0.81) of package `async-trait v0.1.56`";

    #[test]
    fn an_import_of_what_makes_boxes_is_known_also_by_another_name() {
        let is_unused = |message: &str| {
            let found = serde_json::json!({ "message": message, "code": null, "level": "warning", "spans": [], "children": [], "rendered": null });
            is_unused(&serde_json::from_value::<Diagnostic>(found).expect("a message"))
        };
        assert!(is_unused("unused imports: `std::pin::Pin as P` and `std::future::Future`"));
        assert!(!is_unused("unused import: `std::vec::Vec as Pin`"));
    }

    #[test]
    fn a_locked_package_is_named_and_one_that_a_manifest_holds_back_is_not() {
        assert_eq!(held_back(CONFLICT), Some(("proc-macro2", "1.0.81")));
        assert_eq!(held_back(&CONFLICT.replace(" (locked to 1.0.81)", "")), None);
        assert_eq!(held_back("error: no matching package named `valuetask` found"), None);
    }
}
