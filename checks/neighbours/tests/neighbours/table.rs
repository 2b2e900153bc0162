//! docs/native-neighbours.md is the table of `rows.txt` (`NEIGHBOURS_BLESS=1` writes it), and each of its cells is shown by what it says.
//!
//! What a way takes is the module of its name in the file of the feature's name beside this one, with a test in it; what it refuses is the program of
//! its name under `tests/ui`, in the folder of the feature's name, with the compiler's message.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::messages;

const ROWS: &str = include_str!("rows.txt");

/// The module of each way, and its name on the page.
const WAYS: [(&str, &str); 5] = [
    ("value_task", "value_task(dyn)"),
    ("async_trait", "async-trait"),
    ("dynosaur", "dynosaur"),
    ("dynify", "dynify"),
    ("trait_variant", "trait-variant"),
];

/// One feature.
struct Row<'a> {
    feature: &'a str,
    says: &'a str,
    cells: Vec<Cell<'a>>,
}

/// The result of a feature in one way.
struct Cell<'a> {
    way: &'static str,
    verdict: &'a str,
    remark: &'a str,
}

/// The place of a cell's proof, if there is one.
struct Shown {
    test: Option<PathBuf>,
    refused: Option<PathBuf>,
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn row(line: &str) -> Row<'_> {
    let mut fields = line.split('|').map(str::trim);
    let (feature, says) = (fields.next().expect("a name"), fields.next().expect("what it is"));
    let cells: Vec<_> = fields
        .zip(WAYS)
        .map(|(text, (way, _))| {
            let (verdict, remark) = text.split_once(':').unwrap_or((text, ""));
            Cell { way, verdict: verdict.trim(), remark: remark.trim() }
        })
        .collect();
    assert_eq!(cells.len(), WAYS.len(), "a cell a way: {line}");
    Row { feature, says, cells }
}

fn rows() -> impl Iterator<Item = Row<'static>> {
    ROWS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(row)
}

/// Returns `true` if a feature's file has a module of this way with a test in it.
fn is_tested(file: &Path, way: &str) -> bool {
    let source = fs::read_to_string(file).unwrap_or_default();
    let Some((_, module)) = source.split_once(&format!("\nmod {way} {{\n")) else { return false };
    let module = module.split_once("\n}\n").map_or(module, |(module, _)| module);
    module.contains("    #[test]\n")
}

fn shown(feature: &str, way: &str) -> Shown {
    let file = tests().join("neighbours").join(feature).with_extension("rs");
    let case = tests().join("ui").join(feature).join(way).with_extension("rs");
    let refused = case.is_file() && case.with_extension("stderr").is_file();
    Shown { test: is_tested(&file, way).then_some(file), refused: refused.then_some(case) }
}

/// Returns the program or the test that proves a cell, or the error.
fn evidence(feature: &str, cell: &Cell<'_>) -> Result<PathBuf, &'static str> {
    let Shown { test, refused } = shown(feature, cell.way);
    if feature.starts_with("message_") {
        let case = refused.ok_or("nothing is refused")?;
        return match (cell.verdict, messages::are_at_their_marks(&case)) {
            ("yes", true) | ("no", false) => Ok(case),
            _ => Err("the message is elsewhere"),
        };
    }
    // For a way without any `dyn`, one program proves that.
    let without_dyn = || (cell.way == "trait_variant").then(|| shown("dyn_call", cell.way).refused).flatten();
    match (cell.verdict, test, refused) {
        ("yes", Some(test), None) => Ok(test),
        ("partly", Some(_), Some(refused)) => Ok(refused),
        ("static", Some(test), refused) => refused.or_else(without_dyn).and(Some(test)).ok_or("nothing is refused"),
        ("no", None, refused) => refused.or_else(without_dyn).ok_or("nothing is refused"),
        (observed, Some(test), None) if observed.starts_with('=') => Ok(test),
        _ => Err("it isn't shown"),
    }
}

/// Returns a cell of the page, with a link to its proof.
fn link(feature: &str, cell: &Cell<'_>) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = evidence(feature, cell).map_err(|fault| format!("{feature}, {}: {fault}", cell.way));
    let path = path.unwrap_or_else(|fault| panic!("{fault}"));
    let path = tests().join(path.strip_prefix(tests()).expect("it is a test"));
    let path = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).expect("it is of this crate").display();
    assert!(root.join("checks/neighbours").join(path.to_string()).is_file(), "{path}");
    let remark = if cell.remark.is_empty() { String::new() } else { format!(", {}", cell.remark) };
    format!("[{}](../checks/neighbours/{path}){remark}", cell.verdict.trim_start_matches('=').trim())
}

