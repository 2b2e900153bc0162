//! Every body has the same value, effects and drop order hot, lazy, pooled and as a plain `async fn`.

use meaning::BODIES;
use valuetask_syntax::Name;
use valuetask_syntax::analyse::{Mechanism, methods};

/// The conditions, errors and suspensions, in patterns that differ from body to body.
fn scenarios() -> impl Iterator<Item = u64> {
    [0, u64::MAX, 0x5555_5555_5555_5555].into_iter().chain((1..40_u64).map(|n| n.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

/// Compares every way's run with the plain one, each dropped after so many polls.
fn compare(polls: usize) -> usize {
    let mut finished = 0;
    for body in BODIES {
        for scenario in scenarios() {
            let [plain, others @ ..] = (body.ways)(scenario, polls);
            finished += usize::from(plain.outcome.is_some());
            for run in others {
                let context = format!("{} in {scenario:#x}, {polls} polls: {}", run.way, body.method);
                assert_eq!((&run.outcome, &run.log), (&plain.outcome, &plain.log), "{context}");
            }
        }
    }
    finished
}

#[test]
fn every_way_means_the_same() {
    assert_eq!(compare(1000), BODIES.len() * scenarios().count(), "every body comes to its end");
}

#[test]
fn every_way_drops_the_same_values_when_dropped() {
    for polls in 1..5 {
        compare(polls);
    }
}

#[test]
fn the_bodies_take_every_mechanism() {
    let taken: Vec<_> = BODIES
        .iter()
        .flat_map(|body| {
            let method = body.method.parse().expect("a method");
            methods(Name::ValueTask, Default::default(), method).expect("a method that the macro takes")
        })
        .map(|method| method.analysis.mechanism)
        .collect();
    for mechanism in [Mechanism::Ready, Mechanism::HotMachine] {
        let count = taken.iter().filter(|taken| **taken == mechanism).count();
        assert!(count > 0, "no body of {} is {mechanism:?}: take another seed, or more of them", BODIES.len());
    }
}
