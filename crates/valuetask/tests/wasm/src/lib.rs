//! One trait for servers and browsers: `Send` on targets with threads, and not on WebAssembly.
#![forbid(unsafe_code)]

use valuetask::{async_trait, value_task};

/// Fetches a page.
#[value_task(Send = cfg(not(target_family = "wasm")))]
pub trait Fetch {
    /// The text of the page.
    async fn fetch(&self, url: &str) -> String;

    /// How long the page is.
    async fn length(&self, url: &str) -> usize {
        self.fetch(url).await.len()
    }
}

/// Stores a page.
#[async_trait(Send = cfg(not(target_family = "wasm")))]
pub trait Store {
    /// Stores the text of a page, and returns the text before.
    async fn store(&self, url: &str, text: String) -> Option<String>;
}

/// A browser's client: a handle that stays on its thread, held across an await.
#[cfg(target_family = "wasm")]
mod page {
    use std::future::ready;
    use std::rc::Rc;

    use valuetask::{LocalPooledFuture, LocalValueTask, value_task};

    use super::{Fetch, Store};

    /// A window of a browser.
    #[derive(Debug)]
    pub struct Window(pub Rc<str>);

    #[value_task(Send = cfg(not(target_family = "wasm")))]
    impl Fetch for Window {
        async fn fetch(&self, url: &str) -> String {
            let handle = Rc::clone(&self.0);
            ready(()).await;
            format!("{handle}{url}")
        }
    }

    /// The task type of this target.
    pub fn local<'a>(window: &'a dyn Fetch, url: &'a str) -> LocalValueTask<'a, usize> {
        window.length(url)
    }

    /// The pooled type of this target.
    pub fn local_pooled<'a>(store: &'a dyn Store, url: &'a str) -> LocalPooledFuture<'a, Option<String>> {
        store.store(url, String::new())
    }
}

/// A server's client: tasks that move to another thread.
#[cfg(not(target_family = "wasm"))]
mod page {
    use std::future::ready;

    use valuetask::{PooledFuture, ValueTask, value_task};

    use super::{Fetch, Store};

    /// A client that any thread may use.
    #[derive(Debug)]
    pub struct Client(pub String);

    #[value_task(Send = cfg(not(target_family = "wasm")))]
    impl Fetch for Client {
        async fn fetch(&self, url: &str) -> String {
            ready(()).await;
            format!("{}{url}", self.0)
        }
    }

    /// The task type of this target.
    pub fn moves<'a>(client: &'a Client, url: &'a str) -> ValueTask<'a, usize> {
        fn is_send<T: Send>(value: T) -> T {
            value
        }
        is_send(client.length(url))
    }

    /// The pooled type of this target.
    pub fn pooled<'a>(store: &'a dyn Store, url: &'a str) -> PooledFuture<'a, Option<String>> {
        store.store(url, String::new())
    }
}

pub use page::*;
