//! From a return type to what a body can name of it: it can't name an `impl Trait`.
//!
//! ```text
//! Result<impl AsRef<str>, Error>    let __ret: Result<_, Error> = { body };
//! ```

use quote::ToTokens;
use syn::{Type, parse_quote};

use crate::lifetimes::replace_opaque;
use crate::tokens::say;

/// `value` as a body may name it, with `_` for what is opaque; unless that is all of it.
pub(super) fn named(value: &Type) -> Option<Type> {
    let mut value = value.clone();
    replace_opaque(&mut value, |_| parse_quote!(_));
    // A macro's tokens aren't read.
    let is_named = !matches!(value, Type::Infer(_) | Type::Never(_)) && !say(value.to_token_stream(), "impl");
    is_named.then_some(value)
}
