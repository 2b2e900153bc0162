//! The report as text: the ways side by side in 80 columns, or one under the other where there are fewer.

#![forbid(unsafe_code)]

use comfy_table::{Cell, CellAlignment, Table};

use crate::replay::figures::{Figures, PerLookup, Spread, Way, Workload};
use crate::text::{LINES, grouped, line};

/// The ways stand side by side from this number of columns on.
const SIDE_BY_SIDE: usize = 78;

/// A row of the table: what it shows, and how that reads for a way.
pub(super) type Row = (&'static str, fn(&Way) -> String);

/// The rows, from top to bottom.
pub(super) const ROWS: [Row; 11] = [
    ("ns a hit, median", |way| median(way.ns_per_hit)),
    ("  lowest to highest", |way| range(way.ns_per_hit)),
    ("ns a lookup, median", |way| median(Some(way.ns_per_lookup))),
    ("  lowest to highest", |way| range(Some(way.ns_per_lookup))),
    ("allocations a hit", |way| heap(way.heap_per_hit, |heap| heap.allocations, 3)),
    ("  bytes", |way| heap(way.heap_per_hit, |heap| heap.bytes, 1)),
    ("allocations a lookup", |way| heap(Some(way.heap_per_lookup), |heap| heap.allocations, 3)),
    ("  bytes", |way| heap(Some(way.heap_per_lookup), |heap| heap.bytes, 1)),
    ("completed synchronously", |way| percent(way.completed_synchronously)),
    ("hit ratio", |way| percent(way.hit_ratio)),
    ("values checked", |_| "all equal".to_owned()),
];

/// What is about to be replayed.
pub(super) fn introduction(workload: &Workload, width: usize) -> String {
    let Workload { keys, distinct, lookups, store, capacity, threads, rounds, .. } = workload;
    let [lookups, distinct, capacity] = [lookups, distinct, capacity].map(grouped);
    let mut text = String::new();
    line(&mut text, width, 0, &format!("Replaying {lookups} lookups of {distinct} keys ({keys})"));
    line(&mut text, width, 0, &format!("through a cache of {capacity} in front of {store}"));
    line(&mut text, width, 0, &format!("rounds: {rounds}, threads: {threads}"));
    text + "\n"
}

/// The figures and what they mean.
pub(super) fn report(figures: &Figures, width: usize) -> String {
    let mut text = if width >= SIDE_BY_SIDE { side_by_side(&figures.ways) } else { stacked(&figures.ways) };
    for sentence in &figures.verdict {
        line(&mut text, width, 0, sentence);
    }
    line(&mut text, width, 0, "A million lookups with ValueTask:");
    for saving in &figures.savings {
        line(&mut text, width, 2, saving);
    }
    text
}

fn side_by_side(ways: &[Way]) -> String {
    let mut table = Table::new();
    table.load_preset(LINES);
    table.set_header([Cell::new("")].into_iter().chain(ways.iter().map(|way| right(way.name.to_owned()))));
    for (what, read) in ROWS {
        table.add_row([Cell::new(what)].into_iter().chain(ways.iter().map(|way| right(read(way)))));
    }
    framed(table)
}

fn stacked(ways: &[Way]) -> String {
    let mut text = String::new();
    for way in ways {
        let mut table = Table::new();
        table.load_preset(LINES);
        table.set_header([Cell::new(way.name), Cell::new("")]);
        for (what, read) in ROWS {
            table.add_row([Cell::new(what), right(read(way))]);
        }
        text += &framed(table);
    }
    text
}

/// A table without room beside its lines.
fn framed(mut table: Table) -> String {
    let last = table.column_count() - 1;
    for (number, column) in table.column_iter_mut().enumerate() {
        column.set_padding((u16::from(number > 0), u16::from(number < last)));
    }
    format!("{table}\n\n")
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

fn median(spread: Option<Spread>) -> String {
    spread.map_or_else(|| "–".to_owned(), |spread| format!("{:.1}", spread.median))
}

fn range(spread: Option<Spread>) -> String {
    spread.map_or_else(|| "–".to_owned(), |spread| format!("{}–{}", short(spread.min), short(spread.max)))
}

/// A number with the digits that say something, so that four ways fit side by side.
fn short(number: f64) -> String {
    match number {
        ..1e3 => format!("{number:.1}"),
        1e3..1e5 => format!("{number:.0}"),
        _ => format!("{:.0}k", number / 1e3),
    }
}

fn heap(heap: Option<PerLookup>, figure: fn(PerLookup) -> f64, decimals: usize) -> String {
    heap.map_or_else(|| "–".to_owned(), |heap| format!("{:.decimals$}", figure(heap)))
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}
