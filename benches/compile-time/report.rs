//! The table.

use comfy_table::{CellAlignment, Table, presets};

use crate::way::Way;

/// What one way cost, in seconds, one figure a round.
pub(crate) struct Figures {
    pub(crate) way: Way,
    pub(crate) expansion: Vec<f64>,
    pub(crate) checking: Vec<f64>,
}

impl Figures {
    pub(crate) fn new(way: Way) -> Self {
        Self { way, expansion: Vec::new(), checking: Vec::new() }
    }
}

/// One row a way, with its ratios to async-trait.
pub(crate) fn table(figures: &[Figures]) -> String {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header(["way", "expansion, s", "× async-trait", "checking, s", "× async-trait"]);
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let than = figures.iter().find(|figures| figures.way == Way::AsyncTrait).expect("async-trait is one of the ways");
    for figures in figures {
        table.add_row([
            figures.way.name().to_owned(),
            format!("{:.3}", median(figures.expansion.clone())),
            ratio(&figures.expansion, &than.expansion),
            format!("{:.3}", median(figures.checking.clone())),
            ratio(&figures.checking, &than.checking),
        ]);
    }
    table.to_string()
}

/// One row a way, with sizes in KiB and their ratios to async-trait's; `sizes` has a list for each of `columns`.
pub(crate) fn sizes(ways: &[Way], columns: &[&str], sizes: &[Vec<u64>]) -> String {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    let heads = columns.iter().flat_map(|column| [column, "× async-trait"]);
    table.set_header(std::iter::once("way").chain(heads));
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let than = ways.iter().position(|way| *way == Way::AsyncTrait).expect("async-trait is one of the ways");
    for (index, way) in ways.iter().enumerate() {
        let cells = sizes.iter().flat_map(|sizes| {
            [format!("{:.0}", sizes[index] as f64 / 1024.0), format!("{:.2}", sizes[index] as f64 / sizes[than] as f64)]
        });
        table.add_row(std::iter::once(way.name().to_owned()).chain(cells));
    }
    table.to_string()
}

/// The median over the rounds of a time as a multiple of another's.
fn ratio(times: &[f64], than: &[f64]) -> String {
    format!("{:.2}", median(times.iter().zip(than).map(|(mine, other)| mine / other).collect()))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
