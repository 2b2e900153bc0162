//! Clients and servers that misbehave: each is told off clearly, and nobody else is harmed.

#[path = "../util/mod.rs"]
mod util;

mod clients;
mod idle;
mod servers;
