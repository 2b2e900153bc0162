//! Files that rustfmt left as they were before the run are such after it: a changed import may belong elsewhere.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::disk::Disk;
use super::found::Found;
use crate::error::Error;

/// Formats the next texts of changed files that were formatted before.
///
/// # Errors
///
/// A file that can't be read.
pub(super) fn keep(found: &Found<'_>, disk: &mut Disk) -> Result<(), Error> {
    let tree = &found.resolver.tree;
    for file in found.resolver.own_files() {
        let (read, package) = (&tree.files[file], tree.packages_of(file).next());
        let Some(package) = package.filter(|_| disk.changes(&read.path)) else { continue };
        let edition = &found.workspace.packages[package].edition;
        let formatted = |text: &str| formatted(text, edition, read.path.parent()?);
        if formatted(&read.text).as_deref() == Some(&read.text) {
            disk.edit(&read.path, |text| Ok(formatted(text).unwrap_or_else(|| text.to_owned())))?;
        }
    }
    Ok(())
}

/// Returns a text as rustfmt has it in a folder, if there is one and it can read the text.
fn formatted(text: &str, edition: &str, folder: &Path) -> Option<String> {
    let mut command = Command::new("rustfmt");
    command.current_dir(folder).args(["--edition", edition]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    // It reads all before it writes.
    let written = child.stdin.take()?.write_all(text.as_bytes());
    let output = child.wait_with_output().ok()?;
    written.ok().filter(|()| output.status.success()).and_then(|()| String::from_utf8(output.stdout).ok())
}
