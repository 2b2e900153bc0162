//! [`DrivenWriter`]: a writer for those who poll.

use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use super::{CAPACITY, ValueWrite};
use crate::{ValueTask, value_task};

/// A writer that is here between calls, and in a task of its own while it works.
///
/// Whoever polls may come back with other bytes, or with none. So what is taken is copied, and counts as written; the
/// task that writes it owns writer and copy, and what it fails with is the answer to the next call.
#[derive(Debug)]
pub(super) struct DrivenWriter<'a, W> {
    state: State<'a, W>,
}

/// A writer, and a buffer that is empty unless it is being written.
type Kit<W> = (W, Vec<u8>);

#[derive(Debug)]
enum State<'a, W> {
    Here(Kit<W>),
    Working(Work, ValueTask<'a, (Kit<W>, io::Result<()>)>),
    /// The writer is being polled, or was when it panicked.
    Away,
}

/// What a task does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Work {
    Write,
    Flush,
    Shutdown,
}

// The writer is moved, and never pinned.
impl<W> Unpin for DrivenWriter<'_, W> {}

#[value_task(crate = crate)]
async fn work<W: ValueWrite>(work: Work, mut writer: W, mut bytes: Vec<u8>) -> (Kit<W>, io::Result<()>) {
    let done = match work {
        Work::Write => writer.write_all(&bytes).await,
        Work::Flush => writer.flush().await,
        Work::Shutdown => writer.shutdown().await,
    };
    bytes.clear();
    ((writer, bytes), done)
}

impl<'a, W: ValueWrite + 'a> DrivenWriter<'a, W> {
    pub(super) fn new(writer: W) -> Self {
        Self { state: State::Here((writer, vec![])) }
    }

    /// Takes up to 8 KiB, once what was taken before is written.
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_here(cx))?;
        let taken = &buf[..buf.len().min(CAPACITY)];
        if taken.is_empty() {
            return Poll::Ready(Ok(0));
        }
        self.begin(Work::Write, taken);
        // Polled here, so that it is under way. What it says now is about these bytes; later it is for the next call.
        match self.poll_here(cx) {
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(taken.len())),
        }
    }

    /// Flushes, or shuts down, once what was taken is written.
    pub(super) fn poll_work(&mut self, cx: &mut Context<'_>, wanted: Work) -> Poll<io::Result<()>> {
        if !matches!(&self.state, State::Working(work, _) if *work == wanted) {
            ready!(self.poll_here(cx))?;
            self.begin(wanted, &[]);
        }
        self.poll_here(cx)
    }

    fn begin(&mut self, what: Work, bytes: &[u8]) {
        let State::Here((writer, mut buffer)) = mem::replace(&mut self.state, State::Away) else { panicked() };
        buffer.extend_from_slice(bytes);
        self.state = State::Working(what, work(what, writer, buffer));
    }

    /// Nothing is under way.
    fn poll_here(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if matches!(self.state, State::Here(_)) {
            return Poll::Ready(Ok(()));
        }
        let State::Working(what, mut task) = mem::replace(&mut self.state, State::Away) else { panicked() };
        match Pin::new(&mut task).poll(cx) {
            Poll::Pending => {
                self.state = State::Working(what, task);
                Poll::Pending
            }
            Poll::Ready((kit, done)) => {
                self.state = State::Here(kit);
                Poll::Ready(done)
            }
        }
    }
}

#[cold]
fn panicked() -> ! {
    panic!("a writer was used again after it had panicked")
}
