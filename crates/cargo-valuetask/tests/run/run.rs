//! Running the binary, and the form of its errors.

use std::path::Path;
use std::process::{Command, Output};

/// The binary.
pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_cargo-valuetask"))
}

/// Standard output of a run that succeeds, saying nothing on standard error.
pub(crate) fn succeeds(command: &mut Command) -> String {
    let output = command.output().expect("the binary runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{:?}: {errors}", output.status);
    assert_eq!(errors, "");
    String::from_utf8(output.stdout).expect("text")
}

/// The one line of an error that ends a run with this exit code.
pub(crate) fn fails(command: &mut Command, code: i32) -> String {
    error_line(&command.output().expect("the binary runs"), code)
}

/// The one line of an error, of a run that has ended.
pub(crate) fn error_line(output: &Output, code: i32) -> String {
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{errors}");
    let line = errors.strip_suffix('\n').expect("a line");
    assert!(line.starts_with("error: ") && !line.contains('\n'), "{errors}");
    line.to_owned()
}

/// What is said of options that can't be: an error, and the usage below it.
pub(crate) fn misused(command: &mut Command) -> String {
    let output = command.output().expect("the binary runs");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.starts_with("error: ") && errors.ends_with("try '--help'.\n"), "{errors}");
    errors
}

/// Asserts that an error says all of this.
pub(crate) fn says(line: &str, parts: &[&str]) {
    for part in parts {
        assert!(line.contains(part), "{line:?} doesn't say {part:?}");
    }
}
