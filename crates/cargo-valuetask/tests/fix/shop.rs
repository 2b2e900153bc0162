//! The workspace that is fixed: two members, and a crate outside whose trait stays as it is.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{LazyLock, Mutex, OnceLock};
use std::{fs, mem};

use tempfile::TempDir;

use crate::run::{binary, error_line};

const WORKSPACE: &str = r#"[workspace]
members = ["store", "app"]
exclude = ["outside"]
resolver = "3"
"#;

const STORE_MANIFEST: &str = r#"[package]
name = "store"
version = "0.1.0"
edition = "2021"

[dependencies]
async-trait = { version = "0.1", optional = true } # for `Store`

[features]
default = ["asynchronous"]
asynchronous = ["dep:async-trait"]
"#;

pub(crate) const STORE: &str = r#"//! Where things are.
use async_trait::async_trait; // by its name

/// A store.
#[async_trait]
pub trait Store:   Send + Sync {
    async fn get(&self, key: u32) -> Option<String>;
}
"#;

/// A trait that is taken back: its method is named as a function, by code that knows the type that the attribute returns.
pub(crate) const KNOWN: &str = "
#[async_trait]
pub trait Known { async fn known(&self) -> bool; }

pub fn known<K: Known>() -> fn(&'static K) -> std::pin::Pin<Box<dyn std::future::Future<Output = bool> + Send>> {
    K::known
}
";

/// A function that takes a box and nothing else.
pub(crate) const IS_BOX: &str = "
pub trait IsBox {}
impl<T> IsBox for std::pin::Pin<Box<dyn std::future::Future<Output = T> + Send + '_>> {}
pub fn is_box(_: impl IsBox) {}
";

const APP_MANIFEST: &str = r#"[package]
name = "app"
version = "0.1.0"
edition = "2021"

[dependencies]
async-trait = "0.1"
outside = { path = "../outside" }
store = { path = "../store" }
"#;

pub(crate) const APP: &str = r#"use outside::Outside;
use store as shop;

pub struct Nothing;

#[async_trait::async_trait] // by its path
impl shop::Store for Nothing {
    // Always.
    async fn get(&self, _key: u32) -> Option<String> { None }
}

#[async_trait::async_trait]
impl Outside for Nothing {
    async fn out(&self) {}
}
"#;

/// With the build dependency of the programs of `checks`, which are built there.
const OUTSIDE_MANIFEST: &str = r#"[package]
name = "outside"
version = "0.1.0"
edition = "2021"

[dependencies]
async-trait = "0.1"

[build-dependencies]
syn = { version = "3", features = ["full", "visit-mut"] }
"#;

const OUTSIDE: &str = "#[async_trait::async_trait]\npub trait Outside {\n    async fn out(&self);\n}\n";

/// The lock file of the workspace, which cargo makes of this repository's once for all tests.
static LOCK: OnceLock<String> = OnceLock::new();

/// Folders that cargo has built in and that no workspace has now, and how many there are in all.
static BUILDS: Mutex<(Vec<PathBuf>, usize)> = Mutex::new((Vec::new(), 0));

/// The folder in which all that the workspaces depend on is compiled, with that of the programs of `checks`.
static COMPILED: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tests/trybuild");
    Shop::with_build(folder.clone()).fixes(&["--allow-dirty"]);
    // The workspace has returned it, and no other is built there.
    BUILDS.lock().expect("no test panics with the lock").0.clear();
    folder
});

/// A folder for cargo to build in, a copy of [`COMPILED`]. The workspace has to be written after this, as cargo takes for built what is
/// older than a build of the same name.
fn build_folder() -> PathBuf {
    let compiled = &*COMPILED;
    let (free, count) = &mut *BUILDS.lock().expect("no test panics with the lock");
    free.pop().unwrap_or_else(|| {
        *count += 1;
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("trybuild-{count}"));
        if !folder.exists() {
            let copied = Command::new("cp").arg("-pR").args([compiled, &folder]).status();
            assert!(copied.expect("cp").success());
        }
        folder
    })
}

