//! Joins of any number of futures, of which so many run at most.
//!
//! A future lies in a box, which the next one takes over. So the boxes, and the wakers, are as many as run at once.
#![forbid(unsafe_code)]

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::convert::Infallible;
use core::fmt;
use core::future::{Future, IntoFuture, poll_fn};
use core::iter::Fuse;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};

use super::wakers::Wakers;

#[cfg(doc)]
use valuetask::ValueTask;

/// The future that an item of an iterator is turned into.
type FutureOf<I> = <<I as Iterator>::Item as IntoFuture>::IntoFuture;

/// What an item of an iterator becomes.
type OutputOf<I> = <<I as Iterator>::Item as IntoFuture>::Output;

/// The futures that run, and the iterator of those that don't yet.
struct Running<I>
where
    I: Iterator<Item: IntoFuture>,
{
    rest: Fuse<I>,
    places: Vec<Place<FutureOf<I>>>,
    /// The places whose futures are polled next, in turn, each once.
    due: VecDeque<usize>,
    /// The place of the last future that was ready.
    free: Option<usize>,
    /// The index of the next item.
    next: usize,
    /// The number of places that have a future.
    pending: usize,
    wakers: Wakers,
}

/// A future that runs, until it is ready.
struct Place<F> {
    /// The index of its item.
    index: usize,
    future: Pin<Box<Option<F>>>,
    is_due: bool,
}

impl<F> Place<F> {
    /// Puts the place behind those that are due, unless it is among them.
    fn put(&mut self, number: usize, due: &mut VecDeque<usize>) {
        if !mem::replace(&mut self.is_due, true) {
            due.push_back(number);
        }
    }
}

impl<I> Running<I>
where
    I: Iterator<Item: IntoFuture>,
{
    /// Takes the first items.
    fn begin(items: I, limit: usize) -> Self {
        let mut rest = items.fuse();
        let place =
            |(index, item): (usize, I::Item)| Place { index, future: Box::pin(Some(item.into_future())), is_due: true };
        let places: Vec<_> = rest.by_ref().take(limit).enumerate().map(place).collect();
        let running = places.len();
        Self {
            rest,
            places,
            due: (0..running).collect(),
            free: None,
            next: running,
            pending: running,
            wakers: Wakers::new(running),
        }
    }

    /// Polls those that are due, until one is ready. The next item gets its place in the next call, so that none begins after an error.
    fn advance(&mut self) -> Option<(usize, OutputOf<I>)> {
        if let Some(number) = self.free.take()
            && let Some(item) = self.rest.next()
        {
            let place = &mut self.places[number];
            place.future.set(Some(item.into_future()));
            place.index = self.next;
            self.next += 1;
            self.pending += 1;
            place.put(number, &mut self.due);
        }
        while let Some(number) = self.due.pop_front() {
            let place = &mut self.places[number];
            place.is_due = false;
            // Without a future, it was woken late.
            let Some(future) = place.future.as_mut().as_pin_mut() else { continue };
            if let Poll::Ready(output) = self.wakers.poll(number, |cx| future.poll(cx)) {
                place.future.set(None);
                self.pending -= 1;
                self.free = Some(number);
                return Some((place.index, output));
            }
        }
        None
    }

    /// Polls those that are due or were woken, until `each` returns `Some` for the output of one.
    fn poll_due<B>(&mut self, each: &mut impl FnMut(usize, OutputOf<I>) -> Option<B>) -> Option<B> {
        // Also while others are due: where items are ready at once, some always are.
        let woken = self.wakers.poll_woken(|number, _| {
            self.places[number].put(number, &mut self.due);
            None::<Infallible>
        });
        debug_assert!(woken.is_none(), "all are taken");
        while let Some((index, output)) = self.advance() {
            if let Some(enough) = each(index, output) {
                return Some(enough);
            }
        }
        None
    }
}

/// The futures before the first poll, and then those that run.
enum Items<I>
where
    I: Iterator<Item: IntoFuture>,
{
    New {
        items: I,
        limit: usize,
    },
    Running(Running<I>),
    /// All were yielded, or a poll has panicked: then the rest was dropped.
    Over,
}

