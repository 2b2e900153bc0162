//! The categories, under the attribute of the module around them, which also names the returned types.

use super::{LocalReturned, Returned, attribute};

mod arguments;
mod associated;
mod bodies;
mod by_hand;
mod by_value;
mod coercions;
mod defaults;
mod generics;
mod hidden_lifetimes;
mod impls;
mod indexing;
mod layers;
mod lifetimes;
mod loud;
mod macros;
mod named_lifetimes;
mod names;
mod objects;
mod opaque;
mod receivers;
mod returns_self;
mod sendness;
mod unsafety;
mod unsent_values;
mod visibility;
