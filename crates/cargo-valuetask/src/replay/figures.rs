//! The figures of a replay, as they are reported: what ran, what each way cost, what a million lookups would save.

#![forbid(unsafe_code)]

use serde::Serialize;

use super::pass::{Counted, Spent, Timed};

/// Everything a report shows.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    pub(crate) workload: Workload,
    /// async-trait, `Shared`, `Task` and `ValueTask`, in this order.
    pub(crate) ways: [Way; 4],
    /// A sentence each.
    pub(crate) verdict: Vec<String>,
    pub(crate) savings: Vec<String>,
}

/// What was replayed.
#[derive(Debug, Serialize)]
pub(crate) struct Workload {
    pub(crate) keys: String,
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
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) ns_per_lookup: Spread,
    /// None if the cache never held a key of the stream after the rounds.
    pub(crate) ns_per_hit: Option<Spread>,
    pub(crate) heap_per_lookup: PerLookup,
    pub(crate) heap_per_hit: Option<PerLookup>,
    /// Of all lookups, those whose answer was there when the call returned.
    pub(crate) completed_synchronously: f64,
    pub(crate) hit_ratio: f64,
}

impl Way {
    pub(crate) fn new(name: &'static str, whole: &[Timed], hits: &[Timed], counted: &Counted) -> Self {
        let mut all = counted.hits;
        all += counted.misses;
        Self {
            name,
            ns_per_lookup: Spread::of(whole).expect("a replay has a round, and a round has a lookup"),
            ns_per_hit: Spread::of(hits),
            heap_per_lookup: PerLookup::of(&all).expect("a pass has a lookup"),
            heap_per_hit: PerLookup::of(&counted.hits),
            completed_synchronously: counted.completed as f64 / all.lookups as f64,
            hit_ratio: counted.hits.lookups as f64 / all.lookups as f64,
        }
    }
}

/// Nanoseconds over the rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) median: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    fn of(runs: &[Timed]) -> Option<Self> {
        let mut ns: Vec<f64> = runs.iter().filter_map(Timed::ns).collect();
        ns.sort_by(f64::total_cmp);
        let middle = ns.len() / 2;
        let median = if ns.len() % 2 == 1 { ns[middle] } else { (ns.get(middle.checked_sub(1)?)? + ns[middle]) / 2.0 };
        Some(Self { median, min: *ns.first()?, max: *ns.last()? })
    }
}

/// What a lookup asked of the heap, on average.
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
    use core::time::Duration;

    use super::{Spread, Timed};

    fn runs(ns: &[u64]) -> Vec<Timed> {
        ns.iter().map(|&ns| Timed { lookups: 1, time: Duration::from_nanos(ns), ..Timed::default() }).collect()
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(Spread::of(&runs(&[4, 1, 3, 9])), Some(Spread { median: 3.5, min: 1.0, max: 9.0 }));
        assert_eq!(Spread::of(&runs(&[9, 1, 3])), Some(Spread { median: 3.0, min: 1.0, max: 9.0 }));
    }

    #[test]
    fn no_runs_have_no_spread() {
        assert_eq!(Spread::of(&[]), None);
    }
}
