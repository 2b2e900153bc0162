//! `Send = cfg(PREDICATE)`: whether the future is `Send` depends on the target, which only the compiler knows.
//! From an item whose condition isn't decided to the item under both answers.
//!
//! The compiler decides that first, and expands the macro again:
//!
//! ```text
//! #[value_task(Send = cfg(P))] item
//!
//! #[cfg_attr(P, value_task(cfg(P) = true, Send = cfg(P)))]
//! #[cfg_attr(not(P), value_task(cfg(P) = false, Send = cfg(P)))]
//! item
//! ```
//!
//! So every item exists once, with its errors, for either decision.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Item;
use syn::spanned::Spanned;

use crate::args::{Args, Condition, Mode, ours};
use crate::parse::methods;
use crate::tokens::located;

/// Returns the first condition, in `args` or on a method of `item`, that the compiler hasn't decided.
pub(super) fn undecided(args: &Args, item: &mut Item) -> Option<Condition> {
    let mut first = args.undecided(args);
    methods(item, |method, _| {
        if first.is_none() {
            first = ours(method.attrs).find_map(|own| args.undecided(&own));
        }
    });
    first
}

/// Puts `item` under the attribute `name`, with `args` and the compiler's decision.
pub(super) fn by_compiler(
    condition: &Condition,
    name: &str,
    args: &TokenStream,
    item: &TokenStream,
    mode: &Mode,
) -> TokenStream {
    let Condition(predicate) = condition;
    let span = located(predicate.span());
    let (krate, name) = (mode.krate(span), Ident::new(name, span));
    let again = |holds: bool| quote_spanned!(span=> #krate::#name(cfg(#predicate) = #holds, #args));
    let (yes, no) = (again(true), again(false));
    quote! {
        #[cfg_attr(#predicate, #yes)]
        #[cfg_attr(not(#predicate), #no)]
        #item
    }
}
