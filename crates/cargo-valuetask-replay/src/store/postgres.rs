//! A table on a PostgreSQL server as the store, through tokio-postgres.

#![forbid(unsafe_code)]

use core::time::Duration;
use std::collections::HashMap;

use tokio_postgres::{Client, Config, NoTls, Statement};

use super::{Store, chain};
use crate::error::Error;
use crate::value::Value;

const TIMEOUT: Duration = Duration::from_secs(5);
const GET: &str = "SELECT value FROM valuetask_replay WHERE key = $1";
const GET_MANY: &str = "SELECT key, value FROM valuetask_replay WHERE key = ANY($1)";
const PUT_MANY: &str = "INSERT INTO valuetask_replay (key, value) SELECT * FROM UNNEST($1::text[], $2::bytea[]) \
                        ON CONFLICT DO NOTHING";
const CREATE: &str = "SET client_min_messages = warning; \
                      CREATE TABLE IF NOT EXISTS valuetask_replay (key text PRIMARY KEY, value bytea NOT NULL)";
const DROP: &str = "DROP TABLE IF EXISTS valuetask_replay";

/// The table on a server.
#[derive(Debug)]
pub(crate) struct Postgres {
    client: Client,
    get: Statement,
    place: String,
}

impl Postgres {
    /// Connects, and creates the table if it doesn't exist.
    pub(crate) async fn connect(mut config: Config, place: String) -> Result<Self, Error> {
        let limit = config.get_connect_timeout().copied().unwrap_or(TIMEOUT);
        config.connect_timeout(limit);
        config.tcp_user_timeout(TIMEOUT).application_name("cargo valuetask-replay");
        let refused = |what: &str| {
            let remedy = "check that the server is up, and the user, password and database in --store";
            Error::new(format_args!("can't connect: {what}"), &place, remedy)
        };
        // The limit in `config` is that of each address. It isn't one of the server's answer.
        let addresses = config.get_hosts().len().max(config.get_hostaddrs().len());
        let limit = limit.saturating_mul(u32::try_from(addresses).unwrap_or(u32::MAX)).saturating_add(TIMEOUT);
        let connected = tokio::time::timeout(limit, config.connect(NoTls)).await.map_err(|_| refused("timed out"))?;
        let (client, connection) = connected.map_err(|error| refused(&chain(&error)))?;
        // Its errors are returned by the calls that wait for an answer.
        tokio::spawn(connection);
        client.batch_execute(CREATE).await.map_err(|error| failed(&error, &place))?;
        let get = client.prepare(GET).await.map_err(|error| failed(&error, &place))?;
        Ok(Self { client, get, place })
    }
}

impl Store for Postgres {
    async fn get(&self, key: &str) -> Result<Option<Value>, Error> {
        let row = self.client.query_opt(&self.get, &[&key]).await.map_err(|error| failed(&error, &self.place))?;
        Ok(row.map(|row| Value::new(row.get::<_, &[u8]>(0))))
    }

    async fn get_many(&self, keys: &[&str]) -> Result<Vec<Option<Value>>, Error> {
        let rows = self.client.query(GET_MANY, &[&keys]).await.map_err(|error| failed(&error, &self.place))?;
        let mut found: HashMap<&str, Value> =
            rows.iter().map(|row| (row.get(0), Value::new(row.get::<_, &[u8]>(1)))).collect();
        Ok(keys.iter().map(|key| found.remove(key)).collect())
    }

    async fn put_many(&self, entries: Vec<(String, Value)>) -> Result<(), Error> {
        let (keys, values): (Vec<&str>, Vec<&[u8]>) =
            entries.iter().map(|(key, value)| (key.as_str(), value.content())).unzip();
        self.client.execute(PUT_MANY, &[&keys, &values]).await.map_err(|error| failed(&error, &self.place))?;
        Ok(())
    }

    async fn remove(&self) -> Result<(), Error> {
        self.client.batch_execute(DROP).await.map_err(|error| failed(&error, &self.place))
    }

    fn place(&self) -> &str {
        &self.place
    }
}

fn failed(error: &tokio_postgres::Error, place: &str) -> Error {
    // Classes 08 and 57 of SQLSTATE: the connection broke, or the server is being shut down.
    let gone = error.code().is_none_or(|state| state.code().starts_with("08") || state.code().starts_with("57"));
    let remedy = if gone {
        "check that the server is still up, then run again"
    } else {
        "check what the user in --store may do there"
    };
    Error::new(chain(error), place, remedy)
}
