//! Services that return value tasks: what a hit costs, and what they do over HTTP.

mod cost;
mod over_http;
