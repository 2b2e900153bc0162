//! The rounds of a run: change, check, and take back or mend what doesn't compile, until the rest does.

#![forbid(unsafe_code)]

use std::io::Write as _;
use std::path::Path;

use super::apply::{Change, Changed};
use super::args::Args;
use super::blame;
use super::check::{self, Checked, Finding};
use super::clean;
use super::disk::Disk;
use super::remedy::Remedies;
use crate::error::Error;

/// A run, and what it has decided so far.
pub(super) struct Rounds<'a> {
    pub(super) change: Change<'a>,
    pub(super) disk: Disk,
    pub(super) taken_back: Vec<TakenBack>,
    root: &'a Path,
    args: &'a Args,
}

/// A group that doesn't compile with its changes.
#[derive(Clone, Debug)]
pub(super) struct TakenBack {
    pub(super) group: usize,
    /// It compiles if its methods aren't hot.
    pub(super) hot: bool,
    /// The error of the compiler.
    pub(super) finding: Finding,
}

impl<'a> Rounds<'a> {
    pub(super) fn new(change: Change<'a>, root: &'a Path, args: &'a Args) -> Result<Self, Error> {
        Ok(Self { change, disk: Disk::new(root)?, taken_back: Vec::new(), root, args })
    }

    /// Writes the changes that compile, with the code that errors ask for.
    ///
    /// Groups that were taken back beside others are tried again, one by one.
    ///
    /// # Errors
    ///
    /// As [`run`](super::run). The caller restores the files.
    pub(super) fn run(&mut self) -> Result<Changed, Error> {
        let planned = self.change.make(&mut self.disk)?;
        self.require_held(&planned)?;
        self.say_what_restores();
        match check::check(self.root, &self.args.check)? {
            Checked::Compiles => {}
            Checked::Refused(findings) => return Err(not_compiling(&findings[0].place, &findings[0].message)),
            Checked::Failed(said) => return Err(not_compiling(self.root.display(), &said)),
        }
        let mut changed = loop {
            let (changed, checked) = self.attempt()?;
            match checked {
                Checked::Compiles => break changed,
                Checked::Refused(findings) if !self.change.keep && self.misses_crate(&findings) => {
                    self.change.keep = true;
                }
                Checked::Refused(findings) => {
                    if !self.mend(&findings, &changed) {
                        self.take_back(&findings, &changed);
                    }
                }
                Checked::Failed(said) => return Err(self.failed(&said)),
            }
        };
        let (hot, groups): (Vec<_>, Vec<_>) = self.taken_back.drain(..).partition(|taken| taken.hot);
        self.taken_back = hot;
        if groups.len() > 1 {
            changed = self.try_again(groups, changed)?;
        } else {
            // It was taken back alone: the error is its own.
            self.taken_back.extend(groups);
        }
        let active = &self.change.active;
        self.taken_back.retain(|taken| !taken.hot || active.contains(&taken.group));
        if active.is_empty() {
            self.disk.restore()?;
        }
        Ok(changed)
    }

    fn require_held(&self, changed: &Changed) -> Result<(), Error> {
        if self.args.allow_dirty {
            return Ok(());
        }
        clean::require_held(self.disk.changed(&changed.texts).filter(|path| self.disk.is_unchanged(path)))
    }

    /// Prints how to undo the run, also once it is interrupted.
    fn say_what_restores(&self) {
        let note = match self.args.allow_dirty {
            true => "with --allow-dirty, git can't undo the changes without losing yours".to_owned(),
            false => format!("to undo the changes, also after Ctrl-C: git -C \"{}\" restore .", self.root.display()),
        };
        // A closed standard error is no reason to stop.
        writeln!(std::io::stderr(), "note: {note}").ok();
    }

    /// Writes the changes as they are decided, and checks them.
    fn attempt(&mut self) -> Result<(Changed, Checked), Error> {
        let changed = self.change.make(&mut self.disk)?;
        self.require_held(&changed)?;
        self.disk.write(&changed.texts)?;
        let nothing = self.change.active.is_empty();
        Ok((changed, if nothing { Checked::Compiles } else { check::check(self.root, &self.args.check)? }))
    }

