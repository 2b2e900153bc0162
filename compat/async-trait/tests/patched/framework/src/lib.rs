//! A crate that depends on async-trait and hands its attribute on.
#![forbid(unsafe_code)]
#![deny(warnings)]

pub use async_trait::async_trait;
/// The attribute by another name.
pub use async_trait::async_trait as handler;

/// Everything that generated code needs.
pub mod codegen {
    pub use async_trait::async_trait;
}

/// The crate under its own name, as some hand it on beside the attribute.
pub mod crates {
    pub use async_trait;
}

/// Macros that write the attribute, beside a trait and a module of their names.
pub use written::{handling, Handled, Handler, Handling};

/// Has the name of a macro.
pub trait Handling {}

/// Has the name of a macro.
pub struct Handled;

/// Has the name of a macro.
pub mod handling {}

/// What applications implement.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Answers one request.
    async fn answer(&self, request: &str) -> String;

    /// Whether the handler takes requests.
    async fn ready(&self) -> bool {
        true
    }
}

/// The attribute by the crate's path, where the name of the attribute is imported, too.
#[async_trait::async_trait(?Send)]
pub trait Local {
    /// Adds what has been counted on this thread.
    async fn count(&self, more: std::rc::Rc<u32>) -> u32;
}

/// Implements [`Handler`] by the attribute's other name.
#[macro_export]
macro_rules! renamed_handler {
    ($name:ident) => {
        pub struct $name;

        #[$crate::handler]
        impl $crate::Handler for $name {
            async fn answer(&self, request: &str) -> String {
                request.to_owned()
            }
        }
    };
}

/// Puts an attribute on an item.
#[macro_export]
macro_rules! under {
    ($attribute:path, $item:item) => {
        #[$attribute]
        $item
    };
}

/// Implements [`Handler`] in an application, by a path that begins with `$crate`.
#[macro_export]
macro_rules! constant_handler {
    ($name:ident, $answer:literal) => {
        pub struct $name;

        #[$crate::async_trait]
        impl $crate::Handler for $name {
            async fn answer(&self, _: &str) -> String {
                $answer.to_owned()
            }
        }
    };
}
