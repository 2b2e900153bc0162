//! What a replay says about input it can't use.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::keys::{gzip, zstd};
use crate::util::{FEW, Place, binary, error_line, fails, is_misused, says, short, skipped, succeeds};

fn refuses(content: impl AsRef<[u8]>, parts: &[&str]) {
    let place = Place::new();
    let path = place.file("trace", content);
    let line = fails(place.replay().arg("--keys").arg(&path), 1);
    says(&line, &[&path.display().to_string()]);
    says(&line, parts);
    assert!(!place.path("store.sqlite").exists(), "a store was made for nothing");
}

#[test]
fn a_trace_that_is_missing_is_named() {
    let place = Place::new();
    let line = fails(place.replay().args(["--keys", "no/such/trace"]), 1);
    says(&line, &["no/such/trace", "No such file", "give a readable file with --keys"]);
}

#[test]
fn a_folder_is_no_trace() {
    let place = Place::new();
    says(&fails(place.replay().arg("--keys").arg(place.path("")), 1), &["directory", "give a readable file"]);
}

#[test]
fn an_empty_trace_holds_no_keys() {
    refuses("", &["holds no keys", "give a file"]);
    refuses("\n\n", &["holds no keys", "give a file"]);
    refuses(gzip(b""), &["holds no keys", "give a file"]);
}

#[test]
fn a_binary_trace_is_refused_by_line() {
    refuses(b"key\n\x00\x01\x02\n", &["line 2", "isn't text", "one key a line"]);
    refuses(b"\xff\xfe\n", &["line 1", "isn't text"]);
    refuses(vec![0; 1 << 17], &["line 1", "isn't text"]);
}

#[test]
fn a_truncated_gzip_file_is_refused() {
    let whole = gzip(&(0..5000).flat_map(|key| format!("{key}\n").into_bytes()).collect::<Vec<_>>());
    refuses(&whole[..whole.len() / 2], &["truncated", "intact copy"]);
    refuses(&whole[..5], &["truncated", "intact copy"]);
    refuses([&whole[..], b"hello"].concat(), &["something else follows it", "gzip -dc FILE"]);
}

#[test]
fn a_zstd_file_that_is_truncated_or_damaged_is_refused() {
    let whole = zstd(&b"a key\nanother key\n".repeat(500));
    refuses(&whole[..whole.len() / 2], &["zstd file is truncated", "complete copy"]);
    refuses(&whole[..whole.len() - 3], &["zstd file is truncated", "complete copy"]);
    refuses([&whole[..4], &[0xff; 20]].concat(), &["zstd file is damaged", "intact copy"]);
    let mut damaged = whole;
    *damaged.last_mut().expect("a checksum") ^= 1;
    refuses(damaged, &["zstd file is damaged", "checksum"]);
}

#[test]
fn other_compressions_are_named_with_the_command_that_undoes_them() {
    refuses(b"\xfd7zXZ\0...", &["compressed by xz", "xz -dc FILE | cargo valuetask-replay --keys -"]);
    refuses(b"BZh91AY&SY", &["compressed by bzip2", "bzip2 -dc FILE"]);
    refuses(b"\x04\x22\x4d\x18...", &["compressed by lz4", "lz4 -dc FILE"]);
}

#[test]
fn a_damaged_gzip_file_is_refused() {
    let mut damaged = gzip(b"a key\nanother key\n");
    let end = damaged.len();
    damaged[end - 6] ^= 0xff;
    refuses(damaged, &["damaged", "intact copy"]);
}

#[test]
fn a_key_that_is_too_long_is_refused_by_line() {
    refuses(format!("short\n{}\n", "x".repeat(1025)), &["line 2", "longer than 1024 bytes", "shorten it"]);
    refuses("x".repeat(1 << 20), &["line 1", "longer than 1024 bytes"]);
}

#[test]
fn a_key_of_the_longest_size_is_taken() {
    let place = Place::new();
    let path = place.file("trace", "x".repeat(1024));
    succeeds(place.replay().arg("--keys").arg(path));
}

#[test]
fn a_line_that_is_no_arc_line_is_refused_by_line() {
    let place = Place::new();
    let path = place.file("trace", "1 2 0 0\n17\n");
    let line = fails(place.replay().args(["--trace-format", "arc", "--keys"]).arg(path), 1);
    says(&line, &["line 2", "start and length", "say --trace-format lines"]);
}

#[test]
fn an_arc_line_of_more_keys_than_a_replay_has_is_refused_by_line() {
    let place = Place::new();
    let path = place.file("trace", "1 2 0 0\n1 300000000 0 0\n");
    let line = fails(place.replay().args(["--trace-format", "arc", "--keys"]).arg(path), 1);
    says(&line, &["line 2", "more than 268435456 keys", "--ops"]);
}

