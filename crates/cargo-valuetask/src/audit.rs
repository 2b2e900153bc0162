//! `cargo valuetask audit`: which calls of a whole workspace allocate a future, and what `--fix` can change of that.
//!
//! ```text
//! survey ─┬─ groups ─┬─ report
//! plan ───┘          ├─ json
//!                    └─ deny
//! ```

pub(crate) mod args;
mod deny;
mod facts;
mod groups;
mod json;
mod paths;
mod report;

use args::Args;
use facts::Facts;
use paths::Paths;

use crate::error::Error;
use crate::resolve::Resolver;
use crate::survey::{self, Survey};
use crate::workspace::Workspace;
use crate::{fix, output};

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let workspace = Workspace::read(&args.paths)?;
    let mut resolver = Resolver::new(&workspace);
    let plan = fix::Plan::of(&mut resolver, &workspace);
    let survey = survey::survey(&workspace, &mut resolver);
    let paths = Paths::new(&resolver.tree);
    let notes = notes(&workspace, &survey, &resolver, &paths);
    let facts = Facts { survey: &survey, groups: groups::groups(&survey), plan: &plan, paths: &paths, notes: &notes };
    let denied = deny::found(&args.deny, &facts);
    let report = match () {
        () if args.json => json::json(&facts),
        () if !args.deny.is_empty() => denied.lines().collect(),
        () => report::report(&facts, args.all),
    };
    output::print(&report)?;
    denied.result()?;
    unread(&survey, &paths)
}

/// What limits the survey.
fn notes(workspace: &Workspace, survey: &Survey, resolver: &Resolver<'_>, paths: &Paths<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let is_unknown = survey.places.iter().any(|place| place.shape.is_unknown());
    if let Some(why) = workspace.without_dependencies.as_ref().filter(|_| is_unknown) {
        notes.push(format!(
            "the sources of dependencies are missing, so their re-exports aren't known: run `cargo fetch` ({why})"
        ));
    }
    if workspace.packages.is_empty() {
        notes.push("no Cargo.toml: names of crates are taken for those of packages".to_owned());
    }
    let mut astray = resolver.own_files().filter(|file| resolver.is_astray(*file, workspace));
    if let Some(first) = astray.next() {
        let (first, others) = (paths.of(first), and_more(astray.count()));
        notes.push(format!("{first}: not audited, as it lies outside of its package{others}; give it as a PATH"));
    }
    notes
}

/// Fails where a file couldn't be read.
fn unread(survey: &Survey, paths: &Paths<'_>) -> Result<(), Error> {
    let [first, others @ ..] = &survey.unread[..] else { return Ok(()) };
    let what = format!("{}: {}{}", paths.shown(&first.path, first.line), first.why, and_more(others.len()));
    let remedy = if survey.files == 0 { "give Rust source files" } else { "the other files were audited" };
    Err(Error::usage(what, remedy))
}

/// How many others there are, if any.
fn and_more(others: usize) -> String {
    if others == 0 { String::new() } else { format!(", and {others} more") }
}
