//! What the expansion of a native trait names: pointers to its companion's object.

pub use alloc::boxed::Box;
pub use alloc::rc::Rc;
pub use alloc::sync::Arc;