/// A copy of the workspace.
pub(crate) struct Shop {
    folder: TempDir,
    build: PathBuf,
}

impl Shop {
    /// Writes it, with the versions of dependencies that this repository has.
    pub(crate) fn new() -> Self {
        Self::with_build(build_folder())
    }

    fn with_build(build: PathBuf) -> Self {
        let shop = Self { build, folder: TempDir::new().expect("a temporary folder") };
        for (path, text) in [
            ("Cargo.toml", WORKSPACE),
            ("store/Cargo.toml", STORE_MANIFEST),
            ("store/src/lib.rs", STORE),
            ("app/Cargo.toml", APP_MANIFEST),
            ("app/src/lib.rs", APP),
            ("outside/Cargo.toml", OUTSIDE_MANIFEST),
            ("outside/src/lib.rs", OUTSIDE),
        ] {
            shop.write(path, text);
        }
        let lock = LOCK.get_or_init(|| {
            fs::copy(repository().join("Cargo.lock"), shop.path("Cargo.lock")).expect("the lock file");
            shop.lock();
            shop.read("Cargo.lock")
        });
        shop.write("Cargo.lock", lock);
        shop
    }

    /// Leaves of the lock file what the packages need.
    pub(crate) fn lock(&self) {
        let mut locked = Command::new(env!("CARGO"));
        locked.current_dir(self.path("")).args(["update", "--workspace", "--offline", "--quiet"]);
        assert!(locked.status().expect("cargo").success());
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a file of the workspace")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// `audit --fix` with these arguments.
    pub(crate) fn fix(&self, args: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command.current_dir(self.folder.path()).env("CARGO_NET_OFFLINE", "true").env_remove("CARGO_TARGET_DIR");
        command.envs([("CARGO_PROFILE_DEV_DEBUG", "0"), ("CARGO_INCREMENTAL", "0")]);
        command.env("CARGO_BUILD_BUILD_DIR", &self.build);
        command.args(["audit", "--fix", "--path"]).arg(valuetask()).args(args);
        command
    }

    /// Standard output of `audit --fix`, which succeeds and says no more on standard error than how to undo it. Without other
    /// arguments it checks what the tests need: the libraries.
    pub(crate) fn fixes(&self, args: &[&str]) -> String {
        let is_said = ["--", "--dry-run"].iter().any(|word| args.contains(word));
        let check: &[&str] = if is_said { &[] } else { &["--", "--workspace"] };
        let output = self.fix(&[args, check].concat()).output().expect("the binary runs");
        assert_eq!(errors_behind_note(&output), "");
        assert!(output.status.success(), "{:?}", output.status);
        String::from_utf8(output.stdout).expect("text")
    }

    /// Commits all but what git is to ignore.
    pub(crate) fn commit(&self, ignored: &str) {
        self.write(".gitignore", ignored);
        self.git(&["init", "--quiet"]);
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "--message", "as it is"]);
    }

    pub(crate) fn git(&self, args: &[&str]) {
        let author = ["-c", "user.name=shop", "-c", "user.email=shop@localhost"];
        let status = Command::new("git").current_dir(self.folder.path()).args(author).args(args).status();
        assert!(status.expect("git").success(), "git {args:?}");
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        BUILDS.lock().expect("no test panics with the lock").0.push(mem::take(&mut self.build));
    }
}

/// Standard error of a run without the lines that say how to undo it, what is checked, and what cargo does.
pub(crate) fn errors_behind_note(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    errors.split_inclusive('\n').filter(|line| !line.starts_with("note: ") && !line.starts_with(' ')).collect()
}

/// The one line of an error that ends a run with exit code 1, behind the line that says how to undo it.
pub(crate) fn stops(command: &mut Command) -> String {
    let output = command.output().expect("the binary runs");
    error_line(&Output { stderr: errors_behind_note(&output).into_bytes(), ..output }, 1)
}

/// The crate that traits are changed to.
pub(crate) fn valuetask() -> PathBuf {
    repository().join("crates/valuetask")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}
