//! rustc, with the dependencies of the generated crates built before, and its user CPU time.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::sys::resource::{UsageWho, getrusage};
use serde_json::Value;
use tempfile::TempDir;

/// How far the compiler goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    /// Macros are expanded and names resolved.
    Expanded,
    /// The crate can be used by others, but has no machine code.
    Metadata,
}

/// What the generated crates depend on beside the library.
pub(crate) const PEERS: &str = "async-trait = \"0.1\"\ndynosaur = \"0.3\"\ndynify = \"0.1\"\ntrait-variant = \"0.1\"\n";

/// The compiler, and what the generated crates depend on.
pub(crate) struct Compiler {
    folder: TempDir,
    /// The arguments that name the dependencies.
    dependencies: Vec<OsString>,
}

impl Compiler {
    /// Builds the dependencies, as `cargo check` in a user's crate would.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let library = root.join("crates/valuetask");
        let manifest = format!(
            "[package]\nname = \"peers\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
             {PEERS}valuetask = {{ path = {library:?} }}\n"
        );
        fs::write(folder.path().join("Cargo.toml"), manifest).expect("a temporary file");
        fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the workspace's lock file");
        fs::create_dir(folder.path().join("src")).expect("a temporary folder");
        fs::write(folder.path().join("src/lib.rs"), "").expect("a temporary file");
        let output = Command::new(program("CARGO", "cargo"))
            .current_dir(folder.path())
            .args(["check", "--quiet", "--message-format=json", "--target-dir", "target"])
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "the dependencies don't build");
        let messages = String::from_utf8(output.stdout).expect("text");
        let mut dependencies = vec![OsString::from("-L"), dependency_folder(folder.path())];
        for name in ["valuetask", "async_trait", "dynosaur", "dynify", "trait_variant"] {
            let mut argument = OsString::from(format!("{name}="));
            argument.push(artifact(&messages, name));
            dependencies.extend([OsString::from("--extern"), argument]);
        }
        Self { folder, dependencies }
    }

    /// The user CPU time that it takes to compile `source`.
    pub(crate) fn seconds(&self, source: &str, until: Until) -> f64 {
        let file = self.folder.path().join("generated.rs");
        fs::write(&file, source).expect("a temporary file");
        let mut command = Command::new(program("RUSTC", "rustc"));
        command.current_dir(self.folder.path()).args([
            "--crate-type",
            "lib",
            "--edition",
            "2024",
            "--emit",
            "metadata",
        ]);
        command.args(["-o", "generated.rmeta"]).args(&self.dependencies).arg(&file);
        if until == Until::Expanded {
            // The option is unstable; what it stops is the same compiler.
            command.env("RUSTC_BOOTSTRAP", "1").arg("-Zno-analysis");
        }
        let before = children_seconds();
        assert!(command.status().expect("rustc runs").success(), "the generated crate doesn't compile");
        children_seconds() - before
    }
}

fn program(variable: &str, otherwise: &str) -> OsString {
    env::var_os(variable).unwrap_or_else(|| otherwise.into())
}

fn dependency_folder(folder: &Path) -> OsString {
    let mut argument = OsString::from("dependency=");
    argument.push(folder.join("target/debug/deps"));
    argument
}

/// The file that cargo has made of a library.
fn artifact(messages: &str, name: &str) -> PathBuf {
    let made = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut made = made.filter(|message| message["reason"] == "compiler-artifact" && message["target"]["name"] == name);
    let files = made.next_back().map(|message| message["filenames"].clone()).expect("cargo tells what it has made");
    let file = files.as_array().and_then(|files| files.last()).and_then(Value::as_str);
    PathBuf::from(file.expect("a library is a file"))
}

fn children_seconds() -> f64 {
    let time = getrusage(UsageWho::RUSAGE_CHILDREN).expect("a process may ask for its usage").user_time();
    time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6
}
