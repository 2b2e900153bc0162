//! Where keys come from: a file, plain or gzip, standard input, an ARC trace.

use std::fs::File;
use std::io::Write as _;
use std::process::Stdio;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::util::Place;

const TRACE: &str = "one\ntwo\n\none\nthree\r\n";

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn counts(figures: &serde_json::Value) -> (u64, u64) {
    let count = |name: &str| figures["workload"][name].as_u64().expect("a number");
    (count("lookups"), count("distinct"))
}

#[test]
fn a_file_has_one_key_a_line() {
    let place = Place::new();
    let path = place.file("trace", TRACE);
    let figures = place.figures(place.replay().arg("--keys").arg(path));
    assert_eq!(counts(&figures), (4, 3));
}

#[test]
fn a_gzip_file_is_read_directly_under_any_name() {
    let place = Place::new();
    // Two members, as `cat a.gz b.gz` makes them.
    let path = place.file("trace", [gzip(TRACE.as_bytes()), gzip(b"four\n")].concat());
    let figures = place.figures(place.replay().arg("--keys").arg(path));
    assert_eq!(counts(&figures), (5, 4));
}

#[test]
fn a_dash_reads_standard_input() {
    let place = Place::new();
    let input = File::open(place.file("trace", TRACE)).expect("the file");
    let figures = place.figures(place.replay().args(["--keys", "-"]).stdin(Stdio::from(input)));
    assert_eq!(counts(&figures), (4, 3));
    assert_eq!(figures["workload"]["keys"], "standard input");
}

#[test]
fn an_arc_trace_has_runs_of_keys() {
    let place = Place::new();
    let path = place.file("trace", "100 3 0 0\n101 4 0 1\n");
    let figures = place.figures(place.replay().args(["--trace-format", "arc", "--keys"]).arg(path));
    assert_eq!(counts(&figures), (7, 5));
}

#[test]
fn ops_cuts_a_trace_or_repeats_it() {
    let place = Place::new();
    let path = place.file("trace", TRACE);
    let cut = place.figures(place.replay().args(["--ops", "2", "--keys"]).arg(&path));
    assert_eq!(counts(&cut), (2, 2));
    let repeated = place.figures(place.replay().args(["--ops", "10", "--keys"]).arg(&path));
    assert_eq!(counts(&repeated), (10, 3));
}

#[test]
fn a_cache_of_one_still_gives_the_right_values() {
    let place = Place::new();
    let path = place.file("trace", TRACE);
    let figures = place.figures(place.replay().args(["--capacity", "1", "--keys"]).arg(path));
    assert_eq!(figures["workload"]["capacity"], 1);
}
