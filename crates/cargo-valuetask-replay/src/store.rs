//! The stores that a replay can read through, and how one is filled with the keys of a stream.

#![forbid(unsafe_code)]

pub(crate) mod postgres;
pub(crate) mod redis;
pub(crate) mod sqlite;
pub(crate) mod url;

use super::error::Error;
use super::keys::Keys;
use super::progress;
use super::value::Value;

/// The table, or the prefix of the keys. Nothing else in a store is touched.
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

    /// Removes everything that a replay put in, this one or an earlier one.
    fn remove(&self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Returns where the store is, without a password.
    fn place(&self) -> &str;
}

/// Puts the keys that are missing into the store, and returns the digest of each key's value as read from it.
pub(crate) async fn fill(store: &impl Store, keys: &Keys) -> Result<Vec<u64>, Error> {
    let progress = progress::bar("filling", keys.distinct());
    let names: Vec<&str> = keys.names().collect();
    let mut digests = Vec::with_capacity(names.len());
    for batch in names.chunks(BATCH) {
        let mut found = store.get_many(batch).await?;
        let missing = batch.iter().zip(&found).filter(|(_, value)| value.is_none());
        let missing: Vec<_> = missing.map(|(key, _)| ((*key).to_owned(), Value::made_for(key))).collect();
        if !missing.is_empty() {
            store.put_many(missing).await?;
            found = store.get_many(batch).await?;
        }
        for (key, value) in batch.iter().zip(found) {
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

/// Returns the error of a key that was in the store and isn't any more.
pub(crate) fn gone(place: &str, key: &str) -> Error {
    Error::new(
        format_args!("the key {key:?} has gone from {NAME}"),
        place,
        "make sure that nothing else writes there during a replay",
    )
}

/// Writes an error with its causes.
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