/// Returns the tables of the page.
fn tables() -> String {
    let mut page = String::new();
    for line in ROWS.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        if line.starts_with("## ") {
            let names = WAYS.map(|(_, name)| name).join(" | ");
            page += &format!("\n{line}\n\n| | {names} |\n|---|{}\n", "---|".repeat(WAYS.len()));
            continue;
        }
        let row = row(line);
        let cells: Vec<_> = row.cells.iter().map(|cell| link(row.feature, cell)).collect();
        page += &format!("| {} | {} |\n", row.says, cells.join(" | "));
    }
    page
}

#[test]
fn the_page_is_the_table_of_the_rows() {
    const BEGIN: &str = "<!-- The tables are written by a test of checks/neighbours. -->\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/native-neighbours.md");
    let page = fs::read_to_string(&path).expect("docs/native-neighbours.md can be read");
    let (head, written) = page.split_once(BEGIN).expect("the page says where its tables begin");
    if env::var_os("NEIGHBOURS_BLESS").is_some() {
        fs::write(&path, format!("{head}{BEGIN}{}", tables())).expect("docs/native-neighbours.md can be written");
        return;
    }
    assert!(written == tables(), "docs/native-neighbours.md is out of date: NEIGHBOURS_BLESS=1 writes it");
}

#[test]
fn every_cell_is_shown() {
    let faults: Vec<_> = rows()
        .flat_map(|row| {
            let faults = row.cells.iter().filter_map(|cell| {
                let fault = evidence(row.feature, cell).err()?;
                Some(format!("{}, {}: is `{}`, but {fault}", row.feature, cell.way, cell.verdict))
            });
            faults.collect::<Vec<_>>()
        })
        .collect();
    assert!(faults.is_empty(), "rows.txt:\n{}", faults.join("\n"));
}

#[test]
fn every_feature_that_is_shown_has_its_row() {
    let known: BTreeSet<_> = rows().map(|row| row.feature.to_owned()).collect();
    assert_eq!(known.len(), rows().count(), "a row a feature");
    let stems = |folder: &str| -> Vec<String> {
        let entries = fs::read_dir(tests().join(folder)).expect("the folder can be read");
        let paths = entries.map(|entry| entry.expect("it can be read").path());
        paths.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect()
    };
    let is_of_the_table =
        |name: &String| !["main", "messages", "pages", "refused", "rows", "table"].contains(&name.as_str());
    let shown = stems("neighbours").into_iter().filter(is_of_the_table).chain(stems("ui"));
    let unknown: Vec<_> = shown.filter(|name| !known.contains(name)).collect();
    assert!(unknown.is_empty(), "no row for {unknown:?}");
}

#[test]
fn a_cell_without_a_proof_is_found() {
    let fault = |feature: &str, way: &'static str, verdict: &str| {
        evidence(feature, &Cell { way, verdict, remark: "" }).is_err()
    };
    assert!(!fault("dyn_call", "dynosaur", "yes"));
    assert!(!fault("sealed", "dynosaur", "partly"));
    assert!(!fault("lifetimes", "trait_variant", "static"));
    assert!(fault("dyn_call", "dynosaur", "no"));
    assert!(fault("dyn_call", "dynosaur", "partly"));
    assert!(fault("dyn_call", "trait_variant", "yes"));
    assert!(fault("sealed", "dynosaur", "yes"));
    assert!(fault("lifetimes", "dynosaur", "static"));
    assert!(fault("no_such_feature", "dynosaur", "yes"));
    assert!(fault("message_type", "dynify", "yes"));
    assert!(fault("message_type", "dynosaur", "no"));
}
