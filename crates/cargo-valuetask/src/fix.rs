//! `cargo valuetask audit --fix`: `async_trait` becomes valuetask's, trait by trait, as far as it compiles.
//!
//! A trait and its implementations are changed together and taken back together. Where an attribute has no async method
//! to change, it goes. Every change is made from the text as
//! it was found, so that to take one back is to make the others again.

#![forbid(unsafe_code)]

mod apply;
mod args;
mod blame;
mod check;
mod clean;
mod disk;
mod edits;
mod hot;
mod interrupt;
mod macros;
mod manifest;
mod needless;
mod others;
mod plan;
mod remedy;
mod report;
mod source;
mod whole;

use std::path::{Path, PathBuf};

pub(crate) use args::Args;

use apply::{Change, Changed};
use check::{Checked, Finding};
use disk::Disk;
use hot::Hot;
use interrupt::Interrupts;
use manifest::Requirement;
use plan::Plan;
use remedy::Remedies;
use report::TakenBack;

use crate::audit::resolve::Resolver;
use crate::audit::workspace::Workspace;
use crate::error::Error;
use crate::output;

/// Changes what `paths` ask for.
///
/// # Errors
///
/// Files with changes that aren't committed, a workspace that doesn't compile as it is, files that can't be written,
/// and Ctrl-C.
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
    let hot = if args.hot { Hot::of(&workspace, &mut resolver, &plan) } else { Hot::default() };
    let mut change = Change {
        plan: &plan,
        resolver: &resolver,
        workspace: &workspace,
        requirement: &requirement,
        hot,
        remedies: Remedies::default(),
        active: (0..plan.groups.len()).collect(),
        keep: false,
    };
    let mut disk = Disk::new(root)?;
    let (changed, taken_back) = if args.dry_run || plan.groups.is_empty() {
        (change.make(&mut disk)?, Vec::new())
    } else {
        let interrupts = Interrupts::notice()?;
        let done = compiled(&mut change, &mut disk, root, args, &interrupts);
        let done = done.map_err(|error| match disk.restore() {
            Ok(true) => error.with("what was written is put back"),
            Ok(false) => error,
            Err(more) => error.with(format_args!("and then {more}")),
        });
        // From here on nothing is half done: Ctrl-C may end it.
        drop(interrupts);
        done?
    };
    let files = disk.changed(&changed.texts).count();
    let report = report::report(&change, &taken_back, files, root, args);
    let is_kept = !args.dry_run && !change.active.is_empty();
    output::print(&(disk.diff(&changed.texts, root) + &report))
        .map_err(|error| if is_kept { error.with("all that compiles is changed, and stays so") } else { error })
}

fn folder(path: &Path) -> Result<PathBuf, Error> {
    path.canonicalize().ok().filter(|folder| folder.join("Cargo.toml").is_file()).ok_or_else(|| {
        Error::usage(format_args!("{}: there is no Cargo.toml", path.display()), "give a checkout's crates/valuetask")
    })
}

/// Writes the changes, with what the errors ask for, and takes back those that don't compile until what is left does; then tries again what
/// wasn't taken back alone.
///
/// # Errors
///
/// As [`run`]: whoever calls it puts everything back then.
fn compiled(
    change: &mut Change<'_>,
    disk: &mut Disk,
    root: &Path,
    args: &Args,
    interrupts: &Interrupts,
) -> Result<(Changed, Vec<TakenBack>), Error> {
    let planned = change.make(disk)?;
    if !args.allow_dirty {
        clean::require_held(disk.changed(&planned.texts), interrupts)?;
    }
    disk.open()?;
    match check::check(root, &args.check, interrupts)? {
        Checked::Compiles => {}
        Checked::Refused(findings) => return Err(not_compiling(&findings[0].place, &findings[0].message)),
        Checked::Failed(said) => return Err(not_compiling(&root.display().to_string(), &said)),
    }
    let attempt = |change: &Change<'_>, disk: &mut Disk| {
        let changed = change.make(disk)?;
        if !args.allow_dirty {
            let more = disk.changed(&changed.texts).filter(|path| !planned.texts.contains_key(*path));
            clean::require_held(more, interrupts)?;
        }
        disk.write(&changed.texts)?;
        let nothing = change.active.is_empty();
        Ok((changed, if nothing { Checked::Compiles } else { check::check(root, &args.check, interrupts)? }))
    };
    let (mut taken_back, mut cooled, mut last_round) = (Vec::new(), Vec::new(), 0);
    let changed = loop {
        let (changed, checked) = attempt(change, disk)?;
        match checked {
            Checked::Compiles => break changed,
            Checked::Refused(findings) if !change.keep && findings.iter().any(|found| misses_crate(found, change)) => {
                change.keep = true;
            }
            Checked::Refused(findings) => {
                if !mend(change, &findings, &changed, &mut cooled) {
                    last_round = take_back(change, &findings, &changed, &mut taken_back);
                }
            }
            Checked::Failed(said) => {
                let adds = change.active.iter().any(|group| !change.plan.groups[*group].is_needless());
                let (what, remedy) = match adds {
                    true => ("it with the dependency on valuetask", "see --path"),
                    false => ("what is changed", "see --dry-run"),
                };
                return Err(Error::failure(format_args!("cargo can't check {what}: {said}"), root.display(), remedy));
            }
        }
    };
    // What was taken back last, and alone, is at fault.
    let sure = taken_back.split_off(taken_back.len() - usize::from(last_round == 1));
    let changed = try_again(change, disk, changed, &mut taken_back, &mut cooled, attempt)?;
    let cooled = cooled.into_iter().filter(|taken| change.active.contains(&taken.group));
    taken_back.extend(sure.into_iter().chain(cooled));
    if interrupts.are_there() {
        return Err(Error::interrupted());
    }
    if change.active.is_empty() {
        disk.restore()?;
    } else {
        disk.keep();
    }
    Ok((changed, taken_back))
}

