//! `cargo valuetask audit`: what the async methods of a whole workspace cost, and what would bring them nearer to
//! nothing.
//!
//! ```text
//! workspace ─ scope ─ tree ─ resolve ─ survey ─ summary ─ report, json
//! ```

pub(crate) mod args;
mod json;
mod report;
pub(crate) mod resolve;
pub(crate) mod scope;
mod summary;
pub(crate) mod survey;
pub(crate) mod tree;
pub(crate) mod workspace;

use std::collections::BTreeMap;

use args::Args;
use report::Paths;
use resolve::Resolver;
use survey::{Rule, Survey};
use workspace::Workspace;

use crate::error::Error;
use crate::{output, text};

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let workspace = Workspace::read(&args.paths)?;
    let mut resolver = Resolver::new(&workspace);
    let (survey, _) = survey::survey(&workspace, &mut resolver);
    let paths = Paths::new(&resolver.tree);
    let notes = notes(&workspace, &survey, &resolver, &paths);
    let report = match args.json {
        true => json::json(&survey, &paths, &notes),
        false => report::report(&survey, &paths, &notes, args.all, text::width()),
    };
    output::print(&report)?;
    denied(args, &survey)?;
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

/// Fails where a denied rule was found.
fn denied(args: &Args, survey: &Survey) -> Result<(), Error> {
    let places = survey.places.iter().filter(|place| !place.test);
    let rules = places.flat_map(|place| &place.advice).map(|advice| advice.rule);
    let needless = survey.needless.iter().filter(|needless| !needless.test).map(|_| Rule::NeedlessAttribute);
    let mut found = BTreeMap::<_, usize>::new();
    for rule in rules.chain(needless).filter(|rule| args.deny.contains(rule)) {
        *found.entry(rule).or_default() += 1;
    }
    if found.is_empty() {
        return Ok(());
    }
    let rules: Vec<_> = found.iter().map(|(rule, times)| format!("{rule} ({times})")).collect();
    let what = format!("denied, and found: {}", rules.join(", "));
    Err(Error::failure(what, "audit", "change these places, or leave the rule out of --deny"))
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
