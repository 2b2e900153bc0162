//! What is replayed: the stream, the digest of each key's value, and whether to go on.

#![forbid(unsafe_code)]

use core::ops::Range;
use core::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use super::error::Error;
use super::keys::Keys;
use super::value::Checksum;

/// Lookups between two checks of whether to go on.
pub(crate) const STRIDE: usize = 1024;

/// Shared by the threads that look up and the one that measures them.
#[derive(Debug)]
pub(crate) struct Workload {
    keys: Keys,
    digests: Vec<u64>,
    expected: Checksum,
    stopped: AtomicBool,
}

impl Workload {
    /// `digests` has the digest of each key's value, as read from the store.
    pub(crate) fn new(keys: Keys, digests: Vec<u64>) -> Self {
        let mut expected = Checksum::default();
        for (position, &key) in keys.order().iter().enumerate() {
            expected.add(position, digests[key as usize]);
        }
        Self { keys, digests, expected, stopped: AtomicBool::new(false) }
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

    /// The part of the stream that the thread of this number looks up.
    pub(crate) fn share(&self, number: usize, threads: usize) -> Range<usize> {
        let all = self.keys.order().len();
        all * number / threads..all * (number + 1) / threads
    }

    /// Returns a guard that, when it is dropped, asks the threads that look up to end.
    pub(crate) fn stop_on_drop(self: &Arc<Self>) -> impl Drop + use<> {
        Stop(Arc::clone(self))
    }

    /// Returns an error once the threads are asked to end.
    pub(crate) fn go_on(&self) -> Result<(), Error> {
        // ORDERING: Relaxed, for the store in `Stop::drop`, which publishes nothing but the flag.
        if self.stopped.load(Ordering::Relaxed) { Err(Error::interrupted()) } else { Ok(()) }
    }
}

struct Stop(Arc<Workload>);

impl Drop for Stop {
    fn drop(&mut self) {
        // ORDERING: Relaxed, for the load in `Workload::go_on`: no other memory is published with the flag.
        self.0.stopped.store(true, Ordering::Relaxed);
    }
}
