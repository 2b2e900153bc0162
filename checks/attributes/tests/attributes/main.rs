//! Attributes on async methods, under the real `async_trait`, pooled and hot.
#![forbid(unsafe_code)]

mod allocations;
mod boxed;
mod declared;
mod fastraced;
mod framed;
mod mocked;
mod native;
mod on_functions;
mod on_items;
mod traced;
mod unknown;
