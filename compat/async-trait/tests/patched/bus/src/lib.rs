//! A framework that hands the attribute on for its own macros alone, not at its root, as zbus does.
#![forbid(unsafe_code)]
#![deny(warnings)]

/// What the macros write.
pub mod export {
    pub use async_trait;
}

/// Modules that aren't called as in other frameworks.
pub mod line {
    pub mod terminus {
        pub use async_trait::async_trait;
    }
}

/// The attribute, by another name.
pub use async_trait::async_trait as methods;

/// A trait that a macro implements.
#[async_trait::async_trait]
pub trait Interface: Send + Sync {
    /// Says which interface it is.
    async fn name(&self) -> String;
}
