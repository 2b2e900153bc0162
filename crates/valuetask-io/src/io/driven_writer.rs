//! [`DrivenWriter`]: a writer for the poll-based traits.

use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io::{self, ErrorKind};

use valuetask::{ValueTask, value_task};

use super::{CAPACITY, ValueWrite, is_interrupted};

/// A writer that is stored here between calls, and in a task while it works.
///
/// A poll-based user may come back with other bytes, or not at all. So bytes are copied, and count as written. The task
/// owns the writer and the copy, and its error is the result of the next call. The bytes that weren't written by then
/// stay in the copy, and the call after that goes on with them: a user that goes on after an error loses none.
#[derive(Debug)]
pub(super) struct DrivenWriter<'a, W> {
    state: State<'a, W>,
    /// The most bytes of the next write that are taken.
    ///
    /// No more than twice what the writer takes at once, as the rest is copied in vain.
    most: usize,
    /// `true` if a shutdown has failed to write the copy, and no call has succeeded since.
    stuck: bool,
    /// The result of the current shutdown, which couldn't write the copy.
    unwritten: Option<io::Error>,
}

/// A writer, and its copy of the bytes.
#[derive(Debug)]
struct Kit<W> {
    writer: W,
    /// The copied bytes, empty once all are written.
    bytes: Vec<u8>,
    /// The number of `bytes` that the writer has taken.
    written: usize,
}

#[derive(Debug)]
enum State<'a, W> {
    Here(Kit<W>),
    Working(Work, ValueTask<'a, (Kit<W>, io::Result<()>)>),
    /// The writer is being polled, or has panicked in a poll.
    Away,
}

/// The work of a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Work {
    /// Writes a part of the copy.
    Write,
    Flush,
    Shutdown,
}

// The writer is moved, and never pinned.
impl<W> Unpin for DrivenWriter<'_, W> {}

#[value_task]
async fn work<W: ValueWrite>(work: Work, mut kit: Kit<W>) -> (Kit<W>, io::Result<()>) {
    loop {
        let done = match work {
            Work::Write => match kit.writer.write(&kit.bytes[kit.written..]).await {
                Ok(count) => kit.wrote(count),
                Err(error) => Err(error),
            },
            Work::Flush => kit.writer.flush().await,
            Work::Shutdown => kit.writer.shutdown().await,
        };
        if !done.as_ref().is_err_and(is_interrupted) {
            return (kit, done);
        }
    }
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

    /// Drops the copied bytes.
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

    /// Takes up to 8 KiB, once the copy is written.
    pub(super) fn poll_write(&mut self, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_here(cx))?;
        let taken = &buf[..buf.len().min(self.most)];
        if taken.is_empty() {
            return Poll::Ready(Ok(0));
        }
        self.begin(Work::Write, taken);
        // The first poll starts the task. Its result now is about these bytes, and the caller keeps those that aren't
        // written. A later result is for the next call.
        Poll::Ready(match self.poll_task(cx) {
            Poll::Ready(Ok(())) => Ok(self.written_of(taken.len())),
            Poll::Ready(Err(error)) => {
                self.give_back();
                Err(error)
            }
            Poll::Pending => Ok(taken.len()),
        })
    }

    /// Flushes, once the copy is written.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.is_at(Work::Flush) {
            ready!(self.poll_here(cx))?;
            self.begin(Work::Flush, &[]);
        }
        self.poll_task(cx)
    }

    /// Shuts down, once the copy is written or can't be.
    ///
    /// The second shutdown in a row that fails to write the copy shuts the writer down, and then returns that failure.
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

    /// Takes back the bytes that aren't written, and returns the number of those that are.
    ///
    /// Doubles the size of the next copy.
    fn written_of(&mut self, taken: usize) -> usize {
        let written = taken - self.give_back();
        let least = if written < taken { 0 } else { self.most };
        self.most = least.max(2 * written).min(CAPACITY);
        written
    }

    /// Takes back the bytes that aren't written, and returns their number.
    fn give_back(&mut self) -> usize {
        let State::Here(kit) = &mut self.state else { panicked() };
        let left = kit.bytes.len() - kit.written;
        kit.forget();
        left
    }

    /// Waits until no task is left and the copy is written.
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

    /// Waits until no task is left.
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
