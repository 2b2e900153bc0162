//! For every body, the compiler's messages under the attribute are those of a plain `async fn`: whether it is
//! `Send`, and every warning, at its place.
//!
//! The bodies are compiled twice, as two crates that differ in the attribute alone. Not compared is `unused_braces`,
//! which the attribute allows: it can't tell braces that are written from those of a block that a macro was given.
#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use meaning::{LINTED, UNSENT};
use serde_json::Value;

/// The first lines of both crates.
const HEAD: &str = "\
#![allow(private_interfaces)]
#![warn(unused)]
#![allow(unused_braces)]
#[allow(dead_code)]
mod world;
use world::{Fault, Probe, World};
pub type Outcome = Result<u32, Fault>;
pub struct Run { pub way: &'static str, pub outcome: Option<Outcome>, pub log: Vec<String> }
#[allow(unused_macros)] macro_rules! hidden { ($future:expr) => { $future.await } }
";

const DEPENDENCIES: &str = include_str!("../../programs.toml.in");

/// A message of the compiler: the body, the lint or error, and the columns in its line.
type Said = (usize, String, u64, u64);

/// A crate with a line for each method, and a line before and after.
struct Crate {
    name: &'static str,
    /// The text before each method.
    attribute: &'static str,
    /// `true` if the call of each method has to be `Send`.
    sends: bool,
}

impl Crate {
    /// Compiles the methods, and returns all messages.
    fn compile(&self, methods: &[(&str, &str)]) -> BTreeSet<Said> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(self.name);
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
             futures-util = {{ version = \"0.3\", default-features = false, features = [\"async-await-macro\"] }}\n\
             valuetask = {{ path = {:?} }}\n[profile.dev]\ndebug = 0\n{DEPENDENCIES}",
            self.name,
            here.join("../../crates/valuetask"),
        );
        let mut source = HEAD.to_owned();
        for (index, (method, call)) in methods.iter().enumerate() {
            let call = match self.sends {
                true => format!("pub fn send_{index}(world: &World) {{ fn is<T: Send>(_: T) {{}} is({call}); }}"),
                false => String::new(),
            };
            source += &format!("{}\npub {method}\n{call}\n", self.attribute);
        }
        fs::create_dir_all(folder.join("src")).expect("cargo's own folder can be written to");
        fs::write(folder.join("Cargo.toml"), manifest).expect("the same");
        fs::write(folder.join("src/lib.rs"), source).expect("the same");
        fs::copy(here.join("src/world.rs"), folder.join("src/world.rs")).expect("the same");
        fs::copy(here.join("../../Cargo.lock"), folder.join("Cargo.lock")).expect("the same");
        let output = Command::new(env!("CARGO"))
            .args(["check", "--quiet", "--message-format=json", "--target-dir", "../../tests/trybuild"])
            .current_dir(&folder)
            .envs([("CARGO_INCREMENTAL", "0"), ("RUSTFLAGS", "")])
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo runs");
        let said = String::from_utf8(output.stdout).expect("text");
        let messages = said.lines().map(|line| serde_json::from_str::<Value>(line).expect("cargo writes JSON"));
        messages
            .filter(|message| message["target"]["name"] == self.name)
            .flat_map(|message| said_in(&message))
            .collect()
    }
}

/// Returns a message of cargo, at each of its places.
fn said_in(message: &Value) -> Vec<Said> {
    let message = &message["message"];
    let what = message["code"]["code"].as_str().or(message["message"].as_str()).unwrap_or_default();
    let places = message["spans"].as_array().into_iter().flatten().filter(|span| span["is_primary"] == true);
    let said = places.map(|span| {
        assert_eq!(span["file_name"], "src/lib.rs", "{}", message["rendered"]);
        let number = |name: &str| span[name].as_u64().expect("a place has numbers");
        let line = number("line_start") as usize - 1 - HEAD.lines().count();
        (line / 3, what.to_owned(), number("column_start"), number("column_end"))
    });
    said.collect()
}

/// Returns the bodies with a message in only one of the two.
fn differences(ours: &BTreeSet<Said>, theirs: &BTreeSet<Said>, methods: &[(&str, &str)]) -> String {
    let only = |these: &BTreeSet<Said>, those: &BTreeSet<Said>, side: &str| -> String {
        let of = |said: &Said| {
            let (body, what, from, to) = said;
            format!("{side}: {what} in columns {from} to {to} of: pub {}\n", methods[*body].0)
        };
        these.difference(those).take(8).map(of).collect()
    };
    only(ours, theirs, "with the attribute alone") + &only(theirs, ours, "without it alone")
}

#[test]
fn a_body_is_send_under_the_attribute_if_it_is_without() {
    let is_send = |said: BTreeSet<Said>| -> BTreeSet<usize> {
        let sends = |what: &str| what == "future cannot be sent between threads safely";
        assert!(said.iter().all(|(_, what, ..)| sends(what) || !what.contains(' ')), "{said:?}");
        said.into_iter().filter(|(_, what, ..)| sends(what)).map(|(body, ..)| body).collect()
    };
    let plain = is_send(Crate { name: "unsent_plain", attribute: "", sends: true }.compile(UNSENT));
    assert!((1..UNSENT.len()).contains(&plain.len()), "{} of {} aren't `Send`", plain.len(), UNSENT.len());
    for (name, attribute) in [
        ("unsent_hot", "#[valuetask::value_task]"),
        ("unsent_lazy", "#[valuetask::value_task(lazy)]"),
        ("unsent_pooled", "#[valuetask::async_trait]"),
    ] {
        let ours = is_send(Crate { name, attribute, sends: false }.compile(UNSENT));
        let differ: Vec<_> = ours.symmetric_difference(&plain).map(|body| UNSENT[*body].0).collect();
        assert!(differ.is_empty(), "{attribute}: {} differ: {differ:#?}", differ.len());
    }
}

#[test]
fn a_body_has_the_warnings_under_the_attribute_that_it_has_without() {
    let plain = Crate { name: "linted_plain", attribute: "", sends: false }.compile(LINTED);
    let kinds: BTreeSet<_> = plain.iter().map(|(_, what, ..)| what).collect();
    assert!(kinds.len() > 10, "{kinds:?}");
    for (name, attribute) in [
        ("linted_hot", "#[valuetask::value_task]"),
        ("linted_lazy", "#[valuetask::value_task(lazy)]"),
        ("linted_pooled", "#[valuetask::async_trait]"),
    ] {
        let ours = Crate { name, attribute, sends: false }.compile(LINTED);
        assert!(ours == plain, "{attribute}: {}", differences(&ours, &plain, LINTED));
    }
}
