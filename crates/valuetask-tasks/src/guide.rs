// The guide to tasks: documentation alone. `checks/guide` runs the examples of its pages.
//
// Links of a page lead to files, so that they work where the page is read as a file. Here `links.md` comes before it, and the first
// definition of a link counts.
#![doc = include_str!("../docs/links.md")]
#![doc = include_str!("../docs/guide/guide.md")]

#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/guide/single_flight.md")]
pub mod single_flight {}

#[doc = include_str!("../docs/links.md")]
#[doc = include_str!("../docs/guide/spawning.md")]
pub mod spawning {}
