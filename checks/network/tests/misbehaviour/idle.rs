//! Idle connections: never while one of their requests is handled or answered.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use network::with_value_tasks::server::Handler;
use network::{Error, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::time::advance;
use valuetask::value_task;

use crate::util::{Serving, frame};

const IDLE: Duration = Duration::from_secs(1);

/// Echoes each request once the test allows it.
struct Held {
    begun: Semaphore,
    allowed: Semaphore,
}

#[value_task]
impl Handler for Held {
    async fn handle(&self, request: Vec<u8>) -> Vec<u8> {
        self.begun.add_permits(1);
        self.allowed.acquire().await.expect("it stays open").forget();
        request
    }
}

/// A server of held requests and one connection to it, on a clock that only `advance` moves.
struct Slow {
    handler: Arc<Held>,
    serving: Serving,
    socket: TcpStream,
    /// Tokio moves a paused clock by itself unless a blocking task runs: one does until this is dropped.
    _clock: mpsc::Sender<()>,
}

impl Slow {
    async fn new() -> Self {
        let (clock, dropped) = mpsc::channel::<()>();
        tokio::task::spawn_blocking(move || dropped.recv());
        let handler = Arc::new(Held { begun: Semaphore::new(0), allowed: Semaphore::new(0) });
        let serving = Serving::of(handler.clone(), Limits { idle: IDLE, ..Limits::default() }).await;
        let socket = TcpStream::connect(serving.address).await.expect("the server listens");
        Self { handler, serving, socket, _clock: clock }
    }

    async fn sends(&mut self, bytes: &[u8]) {
        self.socket.write_all(bytes).await.expect("the server reads");
    }

    /// Waits until this many more requests are being handled. The clock stands still, so a hang would last.
    async fn handles(&mut self, requests: u32) {
        tokio::select! {
            begun = self.handler.begun.acquire_many(requests) => begun.expect("it stays open").forget(),
            end = self.serving.any_end() => panic!("the connection ended: {end:?}"),
        }
    }

    /// Lets the oldest request be answered, and checks its reply.
    async fn answers(&mut self, expected: &[u8]) {
        self.handler.allowed.add_permits(1);
        let mut reply = vec![0; expected.len()];
        self.socket.read_exact(&mut reply).await.expect("the server answers");
        assert_eq!(reply, expected);
    }

    /// Returns the end of the connection while only time passes.
    async fn end(mut self) -> Result<(), Error> {
        let peer = self.socket.local_addr().expect("it is connected");
        let passing = async {
            loop {
                advance(IDLE).await;
            }
        };
        tokio::select! {
            end = self.serving.end_of(peer) => end,
            () = passing => unreachable!("time goes by for ever"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_not_idle_while_its_handler_is_busy() {
    let mut slow = Slow::new().await;
    let (first, second) = (frame(11, 1, b"abc"), frame(10, 2, b"de"));
    slow.sends(&[first.clone(), second.clone()].concat()).await;
    slow.handles(2).await;
    advance(3 * IDLE).await;
    slow.answers(&first).await;
    advance(3 * IDLE).await;
    slow.answers(&second).await;
}

#[tokio::test(start_paused = true)]
async fn the_limit_counts_anew_from_the_last_reply() {
    let mut slow = Slow::new().await;
    for id in 0..3 {
        let request = frame(11, id, b"abc");
        slow.sends(&request).await;
        slow.handles(1).await;
        advance(3 * IDLE).await;
        slow.answers(&request).await;
        advance(IDLE / 2).await;
    }
    assert_eq!(slow.end().await, Err(Error::Idle));
}

#[tokio::test(start_paused = true)]
async fn half_a_frame_that_came_while_the_handler_was_busy_is_kept() {
    let (first, second) = (frame(11, 1, b"abc"), frame(10, 2, b"de"));
    for half in 1..second.len() {
        let mut slow = Slow::new().await;
        slow.sends(&[&first, &second[..half]].concat()).await;
        slow.handles(1).await;
        advance(3 * IDLE).await;
        slow.answers(&first).await;
        advance(IDLE / 2).await;
        slow.sends(&second[half..]).await;
        slow.handles(1).await;
        slow.answers(&second).await;
    }
}

#[tokio::test(start_paused = true)]
async fn half_a_frame_is_idle_once_the_handler_is_done() {
    let mut slow = Slow::new().await;
    let request = frame(11, 1, b"abc");
    slow.sends(&[&request[..], &request[..5]].concat()).await;
    slow.handles(1).await;
    advance(3 * IDLE).await;
    slow.answers(&request).await;
    assert_eq!(slow.end().await, Err(Error::Idle));
}