/// Makes those changes again, one by one, that were taken back beside others: these may have been at fault alone.
fn try_again(
    change: &mut Change<'_>,
    disk: &mut Disk,
    mut changed: Changed,
    taken_back: &mut Vec<TakenBack>,
    cooled: &mut Vec<TakenBack>,
    attempt: impl Fn(&Change<'_>, &mut Disk) -> Result<(Changed, Checked), Error>,
) -> Result<Changed, Error> {
    for taken in std::mem::take(taken_back) {
        let (remedies, hot) = (change.remedies.clone(), change.hot.clone());
        change.active.insert(taken.group);
        let finding = loop {
            let (again, checked) = attempt(change, disk)?;
            match checked {
                Checked::Compiles => {
                    changed = again;
                    break None;
                }
                Checked::Refused(findings) if mend(change, &findings, &again, cooled) => {}
                // All else compiles: this error is its own.
                Checked::Refused(findings) => break findings.into_iter().next(),
                Checked::Failed(_) => break Some(taken.finding.clone()),
            }
        };
        if let Some(finding) = finding {
            change.active.remove(&taken.group);
            (change.remedies, change.hot) = (remedies, hot);
            taken_back.push(TakenBack { finding, ..taken });
        }
    }
    disk.write(&changed.texts)?;
    Ok(changed)
}

/// Adds what errors ask for before a trait is taken back: other code in their places; methods that aren't hot; or, where lifetimes of a trait and its
/// implementation differ, those of async-trait. Says whether any of it is new.
fn mend(change: &mut Change<'_>, findings: &[Finding], changed: &Changed, cooled: &mut Vec<TakenBack>) -> bool {
    let mut any = false;
    for finding in findings {
        if change.remedy(finding, changed) {
            any = true;
            continue;
        }
        for group in blame::blamed(finding, change.plan, &change.active, &changed.edits, &change.resolver.tree) {
            if change.hot.cool(group) {
                cooled.push(TakenBack { group, finding: finding.clone(), hot: true });
                any = true;
            } else if finding.message.starts_with("error[E0195]") {
                any |= change.remedies.exact.insert(group);
            }
        }
    }
    any
}

fn not_compiling(place: &str, said: &str) -> Error {
    Error::failure(format_args!("it doesn't compile as it is: {said}"), place, "correct it first")
}

/// Whether an error is that async-trait is no dependency any more, under a name that some package has for it.
fn misses_crate(finding: &Finding, change: &Change<'_>) -> bool {
    let message = &finding.message;
    let unresolved = ["error[E0432]", "error[E0433]", "error[E0463]"].iter().any(|code| message.starts_with(code));
    let packages = change.workspace.packages.iter().filter(|package| package.member);
    packages
        .flat_map(|package| package.names_of("async-trait"))
        .any(|name| unresolved && message.contains(&format!("`{name}`")) || message.contains(&format!("`{name}::")))
}

/// Leaves out the groups that the errors come from; says how many. What else errors asked for is found again where it is still needed.
fn take_back(
    change: &mut Change<'_>,
    findings: &[Finding],
    changed: &Changed,
    taken_back: &mut Vec<TakenBack>,
) -> usize {
    let (was, before) = (change.active.clone(), taken_back.len());
    change.remedies = Remedies::default();
    for finding in findings {
        let blamed = blame::blamed(finding, change.plan, &was, &changed.edits, &change.resolver.tree);
        for group in blamed.into_iter().filter(|group| change.active.remove(group)).collect::<Vec<_>>() {
            taken_back.push(TakenBack { group, finding: finding.clone(), hot: false });
        }
    }
    taken_back.len() - before
}
