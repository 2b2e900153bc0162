//! What a replay reports: the table, the verdict, the files, and what it keeps quiet about.

use std::fs;
use std::process::{Command, Stdio};

use crate::util::{FEW, Place, binary, possible, succeeds};

#[test]
fn a_replay_reports_four_ways_and_a_verdict() {
    let output = succeeds(Place::new().replay().args(FEW));
    for part in ["400 lookups of 100 keys", "async-trait", "futures' Shared", "ValueTask", "ns a hit", "all equal"] {
        assert!(output.contains(part), "{part:?} is missing in {output}");
    }
    assert!(output.contains("complete synchronously"), "{output}");
    assert!(output.contains("A million lookups with ValueTask:"), "{output}");
}

#[test]
fn one_round_gives_no_verdict_and_says_so() {
    let output = succeeds(Place::new().replay().args(FEW));
    let text = output.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("No verdict: too few rounds") && text.contains("1 of at least 6"), "{output}");
    assert!(text.contains("too few rounds to compare the time of its hits"), "{output}");
    for advice in ["Use ValueTask", "fits here", "Not here", "Not needed", "No difference", " ms "] {
        assert!(!output.contains(advice), "{advice:?} in {output}");
    }
}

#[test]
fn the_counts_are_exact() {
    let place = Place::new();
    let figures = place.figures(place.replay().args(FEW));
    let ways = figures["ways"].as_array().expect("four ways");
    let allocations: Vec<_> =
        ways.iter().map(|way| (way["name"].as_str(), way["heap_per_hit"]["allocations"].as_f64())).collect();
    // The box; two reference counts and a list of wakers; a slot of the pool; nothing.
    let expected = [("async-trait", 1.0), ("futures' Shared", 3.0), ("Shared", 0.0), ("ValueTask", 0.0)];
    assert_eq!(allocations, expected.map(|(name, allocations)| (Some(name), Some(allocations))));
    assert_eq!(ways[3]["heap_per_hit"]["bytes"].as_f64(), Some(0.0));
}

#[test]
fn all_ways_have_the_same_hits() {
    let place = Place::new();
    let figures = place.figures(place.replay().args(FEW).args(["--capacity", "10"]));
    let ratios: Vec<_> = figures["ways"].as_array().expect("four ways").iter().map(|way| &way["hit_ratio"]).collect();
    assert!(ratios[0].as_f64().expect("a ratio") > 0.2 && ratios[0].as_f64().expect("a ratio") < 0.99);
    assert!(ratios.iter().all(|ratio| *ratio == ratios[0]), "{ratios:?}");
    // Both can tell.
    assert_eq!(figures["ways"][2]["completed_synchronously"], *ratios[2]);
    assert_eq!(figures["ways"][3]["completed_synchronously"], *ratios[3]);
}

#[test]
fn several_threads_share_a_cache_and_a_checksum() {
    let place = Place::new();
    let one = place.figures(place.replay().args(FEW));
    let three = place.figures(place.replay().args(FEW).args(["--threads", "3"]));
    assert_eq!(three["workload"]["threads"], 3);
    assert_eq!(three["workload"]["checksum"], one["workload"]["checksum"]);
}

#[test]
fn a_seed_gives_the_same_replay_twice() {
    let place = Place::new();
    let checksum =
        |seed| place.figures(place.replay().args(FEW).args(["--seed", seed]))["workload"]["checksum"].clone();
    let first = checksum("5");
    assert_eq!(checksum("5"), first);
    assert_ne!(checksum("6"), first);
}

#[test]
fn the_page_has_plots_and_a_table_and_fetches_nothing() {
    let place = Place::new();
    let path = place.path("page.html");
    succeeds(place.replay().args(FEW).arg("--html").arg(&path));
    let page = fs::read_to_string(path).expect("the page");
    assert!(
        page.contains("<table>") && page.contains("ns a hit, median") && page.contains("prefers-color-scheme: dark")
    );
    assert!(
        page.contains("<th scope=\"col\">ValueTask</th>") && page.contains("<p>A million lookups with ValueTask:</p>")
    );
    assert_eq!([page.matches("<figure>").count(), page.matches("<i style=\"width:").count()], [3, 12]);
    for reference in ["src=", "href=", "url(", "@import", "<script", "<link"] {
        assert!(!page.contains(reference), "{reference}");
    }
}

#[test]
fn cargo_calls_it_with_its_name_first() {
    let place = Place::new();
    let mut command = Command::new(binary());
    command.args(["valuetask-replay", "--rounds", "1", "--store", &place.store()]).args(FEW);
    assert!(succeeds(&mut command).contains("ValueTask"));
}

#[test]
fn help_has_examples_and_exit_codes() {
    let help = succeeds(Command::new(binary()).args(["valuetask-replay", "--help"]));
    assert!(help.contains("Examples:") && help.contains("Exit codes:") && help.contains("--trace-format"), "{help}");
}

#[test]
fn a_terminal_gets_a_progress_bar() {
    let place = Place::new();
    if !possible("no `script` to make a terminal with", "script", &["-qec", "true", "/dev/null"]) {
        return;
    }
    let inner = format!("{} --rounds 1 --ops 2000 --items 500 --store {}", binary().display(), place.store());
    let output = Command::new("script").args(["-qec", &inner, "/dev/null"]).stdin(Stdio::null()).output();
    let text = String::from_utf8_lossy(&output.expect("script runs").stdout).into_owned();
    assert!(text.contains("filling [") && text.contains("replaying ["), "{text}");
}
