//! What the tests of `audit` share.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::run::{binary, succeeds};

/// The folder of the workspaces that are audited.
pub(crate) fn workspaces() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit/workspaces")
}

/// `audit` of some paths, in the folder of the workspaces.
pub(crate) fn audit<'p>(paths: impl IntoIterator<Item = &'p str>) -> Command {
    audit_in(&workspaces(), paths)
}

/// `audit` of some paths, in a folder.
pub(crate) fn audit_in<'p>(folder: &Path, paths: impl IntoIterator<Item = &'p str>) -> Command {
    let mut command = Command::new(binary());
    command.current_dir(folder).arg("audit").args(paths);
    command
}

/// What a run that succeeds prints with `--json`.
pub(crate) fn json(command: &mut Command) -> Value {
    serde_json::from_str(&succeeds(command.arg("--json"))).expect("JSON")
}

/// The places of a report, by the names of their methods.
pub(crate) fn places(report: &Value) -> Vec<(String, &Value)> {
    let places = report["places"].as_array().expect("places");
    places.iter().map(|place| (place["name"].as_str().expect("a name").to_owned(), place)).collect()
}

/// The one place of a name.
pub(crate) fn place<'r>(report: &'r Value, name: &str) -> &'r Value {
    let found: Vec<_> = places(report).into_iter().filter(|(own, _)| own == name).collect();
    assert_eq!(found.len(), 1, "places called {name}");
    found[0].1
}

/// A report of one file with this content, outside of any package.
pub(crate) fn of_text(content: &str) -> Value {
    let (_folder, mut command) = text(content);
    json(&mut command)
}

/// `audit` of one file with this content, outside of any package.
pub(crate) fn text(content: impl AsRef<[u8]>) -> (TempDir, Command) {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("given.rs"), content).expect("a temporary file");
    let command = audit_in(folder.path(), ["given.rs"]);
    (folder, command)
}
