//! One lifetime, and clauses for what is held; in an implementation, the output implies them.

#[value_task(lazy)]
pub trait Repo<K>: Sync {
    /// Only `&self`: nothing is named.
    async fn len(&self) -> usize;
    async fn get(&self, key: &str) -> Option<Self::Value>;
    async fn peek(&self, key: &str) -> Option<&Self::Value>;
    async fn named<'k>(&self, key: &'k str) -> &'k str;
    /// Named, but only where it could be left out.
    async fn named_once<'s, 'k>(&'s self, key: &'k str) -> &'s str;
    async fn put(&mut self, key: K, value: Self::Value);
    async fn nested(&self, list: &mut Vec<&str>, one: Option<&str>);
    async fn boxed(self: Box<Self>) -> usize;
    async fn generic<T: Send>(&self, value: T, other: impl Send) -> T;
    async fn made() -> u32;
    #[value_task(?Send)]
    async fn local(&self, key: &str);
    async fn defaulted(&self) -> usize {
        self.len().await
    }
    async fn consumed(self) -> usize
    where
        Self: Sized,
    {
        self.len().await
    }
    fn plain(&self) -> usize;
}

/// What is said of lints holds where the machine binds an argument, and nothing is expected where it doesn't.
#[value_task]
impl Store {
    async fn attributes(
        &self,
        #[expect(unused_variables)] number: u64,
        #[expect(unused_mut, reason = "later")] mut list: Vec<u8>,
        #[cfg_attr(all(), cfg(any()), expect(unused), doc = "text")] (a, b): (u8, String),
    ) {
    }

    #[instrument]
    async fn seen(&self, #[expect(unused)] list: Vec<u8>, #[deny(unused)] #[cfg(all())] text: String) {}
}

#[async_trait]
impl<'s, K: Send> Repo<K> for Layer<'s, K> {
    async fn get(&self, key: &str) -> Option<Self::Value> {
        self.0.get(key).await
    }
    async fn put(&mut self, key: K, at: Place<'_>) {
        self.0.put(key, at).await
    }
    /// Nothing is implied, but the trait has a clause.
    async fn number(&self, number: u64) -> u64 {
        number
    }
    async fn held<#[cfg(all())] 'l, T: Send>(self: Box<Self>, list: Vec<T>, at: Place<'l>, outer: Place<'s>) {}
}

/// A macro below, which sees what is made, could make functions of its own of the methods.
#[async_trait]
#[inherent]
impl Store for Layer {
    async fn put<K: Send>(&self, key: K) {}
}

#[async_trait]
impl Store for Nested {
    #[apply(nested!)]
    async fn put<K: Send>(&self, key: K) {}
    #[clippy::of_a_module]
    async fn put_all<K: Send>(&self, keys: Vec<K>) {}
    #[inline]
    async fn unseen<K: Send>(&self, key: K) {}
}
