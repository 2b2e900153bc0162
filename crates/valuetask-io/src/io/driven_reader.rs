//! [`DrivenReader`]: a reader for the poll-based traits.

use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use valuetask::{ValueTask, value_task};

use super::ValueBufRead;
use super::buf_read::filled;
use super::is_interrupted;

/// A reader that is stored here while bytes are buffered, and in a task while it reads.
///
/// A poll-based user may stop polling at any time and call another method. So the task owns the reader, and the next
/// poll goes on with it.
#[derive(Debug)]
pub(super) struct DrivenReader<'a, R> {
    state: State<'a, R>,
}

#[derive(Debug)]
enum State<'a, R> {
    Here(R),
    Filling(ValueTask<'a, (R, io::Result<usize>)>),
    /// The reader is being polled, or has panicked in a poll.
    Away,
}

// The reader is moved, and never pinned.
impl<R> Unpin for DrivenReader<'_, R> {}

#[value_task]
async fn fill<R: ValueBufRead>(mut reader: R) -> (R, io::Result<usize>) {
    loop {
        let filled = reader.fill().await;
        if !filled.as_ref().is_err_and(is_interrupted) {
            return (reader, filled);
        }
    }
}

impl<'a, R: ValueBufRead + 'a> DrivenReader<'a, R> {
    pub(super) fn new(reader: R) -> Self {
        Self { state: State::Here(reader) }
    }

    /// Polls until bytes are buffered or the reader is at its end.
    pub(super) fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<&[u8]>> {
        match mem::replace(&mut self.state, State::Away) {
            State::Here(reader) if !reader.buffer().is_empty() => self.state = State::Here(reader),
            State::Here(reader) => ready!(self.poll_task(cx, fill(reader)))?,
            State::Filling(task) => ready!(self.poll_task(cx, task))?,
            State::Away => panicked(),
        }
        match &self.state {
            State::Here(reader) => Poll::Ready(Ok(reader.buffer())),
            State::Filling(_) | State::Away => panicked(),
        }
    }

    fn poll_task(
        &mut self,
        cx: &mut Context<'_>,
        mut task: ValueTask<'a, (R, io::Result<usize>)>,
    ) -> Poll<io::Result<()>> {
        match Pin::new(&mut task).poll(cx) {
            Poll::Pending => {
                self.state = State::Filling(task);
                Poll::Pending
            }
            Poll::Ready((reader, count)) => {
                let answer = match count {
                    Ok(0) => Ok(()),
                    Ok(_) => filled(reader.buffer()).map(drop),
                    Err(error) => Err(error),
                };
                self.state = State::Here(reader);
                Poll::Ready(answer)
            }
        }
    }

    /// Consumes bytes that the last `poll_fill` returned.
    pub(super) fn consume(&mut self, count: usize) {
        match &mut self.state {
            State::Here(reader) => reader.consume(count),
            State::Filling(_) => assert_eq!(count, 0, "more is consumed than is buffered"),
            State::Away => panicked(),
        }
    }
}

#[cold]
fn panicked() -> ! {
    panic!("a reader was used again after it had panicked")
}
