//! The generated stream: few keys that are asked for often, scattered over the key space.
//!
//! A scrambled zipfian as YCSB's core workload C uses it (Cooper et al., "Benchmarking cloud serving systems with
//! YCSB", 2010; the skew after Gray et al., "Quickly generating billion-record synthetic databases", 1994): a rank is
//! drawn from a Zipf distribution with constant 0.99 and its FNV-1a hash, modulo the number of items, is the item.
//! Ranks are drawn from as many as there are items.

#![forbid(unsafe_code)]

use std::hash::Hasher as _;

use fnv::FnvHasher;
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;
use rand_distr::{Distribution as _, Zipf};

use super::Keys;
use crate::error::Error;

const CONSTANT: f64 = 0.99;

/// The same stream for the same numbers, on every machine.
pub(super) fn generate(items: usize, ops: usize, seed: u64) -> Result<Keys, Error> {
    let mut keys = Keys::new(format!("scrambled zipfian {CONSTANT}, seed {seed}"));
    for item in 0..items {
        keys.intern(&format!("user{item:010}"))?;
    }
    let ranks = Zipf::new(items as f64, CONSTANT).expect("there is an item, and the constant is positive");
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    keys.order = (0..ops).map(|_| scrambled(ranks.sample(&mut random) as u64, items)).collect();
    Ok(keys)
}

fn scrambled(rank: u64, items: usize) -> u32 {
    let mut hasher = FnvHasher::default();
    hasher.write(&rank.to_le_bytes());
    u32::try_from(hasher.finish() % items as u64).expect("items were numbered with 32 bits")
}

#[cfg(test)]
mod tests {
    use super::generate;

    #[test]
    fn a_seed_gives_the_same_stream_twice_and_another_seed_another() {
        let stream = |seed| generate(1000, 5000, seed).expect("a stream").order().to_vec();
        assert_eq!(stream(7), stream(7));
        assert_ne!(stream(7), stream(8));
    }

    #[test]
    fn the_most_frequent_key_has_the_share_zipf_gives_it() {
        let keys = generate(1000, 100_000, 1).expect("a stream");
        let mut counts = vec![0_u32; 1000];
        keys.order().iter().for_each(|&key| counts[key as usize] += 1);
        let share = f64::from(*counts.iter().max().expect("a count")) / 100_000.0;
        let harmonic: f64 = (1..=1000).map(|rank| f64::from(rank).powf(-0.99)).sum();
        assert!((share - 1.0 / harmonic).abs() < 0.01, "{share}");
    }
}
