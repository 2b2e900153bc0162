//! The verdict: what was measured, weighed against the rule of thumb, and what a million lookups would save.
//!
//! The rule: return a `ValueTask` where 90 to 95 % of the calls or more complete synchronously, or calls are many.
//! It doesn't stand against a clock that says otherwise, and a clock whose readings overlap says nothing.

#![forbid(unsafe_code)]

use core::cmp::Ordering;

use crate::replay::figures::{Spread, Way, Workload};
use crate::text::grouped;

const MILLION: f64 = 1_000_000.0;

/// The verdict in sentences, and a line on each of the other ways.
pub(crate) fn of(ways: &[Way; 4], workload: &Workload) -> (Vec<String>, Vec<String>) {
    let [others @ .., value] = ways;
    let mut sentences = weighed(&others[0], value);
    if workload.capacity >= workload.distinct {
        sentences.push(
            "The cache holds every key, so nothing but hits was measured: a smaller --capacity shows what misses do."
                .to_owned(),
        );
    }
    if cfg!(debug_assertions) {
        sentences.push("This program was built without optimization: its times say nothing of yours.".to_owned());
    }
    (sentences, others.iter().map(|other| saved(other, value)).collect())
}

/// Which of two ways took longer: none, where what was measured overlaps.
fn compared(this: Spread, other: Spread) -> Ordering {
    if this.min > other.max {
        Ordering::Greater
    } else if this.max < other.min {
        Ordering::Less
    } else {
        Ordering::Equal
    }
}

/// What the times say, and what the rule of thumb says as far as they allow it to.
fn weighed(boxed: &Way, value: &Way) -> Vec<String> {
    let hits = boxed.ns_per_hit.zip(value.ns_per_hit).map(|(boxed, value)| ("Hits", value, boxed));
    let lookups = Some(("Lookups", value.ns_per_lookup, boxed.ns_per_lookup));
    let timed: Vec<_> = [hits, lookups].into_iter().flatten().collect();
    let slower = timed.iter().find(|(_, value, boxed)| compared(*value, *boxed) == Ordering::Greater);
    let share = value.completed_synchronously;
    let seen = format!("{:.1} % of the lookups complete synchronously", share * 100.0);
    if let Some((what, value, boxed)) = slower {
        return vec![
            format!(
                "Not here: {} took longer with ValueTask than with async-trait ({} against {} ns).",
                what.to_lowercase(),
                readings(*value),
                readings(*boxed)
            ),
            format!("{seen}; the rule of thumb asks for 90 to 95 %, but not against the clock."),
        ];
    }
    let rule = match share {
        0.95.. => format!("Use ValueTask here: {seen}. The rule of thumb asks for 90 to 95 %, or many calls."),
        0.9.. => {
            format!(
                "ValueTask fits here, most of all if calls are many: {seen}. The rule of thumb asks for 90 to 95 %."
            )
        }
        _ => format!(
            "Not needed here unless calls are many: {seen}. The rule of thumb asks for 90 to 95 %; a larger --capacity \
             may get there."
        ),
    };
    let times = timed.iter().map(|(what, value, boxed)| {
        let how = if compared(*value, *boxed) == Ordering::Less { "took less time" } else { "are a tie" };
        format!("{what} {how}: {} ns with ValueTask, {} with async-trait.", readings(*value), readings(*boxed))
    });
    [rule].into_iter().chain(times).collect()
}

fn readings(spread: Spread) -> String {
    format!("{:.1}–{:.1}", spread.min, spread.max)
}

fn saved(other: &Way, value: &Way) -> String {
    let allocations = (other.heap_per_lookup.allocations - value.heap_per_lookup.allocations) * MILLION;
    let megabytes = (other.heap_per_lookup.bytes - value.heap_per_lookup.bytes) * MILLION / 1e6;
    // The time of a miss is the store's, whose noise is larger than what is looked for: only hits are compared.
    let time = match (other.ns_per_hit, value.ns_per_hit) {
        (Some(other), Some(this)) if compared(this, other) != Ordering::Equal => {
            let milliseconds = (other.median - this.median) * value.hit_ratio * MILLION / 1e6;
            let hits = grouped((value.hit_ratio * MILLION).round() as u64);
            format!("its {hits} hits take {:.1} ms {}", milliseconds.abs(), word(milliseconds, ["less", "more"]))
        }
        (Some(_), Some(_)) => "its hits take as long, as far as noise lets that be told".to_owned(),
        _ => "no hits were timed".to_owned(),
    };
    let fewer = grouped(allocations.abs().round() as u64);
    format!(
        "against {}: {fewer} allocations {}, {:.1} MB {}; {time}",
        other.name,
        word(allocations, ["fewer", "more"]),
        megabytes.abs(),
        word(megabytes, ["less", "more"])
    )
}

