//! What is built of a generated crate: how large its machine code is, and how much stack a call in it needs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use tempfile::TempDir;

use crate::compiler::PEERS;
use crate::way::{Arguments, Way};

/// A crate that depends on the peers, built by cargo as a user's would be.
pub(crate) struct Builder(TempDir);

impl Builder {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let library = root.join("crates/valuetask");
        let manifest = format!(
            "[package]\nname = \"built\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
             {PEERS}valuetask = {{ path = {library:?} }}\n"
        );
        fs::write(folder.path().join("Cargo.toml"), manifest).expect("a temporary file");
        fs::copy(root.join("Cargo.lock"), folder.path().join("Cargo.lock")).expect("the workspace's lock file");
        fs::create_dir(folder.path().join("src")).expect("a temporary folder");
        Self(folder)
    }

    /// The bytes of a library's machine code, as one object without what is for debuggers.
    pub(crate) fn object_bytes(&self, source: &str, release: bool) -> u64 {
        let _ = fs::remove_file(self.source("main.rs"));
        fs::write(self.source("lib.rs"), source).expect("a temporary file");
        let object = self.0.path().join("built.o");
        let mut cargo = self.cargo("rustc", release);
        cargo.args(["--lib", "--", "-Adead_code", "-Ccodegen-units=1", "-Cdebuginfo=0"]);
        cargo.arg(format!("--emit=obj={}", object.display()));
        assert!(cargo.status().expect("cargo runs").success(), "the generated crate doesn't build");
        fs::metadata(object).expect("the object is there").len()
    }

    /// The bytes of stack, to 4 KiB, with which an unoptimised call of a method gets through that holds 256 KiB over an await.
    pub(crate) fn stack_bytes(&self, way: Way) -> u64 {
        let _ = fs::remove_file(self.source("lib.rs"));
        fs::write(self.source("main.rs"), program(way)).expect("a temporary file");
        assert!(self.cargo("build", false).status().expect("cargo runs").success(), "the program doesn't build");
        let (mut fails, mut passes) = (0, 1 << 12);
        while passes - fails > 1 {
            let pages = (fails + passes) / 2;
            let mut run = Command::new(self.0.path().join("target/debug/built"));
            run.arg((pages * 4096).to_string()).stderr(Stdio::null());
            if run.status().expect("the program runs").success() {
                passes = pages;
            } else {
                fails = pages;
            }
        }
        passes * 4096
    }

    fn source(&self, name: &str) -> PathBuf {
        self.0.path().join("src").join(name)
    }

    fn cargo(&self, command: &str, release: bool) -> Command {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.current_dir(self.0.path()).args([command, "--quiet", "--target-dir", "target"]);
        if release {
            cargo.arg("--release");
        }
        cargo
    }
}

/// A program that calls one method, in a thread with as much stack as its argument says.
fn program(way: Way) -> String {
    let held = "
        let held = [at as u8; 256 << 10];
        if key.is_empty() {
            std::future::poll_fn(|cx| { cx.waker().wake_by_ref(); std::task::Poll::<()>::Pending }).await;
        }
        Ok(u64::from(held[at as usize]))
    ";
    let (attribute, name) = (way.on_impl(), "holds");
    let declared = way.declare("", &way.method(name, Arguments::References, None));
    let defined = way.method(name, Arguments::References, Some(held));
    format!(
        "#![allow(async_fn_in_trait, dead_code, unused_imports)]
use std::pin::{{Pin, pin}};
use std::task::{{Context, Waker}};
pub struct Error(pub String);
{declared}
pub struct Holder;
{attribute}
impl Service for Holder {{
{defined}}}
fn main() {{
    let stack = std::env::args().nth(1).expect(\"a size\").parse().expect(\"a number\");
    let thread = std::thread::Builder::new().stack_size(stack).spawn(|| {{
        let mut task = pin!(Holder.holds(\"key\", 3));
        assert!(task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    }});
    thread.expect(\"a thread\").join().expect(\"it ends\");
}}
"
    )
}
