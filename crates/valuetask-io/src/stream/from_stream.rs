//! [`FromStream`]: a [`ValueStream`] over a poll-based stream.

use alloc::collections::VecDeque;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use futures_core::Stream;
use valuetask::ValueTask;

use super::ValueStream;

/// A [`ValueStream`] over a [`Stream`]: `feature = "futures"`.
///
/// The inner stream can only be polled, so the tasks of [`new`](Self::new) are pending at the call. With
/// [`read_ahead`](Self::read_ahead), a poll takes all further items that are ready, and the tasks that follow complete
/// synchronously.
///
/// # Cancel safety
///
/// Dropping a pending task loses no item. Dropping a ready task loses its item, which was read ahead.
///
/// # Allocation
///
/// A pending task takes the smallest slot of the [pool](valuetask::pool). None in steady state. Items that are read ahead
/// are in a buffer that is allocated once.
///
/// # Examples
///
/// ```
/// use futures_util::stream;
/// use valuetask_io::ValueStream;
/// use valuetask_io::stream::FromStream;
///
/// let mut stream: Box<dyn ValueStream<Item = u32>> = Box::new(FromStream::read_ahead(8, stream::iter([1, 2, 3])));
/// assert_eq!(pollster::block_on(stream.next()), Some(1));
/// assert!(stream.next().is_completed());
/// ```
#[derive(Debug)]
pub struct FromStream<S: Stream> {
    stream: S,
    /// The items that were read and not returned.
    items: VecDeque<S::Item>,
    ahead: usize,
    /// `true` if the end was read ahead.
    ended: bool,
}

impl<S: Stream> FromStream<S> {
    /// Wraps a stream. Pin a stream that isn't `Unpin`: `FromStream::new(Box::pin(stream))`.
    pub fn new(stream: S) -> Self {
        Self::read_ahead(0, stream)
    }

    /// Wraps a stream, and reads up to `items` further items that are ready at a poll.
    ///
    /// Their effects happen before the items are requested, all in polls of one task. Use [`new`](Self::new) for items
    /// that are costly or depend on time.
    ///
    /// # Panics
    ///
    /// Panics if `items` don't fit into the address space: their buffer is allocated at once.
    pub fn read_ahead(items: usize, stream: S) -> Self {
        let room = if items == 0 { 0 } else { items.saturating_add(1) };
        Self { stream, items: VecDeque::with_capacity(room), ahead: items, ended: false }
    }

    /// Returns the stream, and the items that were read ahead.
    pub fn into_parts(self) -> (S, VecDeque<S::Item>) {
        (self.stream, self.items)
    }
}

impl<S: Stream + Unpin> FromStream<S> {
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let Some(item) = ready!(Pin::new(&mut self.stream).poll_next(cx)) else { return Poll::Ready(None) };
        if self.ahead == 0 {
            return Poll::Ready(Some(item));
        }
        // In the buffer already, as the stream may panic when it is polled for the next.
        self.items.push_back(item);
        while self.items.len() <= self.ahead && !self.ended {
            match Pin::new(&mut self.stream).poll_next(cx) {
                Poll::Ready(Some(item)) => self.items.push_back(item),
                Poll::Ready(None) => self.ended = true,
                Poll::Pending => break,
            }
        }
        Poll::Ready(self.items.pop_front())
    }
}

impl<S> ValueStream for FromStream<S>
where
    S: Stream + Unpin + Send,
    S::Item: Send,
{
    type Item = S::Item;

    #[inline]
    fn next(&mut self) -> ValueTask<'_, Option<S::Item>> {
        if let Some(item) = self.items.pop_front() {
            return ValueTask::ready(Some(item));
        }
        if core::mem::take(&mut self.ended) {
            return ValueTask::ready(None);
        }
        ValueTask::from_future(poll_fn(|cx| self.poll_next(cx)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let here = self.items.len();
        if self.ended {
            return (here, Some(here));
        }
        let (least, most) = self.stream.size_hint();
        (least.saturating_add(here), most.and_then(|most| most.checked_add(here)))
    }
}
