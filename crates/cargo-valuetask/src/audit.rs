//! `cargo valuetask audit`: which calls of a whole workspace allocate a future, and what `--fix` can change of that.
//!
//! ```text
//! survey ─┬─ groups ─┬─ report
//! plan ───┘          └─ json
//! ```

pub(crate) mod args;
mod groups;
mod json;
mod remedy;
mod report;

use std::path::{Path, PathBuf};

use args::Args;
use groups::Group;
use remedy::remedy;

use crate::error::Error;
use crate::fix::{Left, Plan};
use crate::output;
use crate::resolve::Resolver;
use crate::scope::Macro;
use crate::survey::{self, Place, Survey};
use crate::text::{and_more, count, place};
use crate::tree::{FileId, Tree};
use crate::workspace::Workspace;

/// All that a report is made of.
struct Facts<'a> {
    survey: &'a Survey,
    /// What allocates outside of tests, by traits.
    groups: Vec<Group<'a>>,
    /// What `--fix` would change.
    plan: &'a Plan,
    /// What it leaves.
    left: Vec<Left>,
    tree: &'a Tree,
    /// The current folder.
    here: PathBuf,
    /// What limits the survey.
    notes: Vec<String>,
}

impl Facts<'_> {
    /// A place as a reader of the current folder has it.
    fn at(&self, file: FileId, line: Option<usize>) -> String {
        place(&self.tree.files[file].path, &self.here, line)
    }

    /// The macros that hold an attribute in what they are given or defined as: what they make isn't seen.
    fn macros(&self) -> impl Iterator<Item = (FileId, &Macro)> {
        self.survey.files.iter().flat_map(|file| self.tree.files[*file].scope.macros.iter().map(|of| (*file, of)))
    }
}

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
    let (denied, warning) = report::denied(&facts, &args.deny);
    let report = match () {
        () if args.json => json::json(&facts),
        () if !args.deny.is_empty() => denied.concat() + &warning,
        () if args.all => report::methods(&facts),
        () => report::report(&facts),
    };
    output::print(&report)?;
    if !denied.is_empty() {
        let what = format!("{} denied", count(denied.len(), "place"));
        return Err(Error::failure(what, "audit", "change these places, or leave out --deny"));
    }
    let [first, others @ ..] = &survey.unread[..] else { return Ok(()) };
    let what = format!("{}{}", first.why, and_more(others.len()));
    let remedy = if survey.files.is_empty() { "give Rust source files" } else { "the other files were audited" };
    Err(Error::usage(what, place(&first.path, &facts.here, first.line), remedy))
}

/// What `--fix` leaves of a method that allocates, but by the attributes that it changes elsewhere.
fn left(place: &Place, plan: &Plan) -> Option<Left> {
    let (why, _) = remedy(place);
    let why = why.filter(|_| !plan.speaks_of_box(place.file, place.method.line))?;
    Some(Left { file: place.file, line: place.method.line, what: place.title(), why: why.to_owned(), foreign: false })
}

/// What limits the survey.
fn notes(workspace: &Workspace, facts: &Facts<'_>, resolver: &Resolver<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if workspace.without_dependencies && facts.survey.places.iter().any(|place| place.unknown().is_some()) {
        notes.push(
            "without a Cargo.lock and the sources of dependencies, their re-exports aren't known: run `cargo fetch`"
                .to_owned(),
        );
    }
    if workspace.packages.is_empty() {
        notes.push("no Cargo.toml: names of crates are taken for those of packages".to_owned());
    }
    let holds = |path: &Path| workspace.selection.holds(path);
    let is_of = |file: FileId| facts.tree.packages_of(file).any(|of| holds(&workspace.packages[of].manifest));
    let mut astray = resolver.own_files().filter(|file| !holds(&facts.tree.files[*file].path) && is_of(*file));
    if let Some(first) = astray.next() {
        let (first, others) = (facts.at(first, None), and_more(astray.count()));
        notes.push(format!("{first}: not audited, as it lies outside of its package{others}; give it as a PATH"));
    }
    notes
}
