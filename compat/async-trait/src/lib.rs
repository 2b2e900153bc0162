#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]

#[cfg(mode = "boxed")]
pub use valuetask_async_trait_macros::boxed as async_trait;
#[cfg(mode = "exact")]
pub use valuetask_async_trait_macros::exact as async_trait;
#[cfg(mode = "hot")]
pub use valuetask_async_trait_macros::hot as async_trait;
#[cfg(mode = "pooled")]
pub use valuetask_async_trait_macros::pooled as async_trait;

/// This crate under the macro's name: `pub use async_trait::async_trait` hands it on together with the macro, so that
/// expansions find it in a crate that depends on no more than the re-export.
#[cfg(not(mode = "boxed"))]
#[doc(hidden)]
pub extern crate self as async_trait;

#[doc(hidden)]
pub use valuetask as __valuetask;

/// This crate by a name that no other module has, for expansions that look for it.
#[cfg(not(mode = "boxed"))]
#[doc(hidden)]
pub extern crate self as __stand_in;
