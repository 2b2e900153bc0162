//! The schedule: a warm-up, rounds over the stream, a pass that watches the heap, rounds over the hits.
//!
//! The warm-up is one pass with each way, not measured, so that every cache is as full as the stream makes it. In each
//! round the ways take turns, and each round starts with another way (1 2 3 4, 2 3 4 1, …), so that whatever drifts
//! hits all of them alike. The rounds over the hits look up those keys of the stream that the cache then holds, without
//! the store's noise; they come last because they would change what the cache holds on to.

#![forbid(unsafe_code)]

use core::cell::Cell;
use std::num::NonZeroUsize;
use std::sync::{Arc, Barrier};

use super::crew::Crew;
use super::figures::Way as Figures;
use super::pass::{self, Counted, Timed};
use super::progress::Progress;
use super::store::Store;
use super::ways::Way;
use super::ways::boxed::Boxed;
use super::ways::shared::SharedTasks;
use super::ways::task::Tasks;
use super::ways::value_task::ValueTasks;
use super::workload::Workload;
use crate::error::Error;

/// Measures all ways, in the order in which they are reported.
pub(crate) async fn measure<S: Store>(
    store: &Arc<S>,
    workload: &Arc<Workload>,
    capacity: NonZeroUsize,
    crew: &Crew,
    rounds: NonZeroUsize,
) -> Result<[Figures; 4], Error> {
    let bench = Bench {
        crew,
        workload,
        progress: Progress::of_passes("replaying", 4 * (2 * rounds.get() + 2)),
        passes: Cell::new(0),
    };
    let mut boxed = Runs::new(Boxed::new(Arc::clone(store), capacity));
    let mut shared = Runs::new(SharedTasks::new(Arc::clone(store), capacity));
    let mut task = Runs::new(Tasks::new(Arc::clone(store), capacity));
    let mut value = Runs::new(ValueTasks::new(Arc::clone(store), capacity));

    bench.warm_up(&boxed).await?;
    bench.warm_up(&shared).await?;
    bench.warm_up(&task).await?;
    bench.warm_up(&value).await?;
    for round in 0..rounds.get() {
        for turn in 0..4 {
            match (round + turn) % 4 {
                0 => bench.whole_turn(&mut boxed).await?,
                1 => bench.whole_turn(&mut shared).await?,
                2 => bench.whole_turn(&mut task).await?,
                _ => bench.whole_turn(&mut value).await?,
            }
        }
    }
    let counted = [
        bench.count(&boxed).await?,
        bench.count(&shared).await?,
        bench.count(&task).await?,
        bench.count(&value).await?,
    ];
    for round in 0..rounds.get() {
        for turn in 0..4 {
            match (round + turn) % 4 {
                0 => bench.hits_turn(&mut boxed).await?,
                1 => bench.hits_turn(&mut shared).await?,
                2 => bench.hits_turn(&mut task).await?,
                _ => bench.hits_turn(&mut value).await?,
            }
        }
    }
    Ok([
        Figures::new("async-trait", &boxed.whole, &boxed.hits, &counted[0]),
        Figures::new("Shared", &shared.whole, &shared.hits, &counted[1]),
        Figures::new("Task", &task.whole, &task.hits, &counted[2]),
        Figures::new("ValueTask", &value.whole, &value.hits, &counted[3]),
    ])
}

/// A way and what its turns gave so far.
struct Runs<W> {
    way: Arc<W>,
    whole: Vec<Timed>,
    hits: Vec<Timed>,
}

impl<W> Runs<W> {
    fn new(way: W) -> Self {
        Self { way: Arc::new(way), whole: Vec::new(), hits: Vec::new() }
    }
}

struct Bench<'a> {
    crew: &'a Crew,
    workload: &'a Arc<Workload>,
    progress: Progress,
    /// Those that are done.
    passes: Cell<usize>,
}

impl Bench<'_> {
    async fn warm_up<W: Way>(&self, runs: &Runs<W>) -> Result<(), Error> {
        self.whole(&runs.way).await.map(drop)
    }

    async fn whole_turn<W: Way>(&self, runs: &mut Runs<W>) -> Result<(), Error> {
        runs.whole.push(self.whole(&runs.way).await?);
        Ok(())
    }

    async fn hits_turn<W: Way>(&self, runs: &mut Runs<W>) -> Result<(), Error> {
        runs.hits.push(self.hits(&runs.way).await?);
        Ok(())
    }

    /// Waits for a pass, and shows how far it is.
    async fn pass<T>(&self, pass: impl Future<Output = T>) -> T {
        let (before, all) = (self.workload.begun(), self.workload.keys().order().len());
        let share = || (self.workload.begun() - before) as f64 / all as f64;
        let outcome = self.progress.follow(self.passes.get(), share, pass).await;
        self.passes.set(self.passes.get() + 1);
        outcome
    }

    async fn whole<W: Way>(&self, way: &Arc<W>) -> Result<Timed, Error> {
        let (way, workload, threads) = (Arc::clone(way), Arc::clone(self.workload), self.crew.size());
        let start = Barrier::new(threads);
        let parts = self.crew.run(move |number, runtime| {
            runtime.block_on(pass::timed(&*way, &workload, workload.share(number, threads), &start))
        });
        let timed = sum(self.pass(parts).await?);
        pass::verify(timed.checksum, self.workload.expected())?;
        Ok(timed)
    }

    async fn hits<W: Way>(&self, way: &Arc<W>) -> Result<Timed, Error> {
        let (way, workload, threads) = (Arc::clone(way), Arc::clone(self.workload), self.crew.size());
        let start = Barrier::new(threads);
        let parts = self.crew.run(move |number, runtime| {
            runtime.block_on(pass::timed_hits(&*way, &workload, workload.share(number, threads), &start))
        });
        Ok(sum(self.pass(parts).await?))
    }

    async fn count<W: Way>(&self, runs: &Runs<W>) -> Result<Counted, Error> {
        let (way, workload, threads) = (Arc::clone(&runs.way), Arc::clone(self.workload), self.crew.size());
        let parts = self.crew.run(move |number, runtime| {
            runtime.block_on(pass::counted(&*way, &workload, workload.share(number, threads)))
        });
        let counted = sum(self.pass(parts).await?);
        pass::verify(counted.checksum, self.workload.expected())?;
        Ok(counted)
    }
}

fn sum<T: Default + core::ops::AddAssign>(parts: Vec<T>) -> T {
    let mut all = T::default();
    parts.into_iter().for_each(|part| all += part);
    all
}
