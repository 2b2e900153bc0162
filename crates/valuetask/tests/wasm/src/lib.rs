//! One trait for servers and browsers: `Send` where there are threads, and not on WebAssembly.
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
    /// Stores the text of a page, and gives what stood there.
    async fn store(&self, url: &str, text: String) -> Option<String>;
}

/// What a browser has: a handle that stays on its thread, held across an await.
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

    /// What the methods return here.
    pub fn local<'a>(window: &'a dyn Fetch, url: &'a str) -> LocalValueTask<'a, usize> {
        window.length(url)
    }

    /// What pooled methods return here.
    pub fn local_pooled<'a>(store: &'a dyn Store, url: &'a str) -> LocalPooledFuture<'a, Option<String>> {
        store.store(url, String::new())
    }
}

/// What a server has: tasks that move to another thread.
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

    /// What the methods return here.
    pub fn moves<'a>(client: &'a Client, url: &'a str) -> ValueTask<'a, usize> {
        fn is_send<T: Send>(value: T) -> T {
            value
        }
        is_send(client.length(url))
    }

    /// What pooled methods return here.
    pub fn pooled<'a>(store: &'a dyn Store, url: &'a str) -> PooledFuture<'a, Option<String>> {
        store.store(url, String::new())
    }
}

pub use page::*;
