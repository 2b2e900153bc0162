//! Real servers, started for a test on a free port: PostgreSQL and Redis.

mod postgres;
mod redis;

use std::net::TcpListener;
use std::process::Command;

use crate::util::{FEW, Running, endless, error_line, fails, says, short, succeeds};

/// A server that a test has started. It's stopped at the latest when the test ends.
trait Server {
    fn url(&self) -> String;

    /// Stops it without letting it finish anything.
    fn kill(&mut self);

    /// The number of a replay's values in the store. `None` if there is no trace of one.
    fn values(&self) -> Option<u64>;
}

fn replay(server: &impl Server) -> Command {
    let mut command = short();
    command.args(FEW).args(["--store", &server.url()]);
    command
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn replays_and_cleans_up(server: &impl Server) {
    let output = succeeds(replay(server).args(["--capacity", "20"]));
    assert!(output.contains("all equal"), "{output}");
    assert_eq!(server.values(), None);
}

fn keeps_what_it_put_there(server: &impl Server) {
    succeeds(replay(server).arg("--keep"));
    assert_eq!(server.values(), Some(100));
    succeeds(&mut replay(server));
    assert_eq!(server.values(), None);
}

fn ctrl_c_cleans_up(server: &impl Server) {
    let running = Running::start(endless().args(["--store", &server.url()]));
    assert_eq!(server.values(), Some(600));
    running.interrupt();
    says(&error_line(&running.end(), 130), &["interrupted"]);
    assert_eq!(server.values(), None);
}

fn a_server_that_dies_is_named(server: &mut impl Server) {
    let running = Running::start(endless().args(["--capacity", "10", "--store", &server.url()]));
    server.kill();
    let line = error_line(&running.end(), 1);
    says(&line, &["127.0.0.1", "check that the server is still up, then run again"]);
    says(&line, &["valuetask_replay is left at", "run again with --remove, or delete it by hand"]);
}

fn a_server_that_is_down_is_named(scheme: &str) {
    let place = format!("127.0.0.1:{}", free_port());
    let line = fails(short().args(["--store", &format!("{scheme}://me:secret@{place}/0")]), 1);
    says(&line, &[&place, "can't connect", "refused", "check that the server is up"]);
    assert!(!line.contains("secret"), "{line}");
}
