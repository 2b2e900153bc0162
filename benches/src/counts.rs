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

/// Counts the cases by shape whose name contains `filter`, and compares them, or puts all on record.
pub(crate) fn compare(cases: &[Case], filter: Option<&str>, record: bool) -> ExitCode {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("instructions.txt");
    let mut on_record = parse(&fs::read_to_string(&path).unwrap_or_default());
    let mut grown = 0;
    for case in
        cases.iter().filter(|case| case.bytes.is_some() && filter.is_none_or(|filter| case.name.contains(filter)))
    {
        for way in case.ways.iter().filter(|way| is_counted(case, way)) {
            let Some(count) = callgrind::instructions(case.name, way.name) else {
                eprintln!("valgrind is needed to count instructions");
                return ExitCode::FAILURE;
            };
            let key = (case.name.to_owned(), way.name.to_owned());
            let known = on_record.get(&key).copied();
            let has_grown = known.is_some_and(|known| count > known * GROWTH);
            grown += usize::from(has_grown && !record);
            let known_as = known.map_or(String::from("not on record"), |known| format!("{known:.0} on record"));
            println!("{}{}, {}: {count:.0}, {known_as}", if has_grown { "GROWN " } else { "" }, case.name, way.name);
            on_record.insert(key, count);
        }
    }
    if record {
        fs::write(&path, shown(&on_record)).expect("the record can be written");
    }
    if grown == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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
