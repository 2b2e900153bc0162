//! What `--store` names: which of the stores, and where.

#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use super::chain;

const FORMS: &str =
    "use sqlite:PATH, postgres://USER:PASSWORD@HOST:PORT/DATABASE or redis://USER:PASSWORD@HOST:PORT/DATABASE";

/// A store that isn't opened yet. A server has a place beside it: its URL without secrets.
#[derive(Debug)]
pub(crate) enum StoreUrl {
    /// The default: a file in a folder of the program's own, which is created.
    Cached(PathBuf),
    Sqlite(PathBuf),
    Postgres(Box<tokio_postgres::Config>, String),
    Redis(redis::Client, String),
}

impl StoreUrl {
    /// Returns what is wrong with the URL, if it is.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Err(format!("--store sqlite: names no file; {FORMS}")),
                _ => Ok(Self::Sqlite(Path::new(path).to_owned())),
            };
        }
        let wrong = |error: &dyn std::error::Error| format!("--store: {}; {FORMS}", chain(error));
        match url.split_once("://") {
            Some(("postgres" | "postgresql", _)) => match url.parse() {
                Ok(config) => Ok(Self::Postgres(Box::new(config), without_secrets(url))),
                Err(error) => Err(wrong(&error)),
            },
            Some(("redis", _)) => match redis::Client::open(url) {
                Ok(client) => Ok(Self::Redis(client, without_secrets(url))),
                Err(error) => Err(wrong(&error)),
            },
            Some((scheme, _)) => Err(format!("--store: unknown kind of store {scheme:?}; {FORMS}")),
            None => Err(format!("--store: {url:?} is not the URL of a store; {FORMS}")),
        }
    }

    /// Returns a file in the user's cache directory or, without one, among the temporary files.
    pub(crate) fn default_file() -> Self {
        let cache = etcetera::choose_base_strategy().map_or_else(|_| std::env::temp_dir(), |base| base.cache_dir());
        Self::Cached(cache.join("valuetask").join("replay.sqlite"))
    }

    /// Returns the file that the store is, if it is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Cached(path) | Self::Sqlite(path) => Some(path),
            Self::Postgres(..) | Self::Redis(..) => None,
        }
    }

    /// Returns `true` if what a replay puts there stays there unless the options say otherwise.
    pub(crate) fn is_kept(&self) -> bool {
        matches!(self, Self::Cached(_) | Self::Sqlite(_))
    }
}

/// Returns a server's URL without user, password and parameters.
fn without_secrets(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "the server".to_owned() };
    let rest = rest.rsplit_once('@').map_or(rest, |(_, after)| after);
    let rest = rest.split_once('?').map_or(rest, |(before, _)| before);
    format!("{scheme}://{rest}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{StoreUrl, without_secrets};

    #[test]
    fn a_sqlite_url_is_a_path_with_or_without_slashes() {
        for (url, path) in [("sqlite:a/b.db", "a/b.db"), ("sqlite:///a/b.db", "/a/b.db")] {
            assert!(matches!(StoreUrl::parse(url), Ok(StoreUrl::Sqlite(found)) if found == Path::new(path)));
        }
    }

    #[test]
    fn a_place_shows_no_password() {
        assert_eq!(without_secrets("postgres://me:p@ss@host:1/db?password=x"), "postgres://host:1/db");
        assert_eq!(without_secrets("redis://host"), "redis://host");
    }
}
