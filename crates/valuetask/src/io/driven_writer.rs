//! [`DrivenWriter`]: a writer for those who poll.

use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io::{self, ErrorKind};

use super::{CAPACITY, ValueWrite};
use crate::{ValueTask, value_task};

/// A writer that is here between calls, and in a task of its own while it works.
///
/// Whoever polls may come back with other bytes, or with none. So what is taken is copied, and counts as written; the
/// task that writes it owns writer and copy, and what it fails with is the answer to the next call. What wasn't written
/// by then stays in the copy, and the call after that goes on with it: who has been told that bytes are taken, and goes
/// on after an error, finds none of them missing.
#[derive(Debug)]
pub(super) struct DrivenWriter<'a, W> {
    state: State<'a, W>,
    /// How much is taken of the next bytes, at most: no more than twice what the writer takes at once, as the rest is
    /// copied in vain.
    most: usize,
    /// A shutdown has failed to write what was taken, and nothing has succeeded since.
    stuck: bool,
    /// What the shutdown that is under way answers with, as it couldn't write what was taken.
    unwritten: Option<io::Error>,
}

/// A writer, and what was taken for it.
#[derive(Debug)]
struct Kit<W> {
    writer: W,
    /// Empty once all of it is written.
    bytes: Vec<u8>,
    /// So many of them were written.
    written: usize,
}

#[derive(Debug)]
enum State<'a, W> {
    Here(Kit<W>),
    Working(Work, ValueTask<'a, (Kit<W>, io::Result<()>)>),
    /// The writer is being polled, or was when it panicked.
    Away,
}

/// What a task does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Work {
    /// A part of what was taken.
    Write,
    Flush,
    Shutdown,
}

// The writer is moved, and never pinned.
impl<W> Unpin for DrivenWriter<'_, W> {}

#[value_task(crate = crate)]
async fn work<W: ValueWrite>(work: Work, mut kit: Kit<W>) -> (Kit<W>, io::Result<()>) {
    let done = match work {
        Work::Write => match kit.writer.write(&kit.bytes[kit.written..]).await {
            Ok(count) => kit.wrote(count),
            Err(error) => Err(error),
        },
        Work::Flush => kit.writer.flush().await,
        Work::Shutdown => kit.writer.shutdown().await,
    };
    (kit, done)
}

impl<W> Kit<W> {
    fn wrote(&mut self, count: usize) -> io::Result<()> {
        assert!(count <= self.bytes.len() - self.written, "a writer says that it wrote more than there was");
        self.written += count;
        if self.written == self.bytes.len() {
            self.forget();
        }
        if count == 0 { Err(ErrorKind::WriteZero.into()) } else { Ok(()) }
    }

    /// Forgets what was taken.
    fn forget(&mut self) {
        self.bytes.clear();
        self.written = 0;
    }
}

impl<'a, W: ValueWrite + 'a> DrivenWriter<'a, W> {
    pub(super) fn new(writer: W) -> Self {
        let state = State::Here(Kit { writer, bytes: vec![], written: 0 });
        Self { state, most: CAPACITY, stuck: false, unwritten: None }
    }

    /// Takes up to 8 KiB, once what was taken before is written.
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_here(cx))?;
        let taken = &buf[..buf.len().min(self.most)];
        if taken.is_empty() {
            return Poll::Ready(Ok(0));
        }
        self.begin(Work::Write, taken);
        // Polled here, so that it is under way. What it says now is about these bytes, of which the caller keeps what
        // isn't written; later it is for the next call.
        Poll::Ready(match self.poll_task(cx) {
            Poll::Ready(Ok(())) => Ok(self.written_of(taken.len())),
            Poll::Ready(Err(error)) => {
                self.give_back();
                Err(error)
            }
            Poll::Pending => Ok(taken.len()),
        })
    }

    /// Flushes, once what was taken is written.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.is_at(Work::Flush) {
            ready!(self.poll_here(cx))?;
            self.begin(Work::Flush, &[]);
        }
        self.poll_task(cx)
    }

    /// Shuts down, once what was taken is written, or can't be: the second shutdown in a row that fails before it comes to
    /// that goes on, and answers with that failure in the end.
    pub(super) fn poll_shutdown(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.is_at(Work::Shutdown) {
            if let Err(error) = ready!(self.poll_here(cx)) {
                if !mem::replace(&mut self.stuck, true) {
                    return Poll::Ready(Err(error));
                }
                self.unwritten = Some(error);
            }
            self.begin(Work::Shutdown, &[]);
        }
        self.poll_task(cx)
    }

    fn is_at(&self, what: Work) -> bool {
        matches!(&self.state, State::Working(work, _) if *work == what)
    }

    fn begin(&mut self, what: Work, bytes: &[u8]) {
        let State::Here(mut kit) = mem::replace(&mut self.state, State::Away) else { panicked() };
        kit.bytes.extend_from_slice(bytes);
        self.state = State::Working(what, work(what, kit));
    }

    /// Takes back what isn't written of so many bytes, and returns how many are. Twice as many are taken next time.
    fn written_of(&mut self, taken: usize) -> usize {
        let written = taken - self.give_back();
        let least = if written < taken { 0 } else { self.most };
        self.most = least.max(2 * written).min(CAPACITY);
        written
    }

    /// Takes back what was taken and isn't written, and says how much that is.
    fn give_back(&mut self) -> usize {
        let State::Here(kit) = &mut self.state else { panicked() };
        let left = kit.bytes.len() - kit.written;
        kit.forget();
        left
    }

    /// Nothing is under way, and all that was taken is written.
    fn poll_here(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            match &self.state {
                State::Here(kit) if kit.bytes.is_empty() => return Poll::Ready(Ok(())),
                State::Here(_) => self.begin(Work::Write, &[]),
                State::Working(..) => {}
                State::Away => panicked(),
            }
            ready!(self.poll_task(cx))?;
        }
    }

    /// What is under way is done.
    fn poll_task(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let State::Working(what, mut task) = mem::replace(&mut self.state, State::Away) else { panicked() };
        match Pin::new(&mut task).poll(cx) {
            Poll::Pending => {
                self.state = State::Working(what, task);
                Poll::Pending
            }
            Poll::Ready((kit, done)) => {
                self.state = State::Here(kit);
                self.stuck &= done.is_err();
                Poll::Ready(self.unwritten.take().map_or(done, Err))
            }
        }
    }
}

#[cold]
fn panicked() -> ! {
    panic!("a writer was used again after it had panicked")
}
