//! One trait for servers and browsers: `Send` where there are threads, and not on WebAssembly.
#![forbid(unsafe_code)]

use valuetask::value_task;

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

/// What a browser has: a handle that stays on its thread, held across an await.
#[cfg(target_family = "wasm")]
mod page {
    use std::future::ready;
    use std::rc::Rc;

    use valuetask::{LocalValueTask, value_task};

    use super::Fetch;

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
}

/// What a server has: tasks that move to another thread.
#[cfg(not(target_family = "wasm"))]
mod page {
    use std::future::ready;

    use valuetask::{ValueTask, value_task};

    use super::Fetch;

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
}

pub use page::*;
