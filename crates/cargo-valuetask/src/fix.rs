//! `cargo valuetask audit --fix`: replaces `async_trait` and `async_recursion` by valuetask's, as far as it compiles.
//!
//! ```text
//! plan ─ apply ─ disk ─ check ─ remedy ─ report
//!          └────── rounds ──────┘
//! ```
//!
//! A trait and its implementations are changed together and taken back together. Every change is made from the text as it was found: to take one back is to make the others again.

mod apply;
mod args;
mod check;
mod choice;
mod disk;
mod edits;
mod format;
mod found;
mod handed_on;
mod interrupt;
mod manifest;
mod plan;
mod pooled;
mod remedy;
mod report;
mod rounds;
mod source;
mod unchecked;
mod whole;

use std::path::{Path, PathBuf};

pub(crate) use args::Args;
use choice::Choice;
use disk::Disk;
use edits::Changes;
use found::Found;
pub(crate) use interrupt::hold;
pub(crate) use plan::{Left, Plan, left_lines};
use rounds::Rounds;

use crate::error::Error;
use crate::output;
use crate::resolve::Resolver;
use crate::workspace::Workspace;

/// Changes the files that `paths` name.
///
/// # Errors
///
/// Files with changes that aren't committed, a workspace that doesn't compile as it is, and files that can't be written.
pub(crate) fn run(args: &Args, paths: &[PathBuf]) -> Result<(), Error> {
    let workspace = Workspace::read(paths)?;
    if workspace.packages.is_empty() {
        let what = "there is no Cargo.toml around these files";
        return Err(Error::usage(what, "audit --fix", "give files of a package"));
    }
    let root = &workspace.root;
    let path = args.path.as_deref().map(checkout).transpose()?;
    if !args.allow_dirty && !args.dry_run {
        disk::require_clean(root)?;
    }
    let mut resolver = Resolver::new(&workspace);
    let plan = Plan::of(&mut resolver, &workspace);
    let choice = Choice { active: (0..plan.groups.len()).collect(), ..Choice::default() };
    let found = Found { args, root, workspace: &workspace, resolver, plan, path };
    let mut rounds = Rounds {
        found: &found,
        choice,
        disk: Disk::new(root, !args.allow_dirty),
        unused: Changes::new(),
        units: Vec::new(),
    };
    rounds.run().map_err(|error| match rounds.disk.restore() {
        Ok(true) => error.with("the files are restored"),
        Ok(false) => error,
        Err(more) => error.with(format_args!("and then {more}")),
    })?;
    let is_kept = !args.dry_run && !rounds.choice.active.is_empty();
    let diff = rounds.disk.diff();
    output::print(&(diff + &report::report(&mut rounds)))
        .map_err(|error| if is_kept { error.with("all that compiles is changed, and stays so") } else { error })
}

/// Returns the absolute path of a package's folder.
fn checkout(folder: &Path) -> Result<PathBuf, Error> {
    let found = folder.join("Cargo.toml").metadata().and_then(|_| folder.canonicalize());
    found.map_err(|error| {
        let place = format!("--path {}", folder.display());
        let remedy = "give the folder crates/valuetask of a checkout";
        Error::usage(format_args!("can't read its Cargo.toml: {error}"), place, remedy)
    })
}
