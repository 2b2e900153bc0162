//! The tables.

use comfy_table::{CellAlignment, Table, presets};

use crate::alloc;
use crate::measure::{Figures, Measured};
use crate::way::{ALIAS, ASYNC_TRAIT, Measure, PLAIN, VALUE_TASK};

/// The cases of every way, a row each; then those by shape, a row a case.
pub(crate) fn tables(results: &[Measured]) -> String {
    let (shapes, peers): (Vec<_>, Vec<_>) = results.iter().partition(|measured| measured.bytes.is_some());
    let mut report = format!("On {}; a call, median of the rounds.\n", alloc::NAME);
    if !peers.is_empty() {
        let head = ["case", "way", "ns", "best", "× plain", "× async-trait", "allocs", "left, B", "instr.", "goals"];
        let rows = peers.iter().flat_map(|measured| measured.figures.iter().map(|figures| peer(measured, figures)));
        report += &table(&head, 2, rows);
    }
    if !shapes.is_empty() {
        let head = [
            "result, case",
            "bytes",
            "plain, ns",
            "async-trait",
            "value_task",
            "share",
            "× async-trait",
            "alias",
            "× async-trait",
            "instr.",
            "alias",
            "not met",
        ];
        report += &table(&head, 1, shapes.iter().map(|measured| shape(measured)));
    }
    report
}

/// A table whose columns are numbers from the one with this index to the last but one.
fn table(head: &[&str], numbers_from: usize, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN).set_header(head);
    for column in table.column_iter_mut().skip(numbers_from).take(head.len() - 1 - numbers_from) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    rows.for_each(|row| _ = table.add_row(row));
    format!("\n{table}\n")
}

/// One way, with its ratios to the plain call and to async-trait, and its goals.
fn peer(measured: &Measured, figures: &Figures) -> Vec<String> {
    let ratio = |other: &str| number(measured.ratio(figures, other), 2);
    vec![
        measured.case.into(),
        figures.way.into(),
        format!("{:.2}", figures.median()),
        format!("{:.2}", figures.best()),
        ratio(PLAIN),
        ratio(ASYNC_TRAIT),
        format!("{:.2}", figures.allocations),
        figures.left.to_string(),
        number(figures.instructions, 1),
        goals(measured, figures, true).join("; "),
    ]
}

/// One case in all four ways, and which goals aren't met.
fn shape(measured: &Measured) -> Vec<String> {
    let way = |name| measured.way(name).expect("a case by shape has this way");
    let (plain, boxed, hot, alias) = (way(PLAIN), way(ASYNC_TRAIT), way(VALUE_TASK), way(ALIAS));
    let missed = [hot, alias].into_iter().flat_map(|figures| goals(measured, figures, false));
    vec![
        measured.case.into(),
        number(measured.bytes.map(|bytes| bytes as f64), 0),
        number(Some(plain.median()), 1),
        number(Some(boxed.median()), 1),
        number(Some(hot.median()), 1),
        number(measured.share(hot), 2),
        number(measured.ratio(hot, ASYNC_TRAIT), 2),
        number(Some(alias.median()), 1),
        number(measured.ratio(alias, ASYNC_TRAIT), 2),
        number(hot.instructions, 0),
        number(alias.instructions, 0),
        missed.collect::<Vec<_>>().join("; "),
    ]
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or(String::from("–"), |value| format!("{value:.digits$}"))
}

/// What was aimed at; also what was reached, if `met`.
fn goals(measured: &Measured, figures: &Figures, met: bool) -> Vec<String> {
    let said = figures.goals.iter().filter_map(|goal| {
        let (value, of) = match goal.measure {
            Measure::Ratio(than) => (measured.ratio(figures, than)?, format!("× {than}")),
            Measure::Share => (measured.share(figures)?, String::from("share")),
            Measure::Instructions(than) => {
                (figures.instructions? / measured.way(than)?.instructions?, format!("× {than}, instructions"))
            }
        };
        let is_met = value <= goal.at_most;
        let verdict = if is_met { "met" } else { "not met" };
        let (most, value) = (goal.at_most, if met { format!(": {value:.2}, {verdict}") } else { String::new() });
        (met || !is_met).then(|| format!("≤ {most:.2} {of}{value}"))
    });
    said.collect()
}