// Each future is pinned in its box, and an iterator isn't.
impl<I> Unpin for Items<I> where I: Iterator<Item: IntoFuture> {}

impl<I> Items<I>
where
    I: Iterator<Item: IntoFuture>,
{
    #[track_caller]
    fn new(limit: usize, items: impl IntoIterator<IntoIter = I, Item = I::Item>) -> Self {
        assert!(limit > 0, "no future runs with a limit of zero: give one of one at least");
        Self::New { items: items.into_iter(), limit }
    }

    /// Polls those that were woken, and passes each output to `each`, until that returns `Some`; `Ready(None)` once all were yielded.
    fn poll<B>(&mut self, cx: &Context<'_>, mut each: impl FnMut(usize, OutputOf<I>) -> Option<B>) -> Poll<Option<B>> {
        // Put back below, unless a poll panics: that ends the rest.
        let mut running = match mem::replace(self, Self::Over) {
            Self::New { items, limit } => Running::begin(items, limit),
            Self::Running(running) => running,
            Self::Over => return Poll::Ready(None),
        };
        let polled = if let Some(enough) = running.poll_due(&mut each) {
            Poll::Ready(enough)
        } else if running.pending == 0 {
            return Poll::Ready(None);
        } else {
            // One that woke itself is polled at the next poll, so that the executor comes to others.
            running.wakers.park(cx.waker());
            Poll::Pending
        };
        *self = Self::Running(running);
        polled.map(Some)
    }

    /// Waits until `each` has returned `Some`, or all were yielded to it. The rest is dropped then.
    async fn wait<B>(mut self, mut each: impl FnMut(usize, OutputOf<I>) -> Option<B>) -> Option<B> {
        let enough = poll_fn(|cx| self.poll(cx, &mut each)).await;
        // Not at the return, where a destructor that panics would leak what is returned.
        drop(self);
        enough
    }
}

/// Waits for all futures of an iterator, of which so many run at most: returns their values, in the order of the futures.
///
/// An item is taken from the iterator when its future may begin. So a lazy iterator, such as a `map`, limits methods that start at the
/// call and spawned work, too. The items are futures of one type, or what becomes one: [`ValueTask`]s, `Task`s, or
/// `AbortOnDropHandle`s, which run on the scheduler's threads and end with the join.
///
/// Nothing begins before the first poll. A later poll polls the futures that were woken, and those that begin, in turn.
///
/// # Panics
///
/// If the limit is zero. If a future or the iterator panics, so does the returned future: the futures that run and the rest of the
/// iterator are dropped.
///
/// # Cancel safety
///
/// Dropping the returned future drops the futures that run, the values of those that were ready, and the rest of the iterator.
///
/// # Allocation
///
/// A box for each future that runs at once, which later ones reuse; the list of values; a few more.
///
/// # Examples
///
/// ```
/// use valuetask_tasks::when_all_at_most;
///
/// async fn square(n: u64) -> u64 {
///     n * n
/// }
///
/// let squares = when_all_at_most(8, (0..100).map(square));
/// assert_eq!(pollster::block_on(squares).iter().sum::<u64>(), 328_350);
/// ```
#[track_caller]
pub fn when_all_at_most<I>(limit: usize, futures: I) -> impl Future<Output = Vec<<I::Item as IntoFuture>::Output>>
where
    I: IntoIterator<Item: IntoFuture>,
{
    let items = Items::new(limit, futures);
    async move {
        let mut values = Vec::new();
        let all = |index, value| {
            put(&mut values, index, value);
            None::<Infallible>
        };
        items.wait(all).await;
        taken(values)
    }
}

