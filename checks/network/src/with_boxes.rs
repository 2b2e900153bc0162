//! The program on async-trait and tokio's oneshots.
#![allow(clippy::duplicate_mod, reason = "the program is compiled twice, so that it is the same")]

#[path = "program/client.rs"]
pub mod client;
#[path = "program/echo.rs"]
pub mod echo;
#[path = "program/frames.rs"]
pub mod frames;
#[path = "program/server.rs"]
pub mod server;

use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait as dynamic;

/// The return type of a method behind `dyn`.
type Call<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Returns the value of a call, within a time limit.
async fn within<T>(limit: Duration, call: Call<'_, T>) -> Option<T> {
    tokio::time::timeout(limit, call).await.ok()
}

mod io {
    //! The traits that frames are read from and written to.

    use tokio::io::{AsyncRead, AsyncWrite, BufReader, BufWriter};
    pub(super) use tokio::io::{
        AsyncReadExt as ReadMore, AsyncWriteExt as WriteMore, BufReader as Reader, BufWriter as Writer,
    };

    pub(super) fn reader<R: AsyncRead>(socket: R) -> BufReader<R> {
        BufReader::new(socket)
    }

    pub(super) fn writer<W: AsyncWrite>(socket: W) -> BufWriter<W> {
        BufWriter::new(socket)
    }
}

mod replies {
    //! The channels of replies.

    use std::marker::PhantomData;

    use tokio::sync::oneshot;
    pub(super) use tokio::sync::oneshot::Receiver as Reply;

    pub(super) struct Replies<T>(PhantomData<fn(T)>);

    pub(super) struct Completer<T>(oneshot::Sender<T>);

    impl<T> Replies<T> {
        pub(super) fn new() -> Self {
            Self(PhantomData)
        }

        pub(super) fn lease(&self) -> (Completer<T>, Reply<T>) {
            let (sender, reply) = oneshot::channel();
            (Completer(sender), reply)
        }
    }

    impl<T> Completer<T> {
        pub(super) fn complete(self, value: T) -> Result<(), T> {
            self.0.send(value)
        }
    }
}
