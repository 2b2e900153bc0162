//! The figures of a replay: what ran, what each way cost, what a million lookups would save.

#![forbid(unsafe_code)]

use serde::Serialize;

use super::pass::{Counted, Spent, Timed};

/// Everything a report shows.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    pub(crate) workload: Setup,
    /// async-trait, futures' `Shared`, `Shared` and `ValueTask`, in this order.
    pub(crate) ways: [Cost; 4],
    /// A sentence each.
    pub(crate) verdict: Vec<String>,
    pub(crate) savings: Vec<String>,
}

/// What was replayed.
#[derive(Debug, Serialize)]
pub(crate) struct Setup {
    pub(crate) keys: String,
    /// Why there is no verdict on them, if they may not be those that were asked for.
    pub(crate) doubt: Option<String>,
    pub(crate) distinct: usize,
    pub(crate) lookups: usize,
    pub(crate) store: String,
    pub(crate) capacity: usize,
    pub(crate) threads: usize,
    pub(crate) rounds: usize,
    pub(crate) checksum: String,
}

/// What one way cost.
#[derive(Debug, Serialize)]
pub(crate) struct Cost {
    pub(crate) name: &'static str,
    pub(crate) ns_per_lookup: Times,
    /// None if the cache never held a key of the stream after the rounds.
    pub(crate) ns_per_hit: Option<Times>,
    pub(crate) heap_per_lookup: PerLookup,
    pub(crate) heap_per_hit: Option<PerLookup>,
    /// The share of lookups that completed synchronously.
    pub(crate) completed_synchronously: f64,
    pub(crate) hit_ratio: f64,
}

impl Cost {
    pub(crate) fn new(name: &'static str, lookups: &[Timed], hits: &[Timed], counted: &Counted) -> Self {
        let all = counted.all.lookups as f64;
        Self {
            name,
            ns_per_lookup: Times::of(lookups).expect("a replay has a round, and a round has a lookup"),
            ns_per_hit: Times::of(hits),
            heap_per_lookup: PerLookup::of(&counted.all).expect("a pass has a lookup"),
            heap_per_hit: PerLookup::of(&counted.hits),
            completed_synchronously: counted.completed as f64 / all,
            hit_ratio: counted.hits.lookups as f64 / all,
        }
    }
}

/// Nanoseconds of the rounds.
#[derive(Debug, PartialEq, Serialize)]
pub(crate) struct Times {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// In the order in which they ran.
    pub(crate) rounds: Vec<f64>,
}

impl Times {
    fn of(runs: &[Timed]) -> Option<Self> {
        Self::new(runs.iter().map(Timed::ns).collect::<Option<_>>()?)
    }

    /// Returns `None` if there is no round.
    pub(crate) fn new(rounds: Vec<f64>) -> Option<Self> {
        let mut sorted = rounds.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median = f64::midpoint(sorted[(sorted.len().checked_sub(1)?) / 2], sorted[middle]);
        Some(Self { median, min: *sorted.first()?, max: *sorted.last()?, rounds })
    }
}

/// What a lookup allocated, on average.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct PerLookup {
    pub(crate) allocations: f64,
    pub(crate) bytes: f64,
}

impl PerLookup {
    fn of(spent: &Spent) -> Option<Self> {
        let lookups = spent.lookups as f64;
        (spent.lookups > 0).then(|| Self {
            allocations: spent.heap.allocations as f64 / lookups,
            bytes: spent.heap.bytes as f64 / lookups,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Times;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        let figures = |rounds: &[f64]| Times::new(rounds.to_vec()).map(|times| (times.median, times.min, times.max));
        assert_eq!(figures(&[4.0, 1.0, 3.0, 9.0]), Some((3.5, 1.0, 9.0)));
        assert_eq!(figures(&[9.0, 1.0, 3.0]), Some((3.0, 1.0, 9.0)));
        assert_eq!(figures(&[]), None);
    }
}
