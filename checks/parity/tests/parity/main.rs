//! A program that compiles under async-trait compiles under the attributes that replace it, prints the same, and has no other warning; but
//! for what the guide lists.
//!
//! `PARITY_SEED` chooses other programs. `PARITY_PROGRAMS` is the number of those of one feature, beside which a quarter as many combine
//! features; 700 are all.
//! `PARITY_EDITION` is that of the programs, and with `PARITY_CLIPPY=1` Clippy's lints are compared instead of what is printed.
#![forbid(unsafe_code)]

mod compile;
mod features;
mod listed;
mod program;

use std::env;

use compile::{Compiled, Crate};
use program::Attribute;

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}

/// The texts of a file, each with its name.
fn sections(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    text.split("\n== ").skip(1).map(|section| section.split_once('\n').expect("a name on a line of its own"))
}

/// What is compiled and run under each attribute.
struct Case {
    name: String,
    /// The guide lists it as one that the default may refuse.
    is_listed: bool,
    text: Box<dyn Fn(Attribute) -> String>,
}

fn generated() -> Vec<Case> {
    let seed = number("PARITY_SEED", 1);
    println!("PARITY_SEED={seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let all = features::all();
    let count = number("PARITY_PROGRAMS", 12) as usize;
    let mut programs: Vec<_> = features::alone(&all).collect();
    random.shuffle(&mut programs);
    programs.truncate(count);
    programs.extend((0..count / 4).map(|_| features::program(&features::sample(&all, &mut random))));
    let cases = programs.into_iter().map(|program| Case {
        name: program.features.join(", "),
        is_listed: program.is_listed,
        text: Box::new(move |attribute| program.text(attribute)),
    });
    cases.collect()
}

fn written() -> Vec<Case> {
    let files = [
        include_str!("programs/agreement.txt"),
        include_str!("programs/language.txt"),
        include_str!("programs/services.txt"),
    ];
    let cases = files.into_iter().flat_map(sections).map(|(name, text)| Case {
        name: name.to_owned(),
        is_listed: false,
        text: Box::new(move |attribute| format!("{} pub fn run() {{}}", attribute.on(text))),
    });
    cases.collect()
}

fn compiled(name: &str, texts: &[Option<String>], is_linted: bool) -> Compiled {
    let edition = env::var("PARITY_EDITION").unwrap_or_else(|_| "2024".to_owned());
    let programs = texts.iter().map(Option::as_deref).collect();
    Crate { name: name.to_owned(), edition, is_linted, programs }.compile()
}

#[test]
fn code_that_compiles_under_async_trait_compiles_and_means_the_same() {
    let cases: Vec<_> = generated().into_iter().chain(written()).collect();
    let is_linted = number("PARITY_CLIPPY", 0) == 1;
    let under = |attribute: Attribute, which: &dyn Fn(usize) -> bool| {
        let texts: Vec<_> =
            cases.iter().enumerate().map(|(index, case)| which(index).then(|| (case.text)(attribute))).collect();
        compiled(attribute.name(), &texts, is_linted)
    };
    let theirs = under(Attribute::Theirs, &|_| true);
    for (index, error) in &theirs.refused {
        println!("refused under async-trait: {}: {error}", cases[*index].name);
    }
    let accepted = |index: usize| !theirs.refused.contains_key(&index);
    println!("{} programs, {} compile under async-trait", cases.len(), cases.len() - theirs.refused.len());
    let mut faults = Vec::new();
    for attribute in [Attribute::Ours, Attribute::Exact] {
        let ours = under(attribute, &accepted);
        println!("{} of them are refused under {}", ours.refused.len(), attribute.written(false));
        for (index, case) in cases.iter().enumerate().filter(|(index, _)| accepted(*index)) {
            let is_listed = case.is_listed && attribute == Attribute::Ours;
            if let Some(what) = theirs.differs(&ours, index, is_listed) {
                faults.push(format!("{}: {what}\n    {}", case.name, (case.text)(attribute)));
            }
        }
    }
    assert!(theirs.refused.len() * 5 < cases.len(), "most programs are to compile");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
