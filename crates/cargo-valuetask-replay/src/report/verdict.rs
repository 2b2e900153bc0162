//! The verdict: the times of the rounds compared, the rule of thumb, and what a million lookups would save.
//!
//! Times are compared round by round, by a two-sided sign test (W. J. Dixon and A. M. Mood, "The statistical sign test",
//! Journal of the American Statistical Association 41, 1946): if two ways take as long, each is faster in a round with a
//! probability of one half. The test asks nothing of how times are distributed, and drift of the machine meets both times
//! of a round. A difference counts where chance alone would make it so lopsided in at most 5 % of all replays.
//!
//! The rule of thumb: return a `ValueTask` where 90 to 95 % of the calls or more complete synchronously, or calls are many.
//! It isn't applied without rounds that suffice, nor unless whole lookups take less time.

#![forbid(unsafe_code)]

use core::cmp::Ordering;

use statrs::distribution::{Binomial, DiscreteCDF as _};

use super::number::{percent, roughly, rounded};
use crate::figures::{Cost, Setup, Times};

const MILLION: f64 = 1_000_000.0;
/// A difference that chance makes more often than this isn't one.
const SIGNIFICANT: f64 = 0.05;
/// The fewest rounds in which a difference can be significant: all six on one side, with a probability of 2 / 2⁶.
const FEWEST_ROUNDS: usize = 6;

/// Returns the verdict in sentences, and a line for each of the other ways. On keys that are doubted there is none.
pub(crate) fn of(ways: &[Cost; 4], setup: &Setup) -> (Vec<String>, Vec<String>) {
    if let Some(doubt) = &setup.doubt {
        return (vec!["No verdict on these keys.".to_owned(), doubt.clone()], Vec::new());
    }
    let [others @ .., value] = ways;
    let mut sentences = weighed(&others[0], value);
    if setup.capacity >= setup.distinct {
        let only_hits = "The cache holds every key, so only hits were measured. A smaller --capacity shows misses.";
        sentences.push(only_hits.to_owned());
    }
    if cfg!(debug_assertions) {
        sentences.push("This program was built without optimization: its times don't hold for yours.".to_owned());
    }
    (sentences, others.iter().map(|other| saved(other, value)).collect())
}

/// The times of two ways, compared in each round.
struct Comparison {
    rounds: usize,
    less: u64,
    more: u64,
}

impl Comparison {
    fn of(this: &Times, other: &Times) -> Self {
        let orders = || this.rounds.iter().zip(&other.rounds).map(|(this, other)| this.total_cmp(other));
        let count = |wanted: Ordering| orders().filter(|order| *order == wanted).count() as u64;
        Self { rounds: this.rounds.len(), less: count(Ordering::Less), more: count(Ordering::Greater) }
    }

    /// Returns `None` if there are too few rounds, and `Equal` if no difference is found.
    fn verdict(&self) -> Option<Ordering> {
        if self.rounds < FEWEST_ROUNDS {
            return None;
        }
        let chance = Binomial::new(0.5, self.less + self.more).expect("one half is a probability");
        let significant = 2.0 * chance.cdf(self.less.min(self.more)) <= SIGNIFICANT;
        Some(if significant { self.less.cmp(&self.more).reverse() } else { Ordering::Equal })
    }

    /// The rounds that decided.
    fn rounds(&self, [less, more]: [&str; 2]) -> String {
        let (side, word) = if self.less >= self.more { (self.less, less) } else { (self.more, more) };
        format!("{word} in {side} of {} rounds", self.rounds)
    }
}

