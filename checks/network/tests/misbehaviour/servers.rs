//! Servers that misbehave: a call that waits for a reply fails with the reason.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use futures_util::future::join_all;
use network::with_value_tasks::client::{Caller, Client};
use network::with_value_tasks::server::{Handler, serve};
use network::{Error, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use valuetask::value_task;

use crate::util::{Reverses, Serving, soon};

/// Returns the results of two calls when the server answers the first with these bytes, and leaves.
async fn answered_by(bytes: &[u8]) -> [Result<Vec<u8>, Error>; 2] {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let client = Client::connect(address, Limits::default()).await.expect("the server listens");
    let serving = async {
        let (mut socket, _) = listener.accept().await.expect("the client connects");
        let mut requests = [0; 2 * 13];
        socket.read_exact(&mut requests).await.expect("the client sends");
        socket.write_all(bytes).await.expect("the client reads");
    };
    let calls = async { tokio::join!(client.call(b"a".to_vec()), client.call(b"b".to_vec())) };
    let (calls, ()) = soon("two calls", async { tokio::join!(calls, serving) }).await;
    let after = soon("a call", client.call(b"c".to_vec())).await;
    assert!(after.is_err(), "{after:?}");
    calls.into()
}

#[tokio::test]
async fn a_server_that_leaves_ends_every_call() {
    assert_eq!(answered_by(b"").await, [Err(Error::Closed), Err(Error::Closed)]);
}

#[tokio::test]
async fn a_server_that_leaves_after_the_first_reply_or_within_the_second_answers_the_first() {
    let reply = [0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, b'A'];
    assert_eq!(answered_by(&reply).await, [Ok(b"A".to_vec()), Err(Error::Closed)]);
    let more = [&reply[..], &[0, 0]].concat();
    assert_eq!(answered_by(&more).await, [Ok(b"A".to_vec()), Err(Error::Truncated)]);
}

#[tokio::test]
async fn a_server_that_leaves_within_a_reply_is_an_error() {
    let reply = [0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, b'A'];
    for half in 1..reply.len() {
        let truncated = [Err(Error::Truncated), Err(Error::Truncated)];
        assert_eq!(answered_by(&reply[..half]).await, truncated, "after {half} bytes");
    }
}

/// Never answers, and counts the waiting calls.
struct Never(Arc<AtomicUsize>);

struct Waits(Arc<AtomicUsize>);

impl Drop for Waits {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

#[value_task]
impl Handler for Never {
    async fn handle(&self, _: Vec<u8>) -> Vec<u8> {
        self.0.fetch_add(1, SeqCst);
        let _waits = Waits(Arc::clone(&self.0));
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_server_that_is_shut_down_with_requests_in_flight_ends_every_call_and_every_handler() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let waiting = Arc::<AtomicUsize>::default();
    let handler = Arc::new(Never(Arc::clone(&waiting)));
    let server = tokio::spawn(serve(listener, handler, Limits::default(), |_, _| {}));
    let mut clients = vec![];
    for _ in 0..3 {
        clients.push(Client::connect(address, Limits::default()).await.expect("the server listens"));
    }
    let calls = join_all(clients.iter().flat_map(|client| (0..20).map(|_| client.call(b"a".to_vec()))));
    let shutting_down = async {
        while waiting.load(SeqCst) < 60 {
            tokio::task::yield_now().await;
        }
        server.abort();
        assert!(server.await.expect_err("it is shut down").is_cancelled());
    };
    let (replies, ()) = soon("all calls", async { tokio::join!(calls, shutting_down) }).await;
    assert_eq!(replies.len(), 60);
    assert!(replies.iter().all(|reply| matches!(reply, Err(Error::Closed | Error::Io(_)))), "{replies:?}");
    soon("the handlers", async {
        while waiting.load(SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    for client in &clients {
        soon("a call", client.call(b"b".to_vec())).await.expect_err("the server is gone");
    }
}

/// A runtime that runs only while it is driven.
fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

#[test]
fn a_client_whose_own_runtime_is_gone_ends_every_call() {
    for runs_before in [false, true] {
        let (servers, clients) = (runtime(), runtime());
        let serving = servers.block_on(Serving::new(Limits::default()));
        let client = clients.block_on(serving.client());
        if runs_before {
            clients.block_on(tokio::task::yield_now());
        }
        let call = client.call(b"abc".to_vec());
        drop(clients);
        assert_eq!(servers.block_on(soon("a call", call)), Err(Error::Closed), "runs before: {runs_before}");
        assert_eq!(servers.block_on(soon("a call", client.call(b"abc".to_vec()))), Err(Error::Closed));
    }
}

#[test]
fn a_server_whose_listeners_runtime_has_ended_ends() {
    let (listeners, servers) = (runtime(), runtime());
    let listener = listeners.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
    drop(listeners);
    let serving = serve(listener, Arc::new(Reverses), Limits::default(), |_, _| {});
    servers.block_on(soon("the end of the server", serving)).expect_err("no connection can come");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_whose_listener_is_shut_down_ends() {
    use std::os::fd::AsFd as _;

    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let same = listener.as_fd().try_clone_to_owned().expect("a descriptor");
    let server = tokio::spawn(serve(listener, Arc::new(Reverses), Limits::default(), |_, _| {}));
    rustix::net::shutdown(same, rustix::net::Shutdown::Both).expect("it listens");
    let end = soon("the end of the server", server).await.expect("it doesn't panic");
    end.expect_err("no connection can come");
}

#[tokio::test]
async fn a_server_that_answers_without_a_request_is_disconnected() {
    let reply = [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7];
    assert_eq!(answered_by(&reply).await, [Err(Error::Unasked(7)), Err(Error::Unasked(7))]);
}

#[tokio::test]
async fn a_server_that_sends_garbage_is_disconnected() {
    let garbage = Error::TooLong { length: 0x4854_5450, limit: 65_536 };
    assert_eq!(answered_by(b"HTTP/1.1 400").await, [Err(garbage), Err(garbage)]);
}
