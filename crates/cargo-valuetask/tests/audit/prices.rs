//! The figures of the advice are those of the benches' tables.

use std::fs;
use std::path::Path;

use crate::util::{of_text, place};

fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path))
        .expect("a page of the repository")
}

/// The cells of the first row with this beginning.
fn row<'p>(page: &'p str, start: &str) -> Vec<&'p str> {
    let row = page.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no `{start}`"));
    row.split('|').map(|cell| cell.trim().split(" (").next().expect("a cell")).collect()
}

#[test]
fn figures_of_the_advice_are_those_of_the_benches() {
    let (natives, results) = (page("benches/tables/native.md"), page("benches/tables/results.md"));
    let hit = row(&natives, "|  | dyn hit |");
    let [boxed, hot, native, native_hot] = [5, 8, 9, 10].map(|cell| hit[cell]);
    let pooled = row(&results, "| `u64` |")[3];

    let report = of_text(
        "#[async_trait::async_trait] impl S { async fn boxed(&self) {} }\n\
         #[valuetask::async_trait] impl S { async fn pooled(&self) {} }\n\
         #[dynosaur::dynosaur(DynT = dyn(box) T)] trait T { async fn dynosaur(&self); }\n\
         #[valuetask::value_task(dyn = DynU)] trait U { async fn native(&self); }\n\
         impl U for S { async fn native(&self) {} }",
    );
    let native_place = crate::util::places(&report).into_iter().find(|(name, _)| name == "native").expect("an impl").1;
    let said = |place: &serde_json::Value| place["findings"][0]["text"].as_str().expect("a finding").to_owned();
    for (place, figures) in [
        (
            place(&report, "boxed"),
            format!("{pooled} instructions a hit, not {boxed}. `#[value_task]` saves the poll, too: {hot}"),
        ),
        (place(&report, "pooled"), format!("saves the poll: {hot} instructions a hit")),
        (place(&report, "dynosaur"), format!("{native} instructions a hit")),
        (native_place, format!("saves the poll: {native_hot} instructions a hit")),
    ] {
        assert!(said(place).ends_with(&figures), "{} isn't {figures}", said(place));
    }

    let readme = page("crates/cargo-valuetask/README.md");
    let figures = format!(
        "allocation: {pooled} instructions a hit, not {boxed}. `#[value_task]` saves the\n      poll, too: {hot}\n"
    );
    assert!(readme.contains(&figures), "{figures}");
}
