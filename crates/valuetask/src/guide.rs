// The guide, a page a module: documentation alone. What its pages show is run by a crate of its own, `checks/guide`.
#![doc = include_str!("../docs/guide/guide.md")]

#[doc = include_str!("../docs/guide/adopting.md")]
pub mod adopting {}
#[doc = include_str!("../docs/guide/by_hand.md")]
pub mod by_hand {}
#[doc = include_str!("../docs/guide/choosing.md")]
pub mod choosing {}
#[doc = include_str!("../docs/guide/elsewhere.md")]
pub mod elsewhere {}
#[doc = include_str!("../docs/guide/generics.md")]
pub mod generics {}
#[doc = include_str!("../docs/guide/locks.md")]
pub mod locks {}
#[doc = include_str!("../docs/guide/mocks.md")]
pub mod mocks {}
#[doc = include_str!("../docs/guide/native.md")]
pub mod native {}
#[doc = include_str!("../docs/guide/neighbours.md")]
pub mod neighbours {}
#[doc = include_str!("../docs/guide/parity.md")]
pub mod parity {}
#[doc = include_str!("../docs/guide/spawning.md")]
pub mod spawning {}
#[doc = include_str!("../docs/guide/waiting.md")]
pub mod waiting {}
