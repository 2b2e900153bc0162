//! The figures of the advice and of the guide are those of benches/README.md.

use std::fs;
use std::path::Path;

use crate::util::{of_text, place};

fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path))
        .expect("a page of the repository")
}

/// The cells of the first row with this beginning, behind a heading.
fn row<'p>(page: &'p str, heading: &str, start: &str) -> Vec<&'p str> {
    let (_, below) = page.split_once(heading).unwrap_or_else(|| panic!("no `{heading}`"));
    let row = below.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("no `{start}`"));
    row.split('|').map(|cell| cell.trim().split(" (").next().expect("a cell")).collect()
}

#[test]
fn figures_of_the_advice_and_of_the_guide_are_those_of_the_benches() {
    let benches = page("benches/README.md");
    let hit = row(&benches, "### Native traits", "|  | dyn hit |");
    let [boxed, dynosaur, dynify, hot, native, native_hot] = [5, 6, 7, 8, 9, 10].map(|cell| hit[cell]);
    let pooled = row(&benches, "The same in instructions a call:", "| `u64` |")[3];

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
    let guide = page("crates/valuetask/docs/guide/neighbours.md");
    for (start, figure) in [
        ("| async-trait |", boxed.to_owned()),
        ("| dynosaur |", dynosaur.to_owned()),
        ("| dynify |", dynify.to_owned()),
        ("| `#[valuetask::async_trait]` |", pooled.to_owned()),
        ("| `#[value_task]` |", hot.to_owned()),
        ("| `#[value_task(dyn = ..)]` |", format!("{native}; {native_hot} with the attribute on the impl")),
    ] {
        assert_eq!(row(&guide, "# What each does", start)[6], figure, "{start}");
    }
}
