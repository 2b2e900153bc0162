//! Tasks made by hand: polled, dropped, sent, and their sizes.

#[path = "../util/mod.rs"]
mod util;

#[path = "../util/traits.rs"]
mod asserted;
mod auto_traits;
mod dropping;
mod layout;
mod polling;
mod pooled;
mod terminated;
mod values;