/// Weighs the times of two ways, then the share of lookups that complete synchronously.
fn weighed(boxed: &Cost, value: &Cost) -> Vec<String> {
    let hits = value.ns_per_hit.as_ref().zip(boxed.ns_per_hit.as_ref()).map(|(value, boxed)| ("Hits", value, boxed));
    let timed: Vec<_> = hits.into_iter().chain([("Lookups", &value.ns_per_lookup, &boxed.ns_per_lookup)]).collect();
    let verdicts: Vec<_> = timed.iter().map(|(_, value, boxed)| Comparison::of(value, boxed).verdict()).collect();
    let share = value.completed_synchronously;
    let headline = if verdicts.contains(&None) {
        let rounds = value.ns_per_lookup.rounds.len();
        format!("No verdict: too few rounds to tell a difference from chance ({rounds} of at least {FEWEST_ROUNDS}).")
    } else if verdicts.contains(&Some(Ordering::Greater)) {
        "Not here: ValueTask took longer than async-trait.".to_owned()
    } else if !verdicts.contains(&Some(Ordering::Less)) {
        "No difference found between the times of ValueTask and async-trait.".to_owned()
    } else if verdicts.last() == Some(&Some(Ordering::Equal)) {
        "Hits take less time with ValueTask. No difference was found between whole lookups.".to_owned()
    } else if share >= 0.95 {
        "Use ValueTask here.".to_owned()
    } else if share >= 0.9 {
        "ValueTask fits here, most of all if calls are many.".to_owned()
    } else {
        "Not needed here unless calls are many. A larger --capacity may change that.".to_owned()
    };
    let rule = format!(
        "{} of the lookups complete synchronously. The rule of thumb for ValueTask is 90 to 95 % or more.",
        percent(share)
    );
    let times = timed.iter().map(|(what, value, boxed)| {
        let comparison = Comparison::of(value, boxed);
        let medians =
            format!("{} ns with ValueTask, {} with async-trait", rounded(value.median), rounded(boxed.median));
        let found = match comparison.verdict() {
            None => "too few rounds".to_owned(),
            Some(Ordering::Equal) => format!("no difference found, {}", comparison.rounds(["less", "more"])),
            Some(_) => comparison.rounds(["less", "more"]),
        };
        format!("{what}: {medians} ({found}).")
    });
    [headline, rule].into_iter().chain(times).collect()
}

/// Says what a million lookups save against another way. Hits alone are timed: a miss takes the store's time.
fn saved(other: &Cost, value: &Cost) -> String {
    let allocations = (other.heap_per_lookup.allocations - value.heap_per_lookup.allocations) * MILLION;
    let megabytes = (other.heap_per_lookup.bytes - value.heap_per_lookup.bytes) * MILLION / 1e6;
    let time = match (&other.ns_per_hit, &value.ns_per_hit) {
        (Some(other), Some(this)) => match Comparison::of(this, other).verdict() {
            None => "too few rounds to compare the time of its hits".to_owned(),
            Some(Ordering::Equal) => "no difference found in the time of its hits".to_owned(),
            Some(_) => {
                let milliseconds = (other.median - this.median) * value.hit_ratio * MILLION / 1e6;
                format!("its hits take {} ms {}", roughly(milliseconds.abs()), word(milliseconds, ["less", "more"]))
            }
        },
        _ => "no hits were timed".to_owned(),
    };
    format!(
        "against {}: {} allocations {}, {} MB {}; {time}",
        other.name,
        rounded(allocations.abs()),
        word(allocations, ["fewer", "more"]),
        rounded(megabytes.abs()),
        word(megabytes, ["less", "more"])
    )
}

