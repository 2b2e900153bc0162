//! The table.

use comfy_table::{CellAlignment, Table, presets};

use crate::alloc;
use crate::measure::{Figures, Measured};
use crate::way::{ASYNC_TRAIT, PLAIN};

/// One row a way, with its ratios to the plain call and to async-trait, and its goals.
pub(crate) fn table(results: &[Measured]) -> String {
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN);
    table.set_header(["case", "way", "ns", "× plain", "× async-trait", "allocs", "instr.", "goals"]);
    for column in table.column_iter_mut().skip(2).take(5) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    for measured in results {
        for figures in &measured.figures {
            table.add_row(row(measured, figures));
        }
    }
    format!("On {}; a call, median of the rounds.\n\n{table}", alloc::NAME)
}

fn row(measured: &Measured, figures: &Figures) -> Vec<String> {
    let ratio =
        |other: &str| measured.figures.iter().find(|known| known.way == other).map(|known| figures.ratio_to(known));
    let show = |ratio: Option<f64>| ratio.map_or(String::from("–"), |ratio| format!("{ratio:.2}"));
    let goals = figures.goals.iter().filter_map(|goal| {
        let ratio = ratio(goal.than)?;
        let met = if ratio <= goal.at_most { "met" } else { "not met" };
        Some(format!("≤ {:.2} × {}: {met}", goal.at_most, goal.than))
    });
    vec![
        measured.case.into(),
        figures.way.into(),
        format!("{:.2}", figures.median()),
        show(ratio(PLAIN)),
        show(ratio(ASYNC_TRAIT)),
        format!("{:.2}", figures.allocations),
        figures.instructions.map_or(String::from("–"), |count| format!("{count:.1}")),
        goals.collect::<Vec<_>>().join("; "),
    ]
}
