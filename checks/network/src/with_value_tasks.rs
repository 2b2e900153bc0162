//! The program on value tasks and completion pools.
#![allow(clippy::duplicate_mod, reason = "the program is compiled twice, so that it is the same")]

#[path = "program/client.rs"]
pub mod client;
#[path = "program/echo.rs"]
pub mod echo;
#[path = "program/frames.rs"]
pub mod frames;
#[path = "program/server.rs"]
pub mod server;

use std::time::Duration;

use valuetask::{ValueTask as Call, value_task as dynamic};

/// Returns the value of a call, within a time limit. A ready call sets no timer.
async fn within<T>(limit: Duration, call: Call<'_, T>) -> Option<T> {
    match call.try_result() {
        Ok(value) => Some(value),
        Err(call) => tokio::time::timeout(limit, call).await.ok(),
    }
}

mod io {
    //! The traits that frames are read from and written to.

    use valuetask_io::{BufferedReader, BufferedWriter, FromTokio};
    pub(super) use valuetask_io::{ValueRead as ReadMore, ValueWrite as WriteMore};

    pub(super) type Reader<R> = BufferedReader<FromTokio<R>>;
    pub(super) type Writer<W> = BufferedWriter<FromTokio<W>>;

    pub(super) fn reader<R>(socket: R) -> Reader<R> {
        BufferedReader::new(FromTokio::new(socket))
    }

    pub(super) fn writer<W>(socket: W) -> Writer<W> {
        BufferedWriter::new(FromTokio::new(socket))
    }
}

mod replies {
    //! The channels of replies.

    use valuetask::ValueTask;
    pub(super) use valuetask_source::{Completer, CompletionPool as Replies};

    pub(super) type Reply<T> = ValueTask<'static, Result<T, valuetask::Abandoned>>;
}
