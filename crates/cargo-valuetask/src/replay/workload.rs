//! What is replayed: the stream, what each of its lookups must give, and whether to go on.

#![forbid(unsafe_code)]

use core::ops::Range;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::keys::Keys;
use super::value::Checksum;
use crate::error::Error;

/// Lookups between two looks at whether to go on.
pub(crate) const STRIDE: usize = 1024;

/// Shared by the threads that look up and the one that measures them.
#[derive(Debug)]
pub(crate) struct Workload {
    keys: Keys,
    digests: Vec<u64>,
    expected: Checksum,
    stopped: AtomicBool,
    /// Lookups that were begun, in all passes.
    begun: AtomicUsize,
}

impl Workload {
    /// `digests` has the digest of each key's value, as read from the store.
    pub(crate) fn new(keys: Keys, digests: Vec<u64>) -> Self {
        let mut expected = Checksum::default();
        for (position, &key) in keys.order().iter().enumerate() {
            expected.add(position, digests[key as usize]);
        }
        Self { keys, digests, expected, stopped: AtomicBool::new(false), begun: AtomicUsize::new(0) }
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The digest of a key's value in the store.
    pub(crate) fn digest(&self, key: u32) -> u64 {
        self.digests[key as usize]
    }

    /// The checksum of a whole pass.
    pub(crate) fn expected(&self) -> Checksum {
        self.expected
    }

    /// The part of the stream that is the `number`th of `threads` threads'.
    pub(crate) fn share(&self, number: usize, threads: usize) -> Range<usize> {
        let all = self.keys.order().len();
        all * number / threads..all * (number + 1) / threads
    }

    /// Asks the threads that look up to end.
    pub(crate) fn stop(&self) {
        // ORDERING: Relaxed, since nothing is handed over with it.
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// How many lookups were begun, in all passes, to a stride of each thread.
    pub(crate) fn begun(&self) -> usize {
        // ORDERING: Relaxed, a number to look at.
        self.begun.load(Ordering::Relaxed)
    }

    /// Begins another stride: an error once the threads are asked to end.
    pub(crate) fn go_on(&self) -> Result<(), Error> {
        // ORDERING: Relaxed, as in `begun`.
        self.begun.fetch_add(STRIDE, Ordering::Relaxed);
        // ORDERING: Relaxed, as in `stop`.
        if self.stopped.load(Ordering::Relaxed) { Err(Error::interrupted()) } else { Ok(()) }
    }
}
