//! Stores that don't answer. A replay waits for seconds before it gives one up, so one test waits for all.

use std::net::TcpListener;
use std::thread;

use tokio_rusqlite::rusqlite::Connection;

use crate::util::{FEW, Place, fails, says, short, succeeds};

fn a_server_that_is_silent_is_named(scheme: &str, parameters: &str) {
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let place = silent.local_addr().expect("an address").to_string();
    let line = fails(short().args(["--store", &format!("{scheme}://me:secret@{place}/0{parameters}")]), 1);
    says(&line, &[&place, "can't connect: timed out", "check that the server is up"]);
}

fn a_file_that_another_program_has_locked_is_named() {
    let place = Place::new();
    succeeds(place.replay().args(FEW));
    let other = Connection::open(place.path("store.sqlite")).expect("the file");
    other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    says(&fails(place.replay().args(FEW), 1), &["store.sqlite", "another program is using the file"]);
}

#[test]
fn a_store_that_does_not_answer_is_named() {
    thread::scope(|scope| {
        scope.spawn(|| a_server_that_is_silent_is_named("postgres", "?connect_timeout=1"));
        scope.spawn(|| a_server_that_is_silent_is_named("redis", ""));
        scope.spawn(a_file_that_another_program_has_locked_is_named);
    });
}
