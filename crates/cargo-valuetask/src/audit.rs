//! `cargo valuetask audit`: what the async methods of a whole workspace cost, and what would bring them nearer to
//! nothing.
//!
//! ```text
//! workspace ─ scope ─ tree ─ resolve ─ survey ─ summary ─ report, json
//! ```

#![forbid(unsafe_code)]

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
use survey::Survey;
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
            "dependencies aren't at hand, so that what they re-export isn't known; `cargo fetch` brings them: {why}"
        ));
    }
    if workspace.packages.is_empty() {
        notes.push("no Cargo.toml: names of crates are taken for those of packages".to_owned());
    }
    let mut astray = resolver.own_files().filter(|file| resolver.is_astray(*file, workspace));
    if let Some(first) = astray.next() {
        let others = match astray.count() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let first = paths.of(first);
        notes.push(format!("{first}{others}: outside of its package, and not audited; give it as a PATH"));
    }
    notes
}

/// Fails where a denied rule was found.
fn denied(args: &Args, survey: &Survey) -> Result<(), Error> {
    let mut found: BTreeMap<_, usize> = BTreeMap::new();
    for advice in survey.places.iter().filter(|place| !place.test).flat_map(|place| &place.advice) {
        if args.deny.contains(&advice.rule) {
            *found.entry(advice.rule).or_default() += 1;
        }
    }
    let needless = survey.needless.iter().filter(|needless| !needless.test).count();
    if needless > 0 && args.deny.contains(&survey::Rule::NeedlessAttribute) {
        found.insert(survey::Rule::NeedlessAttribute, needless);
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
    let Some(first) = survey.unread.first() else { return Ok(()) };
    let line = first.line.map_or_else(String::new, |line| format!(":{line}"));
    let others = match survey.unread.len() - 1 {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let what = format!("{}{line}: {}{others}", paths.shown(&first.path), first.why);
    let remedy = if survey.files == 0 { "give Rust source files" } else { "the other files were audited" };
    Err(Error::usage(what, remedy))
}
