//! Rounds: every way of a case in turn, and what came of it.

use std::time::Instant;

use crate::way::{ALIAS, ASYNC_TRAIT, Case, Goal, PLAIN, VALUE_TASK, Way};
use crate::{alloc, callgrind};

/// What one way cost.
pub(crate) struct Figures {
    pub(crate) way: &'static str,
    /// Nanoseconds a call, one figure a round.
    pub(crate) times: Vec<f64>,
    /// Allocations a call on the calling thread, after the first round.
    pub(crate) allocations: f64,
    /// Bytes that all rounds have left allocated on the calling thread, with the one that warms up.
    pub(crate) left: i64,
    /// Instructions a call, where callgrind could be asked.
    pub(crate) instructions: Option<f64>,
    pub(crate) goals: &'static [Goal],
}

/// What all ways of a case cost.
pub(crate) struct Measured {
    pub(crate) case: &'static str,
    pub(crate) bytes: Option<usize>,
    pub(crate) figures: Vec<Figures>,
}

impl Measured {
    pub(crate) fn way(&self, name: &str) -> Option<&Figures> {
        self.figures.iter().find(|known| known.way == name)
    }

    /// The median over the rounds of a way's time as a multiple of another's.
    pub(crate) fn ratio(&self, figures: &Figures, other: &str) -> Option<f64> {
        Some(median(figures.times.iter().zip(&self.way(other)?.times).map(|(mine, others)| mine / others).collect()))
    }

    /// The median over the rounds of what is left of what async-trait adds to the plain call.
    pub(crate) fn share(&self, figures: &Figures) -> Option<f64> {
        let (plain, boxed) = (self.way(PLAIN)?, self.way(ASYNC_TRAIT)?);
        let rounds = figures.times.iter().zip(&plain.times).zip(&boxed.times);
        // Half a nanosecond is as little as a box can be seen to add.
        Some(median(rounds.map(|((mine, plain), boxed)| (mine - plain) / (boxed - plain).max(0.5)).collect()))
    }
}

impl Figures {
    pub(crate) fn median(&self) -> f64 {
        median(self.times.clone())
    }

    /// The fastest round, which is what other work on the machine disturbed least.
    pub(crate) fn best(&self) -> f64 {
        self.times.iter().copied().fold(f64::INFINITY, f64::min)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Runs a case. The first round warms up and isn't counted.
pub(crate) fn case(case: &Case, rounds: usize, instructions: bool) -> Measured {
    let mut runs: Vec<_> = case.ways.iter().map(|way| (way.prepare)()).collect();
    let mut figures: Vec<_> = case.ways.iter().map(|way| empty(case, way, instructions)).collect();
    let warmed_up = runs.iter_mut().zip(&mut figures).map(|(run, figures)| {
        let before = alloc::live();
        let sum = run(case.calls);
        figures.left = alloc::live() - before;
        sum
    });
    let sums: Vec<_> = warmed_up.collect();
    assert!(sums.iter().all(|sum| *sum == sums[0]), "{}: the ways disagree: {sums:?}", case.name);
    for round in 0..rounds {
        for turn in 0..runs.len() {
            let way = (round + turn) % runs.len();
            let before = (alloc::count(), alloc::live());
            let start = Instant::now();
            runs[way](case.calls);
            let time = start.elapsed();
            let after = (alloc::count(), alloc::live());
            figures[way].times.push(time.as_nanos() as f64 / case.calls as f64);
            figures[way].allocations = (after.0 - before.0) as f64 / case.calls as f64;
            figures[way].left += after.1 - before.1;
        }
    }
    Measured { case: case.name, bytes: case.bytes, figures }
}

fn empty(case: &Case, way: &Way, instructions: bool) -> Figures {
    Figures {
        way: way.name,
        times: vec![],
        allocations: 0.0,
        left: 0,
        instructions: if instructions && is_counted(case, way) {
            callgrind::instructions(case, way.name)
        } else {
            None
        },
        goals: way.goals,
    }
}

/// Whether a way's instructions are counted: by shape, those of ours alone.
pub(crate) fn is_counted(case: &Case, way: &Way) -> bool {
    case.bytes.is_none() || [VALUE_TASK, ALIAS].contains(&way.name)
}
