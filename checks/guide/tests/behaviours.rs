//! checks/guide/behaviours.md answers every behaviour of `behaviours.txt`, once, and every test that it names exists.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A behaviour's id and class, before the comparison.
const BEHAVIOURS: &str = include_str!("behaviours.txt");

/// One row of the table.
struct Row {
    id: String,
    original: String,
    how: String,
    tests: Vec<String>,
    difference: String,
}

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn rows() -> Vec<Row> {
    let page = include_str!("../behaviours.md");
    page.lines().filter(|line| line.starts_with("| B-")).map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [id, original, _ours, how, tests, difference] = cells[..] else { panic!("six columns: {line}") };
    let tests = tests.split(',').map(|test| test.trim().trim_matches('`').to_owned()).filter(|test| !test.is_empty());
    Row {
        id: id.to_owned(),
        original: original.to_owned(),
        how: how.to_owned(),
        tests: tests.collect(),
        difference: difference.to_owned(),
    }
}

fn behaviours() -> BTreeMap<&'static str, &'static str> {
    let lines = BEHAVIOURS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(' ').expect("an id and a class")).collect()
}

/// Returns `true` if this is a sentence.
fn is_sentence(text: &str) -> bool {
    text.ends_with('.') && text.split_whitespace().count() > 3
}

/// Returns `true` if `path::name` is a test, by a path from the root.
fn is_test(named: &str) -> bool {
    let Some((path, name)) = named.split_once("::") else { return false };
    let Ok(source) = fs::read_to_string(Path::new(ROOT).join(path)) else { return false };
    let lines: Vec<_> = source.lines().map(str::trim).collect();
    let head = format!("fn {name}(");
    lines.iter().enumerate().any(|(at, line)| {
        let attributes = lines[..at].iter().rev().take_while(|above| above.starts_with("#["));
        line.starts_with(&head) && attributes.into_iter().any(|above| *above == "#[test]")
    })
}

/// Returns `true` if this is a program that the compiler refuses, with its message beside it.
fn is_refused(named: &str) -> bool {
    let path = Path::new(ROOT).join(named);
    named.starts_with("checks/ui/tests/") && path.is_file() && path.with_extension("stderr").is_file()
}

/// Returns the error in a row.
fn fault(row: &Row, class: &str) -> Option<String> {
    let Row { how, tests, difference, .. } = row;
    if !is_sentence(&row.original) {
        return Some("doesn't say in a sentence what the original does".to_owned());
    }
    // What the ecosystem's types can't do as it was is done in another way.
    if how != class && (class, how.as_str()) != ("same", "adapted") {
        return Some(format!("is `{how}`, but the behaviour is `{class}`"));
    }
    let shown = match how.as_str() {
        "same" | "adapted" => !tests.is_empty() && tests.iter().all(|test| is_test(test)),
        "compile-time" => !tests.is_empty() && tests.iter().all(|test| is_refused(test) || is_test(test)),
        "n/a" => tests.is_empty(),
        _ => return Some(format!("is `{how}`")),
    };
    if !shown {
        return Some(format!("isn't shown by {tests:?}"));
    }
    if how != "same" && !is_sentence(difference) {
        return Some("doesn't say in a sentence what is different".to_owned());
    }
    None
}

#[test]
fn every_behaviour_has_its_row_and_its_test() {
    let classes = behaviours();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for row in rows() {
        match classes.get(row.id.as_str()) {
            None => faults.push(format!("{}: no such behaviour", row.id)),
            Some(class) => faults.extend(fault(&row, class).map(|fault| format!("{}: {fault}", row.id))),
        }
        if !seen.insert(row.id.clone()) {
            faults.push(format!("{}: a second row", row.id));
        }
    }
    faults.extend(classes.keys().filter(|id| !seen.contains(**id)).map(|id| format!("{id}: no row")));
    assert!(faults.is_empty(), "checks/guide/behaviours.md:\n{}", faults.join("\n"));
}

#[test]
fn the_list_names_each_behaviour_once() {
    let ids = || BEHAVIOURS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(' ').next());
    let mut seen = BTreeSet::new();
    let twice: Vec<_> = ids().filter(|id| !seen.insert(*id)).collect();
    assert_eq!(twice, Vec::<&str>::new());
}

#[test]
fn a_row_that_names_no_test_is_found_out() {
    let row = |how: &str, test: &str, difference: &str| {
        row(&format!("| B-TASK-001 | The original does this. | ours | {how} | `{test}` | {difference} |"))
    };
    let existing = "crates/valuetask/tests/alloc.rs::a_ready_call_never_allocates";
    assert_eq!(fault(&row("same", existing, ""), "same"), None);
    assert_eq!(fault(&row("adapted", existing, "It differs in this way."), "adapted"), None);
    let wrong = [
        (row("same", "crates/valuetask/tests/alloc.rs::no_such_test", ""), "same"),
        (row("same", "crates/valuetask/tests/alloc.rs::declared", ""), "same"),
        (row("same", "", ""), "same"),
        (row("adapted", existing, ""), "adapted"),
        (row("same", existing, ""), "adapted"),
        (row("compile-time", "checks/ui/tests/ui/misuse/no_such_file.rs", "It can't be written so."), "compile-time"),
        (row("n/a", "", ""), "n/a"),
        (row("any row", existing, "It differs in this way."), "adapted"),
    ];
    for (row, class) in wrong {
        assert!(fault(&row, class).is_some(), "{} by {:?}", row.how, row.tests);
    }
}
