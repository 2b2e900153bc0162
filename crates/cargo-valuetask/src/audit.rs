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
mod report;

use args::Args;
use facts::Facts;

use crate::error::Error;
use crate::fix::{Left, Plan};
use crate::output;
use crate::resolve::{Meaning, Resolver};
use crate::survey::{self, Place, Shape};
use crate::text::{and_more, place};
use crate::workspace::Workspace;

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let workspace = Workspace::read(&args.paths)?;
    let mut resolver = Resolver::new(&workspace);
    let mut plan = Plan::of(&mut resolver, &workspace);
    let survey = survey::survey(&workspace, &mut resolver);
    let groups = groups::groups(&survey);
    let boxed = groups.iter().flat_map(|group| &group.places).filter_map(|place| left(place, &plan));
    let left = boxed.collect::<Vec<_>>().into_iter().chain(std::mem::take(&mut plan.left)).collect();
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let tree = &resolver.tree;
    let mut facts = Facts { survey: &survey, groups, plan: &plan, left, tree, here, notes: Vec::new() };
    facts.notes = notes(&workspace, &facts, &resolver);
    let denied = deny::found(&args.deny, &facts);
    let report = match () {
        () if args.json => json::json(&facts),
        () if !args.deny.is_empty() => denied.concat(),
        () if args.all => report::methods(&facts),
        () => report::report(&facts),
    };
    output::print(&report)?;
    deny::refuse(&denied)?;
    let [first, others @ ..] = &survey.unread[..] else { return Ok(()) };
    let what = format!("{}: {}{}", place(&first.path, &facts.here, first.line), first.why, and_more(others.len()));
    let remedy = if survey.files == 0 { "give Rust source files" } else { "the other files were audited" };
    Err(Error::usage(what, remedy))
}

/// What `--fix` leaves of a method that allocates, but by the attributes that it changes elsewhere.
fn left(place: &Place, plan: &Plan) -> Option<Left> {
    let why = match &place.shape {
        Shape::Boxed { .. } | Shape::Native if plan.speaks_of_box(place.file, place.method().line) => return None,
        Shape::Boxed { .. } | Shape::Native => "it returns a box by its own signature, which callers may name",
        Shape::Attribute(meanings) => match &meanings[..] {
            [Meaning::AsyncTrait | Meaning::AsyncRecursion] => return None,
            [Meaning::StandIn] => "the stand-in for async-trait allocates in its mode `boxed` alone",
            [meaning] if meaning.is_ours() => "its attribute says `boxed`, or it declares a box",
            _ => "what its attribute is depends on the configuration",
        },
    };
    Some(Left { file: place.file, line: place.method().line, what: place.title(), why: why.to_owned(), foreign: false })
}

/// What limits the survey.
fn notes(workspace: &Workspace, facts: &Facts<'_>, resolver: &Resolver<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let is_unknown = facts.survey.places.iter().any(Place::is_unknown);
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
        let (first, others) = (facts.at(first, None), and_more(astray.count()));
        notes.push(format!("{first}: not audited, as it lies outside of its package{others}; give it as a PATH"));
    }
    notes
}
