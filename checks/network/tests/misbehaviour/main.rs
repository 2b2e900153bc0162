//! Clients and servers that misbehave: each gets a clear error, and no other is affected.

#[path = "../util/mod.rs"]
mod util;

mod clients;
mod idle;
mod servers;
