//! The value that belongs to a key, and the checksum a replay makes of the values it got.

#![forbid(unsafe_code)]

use std::hash::Hasher as _;

use fnv::FnvHasher;

/// Size of a value in the store: a field of a YCSB record.
pub(crate) const VALUE_BYTES: usize = 100;

/// What the store holds under a key.
#[derive(Debug)]
pub(crate) struct Value {
    content: Box<[u8]>,
    digest: u64,
}

impl Value {
    /// Takes a value as it came out of the store.
    pub(crate) fn new(content: impl Into<Box<[u8]>>) -> Self {
        let content = content.into();
        let mut hasher = FnvHasher::default();
        hasher.write(&content);
        Self { digest: hasher.finish(), content }
    }

    /// The value that belongs to `key`, the same in every run.
    pub(crate) fn made_for(key: &str) -> Self {
        let mut hasher = FnvHasher::default();
        hasher.write(key.as_bytes());
        let mut content = Vec::with_capacity(VALUE_BYTES + 8);
        while content.len() < VALUE_BYTES {
            hasher.write_usize(content.len());
            content.extend_from_slice(&hasher.finish().to_le_bytes());
        }
        content.truncate(VALUE_BYTES);
        Self::new(content)
    }

    pub(crate) fn content(&self) -> &[u8] {
        &self.content
    }

    /// A hash of the content as it came out of the store.
    #[inline]
    pub(crate) fn digest(&self) -> u64 {
        self.digest
    }
}

/// A sum over (position, value) pairs that doesn't depend on the order they are added in, so that threads can share
/// one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Checksum(u64);

impl Checksum {
    /// Adds the value that the lookup at `position` got.
    #[inline]
    pub(crate) fn add(&mut self, position: usize, digest: u64) {
        // Odd factors keep every bit of the digest, and two values that change places change the sum.
        self.0 = self.0.wrapping_add(digest.wrapping_mul((position as u64) << 1 | 1));
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.0 = self.0.wrapping_add(other.0);
    }
}

impl std::fmt::Display for Checksum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Checksum, VALUE_BYTES, Value};

    #[test]
    fn a_key_has_one_value_and_another_key_another() {
        assert_eq!(Value::made_for("a").content(), Value::made_for("a").content());
        assert_ne!(Value::made_for("a").digest(), Value::made_for("b").digest());
        assert_eq!(Value::made_for("a").content().len(), VALUE_BYTES);
    }

    #[test]
    fn two_values_that_change_places_change_the_checksum() {
        let (mut one, mut other) = (Checksum::default(), Checksum::default());
        one.add(0, 11);
        one.add(1, 22);
        other.add(0, 22);
        other.add(1, 11);
        assert_ne!(one, other);
    }
}