#[test]
fn an_unknown_kind_of_store_is_refused_with_the_known_ones() {
    let place = Place::new();
    for store in ["mysql://host/db", "nonsense", "sqlite:"] {
        says(&is_misused(short().args(["--store", store])), &["--store", "sqlite:PATH, postgres://", "redis://"]);
    }
    let error = is_misused(short().args(["--store", "mysql://me:secret@host/db"]));
    assert!(error.contains("mysql") && !error.contains("secret"), "{error}");
    assert!(!place.path("store.sqlite").exists());
}

#[test]
fn zero_of_anything_is_refused() {
    for option in ["--capacity", "--ops", "--items", "--threads", "--rounds"] {
        let error = is_misused(Command::new(binary()).args([option, "0"]));
        says(&error, &[option, "'0'", "at least 1", "--help"]);
    }
}

#[test]
fn more_than_memory_holds_is_refused() {
    for option in ["--capacity", "--ops", "--items", "--threads", "--rounds"] {
        let error = is_misused(Command::new(binary()).args([option, "99999999999999999"]));
        says(&error, &[option, "at most", "--help"]);
    }
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    says(&is_misused(Place::new().replay().args(["--keep", "--remove"])), &["--keep", "--remove", "--help"]);
    says(&is_misused(Place::new().replay().args(["--trace-format", "arc"])), &["--keys", "--help"]);
    let columns = ["--keys", "-", "--trace-format", "arc", "--column", "2"];
    says(&is_misused(Place::new().replay().args(columns)), &["--column", "--trace-format", "--help"]);
    says(&is_misused(Place::new().replay().args(["--keys", "-", "--delimiter", "ab"])), &["--delimiter", "--help"]);
    says(&is_misused(Place::new().replay().arg("--nonsense")), &["--nonsense", "--help"]);
}

#[test]
fn a_report_that_cannot_be_written_is_refused_before_anything_is_measured() {
    let place = Place::new();
    for option in ["--json", "--html"] {
        let line = fails(place.replay().args(FEW).args([option, "no/such/folder/file"]), 1);
        says(&line, &["no/such/folder/file", "can't write", "give a path you can write to"]);
    }
    assert!(!place.path("store.sqlite").exists());
}

#[test]
fn a_report_that_would_overwrite_another_file_of_the_run_is_refused() {
    let place = Place::new();
    let trace = place.file("trace", "a\n");
    let store = place.path("store.sqlite");
    let other = place.path("./new");
    for (options, parts) in [
        ([("--keys", &trace), ("--json", &trace)], ["--json", "--keys"]),
        ([("--html", &store), ("--keys", &trace)], ["--html", "--store"]),
        ([("--json", &place.path("new")), ("--html", &other)], ["--html", "--json"]),
    ] {
        let mut command = place.replay();
        for (option, path) in options {
            command.arg(option).arg(path);
        }
        says(&fails(&mut command, 1), &parts);
        says(&fails(&mut command, 1), &["would overwrite", "give another file"]);
    }
    assert_eq!(std::fs::read_to_string(&trace).expect("a file"), "a\n");
    assert!(!store.exists() && !other.exists());
}

#[test]
fn a_run_that_fails_leaves_no_report_and_keeps_an_earlier_one() {
    let place = Place::new();
    let earlier = place.file("earlier.json", "figures");
    let later = place.path("later.html");
    let mut command = place.replay();
    command.args(["--keys", "no/such/trace"]).arg("--json").arg(&earlier).arg("--html").arg(&later);
    says(&fails(&mut command, 1), &["no/such/trace"]);
    assert!(!later.exists());
    assert_eq!(std::fs::read_to_string(&earlier).expect("a file"), "figures");
}

#[test]
fn a_full_disk_under_a_report_is_named() {
    if !Path::new("/dev/full").exists() {
        skipped("no /dev/full");
        return;
    }
    for option in ["--json", "--html"] {
        let line = fails(Place::new().replay().args(FEW).args([option, "/dev/full"]), 1);
        says(&line, &["/dev/full", "No space left", "space left"]);
    }
}

#[test]
fn a_full_disk_under_standard_output_is_named() {
    let Ok(full) = OpenOptions::new().write(true).open("/dev/full") else {
        skipped("no /dev/full");
        return;
    };
    let place = Place::new();
    let mut command = place.replay();
    let output = command.args(FEW).stdout(full).stderr(Stdio::piped()).spawn();
    let output = output.expect("the binary runs").wait_with_output().expect("the binary ends");
    says(&error_line(&output, 1), &["standard output", "No space left"]);
}

#[test]
fn a_reader_that_leaves_early_is_no_failure_and_the_files_are_written() {
    let place = Place::new();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut command = place.replay();
    command.args(FEW).arg("--json").arg(place.path("figures.json")).stdout(writer).stderr(Stdio::piped());
    let output = command.spawn().expect("the binary runs").wait_with_output().expect("the binary ends");
    assert_eq!((output.status.code(), &*output.stderr), (Some(0), &b""[..]));
    let figures = std::fs::read(place.path("figures.json")).expect("a file");
    serde_json::from_slice::<serde_json::Value>(&figures).expect("JSON");
}
