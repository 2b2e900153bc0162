//! The workspace that is fixed: two members, and a crate outside whose trait stays as it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::run::binary;

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
pub use async_trait::async_trait; // handed on

/// A store.
#[async_trait]
pub trait Store:   Send + Sync {
    async fn get(&self, key: u32) -> Option<String>;
}

/// Implemented by hand, by somebody who knows what the attribute makes.
#[async_trait]
pub trait Known { async fn known(&self) -> bool; }

pub struct ByHand;

impl Known for ByHand {
    fn known<'s, 'f>(&'s self) -> std::pin::Pin<Box<dyn std::future::Future<Output = bool> + Send + 'f>>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(async { true })
    }
}
"#;

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

const OUTSIDE_MANIFEST: &str = r#"[package]
name = "outside"
version = "0.1.0"
edition = "2021"

[dependencies]
async-trait = "0.1"
"#;

const OUTSIDE: &str = "#[async_trait::async_trait]\npub trait Outside {\n    async fn out(&self);\n}\n";

/// A copy of the workspace.
pub(crate) struct Shop(TempDir);

impl Shop {
    /// Writes it, with the versions of dependencies that this repository has.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let shop = Self(folder);
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
        fs::copy(repository().join("Cargo.lock"), shop.path("Cargo.lock")).expect("the lock file");
        shop.lock();
        shop
    }

    /// Leaves of the lock file what the packages need.
    pub(crate) fn lock(&self) {
        let mut locked = Command::new(env!("CARGO"));
        locked.current_dir(self.path("")).args(["update", "--workspace", "--offline", "--quiet"]);
        assert!(locked.status().expect("cargo").success());
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
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
        command.current_dir(self.0.path()).env("CARGO_NET_OFFLINE", "true").env_remove("CARGO_TARGET_DIR");
        command.args(["audit", "--fix", "--path"]).arg(valuetask()).args(args);
        command
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
        let status = Command::new("git").current_dir(self.0.path()).args(author).args(args).status();
        assert!(status.expect("git").success(), "git {args:?}");
    }
}

/// The crate that traits are changed to.
pub(crate) fn valuetask() -> PathBuf {
    repository().join("crates/valuetask")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}
