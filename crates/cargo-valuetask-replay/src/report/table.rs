//! The report as text, in lines of a width.

#![forbid(unsafe_code)]

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Cell, CellAlignment, Table, TableComponent};
use textwrap::{Options, fill};

use super::number::{count, percent, rounded};
use crate::figures::{Cost, Figures, PerLookup, Setup, Times};

/// A row of the table: what it shows, and how that reads for a way.
pub(super) type Row = (&'static str, fn(&Cost) -> String);

/// The rows, from top to bottom.
pub(super) const ROWS: [Row; 11] = [
    ("ns a hit, median", |way| median(way.ns_per_hit.as_ref())),
    ("  lowest to highest", |way| range(way.ns_per_hit.as_ref())),
    ("ns a lookup, median", |way| median(Some(&way.ns_per_lookup))),
    ("  lowest to highest", |way| range(Some(&way.ns_per_lookup))),
    ("allocations a hit", |way| heap(way.heap_per_hit, |heap| heap.allocations)),
    ("  bytes", |way| heap(way.heap_per_hit, |heap| heap.bytes)),
    ("allocations a lookup", |way| heap(Some(way.heap_per_lookup), |heap| heap.allocations)),
    ("  bytes", |way| heap(Some(way.heap_per_lookup), |heap| heap.bytes)),
    ("synchronous", |way| percent(way.completed_synchronously)),
    ("hit ratio", |way| percent(way.hit_ratio)),
    ("values checked", |_| "all equal".to_owned()),
];

/// Writes what is about to be replayed.
pub(super) fn introduction(setup: &Setup, width: usize) -> String {
    let Setup { keys, doubt, distinct, lookups, store, capacity, threads, rounds, .. } = setup;
    let [lookups, distinct, capacity] = [*lookups, *distinct, *capacity].map(count);
    let text = format!(
        "Replaying {lookups} lookups of {distinct} keys ({keys})\nthrough a cache of {capacity} in front of {store}\n\
         rounds: {rounds}, threads: {threads}\n{}\n",
        doubt.iter().map(|doubt| format!("{doubt}\n")).collect::<String>()
    );
    fill(&text, width)
}

/// Writes the figures, and what they mean.
pub(super) fn report(figures: &Figures, width: usize) -> String {
    let Figures { ways, verdict, savings, .. } = figures;
    let mut tables = table(ways);
    if tables.lines().any(|line| line.chars().count() > width) {
        tables = ways.chunks(1).map(table).collect();
    }
    let sentences = fill(&verdict.join("\n"), width);
    let indented = Options::new(width).initial_indent("  ").subsequent_indent("    ");
    let savings: Vec<_> = savings.iter().map(|line| fill(line, &indented) + "\n").collect();
    let head = if savings.is_empty() { "" } else { "A million lookups with ValueTask:\n" };
    format!("{tables}{sentences}\n{head}{}", savings.concat())
}

/// The ways side by side.
fn table(ways: &[Cost]) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_HORIZONTAL_ONLY);
    table.remove_style(TableComponent::HorizontalLines).remove_style(TableComponent::MiddleIntersections);
    table.set_header([Cell::new("")].into_iter().chain(ways.iter().map(|way| right(way.name.to_owned()))));
    for (what, read) in ROWS {
        table.add_row([Cell::new(what)].into_iter().chain(ways.iter().map(|way| right(read(way)))));
    }
    format!("{table}\n\n")
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn median(times: Option<&Times>) -> String {
    times.map_or_else(|| "–".to_owned(), |times| rounded(times.median))
}

fn range(times: Option<&Times>) -> String {
    times.map_or_else(|| "–".to_owned(), |times| format!("{}–{}", rounded(times.min), rounded(times.max)))
}

/// A figure that is counted: exact but for its last digit.
fn heap(heap: Option<PerLookup>, figure: fn(PerLookup) -> f64) -> String {
    heap.map_or_else(|| "–".to_owned(), |heap| rounded(figure(heap)))
}

#[cfg(test)]
mod tests {
    use super::{introduction, report};
    use crate::figures::{Cost, Figures, PerLookup, Setup, Times};

    #[test]
    fn the_report_fits_the_width() {
        let times = || Times::new(vec![123_456.7, 234_567.8]).expect("two rounds");
        let heap = PerLookup { allocations: 3.0, bytes: 216.0 };
        let ways = ["async-trait", "futures' Shared", "Shared", "ValueTask"].map(|name| Cost {
            name,
            ns_per_lookup: times(),
            ns_per_hit: None,
            heap_per_lookup: heap,
            heap_per_hit: Some(heap),
            completed_synchronously: 0.875,
            hit_ratio: 0.875,
        });
        let sentence = || "A sentence of more words than there is room for in one line of fifty columns.".to_owned();
        let setup = Setup {
            keys: "scrambled zipfian 0.99, seed 1".to_owned(),
            doubt: Some(sentence()),
            distinct: 40_000,
            lookups: 80_000,
            store: "redis://localhost".to_owned(),
            capacity: 10_000,
            threads: 1,
            rounds: 2,
            checksum: String::new(),
        };
        let figures =
            Figures { workload: setup, ways, verdict: vec![sentence()], savings: vec![sentence(), sentence()] };
        for width in [50, 80, 100] {
            let text = introduction(&figures.workload, width) + &report(&figures, width);
            assert!(text.lines().all(|line| line.chars().count() <= width), "{width}:\n{text}");
            assert!(text.contains("ValueTask") && text.contains("\n  A sentence of more"), "{text}");
        }
    }
}
