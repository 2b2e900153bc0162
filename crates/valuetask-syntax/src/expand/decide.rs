//! `Send = cfg(PREDICATE)`: whether the futures of an item are `Send` depends on the target, which only the compiler knows.
//! From such an item to the item under both answers.
//!
//! The compiler decides, and expands the macro again:
//!
//! ```text
//! #[value_task(Send = cfg(P), lazy)] item
//!
//! #[cfg_attr(P, value_task(Send, lazy))]
//! #[cfg_attr(not(P), value_task(?Send, lazy))]
//! item
//! ```
//!
//! So every item exists once, with its errors, for either decision.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{Item, Meta};

use crate::args::Mode;
use crate::tokens::{is_punct, located};

/// Puts `item` under the attribute `name`, with the other arguments of `args` and the compiler's decision.
pub(super) fn by_compiler(predicate: &Meta, name: &str, args: TokenStream, item: &Item, mode: &Mode) -> TokenStream {
    let span = located(predicate.span());
    let (krate, name) = (mode.krate(span), Ident::new(name, span));
    let args: Vec<TokenTree> = args.into_iter().collect();
    let is_other = |argument: &&[TokenTree]| !matches!(argument, [TokenTree::Ident(send), equals, ..] if send == "Send" && is_punct(equals, '='));
    let others = args.split(|token| is_punct(token, ',')).filter(is_other);
    let others: TokenStream = others.map(|argument| quote_spanned!(span=> , #(#argument)*)).collect();
    quote_spanned! {span=>
        #[cfg_attr(#predicate, #krate::#name(Send #others))]
        #[cfg_attr(not(#predicate), #krate::#name(?Send #others))]
        #item
    }
}
