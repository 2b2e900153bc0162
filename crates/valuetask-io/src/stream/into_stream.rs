//! [`IntoStream`]: a poll-based stream over a [`ValueStream`].

use core::fmt;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use futures_core::{FusedStream, Stream};
use valuetask::{ValueTask, value_task};

use super::ValueStream;

/// A [`Stream`] over a [`ValueStream`]: `feature = "futures"`.
///
/// A poll-based user may stop polling at any time, so a task that waits for an item owns the stream, which is moved
/// there and back. Box a large stream: `IntoStream::new(Box::new(stream))`. The stream ends with the first `None`, and
/// when the inner stream panics.
///
/// # Allocation
///
/// An item takes a slot of the [pool](valuetask::pool). None in steady state.
///
/// # Examples
///
/// ```
/// use futures_util::StreamExt;
/// use valuetask_io::ValueStream;
/// use valuetask_io::stream::{IntoStream, from_iter};
///
/// let stream: Box<dyn ValueStream<Item = u32>> = Box::new(from_iter([1, 2, 3]));
/// let doubled = IntoStream::new(stream).map(|number| number * 2).collect::<Vec<_>>();
/// assert_eq!(pollster::block_on(doubled), [2, 4, 6]);
/// ```
pub struct IntoStream<'a, S: ValueStream> {
    state: State<'a, S>,
}

enum State<'a, S: ValueStream> {
    Here(S),
    Waiting(ValueTask<'a, (S, Option<S::Item>)>),
    /// The stream has ended. Also its state during a poll, and after a panic.
    Ended,
}

// The stream is moved, and never pinned.
impl<S: ValueStream> Unpin for IntoStream<'_, S> {}

impl<'a, S: ValueStream + 'a> IntoStream<'a, S> {
    /// Wraps a stream.
    pub fn new(stream: S) -> Self {
        Self { state: State::Here(stream) }
    }
}

/// Returns the stream with its next item, and completes synchronously if `next` does.
#[value_task]
async fn next<S: ValueStream>(mut stream: S) -> (S, Option<S::Item>)
where
    S::Item: Send,
{
    let item = stream.next().await;
    (stream, item)
}

impl<'a, S> Stream for IntoStream<'a, S>
where
    S: ValueStream + 'a,
    S::Item: Send,
{
    type Item = S::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let mut task = match mem::replace(&mut self.state, State::Ended) {
            State::Here(stream) => next(stream),
            State::Waiting(task) => task,
            State::Ended => return Poll::Ready(None),
        };
        match Pin::new(&mut task).poll(cx) {
            Poll::Pending => {
                self.state = State::Waiting(task);
                Poll::Pending
            }
            Poll::Ready((stream, item)) => {
                if item.is_some() {
                    self.state = State::Here(stream);
                }
                Poll::Ready(item)
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match &self.state {
            State::Here(stream) => stream.size_hint(),
            State::Waiting(_) => (0, None),
            State::Ended => (0, Some(0)),
        }
    }
}

impl<'a, S> FusedStream for IntoStream<'a, S>
where
    S: ValueStream + 'a,
    S::Item: Send,
{
    fn is_terminated(&self) -> bool {
        matches!(self.state, State::Ended)
    }
}

impl<S: ValueStream> fmt::Debug for IntoStream<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.state {
            State::Here(_) => "IntoStream(Here)",
            State::Waiting(_) => "IntoStream(Waiting)",
            State::Ended => "IntoStream(Ended)",
        })
    }
}
