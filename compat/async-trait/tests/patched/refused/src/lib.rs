//! A trait whose methods `examples` use in ways that not every mode compiles. Each begins with the modes that refuse it and a part of the
//! compiler's message. In all other modes it compiles.
#![forbid(unsafe_code)]

use std::future::Future;
use std::pin::Pin;

/// What `futures` calls so, too.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Something to implement and to call.
#[async_trait::async_trait]
pub trait Service: Send + Sync {
    /// Not known to be `Send`.
    type Output;

    /// Answers.
    async fn call(&self, request: &str) -> Self::Output;

    /// Says which it is.
    async fn name(&self) -> String {
        String::from("a service")
    }
}
