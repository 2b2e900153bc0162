//! `Send = cfg(PREDICATE)`: whether the future is `Send` depends on the target, which only the compiler knows.
//!
//! The macro asks it, and expands when it knows the answer:
//!
//! ```text
//! #[value_task(Send = cfg(P))] item
//! #[cfg_attr(P, value_task(cfg(P) = true, Send = cfg(P)))] #[cfg_attr(not(P), value_task(cfg(P) = false, Send = cfg(P)))] item
//! ```
//!
//! So every item is there once, with its errors, whatever the answer.

use proc_macro2::{TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Ident, LitBool, Token, parenthesized};

use super::{Args, Mode, Sends, arguments_of, is_ours};
use crate::parse::{Item, methods};
use crate::signature::located;

/// The predicate of a `cfg`.
#[derive(Clone)]
pub(crate) struct Condition(TokenStream);

impl Parse for Condition {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        const EXPECTED: &str = "expected `Send = cfg(PREDICATE)`, as in `Send = cfg(not(target_family = \"wasm\"))`";
        let at = input.fork();
        let cfg = input.call(Ident::parse_any).ok().filter(|cfg| cfg == "cfg").ok_or_else(|| at.error(EXPECTED))?;
        if !input.peek(syn::token::Paren) {
            return Err(syn::Error::new(cfg.span(), EXPECTED));
        }
        let inside;
        let parenthesis = parenthesized!(inside in input);
        let mut tokens: Vec<TokenTree> = inside.parse::<TokenStream>()?.into_iter().collect();
        tokens.pop_if(|last| is_comma(last));
        match tokens.iter().find(|token| is_comma(token)) {
            _ if tokens.is_empty() => Err(syn::Error::new(parenthesis.span.join(), EXPECTED)),
            Some(comma) => {
                Err(syn::Error::new(comma.span(), "expected one predicate: join several by `all(..)` or `any(..)`"))
            }
            None => Ok(Self(tokens.into_iter().collect())),
        }
    }
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ',')
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

/// What the compiler has answered, as it stands among the arguments: `cfg(PREDICATE) = true`.
#[derive(Clone)]
pub(super) struct Answer {
    condition: Condition,
    holds: bool,
}

impl Parse for Answer {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let condition = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self { condition, holds: input.parse::<LitBool>()?.value })
    }
}

impl Condition {
    /// Whether it holds, if the compiler has been asked.
    pub(super) fn answer(&self, answers: &[Answer]) -> Option<bool> {
        answers.iter().find(|answer| answer.condition == *self).map(|answer| answer.holds)
    }
}

/// The first condition, in `args` or on a method of `item`, that the compiler hasn't been asked.
pub(crate) fn unanswered(args: &Args, item: &mut Item) -> Option<Condition> {
    let open = |send: &Option<Sends>| match send {
        Some(Sends::If(condition)) if condition.answer(&args.answers).is_none() => Some(condition.clone()),
        _ => None,
    };
    let mut first = open(&args.send);
    methods(item, |method, _| {
        let own = method.attrs.iter().filter(|attr| is_ours(attr)).filter_map(|attr| arguments_of(attr).ok());
        for args in own {
            first = first.take().or_else(|| open(&args.send));
        }
    });
    first
}

/// `item` under the attribute `name` with `args` and the answer.
pub(crate) fn ask(
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
