//! The client: requests from any thread, over one connection that its own task drives.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use tokio::net::{TcpStream, ToSocketAddrs};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::dynamic;
use super::frames::{FrameSink, Frames, frame_sink, frames};
use super::replies::{Completer, Replies, Reply};
use crate::{Error, Limits};

/// Makes requests.
#[dynamic]
pub trait Caller: Send + Sync {
    /// Returns the reply to this request. If a reply becomes the next request, both buffers are reused.
    async fn call(&self, request: Vec<u8>) -> Result<Vec<u8>, Error>;
}

/// A connection to a server, which ends when this is dropped.
pub struct Client {
    shared: Arc<Shared>,
    driver: JoinHandle<()>,
}

struct Shared {
    state: Mutex<State>,
    /// The longest request.
    limit: usize,
    replies: Replies<Vec<u8>>,
    /// Woken when there is a request to send.
    sends: Notify,
}

#[derive(Default)]
struct State {
    /// Requests that aren't sent, by ascending number.
    outgoing: VecDeque<(u64, Vec<u8>)>,
    /// Requests that aren't answered.
    waiting: HashMap<u64, Completer<Vec<u8>>>,
    /// The most calls that have waited at once.
    most: usize,
    /// Buffers for replies: no more than have waited at once, as the replies of dropped calls stay.
    buffers: Vec<Vec<u8>>,
    next_id: u64,
    ended: Option<Error>,
}

impl Client {
    /// Connects to a server.
    ///
    /// # Errors
    ///
    /// Returns the errors of connecting.
    pub async fn connect(server: impl ToSocketAddrs, limits: Limits) -> Result<Self, Error> {
        let socket = TcpStream::connect(server).await?;
        socket.set_nodelay(true)?;
        let (limit, state) = (limits.payload, Mutex::default());
        let shared = Arc::new(Shared { state, limit, replies: Replies::new(), sends: Notify::new() });
        let driver = tokio::spawn(drive(socket, Driving(Arc::clone(&shared)), limits));
        Ok(Self { shared, driver })
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.shared.state();
        write!(f, "Client({} waiting, ended: {:?})", state.waiting.len(), state.ended)
    }
}

#[dynamic]
impl Caller for Client {
    async fn call(&self, request: Vec<u8>) -> Result<Vec<u8>, Error> {
        let (_asking, reply) = self.shared.begin(request)?;
        reply.await.map_err(|_| self.shared.reason())
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("the lock isn't poisoned")
    }

    /// Queues a request to be sent.
    fn begin(&self, request: Vec<u8>) -> Result<(Asking<'_>, Reply<Vec<u8>>), Error> {
        if request.len() > self.limit {
            // The server would end the connection, and so the calls of others.
            return Err(Error::too_long(request.len(), self.limit));
        }
        let mut state = self.state();
        if let Some(error) = state.ended {
            return Err(error);
        }
        let (completer, reply) = self.replies.lease();
        let id = state.next_id;
        state.next_id += 1;
        state.waiting.insert(id, completer);
        state.most = state.most.max(state.waiting.len());
        state.outgoing.push_back((id, request));
        drop(state);
        self.sends.notify_one();
        Ok((Asking { shared: self, id }, reply))
    }

    /// Why the calls fail from now on.
    fn reason(&self) -> Error {
        self.state().ended.unwrap_or(Error::Closed)
    }

    /// Ends all calls, for this reason unless there was one before.
    fn end(&self, reason: Error) {
        let waiting = {
            let mut state = self.state();
            state.ended.get_or_insert(reason);
            std::mem::take(&mut state.waiting)
        };
        // The waiting calls are woken without the lock.
        drop(waiting);
    }
}

/// A call. If it is dropped before its request was sent, the request isn't sent.
struct Asking<'a> {
    shared: &'a Shared,
    id: u64,
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        let Ok(place) = state.outgoing.binary_search_by_key(&self.id, |(id, _)| *id) else { return };
        let request = state.outgoing.remove(place);
        let completer = state.waiting.remove(&self.id);
        request.into_iter().for_each(|(_, request)| state.keep(request));
        // It wakes the waiting call, without the lock.
        drop(state);
        drop(completer);
    }
}

impl State {
    /// Keeps a buffer for a reply.
    fn keep(&mut self, buffer: Vec<u8>) {
        if self.buffers.len() < self.most {
            self.buffers.push(buffer);
        }
    }
}

/// The driver's part. Without the driver, whose runtime may end before the client does, calls get no reply.
struct Driving(Arc<Shared>);

impl Drop for Driving {
    fn drop(&mut self) {
        self.0.end(Error::Closed);
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

async fn drive(socket: TcpStream, driving: Driving, limits: Limits) {
    let shared = &*driving.0;
    let (read, write) = socket.into_split();
    let (mut frames, mut sink) = (frames(read, &limits), frame_sink(write));
    if let Err(error) = tokio::try_join!(receiving(&mut *frames, shared), sending(&mut *sink, shared)) {
        shared.end(error);
    }
}

async fn sending(sink: &mut dyn FrameSink, shared: &Shared) -> Result<(), Error> {
    loop {
        let next = shared.state().outgoing.pop_front();
        if let Some((id, request)) = next {
            sink.send(id, &request).await?;
            shared.state().keep(request);
        } else {
            sink.flush().await?;
            shared.sends.notified().await;
        }
    }
}

async fn receiving(frames: &mut dyn Frames, shared: &Shared) -> Result<(), Error> {
    loop {
        let mut reply = shared.state().buffers.pop().unwrap_or_default();
        let id = frames.next(&mut reply).await?.ok_or(Error::Closed)?;
        let completer = shared.state().waiting.remove(&id).ok_or(Error::Unasked(id))?;
        if let Err(unwanted) = completer.complete(reply) {
            shared.state().keep(unwanted);
        }
    }
}
