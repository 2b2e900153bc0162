//! The categories, under the attribute that the module around them names. It also names the types that methods return.

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
