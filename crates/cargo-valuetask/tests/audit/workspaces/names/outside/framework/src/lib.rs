mod kept;
pub use kept::*;
