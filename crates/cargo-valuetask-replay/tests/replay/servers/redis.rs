//! A Redis server of a test's own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::Server;
use crate::util::possible;

struct Redis {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Redis {
    /// Starts one, unless there is none to start.
    fn start() -> Option<Self> {
        if !possible("no redis-server (Debian package redis-server)", "redis-server", &["--version"]) {
            return None;
        }
        let folder = TempDir::new().expect("a temporary folder");
        let port = super::free_port();
        let mut command = Command::new("redis-server");
        command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        let mut child =
            command.arg("--dir").arg(folder.path()).stdout(Stdio::piped()).spawn().expect("redis-server starts");
        let mut log = BufReader::new(child.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        assert!(log.any(|line| line.contains("Ready to accept connections")), "redis-server didn't get ready");
        // A server that logs to a closed pipe goes on all the same.
        Some(Self { child, port, _folder: folder })
    }
}

impl Server for Redis {
    fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    fn kill(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ends");
    }

    fn values(&self) -> Option<u64> {
        let asked = Command::new("redis-cli").args(["-p", &self.port.to_string(), "DBSIZE"]).output();
        let answer = String::from_utf8(asked.expect("redis-cli runs").stdout).expect("text");
        Some(answer.trim().parse().expect("a number")).filter(|&count| count > 0)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // It may have been killed before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn redis_is_replayed_and_cleaned_up() {
    if let Some(server) = Redis::start() {
        super::replays_and_cleans_up(&server);
    }
}

#[test]
fn redis_keeps_what_it_is_asked_to() {
    if let Some(server) = Redis::start() {
        super::keeps_what_it_put_there(&server);
    }
}

#[test]
fn ctrl_c_cleans_redis_up() {
    if let Some(server) = Redis::start() {
        super::ctrl_c_cleans_up(&server);
    }
}

#[test]
fn a_redis_that_dies_half_way_is_named() {
    if let Some(mut server) = Redis::start() {
        super::a_server_that_dies_is_named(&mut server);
    }
}

#[test]
fn a_redis_that_is_down_is_named() {
    super::a_server_that_is_down_is_named("redis");
}
