//! Signatures with arguments from the grammar of types, and programs that try to let a borrow escape through each.
//!
//! The tests compile every program twice: under an attribute of the library, and as a plain `async fn`.
#![forbid(unsafe_code)]
