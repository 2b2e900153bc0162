//! One pass over the stream, or over its hits, on one thread: timed, or with the heap watched.

#![forbid(unsafe_code)]

use core::future::poll_fn;
use core::ops::{AddAssign, Range};
use core::pin::pin;
use core::task::Poll;
use core::time::Duration;
use std::sync::Barrier;
use std::time::Instant;

use super::cache::misses_of_this_thread;
use super::value::Checksum;
use super::ways::{Found, Way};
use super::workload::{STRIDE, Workload};
use crate::alloc::Heap;
use crate::error::Error;

/// A timed pass, or a thread's part of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Timed {
    pub(crate) lookups: u64,
    pub(crate) time: Duration,
    pub(crate) checksum: Checksum,
}

impl Timed {
    /// Nanoseconds of a thread's time a lookup, if there was one.
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

/// What lookups of one kind, hits or misses, asked of the heap.
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
    pub(crate) hits: Spent,
    pub(crate) misses: Spent,
    pub(crate) completed: u64,
    pub(crate) checksum: Checksum,
}

impl AddAssign for Counted {
    fn add_assign(&mut self, other: Self) {
        self.hits += other.hits;
        self.misses += other.misses;
        self.completed += other.completed;
        self.checksum.join(other.checksum);
    }
}

/// Looks up a part of the stream. The threads start together.
pub(crate) async fn timed<W: Way>(
    way: &W,
    workload: &Workload,
    part: Range<usize>,
    start: &Barrier,
) -> Result<Timed, Error> {
    run(way, workload, &workload.keys().order()[part.clone()], part.start, start).await
}

/// Looks up again those keys of a part of the stream that are in the cache now: hits, all of them.
pub(crate) async fn timed_hits<W: Way>(
    way: &W,
    workload: &Workload,
    part: Range<usize>,
    start: &Barrier,
) -> Result<Timed, Error> {
    let keys = workload.keys();
    let hits: Vec<u32> = keys.order()[part].iter().copied().filter(|&key| way.holds(keys.name(key))).collect();
    let timed = run(way, workload, &hits, 0, start).await?;
    let mut expected = Checksum::default();
    hits.iter().enumerate().for_each(|(position, &key)| expected.add(position, workload.digest(key)));
    verify(timed.checksum, expected)?;
    Ok(timed)
}

async fn run<W: Way>(
    way: &W,
    workload: &Workload,
    order: &[u32],
    mut position: usize,
    start: &Barrier,
) -> Result<Timed, Error> {
    let keys = workload.keys();
    let mut checksum = Checksum::default();
    start.wait();
    let started = Instant::now();
    for stride in order.chunks(STRIDE) {
        workload.go_on()?;
        for &key in stride {
            let value = way.get(keys.name(key)).await?;
            checksum.add(position, value.digest());
            position += 1;
        }
    }
    let time = started.elapsed();
    Ok(Timed { lookups: order.len() as u64, time, checksum })
}

/// Looks up a part of the stream, reading the thread's heap counters around every single lookup.
pub(crate) async fn counted<W: Way>(way: &W, workload: &Workload, part: Range<usize>) -> Result<Counted, Error> {
    let keys = workload.keys();
    let mut counted = Counted::default();
    for (position, &key) in part.clone().zip(&keys.order()[part]) {
        if position % STRIDE == 0 {
            workload.go_on()?;
        }
        let misses = misses_of_this_thread();
        let before = Heap::of_this_thread();
        let (found, completed) = watched(way, keys.name(key)).await;
        let heap = Heap::of_this_thread() - before;
        let kind = if misses_of_this_thread() == misses { &mut counted.hits } else { &mut counted.misses };
        *kind += Spent { lookups: 1, heap };
        counted.completed += u64::from(completed);
        counted.checksum.add(position, found?.digest());
    }
    Ok(counted)
}

/// A lookup, and whether its answer was there at once: as the answer says itself or, where it can't, by its first poll.
async fn watched<W: Way>(way: &W, key: &str) -> (Found, bool) {
    let answer = way.get(key);
    let completed = W::is_completed(&answer);
    let mut answer = pin!(answer);
    match poll_fn(|cx| Poll::Ready(answer.as_mut().poll(cx))).await {
        Poll::Ready(found) => (found, completed.unwrap_or(true)),
        Poll::Pending => (answer.await, false),
    }
}

/// A hard error unless the values were those of the store.
pub(crate) fn verify(found: Checksum, expected: Checksum) -> Result<(), Error> {
    if found == expected {
        return Ok(());
    }
    Err(Error::failure(
        format_args!("the values looked up have the checksum {found}, the store's have {expected}"),
        "replay",
        "make sure that nothing else writes to the store during a replay, and run again",
    ))
}
