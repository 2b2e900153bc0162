//! Services of tower whose futures are value tasks.
//!
//! `type Future = ValueTask<'static, Result<Response, Error>>` is a future that can be named, is `Send` and `Unpin`,
//! and is the response itself if that is ready. So a service of it needs no box to be put behind `dyn`
//! ([`DynService`]), and a layer may answer without a future ([`CacheLayer`]). A service that awaits is written by the
//! attribute ([`Users`]).
#![forbid(unsafe_code)]

mod cache;
mod dynamic;
mod users;

pub use cache::{CacheLayer, Cached};
pub use dynamic::{AsTasks, DynService, dyn_service};
pub use users::{Directory, Users};
