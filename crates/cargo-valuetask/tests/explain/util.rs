//! What the tests of `explain` share.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::run::binary;

/// The folder of the source files that are explained, each beside the text that is expected.
pub(crate) fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/explain/sources")
}

/// The Rust files among them, by name.
pub(crate) fn names() -> Vec<String> {
    let entries = fs::read_dir(sources()).expect("the folder is part of the crate");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("a readable folder").file_name().into_string().expect("a plain name"))
        .filter(|name| name.ends_with(".rs"))
        .collect();
    names.sort();
    assert!(names.len() >= 3, "the source files are missing: {names:?}");
    names
}

/// `explain`, of a file in a copy of the folder of the sources: in their package, it would read all of the workspace.
pub(crate) fn explain(place: &str) -> Command {
    static COPY: OnceLock<TempDir> = OnceLock::new();
    let copy = COPY.get_or_init(|| {
        let copy = TempDir::new().expect("a temporary folder");
        for name in names() {
            fs::copy(sources().join(&name), copy.path().join(&name)).expect("a copy");
        }
        copy
    });
    let mut command = Command::new(binary());
    command.current_dir(copy.path()).arg("explain").arg(place);
    command
}

/// `explain`, of a file with this content.
pub(crate) fn explain_text(content: impl AsRef<[u8]>, line: &str) -> (TempDir, Command) {
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("given.rs"), content).expect("a temporary file");
    let mut command = Command::new(binary());
    command.current_dir(folder.path()).arg("explain").arg(format!("given.rs{line}"));
    (folder, command)
}
