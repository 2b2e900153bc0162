//! The report as text, at most 100 columns wide.

#![forbid(unsafe_code)]

use comfy_table::{Cell, CellAlignment, Table};

use crate::replay::figures::{Figures, PerLookup, Spread, Way, Workload};

/// A line above, below and under the header, and nothing else: see [`Table::load_preset`].
const LINES: &str = "  ── ──      ──    ";

/// A row of the table: what it shows, and how that reads for a way.
pub(super) type Row = (&'static str, fn(&Way) -> String);

/// The rows, from top to bottom.
pub(super) const ROWS: [Row; 9] = [
    ("ns a hit, median", |way| median(way.ns_per_hit)),
    ("    lowest to highest", |way| range(way.ns_per_hit)),
    ("ns a lookup, median", |way| median(Some(way.ns_per_lookup))),
    ("    lowest to highest", |way| range(Some(way.ns_per_lookup))),
    ("allocations a hit (bytes)", |way| heap(way.heap_per_hit)),
    ("allocations a lookup (bytes)", |way| heap(Some(way.heap_per_lookup))),
    ("completed synchronously", |way| percent(way.completed_synchronously)),
    ("hit ratio", |way| percent(way.hit_ratio)),
    ("values checked", |_| "all equal".to_owned()),
];

pub(super) fn introduction(workload: &Workload) -> String {
    let Workload { keys, distinct, lookups, store, capacity, threads, rounds, .. } = workload;
    format!(
        "Replaying {} lookups of {} keys ({keys})\nthrough a cache of {} in front of {store}\n\
         rounds: {rounds}, threads: {threads}\n\n",
        grouped(*lookups as u64),
        grouped(*distinct as u64),
        grouped(*capacity as u64),
    )
}

pub(super) fn report(figures: &Figures) -> String {
    let mut table = Table::new();
    table.load_preset(LINES);
    let names =
        figures.ways.iter().zip(["a", "b", "c", "d"]).map(|(way, letter)| right(format!("({letter}) {}", way.name)));
    table.set_header([Cell::new("")].into_iter().chain(names));
    for (what, read) in ROWS {
        table.add_row([Cell::new(what)].into_iter().chain(figures.ways.iter().map(|way| right(read(way)))));
    }
    let savings: String = figures.savings.iter().map(|line| format!("  {line}\n")).collect();
    format!("{table}\n\n{}\nA million lookups with ValueTask:\n{savings}", figures.verdict)
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
    if number < 1000.0 { format!("{number:.1}") } else { format!("{number:.0}") }
}

fn heap(heap: Option<PerLookup>) -> String {
    heap.map_or_else(|| "–".to_owned(), |heap| format!("{:.3} ({:.1})", heap.allocations, heap.bytes))
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// A number with a comma after every three digits.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!(
            ["1", "12", "123", "1234", "1234567"].map(|n| grouped(n.parse().expect("a number"))),
            ["1", "12", "123", "1,234", "1,234,567"]
        );
    }
}
