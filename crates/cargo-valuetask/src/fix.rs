//! `cargo valuetask audit --fix`: `async_trait` becomes valuetask's lazy alias, trait by trait, as far as it compiles.
//!
//! A trait and its implementations are changed together and taken back together. Every change is made from the text as it
//! was found, so that to take one back is to make the others again.

#![forbid(unsafe_code)]

mod apply;
mod args;
mod blame;
mod check;
mod clean;
mod disk;
mod edits;
mod hot;
mod manifest;
mod plan;
mod report;
mod source;
mod whole;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use args::Args;

use apply::{Change, Changed};
use check::{Checked, Finding};
use disk::Disk;
use hot::Hot;
use manifest::Requirement;
use plan::Plan;
use report::TakenBack;

use crate::audit::resolve::Resolver;
use crate::audit::workspace::Workspace;
use crate::error::Error;
use crate::output;

/// Changes what `paths` ask for.
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
    let requirement = Requirement::new(path.as_deref());
    let mut resolver = Resolver::new(&workspace);
    let plan = Plan::of(&mut resolver, &workspace);
    let hot = if args.hot { Hot::of(&workspace, &mut resolver) } else { Hot::default() };
    let mut change = Change {
        plan: &plan,
        resolver: &resolver,
        workspace: &workspace,
        requirement: &requirement,
        hot: &hot,
        active: (0..plan.groups.len()).collect(),
        keep: false,
    };
    let mut disk = Disk::default();
    let (changed, taken_back) = if args.dry_run || plan.groups.is_empty() {
        (change.make(&mut disk)?, Vec::new())
    } else {
        compiled(&mut change, &mut disk, root, args)?
    };
    let files = disk.count(&changed.texts);
    output::print(&disk.diff(&changed.texts, root))?;
    output::print(&report::report(&change, &taken_back, files, root, args.dry_run))
}

fn folder(path: &Path) -> Result<PathBuf, Error> {
    path.canonicalize().ok().filter(|folder| folder.join("Cargo.toml").is_file()).ok_or_else(|| {
        Error::usage(format_args!("{}: there is no Cargo.toml", path.display()), "give a checkout's crates/valuetask")
    })
}

/// Writes the changes, and takes back those that don't compile until what is left does.
fn compiled(
    change: &mut Change<'_>,
    disk: &mut Disk,
    root: &Path,
    args: &Args,
) -> Result<(Changed, Vec<TakenBack>), Error> {
    match check::check(root, &args.check)? {
        Checked::Compiles => {}
        Checked::Refused(findings) => return Err(not_compiling(&findings[0].place, &findings[0].message)),
        Checked::Failed(said) => return Err(not_compiling(&root.display().to_string(), &said)),
    }
    let lock = root.join("Cargo.lock");
    let locked = fs::read(&lock).ok();
    let mut taken_back = Vec::new();
    loop {
        let changed = change.make(disk)?;
        disk.write(&changed.texts)?;
        if change.active.is_empty() {
            if let Some(locked) = &locked {
                fs::write(&lock, locked).map_err(|error| Error::failure(error, lock.display(), "see its rights"))?;
            }
            return Ok((changed, taken_back));
        }
        match check::check(root, &args.check)? {
            Checked::Compiles => return Ok((changed, taken_back)),
            Checked::Refused(findings) if !change.keep && findings.iter().any(misses_crate) => change.keep = true,
            Checked::Refused(findings) => take_back(change, &findings, &changed, &mut taken_back),
            Checked::Failed(said) => {
                disk.write(&BTreeMap::new())?;
                let what = format!("cargo can't check it with the dependency on valuetask: {said}");
                return Err(Error::failure(what, root.display(), "everything is as it was; see --path"));
            }
        }
    }
}

fn not_compiling(place: &str, said: &str) -> Error {
    Error::failure(format_args!("it doesn't compile as it is: {said}"), place, "correct it first")
}

/// Whether an error is that async-trait is no dependency any more.
fn misses_crate(finding: &Finding) -> bool {
    let unresolved =
        ["error[E0432]", "error[E0433]", "error[E0463]"].iter().any(|code| finding.message.starts_with(code));
    unresolved && finding.message.contains("`async_trait`") || finding.message.contains("`async_trait::")
}

/// Leaves out the groups that the errors come from.
fn take_back(change: &mut Change<'_>, findings: &[Finding], changed: &Changed, taken_back: &mut Vec<TakenBack>) {
    let was = change.active.clone();
    for finding in findings {
        let blamed = blame::blamed(finding, change.plan, &was, &changed.edits, &change.resolver.tree);
        for group in blamed.into_iter().filter(|group| change.active.remove(group)).collect::<Vec<_>>() {
            taken_back.push(TakenBack { group, finding: finding.clone() });
        }
    }
}
