//! A crate that doesn't name the attribute: only procedural macros write it, by paths that aren't in this crate's source.
#![forbid(unsafe_code)]
#![deny(warnings)]

/// Its interface is written by a macro.
pub struct Passenger;

#[written::interface]
impl Passenger {}

/// The same, in a function.
pub fn another() -> impl bus::Interface {
    struct Another;

    #[written::interface]
    impl Another {}

    Another
}
