//! The schedule: a warm-up, rounds over the stream, a pass that watches the heap, rounds over the hits.
//!
//! The warm-up is one pass with each way, which isn't measured, so that each cache is as full as the stream makes it.
//! In each round the ways take turns, and each round starts with another way (1 2 3 4, 2 3 4 1, …), so that drift of the
//! machine meets all of them alike. The rounds over the hits look up those keys of the stream that the cache then holds,
//! without the store's noise. They come last because they change what the cache keeps.

#![forbid(unsafe_code)]

use core::ops::AddAssign;
use std::num::NonZeroUsize;
use std::sync::Barrier;

use indicatif::ProgressBar;
use rayon_core::{ThreadPool, ThreadPoolBuilder};
use tokio::runtime::Handle;

use super::error::Error;
use super::figures::Cost;
use super::pass::{self, Counted, Measured, Part, Timed};
use super::progress;
use super::workload::Workload;

/// Measures all ways, in the order in which they are reported. Blocks, within a runtime.
pub(crate) fn measure(
    ways: &[Box<dyn Measured>; 4],
    workload: &Workload,
    threads: NonZeroUsize,
    rounds: NonZeroUsize,
) -> Result<[Cost; 4], Error> {
    let bench = Bench::new(workload, threads, ways.len() * (2 * rounds.get() + 2))?;
    let whole = |way: usize| {
        let timed: Timed = bench.pass(|part| ways[way].timed(part))?;
        pass::verify(timed.checksum, workload.expected())?;
        Ok(timed)
    };
    for way in 0..ways.len() {
        whole(way)?;
    }
    let lookups = in_turns(rounds, whole)?;
    let mut counted = [Counted::default(); 4];
    for (counted, way) in counted.iter_mut().zip(ways) {
        *counted = bench.pass(|part| way.counted(part))?;
        pass::verify(counted.checksum, workload.expected())?;
    }
    let hits = in_turns(rounds, |way| bench.pass(|part| ways[way].timed_hits(part)))?;
    Ok(core::array::from_fn(|way| Cost::new(ways[way].name(), &lookups[way], &hits[way], &counted[way])))
}

/// Runs `pass` once a round with the number of each way.
fn in_turns(rounds: NonZeroUsize, pass: impl Fn(usize) -> Result<Timed, Error>) -> Result<[Vec<Timed>; 4], Error> {
    let mut runs = [const { Vec::new() }; 4];
    for turn in 0..rounds.get() * 4 {
        let way = (turn / 4 + turn) % 4;
        runs[way].push(pass(way)?);
    }
    Ok(runs)
}

struct Bench<'a> {
    workload: &'a Workload,
    /// The threads that look up. They live as long as the replay, so that what a thread keeps is warm.
    threads: ThreadPool,
    /// Its timers and connections. A lookup thread polls, and parks until it is woken.
    runtime: Handle,
    progress: ProgressBar,
}

impl<'a> Bench<'a> {
    fn new(workload: &'a Workload, threads: NonZeroUsize, passes: usize) -> Result<Self, Error> {
        let pool = ThreadPoolBuilder::new().num_threads(threads.get()).build().map_err(|error| {
            let what = format!("can't start a thread: {error}");
            Error::new(what, format_args!("--threads {threads}"), "use fewer")
        })?;
        let progress = progress::bar("replaying", passes * workload.keys().order().len());
        Ok(Self { workload, threads: pool, runtime: Handle::current(), progress })
    }

    /// Runs `work` on all threads at once, and adds up what they measured.
    fn pass<T: Default + AddAssign + Send>(
        &self,
        work: impl Fn(&Part<'_>) -> Result<T, Error> + Sync,
    ) -> Result<T, Error> {
        let start = Barrier::new(self.threads.current_num_threads());
        let before = self.progress.position();
        let parts = self.threads.broadcast(|context| {
            work(&Part {
                workload: self.workload,
                range: self.workload.share(context.index(), context.num_threads()),
                start: &start,
                runtime: &self.runtime,
                progress: &self.progress,
            })
        });
        self.progress.set_position(before + self.workload.keys().order().len() as u64);
        parts.into_iter().try_fold(T::default(), |mut all, part| {
            all += part?;
            Ok(all)
        })
    }
}
