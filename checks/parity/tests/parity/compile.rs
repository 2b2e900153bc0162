//! Compiles many programs at once, each as a module on one line, and runs them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use serde_json::Value;

/// The lints beside the default ones.
const HEAD: &str = include_str!("head.rs.in");

const DEPENDENCIES: &str = include_str!("../../../programs.toml.in");

const CLIPPY: &str = "#![warn(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]";

/// Programs that are compiled as one crate.
pub(crate) struct Crate<'p> {
    pub(crate) name: String,
    pub(crate) edition: String,
    /// `true` if clippy checks them, and none is run.
    pub(crate) is_linted: bool,
    /// The text of each program, or nothing for one that is left out.
    pub(crate) programs: Vec<Option<&'p str>>,
}

/// The results of the programs.
#[derive(Default)]
pub(crate) struct Compiled {
    /// The first error in each refused program.
    pub(crate) refused: BTreeMap<usize, String>,
    /// Each lint that warns in a program.
    pub(crate) warnings: BTreeSet<(usize, String)>,
    /// The output of each program.
    pub(crate) printed: BTreeMap<usize, String>,
}

impl Compiled {
    /// Returns how a program differs under another attribute. A listed one may be refused there.
    pub(crate) fn differs(&self, other: &Self, program: usize, is_listed: bool) -> Option<String> {
        if let Some(error) = other.refused.get(&program) {
            return (!is_listed).then(|| format!("is refused: {error}"));
        }
        let (expected, printed) = (self.printed.get(&program), other.printed.get(&program));
        if expected != printed {
            return Some(format!("prints {printed:?} instead of {expected:?}"));
        }
        let more = other.warnings.difference(&self.warnings).filter(|(index, _)| *index == program);
        let more: Vec<_> = more.map(|(_, lint)| lint).collect();
        (!more.is_empty()).then(|| format!("warns of {more:?}"))
    }
}

impl Crate<'_> {
    /// Compiles the programs, and runs those that compile. An early error hides later ones, so the other programs are
    /// compiled again until all are accepted.
    pub(crate) fn compile(mut self) -> Compiled {
        let mut compiled = Compiled::default();
        loop {
            let (refused, warnings) = self.build();
            if refused.is_empty() {
                compiled.warnings = warnings;
                if !self.is_linted {
                    compiled.printed = self.run();
                }
                return compiled;
            }
            for (program, error) in refused {
                self.programs[program] = None;
                compiled.refused.insert(program, error);
            }
        }
    }

    fn folder(&self) -> PathBuf {
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(&self.name)
    }

    fn build(&self) -> (BTreeMap<usize, String>, BTreeSet<(usize, String)>) {
        let (here, folder) = (Path::new(env!("CARGO_MANIFEST_DIR")), self.folder());
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"{}\"\n[workspace]\n[dependencies]\n\
             async-trait = \"0.1\"\nvaluetask = {{ path = {:?} }}\n[profile.dev]\ndebug = 0\n{DEPENDENCIES}",
            self.name,
            self.edition,
            here.join("../../crates/valuetask"),
        );
        fs::create_dir_all(folder.join("src")).expect("cargo's own folder can be written to");
        fs::write(folder.join("Cargo.toml"), manifest).expect("the same");
        fs::write(folder.join("src/main.rs"), self.source()).expect("the same");
        fs::write(folder.join("src/world.rs"), include_str!("world.rs.in")).expect("the same");
        fs::copy(here.join("../../Cargo.lock"), folder.join("Cargo.lock")).expect("the same");
        let output = Command::new(env!("CARGO"))
            .args([
                if self.is_linted { "clippy" } else { "build" },
                "--quiet",
                "--message-format=json",
                "--target-dir",
                "../../tests/trybuild",
            ])
            .current_dir(&folder)
            .envs([("CARGO_INCREMENTAL", "0"), ("RUSTFLAGS", "")])
            .stderr(Stdio::piped())
            .output()
            .expect("cargo runs");
        let said = String::from_utf8(output.stdout).expect("text");
        let messages = said.lines().map(|line| serde_json::from_str::<Value>(line).expect("cargo writes JSON"));
        let (mut refused, mut warnings) = (BTreeMap::new(), BTreeSet::new());
        for message in messages.filter(|message| message["target"]["name"] == *self.name) {
            let message = &message["message"];
            let programs = lines(message).into_iter().filter_map(|line| (line - 1).checked_sub(HEAD.lines().count()));
            for program in programs.filter(|program| *program < self.programs.len()) {
                let code = message["code"]["code"].as_str().unwrap_or_default().to_owned();
                if message["level"] == "error" {
                    let error = format!("{code}: {}", message["message"].as_str().unwrap_or_default());
                    refused.entry(program).or_insert(error);
                } else {
                    warnings.insert((program, code));
                }
            }
        }
        let printed = String::from_utf8_lossy(&output.stderr);
        assert_eq!(refused.is_empty(), output.status.success(), "errors without a place: {said} {printed}");
        (refused, warnings)
    }

    fn source(&self) -> String {
        let mut source = HEAD.replace("// CLIPPY", if self.is_linted { CLIPPY } else { "" });
        let mut runs = String::new();
        for (index, program) in self.programs.iter().enumerate() {
            if let Some(program) = program {
                source += &format!("mod p{index} {{ use crate::world::*; {program} }}");
                runs += &format!("({index}, p{index}::run as fn()),");
            }
            source += "\n";
        }
        source + &format!("fn main() {{ world::run_all(&[{runs}]); }}\n")
    }

    fn run(&self) -> BTreeMap<usize, String> {
        let program = self.folder().join("../../tests/trybuild/debug").join(&self.name);
        let output = Command::new(program).output().expect("the program runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).expect("text");
        let lines = printed.lines().map(|line| line.split_once(' ').expect("a number first"));
        lines.map(|(index, line)| (index.parse().expect("a number"), line.to_owned())).collect()
    }
}

/// Returns the lines that a compiler's message is about.
fn lines(message: &Value) -> Vec<usize> {
    let spans = message["spans"].as_array().into_iter().flatten();
    spans.filter(|span| span["is_primary"] == true).filter_map(line).collect()
}

fn line(span: &Value) -> Option<usize> {
    if span["file_name"] == "src/main.rs" {
        return span["line_start"].as_u64().map(|line| line as usize);
    }
    line(span.get("expansion").filter(|expansion| !expansion.is_null())?.get("span")?)
}
