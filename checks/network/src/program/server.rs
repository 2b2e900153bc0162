//! The server: a task for each connection, which reads requests, handles them side by side, and answers them in the
//! order of completion.

use std::collections::HashMap;
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Poll, Waker};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::frames::{FrameSink, Frames, frame_sink, frames};
use super::{Call, dynamic, within};
use crate::{Error, InFlight, Limits};

/// The pause before the server accepts again, after an error that isn't the new connection's own.
const PAUSE: Duration = Duration::from_secs(1);

/// Answers requests.
#[dynamic]
pub trait Handler: Send + Sync {
    /// Returns the reply to a request, which may reuse its buffer.
    async fn handle(&self, request: Vec<u8>) -> Vec<u8>;
}

/// Serves every connection until it is dropped, and reports how each ended.
///
/// If no descriptor is free, or another error of `accept` may pass, new connections wait: the server accepts again
/// after a second, or once a connection has ended.
///
/// # Errors
///
/// Returns an error if the listener can't accept any more: it was shut down, or its runtime has ended.
pub async fn serve(
    listener: TcpListener,
    handler: Arc<dyn Handler>,
    limits: Limits,
    mut report: impl FnMut(SocketAddr, Result<(), Error>),
) -> io::Result<()> {
    let mut connections = JoinSet::new();
    let mut peers = HashMap::new();
    loop {
        tokio::select! {
            // A connection that ends also ends the pause, as its descriptor is free.
            accepted = accept(&listener), if connections.len() < limits.connections.max(1) => {
                let (socket, peer) = accepted?;
                let handler = Arc::clone(&handler);
                let task = connections.spawn(async move { connection(socket, &*handler, &limits).await });
                peers.insert(task.id(), peer);
            }
            Some(ended) = connections.join_next_with_id() => {
                let (task, end) = match ended {
                    Ok(ended) => ended,
                    Err(panic) => (panic.id(), Err(Error::Panicked)),
                };
                if let Some(peer) = peers.remove(&task) {
                    report(peer, end);
                }
            }
        }
    }
}

/// Accepts a connection, and retries after errors that pass.
async fn accept(listener: &TcpListener) -> io::Result<(TcpStream, SocketAddr)> {
    use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    loop {
        match listener.accept().await {
            // The peer left before it was accepted: the next connection may be ready.
            Err(error) if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) => {}
            Err(error) if passes(&error) => tokio::time::sleep(PAUSE).await,
            accepted => return accepted,
        }
    }
}

/// Returns `true` unless an error of `accept` is the listener's own.
///
/// Many errors of the system pass: no descriptor or memory is free, a firewall refuses, and on Linux each error of the
/// new connection's network. So the lasting ones are listed. `EINVAL` is the error of a listener that was shut down.
/// Tokio's error for a runtime that has ended has no number of the system's.
fn passes(error: &io::Error) -> bool {
    error.raw_os_error().is_some() && error.kind() != ErrorKind::InvalidInput
}

async fn connection(socket: TcpStream, handler: &dyn Handler, limits: &Limits) -> Result<(), Error> {
    socket.set_nodelay(true)?;
    let (read, write) = socket.into_split();
    let (mut frames, mut sink) = (frames(read, limits), frame_sink(write));
    let shared = Shared::new(limits);
    tokio::try_join!(reading(&mut *frames, handler, &shared, limits), answering(&mut *sink, &shared, limits))?;
    Ok(())
}

/// The state shared by reading and answering. Both are in one task, so the lock is never contended.
struct Shared<'h>(Mutex<State<'h>>);

struct State<'h> {
    requests: InFlight<Call<'h, Vec<u8>>>,
    /// Buffers of requests that were answered.
    buffers: Vec<Vec<u8>>,
    /// `true` while a request is in flight, or its reply is being sent.
    busy: bool,
    /// `true` once no further request comes.
    ended: bool,
    /// The wakers of the waits for room to read, for the end of `busy`, and for a request to answer.
    reading: Option<Waker>,
    idling: Option<Waker>,
    answering: Option<Waker>,
}

impl<'h> Shared<'h> {
    fn new(limits: &Limits) -> Self {
        Self(Mutex::new(State {
            requests: InFlight::new(limits.in_flight),
            buffers: vec![],
            busy: false,
            ended: false,
            reading: None,
            idling: None,
            answering: None,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State<'h>> {
        self.0.lock().expect("a handler that panics ends the connection")
    }

    async fn room(&self) {
        poll_fn(|cx| {
            let mut state = self.state();
            if !state.requests.is_full() {
                return Poll::Ready(());
            }
            state.reading = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Waits until no request is in flight and every reply is sent, and then until the time limit.
    async fn idle(&self, limit: Duration) {
        poll_fn(|cx| {
            let mut state = self.state();
            if !state.busy {
                return Poll::Ready(());
            }
            state.idling = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
        // No request is in flight before the next frame has come.
        tokio::time::sleep(limit).await;
    }

    /// Marks that every reply is sent, unless a request has come since.
    fn flushed(&self) {
        let mut state = self.state();
        if state.requests.is_empty() {
            state.busy = false;
            if let Some(waker) = state.idling.take() {
                waker.wake();
            }
        }
    }

    /// Returns a completed request, or `None` when all are completed and no further one comes.
    async fn done(&self) -> Option<(u64, Vec<u8>)> {
        poll_fn(|cx| {
            let mut state = self.state();
            if let Poll::Ready(done) = state.requests.poll_next(cx) {
                return Poll::Ready(Some(done));
            }
            if state.ended && state.requests.is_empty() {
                return Poll::Ready(None);
            }
            state.answering = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }

    /// Returns a request that is completed already.
    async fn done_already(&self) -> Option<(u64, Vec<u8>)> {
        poll_fn(|cx| match self.state().requests.poll_next(cx) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending => Poll::Ready(None),
        })
        .await
    }
}

async fn reading<'h>(
    frames: &mut dyn Frames,
    handler: &'h dyn Handler,
    shared: &Shared<'h>,
    limits: &Limits,
) -> Result<(), Error> {
    loop {
        shared.room().await;
        let mut request = shared.state().buffers.pop().unwrap_or_default();
        // One read until the frame is complete: a second one would lose the bytes of the first.
        let next = tokio::select! {
            biased;
            next = frames.next(&mut request) => next?,
            () = shared.idle(limits.idle) => return Err(Error::Idle),
        };
        let mut state = shared.state();
        match next {
            Some(id) => {
                state.busy = true;
                state.requests.push(id, handler.handle(request));
            }
            None => state.ended = true,
        }
        if let Some(waker) = state.answering.take() {
            waker.wake();
        }
        if state.ended {
            return Ok(());
        }
    }
}

async fn answering(sink: &mut dyn FrameSink, shared: &Shared<'_>, limits: &Limits) -> Result<(), Error> {
    while let Some(mut done) = shared.done().await {
        loop {
            let (id, reply) = done;
            within(limits.idle, sink.send(id, &reply)).await.ok_or(Error::Unread)??;
            {
                let mut state = shared.state();
                state.buffers.push(reply);
                if let Some(waker) = state.reading.take() {
                    waker.wake();
                }
            }
            match shared.done_already().await {
                Some(next) => done = next,
                None => break,
            }
        }
        within(limits.idle, sink.flush()).await.ok_or(Error::Unread)??;
        shared.flushed();
    }
    Ok(())
}