/// Waits for all futures of an iterator as [`when_all_at_most`], or for the first error.
///
/// The other futures and the rest of the iterator are dropped then. If several errors are ready at one poll, any of them is returned.
///
/// # Errors
///
/// The first error.
///
/// # Panics
///
/// As [`when_all_at_most`].
///
/// # Cancel safety
///
/// As [`when_all_at_most`].
///
/// # Allocation
///
/// As [`when_all_at_most`].
///
/// # Examples
///
/// ```
/// use valuetask_tasks::try_when_all_at_most;
///
/// let numbers = ["1", "2", "x"].map(|text| async move { text.parse::<u8>() });
/// assert!(pollster::block_on(try_when_all_at_most(2, numbers)).is_err());
/// ```
#[track_caller]
pub fn try_when_all_at_most<I, T, E>(limit: usize, futures: I) -> impl Future<Output = Result<Vec<T>, E>>
where
    I: IntoIterator<Item: IntoFuture<Output = Result<T, E>>>,
{
    let items = Items::new(limit, futures);
    async move {
        let mut values = Vec::new();
        let all = |index, output: Result<T, E>| match output {
            Ok(value) => {
                put(&mut values, index, value);
                None
            }
            Err(error) => Some(error),
        };
        match items.wait(all).await {
            Some(error) => {
                // As in `wait`.
                drop(values);
                Err(error)
            }
            None => Ok(taken(values)),
        }
    }
}

/// Puts a value where it belongs.
fn put<T>(values: &mut Vec<Option<T>>, index: usize, value: T) {
    if index >= values.len() {
        values.resize_with(index + 1, || None);
    }
    values[index] = Some(value);
}

/// Takes all values, each of which was put.
fn taken<T>(values: Vec<Option<T>>) -> Vec<T> {
    values.into_iter().map(|value| value.expect("all were yielded")).collect()
}

/// Yields the values of the futures of an iterator as they are ready, with their indices. So many run at most.
///
/// Otherwise as [`when_all_at_most`]. Futures run, and the next ones begin, only while the next value is awaited.
///
/// # Panics
///
/// If the limit is zero.
///
/// # Examples
///
/// ```
/// use valuetask_tasks::when_each_at_most;
///
/// let mut each = when_each_at_most(2, (1..=4).map(|n| async move { n * 10 }));
/// let mut sum = 0;
/// pollster::block_on(async {
///     while let Some((_index, value)) = each.next().await {
///         sum += value;
///     }
/// });
/// assert_eq!(sum, 100);
/// ```
#[track_caller]
pub fn when_each_at_most<I>(limit: usize, futures: I) -> WhenEachAtMost<I::IntoIter>
where
    I: IntoIterator<Item: IntoFuture>,
{
    WhenEachAtMost(Items::new(limit, futures))
}

/// The values of futures as they are ready, made by [`when_each_at_most`].
///
/// Await [`next`](Self::next) in a loop, or make a `Stream` of it by [`poll_next`](Self::poll_next).
///
/// # Panics
///
/// If a future or the iterator panics, so does the poll: the futures that run and the rest of the iterator are dropped, and nothing more
/// is yielded.
///
/// # Cancel safety
///
/// Dropping it drops the futures that run and the rest of the iterator.
#[must_use = "streams do nothing unless polled"]
pub struct WhenEachAtMost<I>(Items<I>)
where
    I: Iterator<Item: IntoFuture>;

impl<I> WhenEachAtMost<I>
where
    I: Iterator<Item: IntoFuture>,
{
    /// Waits for the next future that is ready; returns `None` once all were yielded.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing: the next call yields the value.
    pub async fn next(&mut self) -> Option<(usize, <I::Item as IntoFuture>::Output)> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// Polls for the next value; returns `Ready(None)` once all were yielded.
    ///
    /// `stream::poll_fn(move |cx| each.poll_next(cx))` of futures makes a `Stream` of it.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(usize, <I::Item as IntoFuture>::Output)>> {
        self.0.poll(cx, |index, value| Some((index, value)))
    }
}

impl<I> fmt::Debug for WhenEachAtMost<I>
where
    I: Iterator<Item: IntoFuture>,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running = match &self.0 {
            Items::New { .. } => 0,
            Items::Running(running) => running.pending,
            Items::Over => return f.write_str("WhenEachAtMost(Over)"),
        };
        f.debug_struct("WhenEachAtMost").field("running", &running).finish_non_exhaustive()
    }
}
