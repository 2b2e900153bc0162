//! Clients that misbehave, beside a correct one.

use std::time::Duration;

use futures_util::future::join_all;
use network::with_value_tasks::client::Caller;
use network::{Error, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::util::{Serving, asks, frame, soon};

/// Returns the end of a connection that sends these bytes and no more, while another one is served.
async fn sends(bytes: &[u8], leaves: bool) -> Result<(), Error> {
    sends_within(Limits::default(), bytes, leaves).await
}

async fn sends_within(limits: Limits, bytes: &[u8], leaves: bool) -> Result<(), Error> {
    let mut serving = Serving::new(limits).await;
    let good = serving.client().await;
    asks(&good, "before").await;
    let mut socket = TcpStream::connect(serving.address).await.expect("the server listens");
    let peer = socket.local_addr().expect("it is connected");
    socket.write_all(bytes).await.expect("the server reads");
    let end = if leaves {
        drop(socket);
        serving.end_of(peer).await
    } else {
        // The correct client keeps calling: it isn't idle.
        let asking = async {
            loop {
                asks(&good, "meanwhile").await;
            }
        };
        tokio::select! {
            end = serving.end_of(peer) => end,
            () = asking => unreachable!("it asks for ever"),
        }
    };
    asks(&good, "after").await;
    end
}

#[tokio::test]
async fn a_client_that_leaves_between_two_frames_ends_well() {
    assert_eq!(sends(b"", true).await, Ok(()));
    let end = sends(&frame(11, 1, b"abc"), true).await;
    // A reply to a closed socket may be refused.
    assert!(matches!(end, Ok(()) | Err(Error::Io(_))), "{end:?}");
}

#[tokio::test]
async fn a_client_that_leaves_within_a_frame_is_an_error() {
    let whole = frame(11, 1, b"abc");
    for half in 1..whole.len() {
        assert_eq!(sends(&whole[..half], true).await, Err(Error::Truncated), "after {half} bytes");
    }
}

#[tokio::test]
async fn garbage_is_refused() {
    assert_eq!(sends(b"GET / HTTP/1.1\r\n", false).await, Err(Error::TooLong { length: 0x4745_5420, limit: 65_536 }));
    assert_eq!(sends(&[0; 64], false).await, Err(Error::TooShort(0)));
    assert_eq!(sends(&frame(7, 1, b""), false).await, Err(Error::TooShort(7)));
}

#[tokio::test]
async fn a_length_beyond_the_limit_is_refused_before_anything_is_kept_for_it() {
    for length in [65_536 + 9, u32::MAX] {
        assert_eq!(sends(&frame(length, 1, b""), false).await, Err(Error::TooLong { length, limit: 65_536 }));
    }
    assert_eq!(sends(&frame(65_536 + 8, 1, b"not all of it"), true).await, Err(Error::Truncated), "just allowed");
}

#[tokio::test]
async fn a_client_that_sends_nothing_or_half_a_frame_is_disconnected() {
    let limits = Limits { idle: Duration::from_secs(1), ..Limits::default() };
    assert_eq!(sends_within(limits, b"", false).await, Err(Error::Idle));
    assert_eq!(sends_within(limits, &frame(11, 1, b"ab"), false).await, Err(Error::Idle));
}

#[tokio::test]
async fn a_client_whose_frame_comes_byte_by_byte_is_served() {
    let serving = Serving::new(Limits::default()).await;
    let mut socket = TcpStream::connect(serving.address).await.expect("the server listens");
    socket.set_nodelay(true).expect("it is connected");
    for text in [&b"abc"[..], b"", b"de"] {
        let length = 8 + text.len() as u32;
        for byte in frame(length, 5, text) {
            socket.write_all(&[byte]).await.expect("the server reads");
            tokio::task::yield_now().await;
        }
        let mut reply = vec![0; 12 + text.len()];
        soon("a reply", socket.read_exact(&mut reply)).await.expect("the server answers");
        let reversed: Vec<_> = text.iter().rev().copied().collect();
        assert_eq!(reply, frame(length, 5, &reversed));
    }
}

#[tokio::test]
async fn a_client_whose_bytes_come_in_time_and_whose_frame_doesnt_is_disconnected() {
    let mut serving = Serving::new(Limits { idle: Duration::from_secs(1), ..Limits::default() }).await;
    let mut socket = TcpStream::connect(serving.address).await.expect("the server listens");
    let peer = socket.local_addr().expect("it is connected");
    let dripping = async {
        let mut pace = tokio::time::interval(Duration::from_millis(50));
        for byte in frame(60_008, 1, &[b'a'; 60_000]) {
            pace.tick().await;
            if socket.write_all(&[byte]).await.is_err() {
                // The server has left, and reports it below.
                std::future::pending().await
            }
        }
    };
    let end = tokio::select! {
        end = serving.end_of(peer) => end,
        () = dripping => unreachable!("that takes an hour"),
    };
    assert_eq!(end, Err(Error::Idle));
}

#[tokio::test]
async fn a_client_that_doesnt_read_its_replies_is_disconnected() {
    let mut serving = Serving::new(Limits { idle: Duration::from_secs(1), ..Limits::default() }).await;
    let mut socket = TcpStream::connect(serving.address).await.expect("the server listens");
    let peer = socket.local_addr().expect("it is connected");
    let request = frame(60_008, 1, &[b'a'; 60_000]);
    let sending = async {
        while socket.write_all(&request).await.is_ok() {}
        std::future::pending().await
    };
    let end = tokio::select! {
        end = serving.end_of(peer) => end,
        () = sending => unreachable!("it sends for ever"),
    };
    assert_eq!(end, Err(Error::Unread));
    asks(&serving.client().await, "after").await;
}

#[tokio::test]
async fn a_client_that_sends_without_reading_is_served_up_to_its_limit_and_does_no_harm() {
    let mut serving = Serving::new(Limits { in_flight: 4, ..Limits::default() }).await;
    let mut socket = TcpStream::connect(serving.address).await.expect("the server listens");
    let peer = socket.local_addr().expect("it is connected");
    let request = frame(60_008, 1, &[b'a'; 60_000]);
    let mut sent = 0;
    // The server stops reading when its replies aren't read: so the socket gets full.
    while let Ok(written) =
        tokio::time::timeout(Duration::from_millis(300), socket.write(&request[sent % request.len()..])).await
    {
        sent += written.expect("the server doesn't leave");
        assert!(sent < 200_000_000, "the server takes all that it is sent");
    }
    asks(&serving.client().await, "meanwhile").await;
    drop(socket);
    let end = serving.end_of(peer).await;
    assert!(matches!(end, Err(Error::Io(_) | Error::Truncated)), "{end:?}");
}

#[tokio::test]
async fn a_handler_that_panics_ends_its_own_connection() {
    let mut serving = Serving::new(Limits::default()).await;
    let (good, bad) = (serving.client().await, serving.client().await);
    asks(&good, "before").await;
    let refused = soon("a call", bad.call(b"!".to_vec())).await;
    assert_eq!(refused, Err(Error::Closed));
    assert_eq!(soon("a call", bad.call(b"again".to_vec())).await, Err(Error::Closed));
    asks(&good, "after").await;
    drop((good, bad));
    let ends = [serving.any_end().await, serving.any_end().await];
    assert!(ends.contains(&Err(Error::Panicked)), "{ends:?}");
}

#[tokio::test]
async fn a_request_that_is_too_long_is_refused_before_it_is_sent() {
    let serving = Serving::new(Limits::default()).await;
    let client = serving.client().await;
    let other = client.call(b"abc".to_vec());
    let too_long = soon("a call", client.call(vec![b'a'; 65_537])).await;
    assert_eq!(too_long, Err(Error::TooLong { length: 65_537 + 8, limit: 65_536 }));
    assert_eq!(soon("a call", other).await, Ok(b"cba".to_vec()), "it was under way meanwhile");
    let longest = soon("a call", client.call(vec![b'a'; 65_536])).await;
    assert_eq!(longest.map(|reply| reply.len()), Ok(65_536));
}

#[tokio::test]
async fn clients_beyond_the_limit_wait_until_others_leave() {
    let mut serving = Serving::new(Limits { connections: 2, ..Limits::default() }).await;
    let (first, second, third) = (serving.client().await, serving.client().await, serving.client().await);
    asks(&first, "first").await;
    asks(&second, "second").await;
    let mut waiting = third.call(b"abc".to_vec());
    tokio::select! {
        biased;
        reply = &mut waiting => panic!("it wasn't let in yet: {reply:?}"),
        // A whole round trip of another client.
        () = asks(&first, "meanwhile") => {}
    }
    drop(second);
    assert_eq!(serving.any_end().await, Ok(()));
    assert_eq!(soon("a call", waiting).await, Ok(b"cba".to_vec()));
}

#[tokio::test]
async fn a_client_with_thousands_of_requests_in_flight_gets_all_its_replies() {
    let serving = Serving::new(Limits::default()).await;
    let client = serving.client().await;
    let texts: Vec<_> = (0..5_000).map(|request| format!("{request} is this one's number")).collect();
    let asking = join_all(texts.iter().map(|text| asks(&client, text)));
    asking.await;
}

#[tokio::test]
async fn a_client_that_is_dropped_with_requests_in_flight_does_no_harm() {
    let mut serving = Serving::new(Limits::default()).await;
    let (good, bad) = (serving.client().await, serving.client().await);
    drop((0..1_000).map(|_| bad.call(b"abc".to_vec())).collect::<Vec<_>>());
    asks(&bad, "the next one").await;
    drop((0..1_000).map(|_| bad.call(b"abc".to_vec())).collect::<Vec<_>>());
    drop(bad);
    asks(&good, "meanwhile").await;
    let end = serving.any_end().await;
    assert!(matches!(end, Ok(()) | Err(Error::Io(_) | Error::Truncated)), "{end:?}");
    asks(&good, "after").await;
}

#[tokio::test]
async fn a_client_that_shuts_down_its_writes_gets_its_replies() {
    let mut serving = Serving::new(Limits::default()).await;
    let mut socket = TcpStream::connect(serving.address).await.expect("the server listens");
    let peer = socket.local_addr().expect("it is connected");
    socket.write_all(&[frame(11, 1, b"abc"), frame(10, 2, b"de")].concat()).await.expect("the server reads");
    socket.shutdown().await.expect("it is connected");
    let mut replies = vec![];
    soon("the replies", socket.read_to_end(&mut replies)).await.expect("the server answers");
    let (first, second) = (frame(11, 1, b"cba"), frame(10, 2, b"ed"));
    assert!(replies == [first.clone(), second.clone()].concat() || replies == [second, first].concat());
    assert_eq!(serving.end_of(peer).await, Ok(()));
}

#[test]
fn errors_name_their_cause_and_size() {
    let text = Error::TooLong { length: 70_000, limit: 65_536 }.to_string();
    assert_eq!(text, "a frame says that it has 70000 bytes: 65536 are allowed, and 8 for its number");
    assert_eq!(Error::TooShort(7).to_string(), "a frame says that it has 7 bytes: its number alone has 8");
    assert_eq!(Error::Unread.to_string(), "the other side didn't read its replies for too long");
    assert_eq!(Error::Unasked(3).to_string(), "a reply to request 3, which isn't waiting for one");
}
