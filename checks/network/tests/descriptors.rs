//! A server that has fewer descriptors than connections keeps those it has, and accepts the others later.
//!
//! The limit of descriptors is global: each test has it alone, from before its runtime is built.

#![cfg(unix)]

mod util;

use std::fs::File;
use std::io::Write as _;
use std::net::TcpStream as Blocking;
use std::os::fd::AsRawFd as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use network::Limits;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use util::{Serving, frame, soon};

const DESCRIPTORS: u64 = 64;

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Runs a test while no other one has set the limit.
fn alone(test: impl Future<Output = ()>) {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(test);
}

/// Descriptors below the limit, all of them taken.
struct Taken {
    files: Vec<File>,
    before: Rlimit,
}

impl Taken {
    fn new() -> Self {
        let mut files = vec![];
        let below = |file: &File| u64::try_from(file.as_raw_fd()).expect("a number") < DESCRIPTORS;
        while files.last().is_none_or(below) {
            files.push(File::open("/dev/null").expect("a descriptor"));
        }
        Self { files, before: getrlimit(Resource::Nofile) }
    }

    /// Lets no new descriptor have a number at or beyond the limit. Open ones stay.
    fn limit(&self) {
        let limit = Rlimit { current: Some(DESCRIPTORS), ..self.before };
        setrlimit(Resource::Nofile, limit).expect("a lower limit");
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        setrlimit(Resource::Nofile, self.before).expect("the limit that was");
    }
}

/// A connection with a sent request, which the server accepts later.
fn connected(serving: &Serving, id: u64) -> Blocking {
    let mut socket = Blocking::connect(serving.address).expect("the system keeps it until it is accepted");
    socket.write_all(&frame(11, id, b"abc")).expect("the system keeps it until it is read");
    socket.set_nonblocking(true).expect("it is connected");
    socket
}

async fn reply(socket: &mut TcpStream) -> Vec<u8> {
    let mut reply = vec![0; 15];
    socket.read_exact(&mut reply).await.expect("the server answers");
    reply
}

#[test]
fn a_hundred_connections_are_all_served_with_sixty_four_descriptors() {
    alone(async {
        let mut serving = Serving::new(Limits::default()).await;
        let mut taken = Taken::new();
        // The clients have descriptors beyond the limit, so the server has those below it.
        let sockets: Vec<_> = (0..100).map(|id| connected(&serving, id)).collect();
        taken.limit();
        taken.files.clear();
        let asking = sockets.into_iter().zip(0..).map(|(socket, id)| async move {
            let mut socket = TcpStream::from_std(socket).expect("a runtime");
            assert_eq!(soon("a reply", reply(&mut socket)).await, frame(11, id, b"cba"));
        });
        join_all(asking).await;
        for _ in 0..100 {
            assert_eq!(serving.any_end().await, Ok(()));
        }
    });
}

#[test]
fn a_server_without_a_descriptor_waits_for_one_from_outside() {
    alone(async {
        // The paused clock moves whenever the server waits.
        tokio::time::pause();
        let serving = Serving::new(Limits::default()).await;
        let mut taken = Taken::new();
        let mut socket = TcpStream::from_std(connected(&serving, 7)).expect("a runtime");
        taken.limit();
        tokio::time::sleep(Duration::from_secs(10)).await;
        let early = socket.try_read(&mut [0]).expect_err("not accepted yet");
        assert_eq!(early.kind(), std::io::ErrorKind::WouldBlock);
        taken.files.clear();
        assert_eq!(reply(&mut socket).await, frame(11, 7, b"cba"));
    });
}
