//! Running the program, the form of its errors, and what else the tests share.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The binary.
pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_cargo-valuetask-replay"))
}

/// Standard output of a run that succeeds, and prints nothing on standard error.
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

/// What a run prints that ends because its command line is wrong.
pub(crate) fn is_misused(command: &mut Command) -> String {
    let output = command.output().expect("the binary runs");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && errors.starts_with("error: "), "{errors}");
    errors
}

/// Asserts that an error says all of this.
pub(crate) fn says(error: &str, parts: &[&str]) {
    for part in parts {
        assert!(error.contains(part), "{error:?} doesn't say {part:?}");
    }
}

/// A folder for a test, and the options that make a replay in it a short one.
pub(crate) struct Place {
    folder: TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and says where it is.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).expect("a temporary file");
        path
    }

    pub(crate) fn store(&self) -> String {
        format!("sqlite:{}", self.path("store.sqlite").display())
    }

    /// One short round over the SQLite file of this folder.
    pub(crate) fn replay(&self) -> Command {
        let mut command = short();
        command.args(["--store", &self.store()]);
        command
    }

    /// The figures of a replay that succeeds.
    pub(crate) fn figures(&self, command: &mut Command) -> Value {
        let json = self.path("figures.json");
        succeeds(command.arg("--json").arg(&json));
        serde_json::from_slice(&fs::read(&json).expect("the file asked for")).expect("JSON")
    }
}

/// One short round, over a store that's still to be named.
pub(crate) fn short() -> Command {
    let mut command = Command::new(binary());
    command.args(["--rounds", "1"]).stdin(Stdio::null());
    command
}

/// More rounds than any test waits for.
pub(crate) fn endless() -> Command {
    let mut command = Command::new(binary());
    command.args(["--rounds", "1000000", "--ops", "1000", "--items", "600"]).stdin(Stdio::null());
    command
}

/// Options for a generated stream that's quickly replayed.
pub(crate) const FEW: [&str; 4] = ["--ops", "400", "--items", "100"];

/// A replay that goes on until something ends it: at the latest, the end of the test.
pub(crate) struct Running {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Running {
    /// Starts it, and returns when its first pass is about to begin.
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut running = Self::spawn(command);
        let mut line = String::new();
        while !line.starts_with("rounds: ") {
            line.clear();
            if running.output.read_line(&mut line).expect("text") == 0 {
                panic!("ended before the first pass: {:?}", running.end());
            }
        }
        running
    }

    /// Starts it, and returns at once.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, output }
    }

    /// Its standard input, if that's a pipe.
    pub(crate) fn input(&mut self) -> &mut ChildStdin {
        self.child.stdin.as_mut().expect("a pipe")
    }

    /// Ctrl-C.
    pub(crate) fn interrupt(&self) {
        signal("INT", self.child.id());
    }

    /// What it says on standard error until it ends.
    pub(crate) fn end(mut self) -> Output {
        let mut stderr = Vec::new();
        self.child.stderr.take().expect("a pipe").read_to_end(&mut stderr).expect("the pipe is read");
        Output { status: self.child.wait().expect("the binary ends"), stdout: Vec::new(), stderr }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended before, unless its test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends a signal to a process that a test has started.
fn signal(name: &str, process: u32) {
    let sent = Command::new("sh").arg("-c").arg(format!("kill -{name} {process}")).status();
    assert!(sent.expect("a shell").success());
}

/// Whether a command can be run here. If not, says that the test is skipped.
pub(crate) fn possible(why: &str, program: impl AsRef<OsStr>, arguments: &[&str]) -> bool {
    let tried = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let possible = tried.is_ok_and(|status| status.success());
    if !possible {
        skipped(why);
    }
    possible
}

/// Says that a test is skipped, past the harness that hides what a test prints when it passes.
pub(crate) fn skipped(why: &str) {
    writeln!(io::stderr(), "SKIPPED: {why}").expect("standard error is open");
}
