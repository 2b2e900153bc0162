//! `cargo valuetask audit --fix`: replaces `async_trait` by valuetask's, trait by trait, as far as it compiles.
//!
//! ```text
//! plan ─ apply ─ disk ─ check ─ remedy ─ report
//!          └────── rounds ──────┘
//! ```
//!
//! A trait and its implementations are changed together and taken back together. An attribute without an async method is
//! removed. Every change is made from the text as it was found: to take one back is to make the others again.

#![forbid(unsafe_code)]

mod apply;
mod args;
mod check;
mod clean;
mod disk;
mod edits;
mod hot;
mod items;
mod manifest;
mod plan;
mod remedy;
mod report;
mod rounds;
mod source;
mod tokens;
mod whole;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub(crate) use args::Args;

use disk::Disk;
use manifest::Requirement;
use plan::Plan;
use rounds::{Choice, Rounds};

use crate::audit::resolve::Resolver;
use crate::audit::tree::FileId;
use crate::audit::workspace::Workspace;
use crate::error::Error;
use crate::output;

/// What a run is about. It stays as it is found.
struct Found<'a> {
    args: &'a Args,
    root: &'a Path,
    workspace: &'a Workspace,
    resolver: Resolver<'a>,
    plan: Plan,
    requirement: Requirement,
}

impl Found<'_> {
    /// Returns `true` if the command's paths name this file.
    fn is_asked_for(&self, file: FileId) -> bool {
        self.workspace.selection.holds(&self.resolver.tree.files[file].path)
    }
}

/// Changes the files that `paths` name.
///
/// # Errors
///
/// Files with changes that aren't committed, a workspace that doesn't compile as it is, and files that can't be written.
pub(crate) fn run(args: &Args, paths: &[PathBuf]) -> Result<(), Error> {
    let workspace = Workspace::read(paths)?;
    let [root] = &workspace.roots[..] else {
        return Err(Error::usage("these paths aren't of one workspace", "fix one workspace at a time"));
    };
    if !args.allow_dirty && !args.dry_run {
        clean::require(root)?;
    }
    let path = args.path.as_deref().map(folder).transpose()?;
    let mut resolver = Resolver::new(&workspace);
    let mut plan = Plan::of(&mut resolver, &workspace);
    let hot = if args.hot { hot::mark(&mut plan, &workspace, &mut resolver) } else { BTreeSet::new() };
    let choice = Choice { active: (0..plan.groups.len()).collect(), hot, ..Choice::default() };
    let found = Found { args, root, workspace: &workspace, resolver, plan, requirement: Requirement { path } };
    let mut rounds = Rounds { found: &found, choice, disk: Disk::new(!args.allow_dirty) };
    let changed = if args.dry_run || found.plan.groups.is_empty() {
        apply::make(&found, &rounds.choice, &mut rounds.disk)?
    } else {
        rounds.run().map_err(|error| match rounds.disk.restore() {
            Ok(true) => error.with("the files are restored"),
            Ok(false) => error,
            Err(more) => error.with(format_args!("and then {more}")),
        })?
    };
    let is_kept = !args.dry_run && !rounds.choice.active.is_empty();
    output::print(&(rounds.disk.diff(&changed.texts, root) + &report::report(&rounds, &changed)))
        .map_err(|error| if is_kept { error.with("all that compiles is changed, and stays so") } else { error })
}

fn folder(path: &Path) -> Result<String, Error> {
    let folder = path.canonicalize().ok().filter(|folder| folder.join("Cargo.toml").is_file());
    folder.map(|folder| folder.display().to_string()).ok_or_else(|| {
        Error::usage(format_args!("{}: there is no Cargo.toml", path.display()), "give a checkout's crates/valuetask")
    })
}
