//! Ctrl-C in the middle.

use std::io::Write as _;
use std::process::Stdio;

use crate::util::{FEW, Place, Running, endless, error_line, says, succeeds};

#[test]
fn ctrl_c_ends_a_replay_and_leaves_the_store_usable() {
    let place = Place::new();
    let running = Running::start(endless().args(["--store", &place.store()]));
    running.interrupt();
    says(&error_line(&running.end(), 130), &["interrupted", "run again"]);
    succeeds(place.replay().args(FEW));
}

#[test]
fn ctrl_c_ends_a_replay_on_several_threads() {
    let place = Place::new();
    let running = Running::start(endless().args(["--threads", "3", "--store", &place.store()]));
    running.interrupt();
    says(&error_line(&running.end(), 130), &["interrupted"]);
}

#[test]
fn ctrl_c_removes_what_was_to_be_removed() {
    let place = Place::new();
    let running = Running::start(endless().args(["--remove", "--store", &place.store()]));
    running.interrupt();
    says(&error_line(&running.end(), 130), &["interrupted"]);
    assert!(!place.path("store.sqlite").exists());
}

#[test]
fn ctrl_c_ends_the_wait_for_standard_input() {
    let place = Place::new();
    let mut running = Running::spawn(place.replay().args(["--keys", "-"]).stdin(Stdio::piped()));
    // Far more than a pipe holds: when all of it is written, the program has read some and listens for Ctrl-C.
    running.input().write_all("a key\n".repeat(1 << 18).as_bytes()).expect("the program reads");
    running.interrupt();
    says(&error_line(&running.end(), 130), &["interrupted"]);
    assert!(!place.path("store.sqlite").exists());
}
