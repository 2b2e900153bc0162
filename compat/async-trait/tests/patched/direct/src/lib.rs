//! A crate that depends on async-trait by another name, and chooses a mode by a feature.
#![forbid(unsafe_code)]
#![deny(warnings)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use traits::async_trait as methods;

/// Counts.
///
/// ```
/// struct Two;
///
/// #[traits::async_trait]
/// impl direct::Counter for Two {
///     async fn count(&self) -> u32 {
///         2
///     }
/// }
///
/// let counter: &dyn direct::Counter = &Two;
/// assert_eq!(pollster::block_on(counter.count()), 2);
/// ```
#[methods]
pub trait Counter: Send + Sync {
    /// The next number.
    async fn count(&self) -> u32;
}

#[traits::async_trait]
impl Counter for AtomicU32 {
    async fn count(&self) -> u32 {
        self.fetch_add(1, Ordering::Relaxed)
    }
}

#[methods]
impl<C: Counter + ?Sized> Counter for Arc<C> {
    async fn count(&self) -> u32 {
        (**self).count().await
    }
}
