//! One pass over the stream, or over its hits, on one thread: timed, or with the heap watched.

#![forbid(unsafe_code)]

use core::future::poll_fn;
use core::ops::{AddAssign, Range};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;
use std::sync::{Arc, Barrier};
use std::time::Instant;

use indicatif::ProgressBar;
use tokio::runtime::Handle;

use super::alloc::Heap;
use super::cache::{ReadThrough, misses_of_this_thread};
use super::error::Error;
use super::store::Store;
use super::value::{Checksum, Value};
use super::way::Way;
use super::workload::{STRIDE, Workload};

/// A timed pass, or a thread's part of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Timed {
    pub(crate) lookups: u64,
    pub(crate) time: Duration,
    pub(crate) checksum: Checksum,
}

impl Timed {
    /// Nanoseconds of a thread's time a lookup, or `None` if there was no lookup.
    pub(crate) fn ns(&self) -> Option<f64> {
        (self.lookups > 0).then(|| self.time.as_nanos() as f64 / self.lookups as f64)
    }
}

impl AddAssign for Timed {
    fn add_assign(&mut self, other: Self) {
        self.lookups += other.lookups;
        self.time += other.time;
        self.checksum.join(other.checksum);
    }
}

/// What a number of lookups allocated.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    pub(crate) lookups: u64,
    pub(crate) heap: Heap,
}

impl AddAssign for Spent {
    fn add_assign(&mut self, other: Self) {
        self.lookups += other.lookups;
        self.heap += other.heap;
    }
}

/// A pass with the heap watched, or a thread's part of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counted {
    pub(crate) all: Spent,
    pub(crate) hits: Spent,
    pub(crate) completed: u64,
    pub(crate) checksum: Checksum,
}

impl AddAssign for Counted {
    fn add_assign(&mut self, other: Self) {
        self.all += other.all;
        self.hits += other.hits;
        self.completed += other.completed;
        self.checksum.join(other.checksum);
    }
}

/// The part of a pass that one thread runs.
pub(crate) struct Part<'a> {
    pub(crate) workload: &'a Workload,
    /// Of the stream.
    pub(crate) range: Range<usize>,
    /// The threads start together.
    pub(crate) start: &'a Barrier,
    pub(crate) runtime: &'a Handle,
    pub(crate) progress: &'a ProgressBar,
}

/// A way with its cache, for passes that block the calling thread.
pub(crate) trait Measured: Send + Sync {
    fn name(&self) -> &'static str;

    /// Looks up a part of the stream.
    fn timed(&self, part: &Part<'_>) -> Result<Timed, Error>;

    /// Looks up again those keys of a part of the stream that are in the cache now, so that each lookup is a hit.
    fn timed_hits(&self, part: &Part<'_>) -> Result<Timed, Error>;

    /// Looks up a part of the stream, and reads the thread's heap counters around each lookup.
    fn counted(&self, part: &Part<'_>) -> Result<Counted, Error>;
}

/// A way, and the cache behind it.
pub(crate) struct Candidate<S, W> {
    pub(crate) name: &'static str,
    pub(crate) cache: Arc<ReadThrough<S>>,
    pub(crate) way: W,
}

impl<S: Store, W: Way> Measured for Candidate<S, W> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn timed(&self, part: &Part<'_>) -> Result<Timed, Error> {
        let order = &part.workload.keys().order()[part.range.clone()];
        part.runtime.block_on(timed(&self.way, part, order, part.range.start))
    }

    fn timed_hits(&self, part: &Part<'_>) -> Result<Timed, Error> {
        let keys = part.workload.keys();
        let all = keys.order()[part.range.clone()].iter().copied();
        let hits: Vec<u32> = all.filter(|&key| self.cache.holds(keys.name(key))).collect();
        let timed = part.runtime.block_on(timed(&self.way, part, &hits, 0))?;
        let mut expected = Checksum::default();
        hits.iter().enumerate().for_each(|(position, &key)| expected.add(position, part.workload.digest(key)));
        verify(timed.checksum, expected)?;
        Ok(timed)
    }

    fn counted(&self, part: &Part<'_>) -> Result<Counted, Error> {
        part.runtime.block_on(counted(&self.way, part))
    }
}

/// Looks up the keys of these numbers. The first stands at `position` of the stream.
async fn timed<W: Way>(way: &W, part: &Part<'_>, order: &[u32], mut position: usize) -> Result<Timed, Error> {
    let keys = part.workload.keys();
    let mut checksum = Checksum::default();
    part.start.wait();
    let started = Instant::now();
    for stride in order.chunks(STRIDE) {
        part.workload.go_on()?;
        for &key in stride {
            let value = way.get(keys.name(key)).await.map_err(Into::into)?;
            checksum.add(position, value.digest());
            position += 1;
        }
        part.progress.inc(stride.len() as u64);
    }
    let time = started.elapsed();
    Ok(Timed { lookups: order.len() as u64, time, checksum })
}

async fn counted<W: Way>(way: &W, part: &Part<'_>) -> Result<Counted, Error> {
    let keys = part.workload.keys();
    let mut counted = Counted::default();
    for (position, &key) in part.range.clone().zip(&keys.order()[part.range.clone()]) {
        if position % STRIDE == 0 {
            part.workload.go_on()?;
        }
        let misses = misses_of_this_thread();
        let before = Heap::of_this_thread();
        let (found, completed) = watched(way, keys.name(key)).await;
        let spent = Spent { lookups: 1, heap: Heap::of_this_thread() - before };
        counted.all += spent;
        if misses_of_this_thread() == misses {
            counted.hits += spent;
        }
        counted.completed += u64::from(completed);
        counted.checksum.add(position, found?.digest());
    }
    Ok(counted)
}

/// Returns the result of a lookup, and whether it completed synchronously.
///
/// An answer that can tell says so before its first poll. For another, its first poll does.
async fn watched<W: Way>(way: &W, key: &str) -> (Result<Arc<Value>, Error>, bool) {
    let answer = way.get(key);
    let completed = W::is_completed(&answer);
    let mut answer = pin!(answer.into_future());
    let (found, completed) = match poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx))).await {
        Poll::Ready(found) => (found, completed.unwrap_or(true)),
        Poll::Pending => (answer.await, false),
    };
    (found.map_err(Into::into), completed)
}

/// Returns an error unless the values were those of the store.
pub(crate) fn verify(found: Checksum, expected: Checksum) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::new(
        format_args!("the values looked up have the checksum {found}, the store's have {expected}"),
        "replay",
        "make sure that nothing else writes to the store during a replay, and run again",
    ))
}
