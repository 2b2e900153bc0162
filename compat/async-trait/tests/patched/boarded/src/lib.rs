//! A crate that finds the stand-in by nothing but one path: that of a procedural macro, which isn't in this crate's source, or another
//! name of the attribute.
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

/// The attribute by its other name.
pub mod renamed {
    use bus::{methods, Interface};

    pub struct Passenger;

    #[methods]
    impl Interface for Passenger {
        async fn name(&self) -> String {
            String::from("Passenger")
        }
    }
}

/// That name by another one, and by a glob import.
pub mod renamed_twice {
    pub use bus::methods as interface;

    pub mod by_glob {
        use super::interface;
        use bus::*;

        pub struct Passenger;

        #[methods]
        impl Interface for Passenger {
            async fn name(&self) -> String {
                String::from("Passenger")
            }
        }

        pub struct Another;

        #[interface]
        impl Interface for Another {
            async fn name(&self) -> String {
                String::from("Another")
            }
        }
    }
}

use bus::methods;

/// The same, at the root.
#[methods]
pub trait Named {
    async fn named(&self) -> String {
        String::from("Passenger")
    }
}

#[methods]
impl Named for Passenger {}
