//! The compiler's messages of all crates: one project, so that they are built once.
