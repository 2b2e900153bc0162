//! The stores a replay can read through: what each of them does, and filling one with the keys of a stream.

#![forbid(unsafe_code)]

pub(crate) mod postgres;
pub(crate) mod redis;
pub(crate) mod sqlite;
pub(crate) mod url;

use super::error::Error;
use super::keys::Keys;
use super::progress;
use super::value::Value;

/// The table, or the prefix of the keys: nothing else in a store is touched.
pub(crate) const NAME: &str = "valuetask_replay";
/// Keys that are read or written in one go while filling.
const BATCH: usize = 2_000;

/// A store of values by key, through an async driver: every access suspends its caller.
pub(crate) trait Store: Send + Sync + 'static {
    /// The value under `key`.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Value>, Error>> + Send;

    /// The values under `keys`, in their order.
    fn get_many(&self, keys: &[&str]) -> impl Future<Output = Result<Vec<Option<Value>>, Error>> + Send;

    /// Stores all of `entries` or, if it fails, none.
    fn put_many(&self, entries: Vec<(String, Value)>) -> impl Future<Output = Result<(), Error>> + Send;

    /// Takes out everything that was put in by a replay, this one or an earlier one.
    fn remove(&self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Where the store is, in words and without a password.
    fn place(&self) -> &str;
}

/// Puts the keys that are missing into the store, and reads every value back: a digest for each key, in the order of
/// the keys.
pub(crate) async fn fill(store: &impl Store, keys: &Keys) -> Result<Vec<u64>, Error> {
    let progress = progress::bar("filling", keys.distinct());
    let names: Vec<&str> = keys.names().collect();
    let mut digests = Vec::with_capacity(names.len());
    for batch in names.chunks(BATCH) {
        let there = store.get_many(batch).await?;
        let missing: Vec<&str> =
            batch.iter().zip(&there).filter(|(_, value)| value.is_none()).map(|(key, _)| *key).collect();
        let there = if missing.is_empty() {
            there
        } else {
            store.put_many(missing.iter().map(|key| ((*key).to_owned(), Value::made_for(key))).collect()).await?;
            store.get_many(batch).await?
        };
        for (key, value) in batch.iter().zip(there) {
            digests.push(checked(store, key, value)?);
        }
        progress.inc(batch.len() as u64);
    }
    Ok(digests)
}

fn checked(store: &impl Store, key: &str, value: Option<Value>) -> Result<u64, Error> {
    match value {
        Some(value) if value.digest() == Value::made_for(key).digest() => Ok(value.digest()),
        Some(_) => Err(Error::new(
            format_args!("{NAME} holds another value than was put there under the key {key:?}"),
            store.place(),
            "delete it there, or give another store with --store",
        )),
        None => Err(gone(store.place(), key)),
    }
}

/// A key that was in the store isn't any more.
pub(crate) fn gone(place: &str, key: &str) -> Error {
    Error::new(
        format_args!("the key {key:?} has gone from {NAME}"),
        place,
        "make sure that nothing else writes there during a replay",
    )
}

/// An error with everything that led to it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}
