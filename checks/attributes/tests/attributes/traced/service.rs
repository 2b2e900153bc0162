//! Methods under tracing's `#[instrument]`, by the attribute that the surrounding module imports.

use std::fmt::{Debug, Display};

use attributes::pause;
use tracing::{Level, Span, info, instrument};

use super::async_trait;

#[async_trait]
pub(crate) trait Service: Send + Sync {
    async fn get(&self, key: u32, name: &str) -> u64;
    async fn hit(&self, key: u32) -> u64;
    async fn hidden(&self, key: u32, secret: &str) -> usize;
    async fn nothing_recorded(&self, key: u32, secret: &str);
    async fn renamed(&mut self, count: u64) -> u64;
    async fn fails(&self, early: bool) -> Result<u32, String>;
    async fn fails_in_debug(&self, late: bool) -> Result<u32, String>;
    async fn returned(&self, value: f64) -> f64;
    async fn either(&self, good: bool) -> Result<&str, String>;
    async fn under(&self, root: Span) -> u32;
    async fn after(&self, cause: &Span) -> u32;
    async fn taken_apart(&self, first: (u32, u32), second: &(u32, String), third: String, e: String) -> u32;
    async fn of_any<T: Debug + Send + Sync, const N: usize>(&self, all: [T; N], one: impl Display + Send) -> usize
    where
        Self: Sized;
    async fn by_value(self: Box<Self>, key: u32) -> u64;

    #[instrument(skip(self))]
    async fn provided(&self, key: u32) -> u64 {
        info!("before");
        let got = self.get(key, "provided").await;
        info!("after");
        got
    }
}

#[derive(Debug, Default)]
pub(crate) struct Store {
    id: u32,
    renames: u64,
}

#[async_trait]
impl Service for Store {
    #[instrument]
    async fn get(&self, key: u32, name: &str) -> u64 {
        info!("before");
        pause().await;
        info!(length = name.len(), "after");
        pause().await;
        u64::from(key)
    }

    #[instrument]
    async fn hit(&self, key: u32) -> u64 {
        info!("hit");
        u64::from(key)
    }

    #[instrument(skip(self, secret), fields(id = self.id, length = secret.len(), late = tracing::field::Empty))]
    async fn hidden(&self, key: u32, secret: &str) -> usize {
        Span::current().record("late", key + 1);
        pause().await;
        secret.len()
    }

    #[tracing::instrument(skip_all)]
    async fn nothing_recorded(&self, key: u32, secret: &str) {
        info!(key, secret);
        pause().await;
    }

    #[instrument(level = "debug", name = "other name", target = "elsewhere", skip(self))]
    async fn renamed(&mut self, mut count: u64) -> u64 {
        count += 1;
        pause().await;
        self.renames += count;
        self.renames
    }

    #[instrument(err, skip(self))]
    async fn fails(&self, early: bool) -> Result<u32, String> {
        if early {
            Err("early")?;
        }
        pause().await;
        let parsed = "no number".parse::<u32>().map_err(|error| error.to_string())?;
        Ok(parsed)
    }

    #[instrument(err(Debug, level = Level::WARN), skip(self))]
    async fn fails_in_debug(&self, late: bool) -> Result<u32, String> {
        pause().await;
        if late {
            return Err("late".into());
        }
        Ok(1)
    }

    #[instrument(ret, skip(self))]
    async fn returned(&self, value: f64) -> f64 {
        if value < 0.0 {
            return -1.0;
        }
        pause().await;
        value * 2.0
    }

    #[instrument(ret(Display), err, skip(self))]
    async fn either(&self, good: bool) -> Result<&str, String> {
        pause().await;
        if good { Ok("good") } else { Err("bad".to_owned()) }
    }

    #[instrument(parent = &root, skip_all)]
    async fn under(&self, root: Span) -> u32 {
        info!("before");
        pause().await;
        root.in_scope(|| self.id)
    }

    #[instrument(follows_from = [cause], skip_all)]
    async fn after(&self, cause: &Span) -> u32 {
        pause().await;
        self.id
    }

    /// With an attribute of the language on either side.
    #[inline]
    #[instrument(skip(self))]
    #[allow(clippy::too_many_arguments, reason = "to have an attribute below")]
    async fn taken_apart(&self, (a, b): (u32, u32), &(c, ref d): &(u32, String), _: String, mut e: String) -> u32 {
        e.push_str(d);
        info!(e);
        pause().await;
        a + b + c
    }

    #[instrument(skip(self, one), fields(%one))]
    async fn of_any<T: Debug + Send + Sync, const N: usize>(&self, all: [T; N], one: impl Display + Send) -> usize {
        pause().await;
        info!(?all);
        N + one.to_string().len()
    }

    #[instrument(fields(renames = self.renames))]
    async fn by_value(self: Box<Self>, key: u32) -> u64 {
        info!("before");
        self.get(key, "inner").await
    }
}
