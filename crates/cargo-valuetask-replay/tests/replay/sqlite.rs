//! The SQLite file: created on first use, kept or removed by option, never harmed.

use std::fs;
use std::process::Command;

use tokio_rusqlite::rusqlite::Connection;

use crate::util::{FEW, Place, Running, endless, error_line, fails, says, short, succeeds};

fn rows(place: &Place) -> u32 {
    let file = Connection::open(place.path("store.sqlite")).expect("the file");
    file.query_row("SELECT count(*) FROM valuetask_replay", (), |row| row.get(0)).expect("the table")
}

#[test]
fn the_file_is_created_and_kept() {
    let place = Place::new();
    succeeds(place.replay().args(FEW));
    assert!(place.path("store.sqlite").exists());
}

#[test]
fn a_folder_that_does_not_exist_is_named_and_not_created() {
    let place = Place::new();
    let folder = place.path("deep/down");
    let line = fails(short().args(FEW).args(["--store", &format!("sqlite:{}/store.sqlite", folder.display())]), 1);
    says(&line, &[&format!("the folder {} doesn't exist; create it", folder.display())]);
    assert!(!place.path("deep").exists());
}

#[test]
fn without_a_store_the_file_is_in_the_cache_directory() {
    let place = Place::new();
    let mut command: Command = short();
    succeeds(command.args(FEW).env("XDG_CACHE_HOME", place.path("cache")).env("HOME", place.path("home")));
    let (linux, macos) = ("cache/valuetask/replay.sqlite", "home/Library/Caches/valuetask/replay.sqlite");
    assert!(place.path(linux).exists() || place.path(macos).exists());
}

#[test]
fn a_second_run_adds_only_the_keys_that_are_missing() {
    let place = Place::new();
    succeeds(place.replay().args(FEW));
    assert_eq!(rows(&place), 100);
    succeeds(place.replay().args(["--ops", "100", "--items", "600"]));
    assert_eq!(rows(&place), 600);
}

#[test]
fn remove_deletes_a_file_that_held_nothing_else() {
    let place = Place::new();
    succeeds(place.replay().args(FEW).arg("--remove"));
    assert!(!place.path("store.sqlite").exists());
}

#[test]
fn remove_leaves_a_file_with_other_tables() {
    let place = Place::new();
    let other = Connection::open(place.path("store.sqlite")).expect("a file");
    other.execute_batch("CREATE TABLE mine (x); INSERT INTO mine VALUES (7)").expect("a table");
    drop(other);
    succeeds(place.replay().args(FEW).arg("--remove"));
    let other = Connection::open(place.path("store.sqlite")).expect("the file");
    assert_eq!(other.query_row("SELECT x FROM mine", (), |row| row.get(0)), Ok(7));
    assert!(other.prepare("SELECT * FROM valuetask_replay").is_err());
}

#[test]
fn a_value_that_was_changed_is_found() {
    let place = Place::new();
    succeeds(place.replay().args(FEW));
    let file = Connection::open(place.path("store.sqlite")).expect("the file");
    file.execute("UPDATE valuetask_replay SET value = x'00' WHERE key = 'user0000000007'", ()).expect("an update");
    drop(file);
    let line = fails(place.replay().args(FEW), 1);
    says(&line, &["user0000000007", "another value", "delete it there"]);
}

/// The error of a replay during which another program does this to its table.
fn disturbed(statement: &str) -> String {
    let place = Place::new();
    let running = Running::start(endless().args(["--capacity", "10", "--store", &place.store()]));
    let other = Connection::open(place.path("store.sqlite")).expect("the file");
    other.execute(statement, ()).expect("a change");
    error_line(&running.end(), 1)
}

#[test]
fn values_that_change_during_a_replay_fail_the_checksum() {
    let line = disturbed("UPDATE valuetask_replay SET value = x'00'");
    says(&line, &["checksum", "nothing else writes to the store"]);
}

#[test]
fn keys_that_go_during_a_replay_are_named() {
    let line = disturbed("DELETE FROM valuetask_replay");
    says(&line, &["store.sqlite", "has gone", "nothing else writes there"]);
}

#[test]
fn a_file_that_is_no_database_is_left_as_it_is() {
    let place = Place::new();
    let content = "not a database, ".repeat(100);
    let path = place.file("store.sqlite", &content);
    says(&fails(place.replay().args(FEW), 1), &["store.sqlite", "isn't a SQLite database", "another path"]);
    assert_eq!(fs::read_to_string(path).expect("the file"), content);
}
