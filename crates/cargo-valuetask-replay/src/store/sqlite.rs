//! A SQLite file as the store, on a thread of its own that tokio-rusqlite keeps.

#![forbid(unsafe_code)]

use std::fs;
use std::path::{Path, PathBuf};

use tokio_rusqlite::Connection;
use tokio_rusqlite::rusqlite::{self, ErrorCode, OptionalExtension as _};

use super::{NAME, Store};
use crate::error::Error;
use crate::value::Value;

const GET: &str = "SELECT value FROM valuetask_replay WHERE key = ?1";
const PUT: &str = "INSERT OR IGNORE INTO valuetask_replay (key, value) VALUES (?1, ?2)";
const CREATE: &str =
    "CREATE TABLE IF NOT EXISTS valuetask_replay (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID";
const DROP: &str = "DROP TABLE IF EXISTS valuetask_replay";
const OTHER_TABLES: &str = "SELECT count(*) FROM sqlite_schema";

/// The table in a SQLite file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    connection: Connection,
    path: PathBuf,
    place: String,
}

impl Sqlite {
    /// Creates the folder if it doesn't exist, and opens the file in it.
    pub(crate) async fn open_with_folder(path: &Path) -> Result<Self, Error> {
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).map_err(|error| {
            let what = format!("can't create the folder: {error}");
            Error::new(what, folder.display(), "give a file in another folder with --store sqlite:PATH")
        })?;
        Self::open(path).await
    }

    /// Opens the file, or creates it, with the table in it.
    pub(crate) async fn open(path: &Path) -> Result<Self, Error> {
        let place = format!("sqlite:{}", path.display());
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.exists()) {
            let what = format!("the folder {} doesn't exist", folder.display());
            return Err(Error::new(
                what,
                place,
                "create it, or give a file in another folder with --store sqlite:PATH",
            ));
        }
        let connection = Connection::open(path).await.map_err(|error| explain(&error, &place))?;
        let store = Self { connection, path: path.to_owned(), place };
        store.call(|connection| connection.execute(CREATE, ())).await?;
        Ok(store)
    }

    async fn call<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut rusqlite::Connection) -> rusqlite::Result<R> + Send + 'static,
    ) -> Result<R, Error> {
        self.connection.call(work).await.map_err(|error| match error {
            tokio_rusqlite::Error::Error(error) => explain(&error, &self.place),
            closed => Error::new(closed, &self.place, "run again"),
        })
    }
}

impl Store for Sqlite {
    async fn get(&self, key: &str) -> Result<Option<Value>, Error> {
        let key = key.to_owned();
        self.call(move |connection| read(connection, &key)).await
    }

    async fn get_many(&self, keys: &[&str]) -> Result<Vec<Option<Value>>, Error> {
        let keys: Vec<String> = keys.iter().map(|&key| key.to_owned()).collect();
        self.call(move |connection| keys.iter().map(|key| read(connection, key)).collect()).await
    }

    async fn put_many(&self, entries: Vec<(String, Value)>) -> Result<(), Error> {
        self.call(move |connection| {
            let transaction = connection.transaction()?;
            {
                let mut put = transaction.prepare_cached(PUT)?;
                for (key, value) in &entries {
                    put.execute((key, value.content()))?;
                }
            }
            transaction.commit()
        })
        .await
    }

    /// Drops the table, and deletes the file if nothing else was in it.
    async fn remove(&self) -> Result<(), Error> {
        let left: i64 = self
            .call(|connection| {
                connection.flush_prepared_statement_cache();
                connection.execute(DROP, ())?;
                connection.query_row(OTHER_TABLES, (), |row| row.get(0))
            })
            .await?;
        if left == 0 {
            fs::remove_file(&self.path).map_err(|error| {
                Error::new(format_args!("can't delete the file: {error}"), &self.place, "delete it by hand")
            })?;
        }
        Ok(())
    }

    fn place(&self) -> &str {
        &self.place
    }
}

fn read(connection: &rusqlite::Connection, key: &str) -> rusqlite::Result<Option<Value>> {
    let mut get = connection.prepare_cached(GET)?;
    get.query_row((key,), |row| Ok(Value::new(row.get_ref(0)?.as_blob()?))).optional()
}

fn explain(error: &rusqlite::Error, place: &str) -> Error {
    const ELSEWHERE: &str = "give a path in a folder you can write to with --store sqlite:PATH";
    let (what, remedy) = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            ("the disk is full", "free some space, or give a path on another disk with --store")
        }
        Some(ErrorCode::SystemIoFailure) => (
            "reading or writing the file failed",
            "check the disk's space and health, or give another --store sqlite:PATH",
        ),
        Some(ErrorCode::CannotOpen) => ("can't open the file", ELSEWHERE),
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => ("can't write to the file", ELSEWHERE),
        Some(ErrorCode::NotADatabase) => {
            ("the file isn't a SQLite database", "give another path with --store sqlite:PATH")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ("another program is using the file", "wait for it, or give another --store sqlite:PATH")
        }
        _ => (NAME, "give another file with --store sqlite:PATH"),
    };
    Error::new(format_args!("{what} ({error})"), place, remedy)
}
