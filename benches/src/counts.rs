//! `--instructions`: whether the compiler still makes of a hit what it made of it when the counts were put on record.
//!
//! A copy that the compiler takes apart, or a function that it doesn't inline any more, shows here, on any machine and under any load, where times
//! would have to be compared with care.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use crate::callgrind;
use crate::measure::is_counted;
use crate::way::Case;

/// How much a count may grow.
const GROWTH: f64 = 1.1;

/// One line a count: case, way, instructions.
type Counts = BTreeMap<(String, String), f64>;

/// The cases that are counted, by how their names end: a hit, alone and through layers, calls no other code.
const COUNTED: [&str; 2] = [", hit", ", three layers"];

/// Counts the cases by shape whose name contains `filter`, and compares them with what is on record, or puts them there.
pub(crate) fn compare(cases: &[Case], filter: Option<&str>, record: bool) -> ExitCode {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.txt");
    let mut on_record = parse(&fs::read_to_string(&path).unwrap_or_default());
    let is_wanted = |case: &&Case| {
        COUNTED.iter().any(|end| case.name.ends_with(end)) && filter.is_none_or(|filter| case.name.contains(filter))
    };
    let mut failed = false;
    for case in cases.iter().filter(is_wanted) {
        for way in case.ways.iter().filter(|way| is_counted(case, way)) {
            let Some(count) = callgrind::instructions(case, way.name) else {
                eprintln!("valgrind is needed to count instructions");
                return ExitCode::FAILURE;
            };
            let known = on_record.insert((case.name.to_owned(), way.name.to_owned()), count);
            let verdict = match known {
                _ if record => "put on record",
                None => "NOT ON RECORD",
                Some(known) if count > known * GROWTH => "GROWN",
                Some(_) => "as on record",
            };
            failed |= verdict.chars().all(|letter| !letter.is_lowercase());
            let known = known.map_or(String::from("none"), |known| format!("{known:.0}"));
            println!("{}, {}: {count:.0}, on record {known}: {verdict}", case.name, way.name);
        }
    }
    if record {
        fs::write(&path, shown(&on_record)).expect("the record can be written");
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn parse(text: &str) -> Counts {
    let line = |line: &str| {
        let mut fields = line.split('\t').map(str::to_owned);
        Some(((fields.next()?, fields.next()?), fields.next()?.parse().ok()?))
    };
    text.lines().filter_map(line).collect()
}

fn shown(counts: &Counts) -> String {
    counts.iter().map(|((case, way), count)| format!("{case}\t{way}\t{count:.0}\n")).collect()
}
