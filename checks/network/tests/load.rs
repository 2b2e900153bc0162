//! Many clients with many requests in flight, on several threads, beside misbehaving peers. Nothing is left in the end.
//!
//! One test, as the live bytes of all threads are counted.

#[path = "../../../crates/valuetask/tests/util/ledger.rs"]
mod ledger;
mod util;

use std::sync::Arc;

use ledger::{Ledger, live_bytes};
use network::with_value_tasks::client::Caller;
use network::{Error, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use util::{Serving, asks, soon};

#[global_allocator]
static ALLOCATOR: Ledger = Ledger;

const CLIENTS: usize = 8;
const IN_FLIGHT: usize = 32;
const REQUESTS: usize = 20;

/// Every client calls from many tasks at once, each of which sends its reply's buffer again.
async fn load(serving: &Serving) {
    let mut asking = JoinSet::new();
    for _ in 0..CLIENTS {
        let client = Arc::new(serving.client().await);
        for task in 0..IN_FLIGHT {
            let client = Arc::clone(&client);
            asking.spawn(async move {
                let text: Vec<u8> = (0..task * 16).map(|place| b'a' + (place % 7) as u8).collect();
                let mut buffer = text.clone();
                for _ in 0..REQUESTS {
                    buffer = soon("a call", client.call(buffer)).await.expect("it is answered");
                    buffer.reverse();
                    assert_eq!(buffer, text);
                }
            });
        }
    }
    while let Some(asked) = asking.join_next().await {
        asked.expect("every reply is right");
    }
}

/// Half a frame, garbage, a length beyond the limit, and nothing. Each connection is ended by one side or the other.
async fn misbehave(serving: &Serving) {
    for bytes in [&[0, 0, 0, 11, 0, 0][..], b"GET / HTTP/1.1\r\n", &u32::MAX.to_be_bytes(), b""] {
        let mut socket = TcpStream::connect(serving.address).await.expect("the server listens");
        socket.write_all(bytes).await.expect("the server reads");
        socket.shutdown().await.expect("it is connected");
        // The server leaves, by an end or by a reset.
        let _ = soon("the server's end", socket.read(&mut [0])).await;
    }
}

/// Calls that are dropped, half of them before their first poll.
async fn abandon(client: &dyn Caller) {
    for call in 0..64 {
        let mut task = client.call(format!("abandoned {call}").into());
        if call % 2 == 0 {
            tokio::select! {
                biased;
                _ = &mut task => {}
                () = tokio::task::yield_now() => {}
            }
        }
    }
    asks(client, "the next one").await;
}

async fn round(serving: &mut Serving) {
    let client = serving.client().await;
    let panicking = serving.client().await;
    tokio::join!(load(serving), misbehave(serving), abandon(&client));
    assert_eq!(soon("a call", panicking.call(b"!".to_vec())).await, Err(Error::Closed));
    drop((client, panicking));
    let mut ends = vec![];
    for _ in 0..CLIENTS + 6 {
        ends.push(serving.any_end().await);
    }
    let count = |wanted: &dyn Fn(&Result<(), Error>) -> bool| ends.iter().filter(|end| wanted(end)).count();
    assert_eq!(count(&|end| *end == Err(Error::Truncated)), 1, "half a frame: {ends:?}");
    assert_eq!(count(&|end| matches!(end, Err(Error::TooLong { .. }))), 2, "garbage and a length: {ends:?}");
    assert_eq!(count(&|end| *end == Err(Error::Panicked)), 1, "the handler's panic: {ends:?}");
}

/// Runs one round on a new runtime, and returns the bytes that are alive after it.
fn alive_after_a_round() -> isize {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().expect("threads");
    runtime.block_on(async {
        let mut serving = Serving::new(Limits::default()).await;
        for _ in 0..2 {
            round(&mut serving).await;
        }
    });
    drop(runtime);
    // Its threads have left their slots to others.
    valuetask::pool::trim();
    live_bytes()
}

#[test]
fn under_load_and_beside_misbehaving_peers_every_reply_is_right_and_nothing_is_left() {
    // The handler's panic is expected, and a backtrace would keep memory.
    std::panic::set_hook(Box::new(|panic| {
        if !panic.to_string().contains(util::PANIC) {
            eprintln!("{panic}");
        }
    }));
    let first = alive_after_a_round();
    let later = [(); 3].map(|()| alive_after_a_round());
    assert_eq!(later, [first; 3], "bytes that are alive after each round");
}
