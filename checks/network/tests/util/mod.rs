//! Shared code of the tests: a handler, its server, and time limits that turn a hang into a failure.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use network::with_value_tasks::client::{Caller, Client};
use network::with_value_tasks::server::{Handler, serve};
use network::{Error, Limits};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;
use valuetask::value_task;

/// Longer than any test without a hang.
const LIMIT: Duration = Duration::from_secs(60);

/// Returns the future's value, or fails in time.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(LIMIT, future).await.unwrap_or_else(|_| panic!("{what}: it hangs"))
}

/// The message of the handler's panic.
pub(crate) const PANIC: &str = "a request that begins with an exclamation mark";

/// Reverses a request. One that begins with an even byte is answered at the call, with an odd one after a suspension,
/// and `!` panics.
pub(crate) struct Reverses;

#[value_task]
impl Handler for Reverses {
    async fn handle(&self, mut request: Vec<u8>) -> Vec<u8> {
        match request.first() {
            Some(b'!') => panic!("{PANIC}"),
            Some(byte) if byte % 2 == 1 => tokio::task::yield_now().await,
            _ => {}
        }
        request.reverse();
        request
    }
}

/// A server, and the ends of its connections.
pub(crate) struct Serving {
    pub(crate) address: SocketAddr,
    ends: UnboundedReceiver<(SocketAddr, Result<(), Error>)>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Serving {
    pub(crate) async fn new(limits: Limits) -> Self {
        Self::of(Arc::new(Reverses), limits).await
    }

    pub(crate) async fn of(handler: Arc<dyn Handler>, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let (report, ends) = unbounded_channel();
        let report = move |peer, end| report.send((peer, end)).expect("the test listens");
        Self { address, ends, server: tokio::spawn(serve(listener, handler, limits, report)) }
    }

    /// Waits for the end of this peer's connection. Others must not end before.
    pub(crate) async fn end_of(&mut self, peer: SocketAddr) -> Result<(), Error> {
        let (ended, end) = soon("the end of a connection", self.ends.recv()).await.expect("the server runs");
        assert_eq!(ended, peer, "another connection ended: {end:?}");
        end
    }

    /// Waits for the end of the next connection.
    pub(crate) async fn any_end(&mut self) -> Result<(), Error> {
        soon("the end of a connection", self.ends.recv()).await.expect("the server runs").1
    }

    pub(crate) async fn client(&self) -> Client {
        Client::connect(self.address, Limits::default()).await.expect("the server listens")
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Returns a frame of this length, number and payload.
pub(crate) fn frame(length: u32, id: u64, payload: &[u8]) -> Vec<u8> {
    [&length.to_be_bytes(), &id.to_be_bytes()[..], payload].concat()
}

/// Calls, and returns `true` if the reply is right.
pub(crate) async fn asks(client: &dyn Caller, text: &str) {
    let reply = soon("a call", client.call(text.into())).await.expect("it is answered");
    assert!(reply.iter().rev().eq(text.as_bytes()), "{text:?} was answered by {reply:?}");
}
