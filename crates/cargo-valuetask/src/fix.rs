//! `cargo valuetask audit --fix`: replaces `async_trait` by valuetask's, trait by trait, as far as it compiles.
//!
//! ```text
//! plan ─ apply ─ disk ─ check ─ remedy ─ report
//!          └────── rounds ──────┘
//! ```
//!
//! A trait and its implementations are changed together and taken back together. An attribute without an async method is
//! removed. Every change is made from the text as it was found: to take one back is to make the others again.

mod apply;
mod check;
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
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use disk::Disk;
use plan::Plan;
use rounds::{Choice, Rounds};

use crate::audit::resolve::Resolver;
use crate::audit::tree::FileId;
use crate::audit::workspace::Workspace;
use crate::error::Error;
use crate::output;

/// The options of `--fix`.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(id = "fix-options")]
pub(crate) struct Args {
    /// Change `async_trait` into valuetask's, in attributes, imports and Cargo.toml, and keep what compiles
    #[arg(long, conflicts_with_all = ["json", "all", "deny"], help_heading = "Fix")]
    pub(crate) fix: bool,

    /// Write `#[value_task]` on methods that are safe and worth to start at the call
    #[arg(long, requires = "fix", help_heading = "Fix")]
    pub(crate) hot: bool,

    /// Change files although some have changes that aren't committed, or there is no git
    #[arg(long, requires = "fix", help_heading = "Fix")]
    pub(crate) allow_dirty: bool,

    /// Show the changes; write nothing and compile nothing
    #[arg(long, requires = "fix", help_heading = "Fix")]
    pub(crate) dry_run: bool,

    /// A checkout's crates/valuetask, to depend on by its path as well as by its version
    #[arg(long, value_name = "FOLDER", requires = "fix", help_heading = "Fix")]
    pub(crate) path: Option<PathBuf>,

    /// Arguments of `cargo check`, such as `--all-features` [default: --workspace --all-targets]
    #[arg(last = true, value_name = "CHECK", requires = "fix", help_heading = "Fix")]
    pub(crate) check: Vec<OsString>,
}

/// What a run is about. It stays as it is found.
struct Found<'a> {
    args: &'a Args,
    root: &'a Path,
    workspace: &'a Workspace,
    resolver: Resolver<'a>,
    plan: Plan,
    /// The checkout of valuetask that is depended on by its path.
    path: Option<String>,
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
    let root = match &workspace.roots[..] {
        [root] => root,
        [] => return Err(Error::usage("there is no Cargo.toml around these files", "give files of a package")),
        _ => return Err(Error::usage("these paths aren't of one workspace", "fix one workspace at a time")),
    };
    let path = args.path.as_deref().map(checkout).transpose()?;
    if !args.allow_dirty && !args.dry_run {
        disk::require_clean(root)?;
    }
    let mut resolver = Resolver::new(&workspace);
    let mut plan = Plan::of(&mut resolver, &workspace);
    let hot = if args.hot { hot::mark(&mut plan, &workspace, &mut resolver) } else { BTreeSet::new() };
    let choice = Choice { active: (0..plan.groups.len()).collect(), hot, ..Choice::default() };
    let found = Found { args, root, workspace: &workspace, resolver, plan, path };
    let mut rounds = Rounds { found: &found, choice, disk: Disk::default() };
    if args.dry_run || found.plan.groups.is_empty() {
        apply::make(&found, &rounds.choice, &mut rounds.disk)?;
    } else {
        rounds.run().map_err(|error| match rounds.disk.restore(&root.join("Cargo.lock")) {
            Ok(true) => error.with("the files are restored"),
            Ok(false) => error,
            Err(more) => error.with(format_args!("and then {more}")),
        })?;
    }
    let is_kept = !args.dry_run && !rounds.choice.active.is_empty();
    output::print(&(rounds.disk.diff(root) + &report::report(&rounds)))
        .map_err(|error| if is_kept { error.with("all that compiles is changed, and stays so") } else { error })
}

/// Returns the absolute path of a package's folder.
fn checkout(folder: &Path) -> Result<String, Error> {
    let found = folder.join("Cargo.toml").metadata().and_then(|_| folder.canonicalize());
    found.map(|folder| folder.display().to_string()).map_err(|error| {
        let what = format!("--path {}: can't read its Cargo.toml: {error}", folder.display());
        Error::usage(what, "give the folder crates/valuetask of a checkout")
    })
}
