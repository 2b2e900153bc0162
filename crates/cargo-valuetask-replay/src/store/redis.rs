//! A Redis server as the store, through the redis crate: a key for each value, under a common prefix.

#![forbid(unsafe_code)]

use core::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, FromRedisValue, RedisError};

use super::{NAME, Store, chain};
use crate::error::Error;
use crate::value::Value;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// Keys that a server is asked to look through at a time when they are removed.
const SCANNED: usize = 1_000;

/// The keys on a server.
#[derive(Clone, Debug)]
pub(crate) struct Redis {
    connection: MultiplexedConnection,
    place: String,
}

impl Redis {
    pub(crate) async fn connect(client: &Client, place: String) -> Result<Self, Error> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_TIMEOUT))
            .set_response_timeout(Some(ANSWER_TIMEOUT));
        let connection = client.get_multiplexed_async_connection_with_config(&config).await.map_err(|error| {
            let remedy = "check that the server is up, and the user and password in --store";
            Error::new(format_args!("can't connect: {}", chain(&error)), &place, remedy)
        })?;
        Ok(Self { connection, place })
    }

    async fn ask<T: FromRedisValue>(&self, command: &redis::Cmd) -> Result<T, Error> {
        command.query_async(&mut self.connection.clone()).await.map_err(|error| failed(&error, &self.place))
    }
}

impl Store for Redis {
    async fn get(&self, key: &str) -> Result<Option<Value>, Error> {
        let content: Option<Vec<u8>> = self.ask(redis::cmd("GET").arg(full(key))).await?;
        Ok(content.map(Value::new))
    }

    async fn get_many(&self, keys: &[&str]) -> Result<Vec<Option<Value>>, Error> {
        let mut command = redis::cmd("MGET");
        keys.iter().for_each(|key| {
            command.arg(full(key));
        });
        let contents: Vec<Option<Vec<u8>>> = self.ask(&command).await?;
        Ok(contents.into_iter().map(|content| content.map(Value::new)).collect())
    }

    async fn put_many(&self, entries: Vec<(String, Value)>) -> Result<(), Error> {
        let mut command = redis::cmd("MSET");
        for (key, value) in &entries {
            command.arg(full(key)).arg(value.content());
        }
        self.ask(&command).await
    }

    async fn remove(&self) -> Result<(), Error> {
        let mut cursor = 0_u64;
        loop {
            let mut scan = redis::cmd("SCAN");
            scan.arg(cursor).arg("MATCH").arg(full("*")).arg("COUNT").arg(SCANNED);
            let (next, found): (u64, Vec<Vec<u8>>) = self.ask(&scan).await?;
            if !found.is_empty() {
                self.ask::<()>(redis::cmd("UNLINK").arg(found)).await?;
            }
            if next == 0 {
                return Ok(());
            }
            cursor = next;
        }
    }

    fn place(&self) -> &str {
        &self.place
    }
}

fn full(key: &str) -> String {
    format!("{NAME}:{key}")
}

fn failed(error: &RedisError, place: &str) -> Error {
    let remedy = if error.is_io_error() || error.is_connection_dropped() || error.is_timeout() {
        "check that the server is still up, then run again"
    } else {
        "check the server's memory and what the user in --store may do there"
    };
    Error::new(chain(error), place, remedy)
}
