//! A crate without std. It imports the `Box` that the original's expansion names, and no warning says that nothing does.
#![no_std]
#![forbid(unsafe_code)]
#![deny(warnings)]

extern crate alloc;

use alloc::boxed::Box;
use async_trait::async_trait;

/// An input.
#[async_trait]
pub trait Input: Send + Sync {
    /// Reads the level.
    async fn level(&self) -> u16;
}

/// Without a method, nothing needs a `Box`.
pub mod marker {
    #[async_trait::async_trait]
    pub trait Marker {}
}

/// Imported for the implementations of a module.
pub mod fixed {
    use alloc::boxed::Box;

    /// A level that doesn't change.
    pub struct Fixed(pub u16);

    #[async_trait::async_trait]
    impl super::Input for Fixed {
        async fn level(&self) -> u16 {
            self.0
        }
    }
}

/// An input whose implementation imports its `Box` in this function.
pub fn zero() -> impl Input {
    use alloc::boxed::Box;

    struct Zero;

    #[async_trait]
    impl Input for Zero {
        async fn level(&self) -> u16 {
            0
        }
    }

    Zero
}

/// Neither the implementation nor the import is there.
pub mod absent {
    #[cfg(any())]
    use super::Box;

    /// Reads nothing.
    pub struct Never;

    #[async_trait::async_trait]
    #[allow(unused)]
    #[cfg(any())]
    impl super::Input for Never {
        async fn level(&self) -> u16 {
            0
        }
    }
}