    /// Changes these groups again, one by one: the error may have been another's.
    fn try_again(&mut self, groups: Vec<TakenBack>, mut changed: Changed) -> Result<Changed, Error> {
        for taken in groups {
            let (remedies, hot) = (self.change.remedies.clone(), self.change.hot.clone());
            self.change.active.insert(taken.group);
            let finding = loop {
                let (again, checked) = self.attempt()?;
                match checked {
                    Checked::Compiles => {
                        changed = again;
                        break None;
                    }
                    Checked::Refused(findings) if self.mend(&findings, &again) => {}
                    // All else compiles: this error is its own.
                    Checked::Refused(findings) => break findings.into_iter().next(),
                    Checked::Failed(_) => break Some(taken.finding.clone()),
                }
            };
            if let Some(finding) = finding {
                self.change.active.remove(&taken.group);
                (self.change.remedies, self.change.hot) = (remedies, hot);
                self.taken_back.push(TakenBack { finding, ..taken });
            }
        }
        self.disk.write(&changed.texts)?;
        Ok(changed)
    }

    /// Changes the code that errors ask for. Returns `true` if a change is new.
    ///
    /// This is code that names the box, methods that are hot, and traits whose lifetimes differ from an implementation's.
    fn mend(&mut self, findings: &[Finding], changed: &Changed) -> bool {
        let Change { plan, resolver, workspace, active, remedies, hot, .. } = &mut self.change;
        let mut any = false;
        for finding in findings {
            if remedies.add(finding, &changed.edits, resolver, workspace) {
                any = true;
                continue;
            }
            for group in blame::blamed(finding, plan, active, &changed.edits, &resolver.tree) {
                if hot.cool(group) {
                    self.taken_back.push(TakenBack { group, finding: finding.clone(), hot: true });
                    any = true;
                } else if finding.message.starts_with("error[E0195]") {
                    any |= remedies.exact.insert(group);
                }
            }
        }
        any
    }

    /// Takes back the groups that errors come from.
    ///
    /// Remedies are dropped: the next errors ask again for those needed.
    fn take_back(&mut self, findings: &[Finding], changed: &Changed) {
        let was = self.change.active.clone();
        self.change.remedies = Remedies::default();
        for finding in findings {
            for group in blame::blamed(finding, self.change.plan, &was, &changed.edits, &self.change.resolver.tree) {
                if self.change.active.remove(&group) {
                    self.taken_back.push(TakenBack { group, finding: finding.clone(), hot: false });
                }
            }
        }
    }

    /// Returns `true` if an error is that async-trait is no dependency any more.
    fn misses_crate(&self, findings: &[Finding]) -> bool {
        let packages = self.change.workspace.packages.iter().filter(|package| package.member);
        let names: Vec<_> = packages.flat_map(|package| package.names_of("async-trait")).collect();
        findings.iter().any(|Finding { message, .. }| {
            let unresolved =
                ["error[E0432]", "error[E0433]", "error[E0463]"].iter().any(|code| message.starts_with(code));
            unresolved && names.iter().any(|name| message.contains(name))
        })
    }

    /// The error of a cargo that fails with the changes in place.
    fn failed(&self, said: &str) -> Error {
        if let Some((package, version)) = check::held_back(said) {
            let lock = self.root.join("Cargo.lock");
            let what = format!("it locks `{package}` at {version}, which is too old for valuetask");
            let remedy = format!("run `cargo update -p {package}`, commit the file, and run this again");
            return Error::failure(what, lock.display(), &remedy);
        }
        let remedy = "see --dry-run for them, and --path for a checkout of valuetask";
        Error::failure(format_args!("cargo can't check the changes: {said}"), self.root.display(), remedy)
    }
}

fn not_compiling(place: impl std::fmt::Display, said: &str) -> Error {
    Error::failure(format_args!("it doesn't compile as it is: {said}"), place, "correct it first")
}
