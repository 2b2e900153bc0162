//! The server: a task for each connection, in which requests are read, handled side by side, and answered as they are
//! done.

use std::collections::HashMap;
use std::future::poll_fn;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Poll, Waker};

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::frames::{FrameSink, Frames, frame_sink, frames};
use super::{Call, dynamic, within};
use crate::{Error, InFlight, Limits};

/// Answers requests.
#[dynamic]
pub trait Handler: Send + Sync {
    /// The reply to a request; its buffer may be used for it.
    async fn handle(&self, request: Vec<u8>) -> Vec<u8>;
}

/// Serves every connection until it is dropped, and reports how each ended.
///
/// # Errors
///
/// If no connection can be accepted any more.
pub async fn serve(
    listener: TcpListener,
    handler: Arc<dyn Handler>,
    limits: Limits,
    mut report: impl FnMut(SocketAddr, Result<(), Error>),
) -> std::io::Result<()> {
    let mut connections = JoinSet::new();
    let mut peers = HashMap::new();
    loop {
        tokio::select! {
            accepted = listener.accept(), if connections.len() < limits.connections.max(1) => {
                let (socket, peer) = match accepted {
                    // Somebody left before it was let in: that is no reason to send away the others.
                    Err(error) if error.kind() == ErrorKind::ConnectionAborted => continue,
                    accepted => accepted?,
                };
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

async fn connection(socket: TcpStream, handler: &dyn Handler, limits: &Limits) -> Result<(), Error> {
    socket.set_nodelay(true)?;
    let (read, write) = socket.into_split();
    let (mut frames, mut sink) = (frames(read, limits), frame_sink(write));
    let shared = Shared::new(limits);
    tokio::try_join!(reading(&mut *frames, handler, &shared, limits), answering(&mut *sink, &shared, limits))?;
    Ok(())
}

/// What reading and answering share. Both are of one task, so nobody waits for the lock.
struct Shared<'h>(Mutex<State<'h>>);

struct State<'h> {
    requests: InFlight<Call<'h, Vec<u8>>>,
    /// Buffers of requests that were answered.
    buffers: Vec<Vec<u8>>,
    /// No request will come.
    ended: bool,
    /// Whoever waits for room to read, or for a request to answer.
    reading: Option<Waker>,
    answering: Option<Waker>,
}

impl<'h> Shared<'h> {
    fn new(limits: &Limits) -> Self {
        let requests = InFlight::new(limits.in_flight);
        Self(Mutex::new(State { requests, buffers: vec![], ended: false, reading: None, answering: None }))
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

    /// A request that is done, or `None` when all are and no more will come.
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

    /// A request that is done already.
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
        let next = within(limits.idle, frames.next(&mut request)).await.ok_or(Error::Idle)?;
        let mut state = shared.state();
        match next? {
            Some(id) => state.requests.push(id, handler.handle(request)),
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
    }
    Ok(())
}
