//! From a return type to what a body can name of it: it can't name an `impl Trait`.
//!
//! ```text
//! Result<impl AsRef<str>, Error>    let __ret: Result<_, Error> = { body };
//! ```

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Type, parse_quote};

use crate::tokens::say;

/// `value` as a body may name it, with `_` for what is opaque; unless that is all of it.
pub(super) fn named(value: &Type) -> Option<Type> {
    struct Infer;
    impl VisitMut for Infer {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            match ty {
                Type::ImplTrait(_) => *ty = parse_quote!(_),
                _ => visit_mut::visit_type_mut(self, ty),
            }
        }
    }
    let mut value = value.clone();
    Infer.visit_type_mut(&mut value);
    // A macro's tokens aren't read.
    let is_named = !matches!(value, Type::Infer(_) | Type::Never(_)) && !say(value.to_token_stream(), "impl");
    is_named.then_some(value)
}
