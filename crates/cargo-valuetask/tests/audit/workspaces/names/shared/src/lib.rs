pub mod prelude {
    pub use valuetask::{self as tasks, value_task as method};
    #[cfg(feature = "boxes")]
    pub use async_trait::async_trait as either;
    #[cfg(not(feature = "boxes"))]
    pub use valuetask::async_trait as either;
}
pub use async_trait::async_trait;