/// The word for what is saved, or for what it costs.
fn word(saved: f64, [less, more]: [&'static str; 2]) -> &'static str {
    if saved >= 0.0 { less } else { more }
}

#[cfg(test)]
mod tests {
    use super::{of, saved, weighed};
    use crate::replay::figures::{PerLookup, Spread, Way, Workload};

    /// A way with this share of lookups that complete synchronously, whose hits and lookups take from `min` to `max`.
    fn way(share: f64, [hit_min, hit_max]: [f64; 2], [min, max]: [f64; 2]) -> Way {
        let spread = |min: f64, max: f64| Spread { median: f64::midpoint(min, max), min, max };
        let heap = PerLookup { allocations: 1.0, bytes: 8.0 };
        Way {
            name: "a way",
            ns_per_lookup: spread(min, max),
            ns_per_hit: Some(spread(hit_min, hit_max)),
            heap_per_lookup: heap,
            heap_per_hit: Some(heap),
            completed_synchronously: share,
            hit_ratio: share,
        }
    }

    #[test]
    fn the_verdict_turns_at_ninety_and_ninety_five_percent() {
        let boxed = way(0.9, [50.0, 60.0], [500.0, 600.0]);
        let verdict = |share| weighed(&boxed, &way(share, [30.0, 40.0], [500.0, 600.0]))[0].clone();
        assert!(verdict(0.89).starts_with("Not needed"));
        assert!(verdict(0.90).starts_with("ValueTask fits"));
        assert!(verdict(0.95).starts_with("Use ValueTask"));
    }

    #[test]
    fn the_rule_of_thumb_does_not_stand_against_the_clock() {
        let boxed = way(0.99, [50.0, 60.0], [500.0, 600.0]);
        let slow_hits = weighed(&boxed, &way(0.99, [61.0, 62.0], [500.0, 600.0]));
        assert!(slow_hits[0].starts_with("Not here: hits took longer"), "{slow_hits:?}");
        let slow_lookups = weighed(&boxed, &way(0.99, [30.0, 40.0], [601.0, 700.0]));
        assert!(slow_lookups[0].starts_with("Not here: lookups took longer"), "{slow_lookups:?}");
    }

    #[test]
    fn what_overlaps_is_a_tie() {
        let verdict = weighed(&way(0.99, [50.0, 60.0], [500.0, 600.0]), &way(0.99, [40.0, 51.0], [400.0, 499.0]));
        assert!(verdict[1].starts_with("Hits are a tie"), "{verdict:?}");
        assert!(verdict[2].starts_with("Lookups took less time"), "{verdict:?}");
    }

    #[test]
    fn what_a_million_lookups_cost_more_is_called_more() {
        let (boxed, mut value) = (way(0.9, [50.0, 60.0], [500.0, 600.0]), way(0.9, [20.0, 30.0], [500.0, 600.0]));
        let saves = "against a way: 0 allocations fewer, 0.0 MB less; its 900,000 hits take 27.0 ms less";
        assert_eq!(saved(&boxed, &value), saves);
        assert!(saved(&value, &boxed).ends_with("take 27.0 ms more"));
        value.heap_per_lookup = PerLookup { allocations: 2.5, bytes: 9.0 };
        assert!(saved(&boxed, &value).contains("1,500,000 allocations more, 1.0 MB more"));
        assert!(saved(&boxed, &boxed).ends_with("its hits take as long, as far as noise lets that be told"));
    }

    #[test]
    fn a_cache_that_holds_every_key_is_said_to() {
        let workload = |capacity| Workload {
            keys: String::new(),
            distinct: 100,
            lookups: 1000,
            store: String::new(),
            capacity,
            threads: 1,
            rounds: 1,
            checksum: String::new(),
        };
        let ways = || core::array::from_fn(|_| way(1.0, [50.0, 60.0], [50.0, 60.0]));
        let says_so = |capacity| of(&ways(), &workload(capacity)).0.iter().any(|line| line.contains("every key"));
        assert!(says_so(100) && !says_so(99));
    }
}
