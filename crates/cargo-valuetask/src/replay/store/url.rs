//! What `--store` names: which of the stores, and where.

#![forbid(unsafe_code)]

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use crate::error::Error;

const FORMS: &str = "use sqlite:PATH, postgres://USER@HOST/DATABASE or redis://HOST";

/// A store, not opened yet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum StoreUrl {
    Sqlite(PathBuf),
    Postgres(String),
    Redis(String),
}

impl StoreUrl {
    pub(crate) fn parse(url: &str) -> Result<Self, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Err(Error::usage("--store sqlite: names no file", FORMS)),
                _ => Ok(Self::Sqlite(Path::new(path).to_owned())),
            };
        }
        match url.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres(url.to_owned())),
            Some(("redis", _)) => Ok(Self::Redis(url.to_owned())),
            Some((scheme, _)) => Err(Error::usage(format_args!("--store: unknown kind of store {scheme:?}"), FORMS)),
            None => Err(Error::usage(format_args!("--store: {url:?} is not the URL of a store"), FORMS)),
        }
    }

    /// A file in the user's cache directory, or among the temporary files of a user who has none.
    pub(crate) fn default_file() -> Self {
        let cache = etcetera::choose_base_strategy().map_or_else(|_| std::env::temp_dir(), |base| base.cache_dir());
        Self::Sqlite(cache.join("valuetask").join("replay.sqlite"))
    }

    /// Whether what a replay puts there stays there unless the options say otherwise.
    pub(crate) fn is_kept(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }
}

/// A server's URL without user, password and parameters.
pub(super) fn without_secrets(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "the server".to_owned() };
    let rest = rest.rsplit_once('@').map_or(rest, |(_, after)| after);
    let rest = rest.split_once('?').map_or(rest, |(before, _)| before);
    format!("{scheme}://{rest}")
}

#[cfg(test)]
mod tests {
    use super::{StoreUrl, without_secrets};

    #[test]
    fn a_sqlite_url_is_a_path_with_or_without_slashes() {
        assert_eq!(StoreUrl::parse("sqlite:a/b.db").ok(), Some(StoreUrl::Sqlite("a/b.db".into())));
        assert_eq!(StoreUrl::parse("sqlite:///a/b.db").ok(), Some(StoreUrl::Sqlite("/a/b.db".into())));
    }

    #[test]
    fn a_place_shows_no_password() {
        assert_eq!(without_secrets("postgres://me:p@ss@host:1/db?password=x"), "postgres://host:1/db");
        assert_eq!(without_secrets("redis://host"), "redis://host");
    }
}
