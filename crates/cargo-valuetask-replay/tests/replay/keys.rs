//! Where keys come from: a file, plain or compressed, standard input, a table, an ARC trace.

use std::fs::File;
use std::io::Write as _;
use std::process::Stdio;

use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::util::{Place, succeeds};

const TRACE: &str = "one\ntwo\n\none\nthree\r\n";

pub(crate) fn zstd(content: &[u8]) -> Vec<u8> {
    compress_to_vec(content, CompressionLevel::Fastest)
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn counts(figures: &serde_json::Value) -> (u64, u64) {
    let count = |name: &str| figures["workload"][name].as_u64().expect("a number");
    (count("lookups"), count("distinct"))
}

#[test]
fn a_zstd_file_with_a_long_window_is_read() {
    let place = Place::new();
    // A frame's beginning, with a window of a gibibyte; a block that isn't compressed, and the checksum.
    let beginning = b"\x28\xb5\x2f\xfd\x04\xa0\xa1\0\0";
    let path = place.file("trace", [beginning, TRACE.as_bytes(), b"\x54\xe5\xf5\xe3"].concat());
    assert_eq!(counts(&place.figures(place.replay().arg("--keys").arg(path))), (4, 3));
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
fn a_zstd_file_of_a_table_is_read_directly_and_its_key_column_is_said() {
    let place = Place::new();
    // A frame that is skipped, and two others.
    let skipped = b"\x5f\x2a\x4d\x18\x04\0\0\0skip".to_vec();
    let path = place
        .file("trace", [skipped, zstd(b"1,a,1,1,1,get,0\n2,b,1,1,1,get,0\n"), zstd(b"3,a,1,1,1,get,0\n")].concat());
    let figures = place.figures(place.replay().arg("--keys").arg(&path));
    assert_eq!(counts(&figures), (3, 2));
    assert_eq!(figures["workload"]["keys"], format!("{}, column 2", path.display()));
}

#[test]
fn lines_of_which_nearly_all_are_different_get_no_verdict() {
    let place = Place::new();
    let lines = |of: fn(u32) -> u32| (0..120).map(|number| format!("{}\n", of(number))).collect::<String>();
    let path = place.file("trace", lines(|number| number));
    let output = succeeds(place.replay().args(["--ops", "500", "--keys"]).arg(path));
    let text = output.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("No verdict on these keys. 120 of 120 keys are different"), "{output}");
    assert!(text.contains("name its column with --column") && !text.contains("A million lookups"), "{output}");
    let path = place.file("trace", lines(|number| number % 100));
    assert!(!succeeds(place.replay().arg("--keys").arg(path)).contains("are different"));
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
    let figures = place.figures(place.replay().arg("--keys").arg(path));
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
