//! The limits that the guide lists: programs that compile under async-trait but not under these attributes, and their
//! remedies.

use std::collections::BTreeSet;

use crate::compile::Compiled;
use crate::program::Attribute;
use crate::{compiled, sections};

const PAGE: &str = include_str!("../../../../crates/valuetask/docs/guide/parity.md");

/// A row of the guide.
struct Row {
    name: &'static str,
    /// `true` if it is refused under `exact`, too.
    always: bool,
    /// The code of the error, or `-` for an error of the attribute.
    code: &'static str,
    program: &'static str,
    /// The name of each remedy, and a program with it.
    remedies: Vec<(&'static str, &'static str)>,
}

fn rows() -> Vec<Row> {
    let rows = sections(include_str!("listed.txt")).map(|(name, text)| {
        let (first, rest) = text.split_once('\n').expect("a line that says when it is refused");
        let (when, code) = first.split_once(' ').expect("a code");
        let mut parts = rest.split("-- ");
        let program = parts.next().expect("a program");
        let remedies = parts.map(|part| part.split_once('\n').expect("a program")).collect();
        Row { name, always: when == "always", code, program, remedies }
    });
    rows.collect()
}

fn compile(rows: &[Row], attribute: Attribute) -> Compiled {
    let texts = rows.iter().flat_map(|row| {
        let remedies = row.remedies.iter().map(|(_, program)| *program);
        std::iter::once(row.program).chain(remedies).map(|text| attribute.on(text) + " pub fn run() {}")
    });
    compiled(&format!("listed_{}", attribute.name()), &texts.map(Some).collect::<Vec<_>>(), false)
}

#[test]
fn each_limit_of_the_guide_is_refused_and_its_remedy_compiles() {
    let rows = rows();
    let [theirs, ours, exact] =
        [Attribute::Theirs, Attribute::Ours, Attribute::Exact].map(|attribute| compile(&rows, attribute));
    let (mut programs, mut faults) = (0.., Vec::new());
    for row in &rows {
        let program = programs.next().expect("no last number");
        let mut expect = |holds: bool, what: &str, compiled: &Compiled, program: usize| {
            if !holds {
                faults.push(format!("{}, {what}: {:?}", row.name, compiled.refused.get(&program)));
            }
        };
        let error = ours.refused.get(&program).map_or("", |error| error.split(':').next().expect("a code"));
        let is_it = error == row.code.trim_start_matches('-') && ours.refused.contains_key(&program);
        expect(!theirs.refused.contains_key(&program), "under async-trait", &theirs, program);
        expect(is_it, "by default", &ours, program);
        expect(exact.refused.contains_key(&program) == row.always, "under `exact`", &exact, program);
        for ((remedy, _), program) in row.remedies.iter().zip(&mut programs) {
            expect(!ours.refused.contains_key(&program), remedy, &ours, program);
            expect(!exact.refused.contains_key(&program), &format!("{remedy}, under `exact`"), &exact, program);
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_guide_has_a_row_for_each_program() {
    let table =
        PAGE.split("\n# ").find(|section| section.starts_with("Programs that need a change")).expect("a section");
    let cells = table.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").next());
    let listed: BTreeSet<_> = cells.filter(|cell| *cell != "code that").collect();
    let rows = rows();
    let names: BTreeSet<_> = rows.iter().map(|row| row.name).collect();
    assert_eq!(listed, names);
}