/// Returns the word for what is saved, or for what it costs.
fn word(saved: f64, [less, more]: [&'static str; 2]) -> &'static str {
    if saved >= 0.0 { less } else { more }
}

#[cfg(test)]
mod tests {
    use core::cmp::Ordering;

    use super::{Comparison, of, saved, weighed};
    use crate::figures::{Cost, PerLookup, Setup, Times};

    fn times(rounds: &[f64]) -> Times {
        Times::new(rounds.to_vec()).expect("a round")
    }

    /// A way with this share of lookups that complete synchronously, and this time of each of nine rounds.
    fn way(share: f64, hit: f64, lookup: f64) -> Cost {
        let heap = PerLookup { allocations: 1.0, bytes: 8.0 };
        Cost {
            name: "a way",
            ns_per_lookup: times(&[lookup; 9]),
            ns_per_hit: Some(times(&[hit; 9])),
            heap_per_lookup: heap,
            heap_per_hit: Some(heap),
            completed_synchronously: share,
            hit_ratio: share,
        }
    }

    /// The verdict on one way that is faster in `less` rounds, and slower in `more`.
    fn verdict(less: usize, more: usize) -> Option<Ordering> {
        let rounds: Vec<_> = [vec![1.0; less], vec![3.0; more]].concat();
        Comparison::of(&times(&rounds), &times(&vec![2.0; less + more])).verdict()
    }

    #[test]
    fn five_rounds_are_too_few_and_six_on_one_side_are_enough() {
        assert_eq!([verdict(1, 0), verdict(5, 0), verdict(0, 5)], [None; 3]);
        assert_eq!([verdict(6, 0), verdict(0, 6)], [Some(Ordering::Less), Some(Ordering::Greater)]);
    }

    #[test]
    fn what_chance_makes_in_more_than_one_replay_of_twenty_is_no_difference() {
        // Probabilities of 0.13, 0.039, 0.18, 0.041 and 0.12.
        let found = [verdict(6, 1), verdict(8, 1), verdict(7, 2), verdict(15, 5), verdict(14, 6)];
        let (less, equal) = (Some(Ordering::Less), Some(Ordering::Equal));
        assert_eq!(found, [equal, less, equal, less, equal]);
    }

    #[test]
    fn rounds_that_took_as_long_count_for_neither() {
        assert_eq!(Comparison::of(&times(&[2.0; 9]), &times(&[2.0; 9])).verdict(), Some(Ordering::Equal));
    }

    #[test]
    fn the_verdict_turns_at_ninety_and_ninety_five_percent() {
        let boxed = way(0.9, 50.0, 500.0);
        let headline = |share| weighed(&boxed, &way(share, 30.0, 450.0))[0].clone();
        assert!(headline(0.89).starts_with("Not needed"));
        assert!(headline(0.90).starts_with("ValueTask fits"));
        assert!(headline(0.95).starts_with("Use ValueTask"));
    }

    #[test]
    fn a_way_that_took_longer_is_not_recommended() {
        let boxed = way(0.99, 50.0, 500.0);
        for value in [way(0.99, 60.0, 500.0), way(0.99, 30.0, 600.0)] {
            assert!(weighed(&boxed, &value)[0].starts_with("Not here: ValueTask took longer"));
        }
    }

    #[test]
    fn faster_hits_alone_are_no_advice_to_use_it() {
        let weighed = weighed(&way(0.99, 50.0, 500.0), &way(0.99, 30.0, 500.0));
        assert!(weighed[0].starts_with("Hits take less time"), "{weighed:?}");
        assert!(weighed[3].starts_with("Lookups: ") && weighed[3].contains("no difference found"), "{weighed:?}");
    }

    #[test]
    fn without_a_difference_or_the_rounds_to_tell_there_is_no_advice() {
        let boxed = way(0.99, 50.0, 500.0);
        let same = weighed(&boxed, &way(0.99, 50.0, 500.0));
        assert!(same[0].starts_with("No difference found"), "{same:?}");
        assert!(same[2].contains("no difference found, less in 0 of 9 rounds"), "{same:?}");
        let once = Cost { ns_per_lookup: times(&[400.0]), ns_per_hit: Some(times(&[5.0])), ..way(0.99, 5.0, 400.0) };
        let few = weighed(&boxed, &once);
        assert!(few[0].starts_with("No verdict: too few rounds"), "{few:?}");
        assert!(saved(&boxed, &once).ends_with("too few rounds to compare the time of its hits"));
    }

    #[test]
    fn what_a_million_lookups_cost_more_is_called_more() {
        let (boxed, mut value) = (way(0.9, 55.0, 550.0), way(0.9, 25.0, 550.0));
        assert_eq!(saved(&boxed, &value), "against a way: 0 allocations fewer, 0 MB less; its hits take 27 ms less");
        assert!(saved(&value, &boxed).ends_with("take 27 ms more"));
        value.heap_per_lookup = PerLookup { allocations: 2.5, bytes: 9.0 };
        assert!(saved(&boxed, &value).contains("1,500,000 allocations more, 1 MB more"));
        assert!(saved(&boxed, &boxed).ends_with("no difference found in the time of its hits"));
    }

    #[test]
    fn a_cache_that_holds_every_key_is_said_to() {
        let setup = |capacity| Setup {
            keys: String::new(),
            doubt: None,
            distinct: 100,
            lookups: 1000,
            store: String::new(),
            capacity,
            threads: 1,
            rounds: 1,
            checksum: String::new(),
        };
        let ways = || core::array::from_fn(|_| way(1.0, 50.0, 50.0));
        let says_so = |capacity| of(&ways(), &setup(capacity)).0.iter().any(|line| line.contains("every key"));
        assert!(says_so(100) && !says_so(99));
    }
}
