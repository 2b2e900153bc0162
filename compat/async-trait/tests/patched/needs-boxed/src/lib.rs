//! A trait whose methods `examples` use in ways that only the boxed mode takes. Each begins with the error that it is otherwise.
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
