//! `cfg(PREDICATE)` among the arguments: the condition of `Send`, and, in expansions, the compiler's decision.
//!
//! From tokens to a [`Condition`], and from the decisions to `true` or `false`.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::{Parse, ParseStream};
use syn::{Error, Ident, LitBool, Token, parenthesized};

use crate::tokens::is_punct;

/// The predicate of a `cfg`.
#[derive(Clone)]
pub(crate) struct Condition(pub(crate) TokenStream);

const EXPECTED: &str = "expected `Send = cfg(PREDICATE)`, as in `Send = cfg(not(target_family = \"wasm\"))`";

impl Condition {
    /// Parses the input behind the word `cfg`, which is at `cfg`.
    pub(super) fn behind(cfg: Span, input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(syn::token::Paren) {
            return Err(Error::new(cfg, EXPECTED));
        }
        let inside;
        let parenthesis = parenthesized!(inside in input);
        let mut tokens: Vec<TokenTree> = inside.parse::<TokenStream>()?.into_iter().collect();
        tokens.pop_if(|last| is_punct(last, ','));
        match tokens.iter().find(|token| is_punct(token, ',')) {
            _ if tokens.is_empty() => Err(Error::new(parenthesis.span.join(), EXPECTED)),
            Some(comma) => {
                Err(Error::new(comma.span(), "expected one predicate: join several by `all(..)` or `any(..)`"))
            }
            None => Ok(Self(tokens.into_iter().collect())),
        }
    }

    /// Returns the compiler's decision, if there is one.
    pub(super) fn holds(&self, decided: &[Decided]) -> Option<bool> {
        let same = |decided: &&Decided| decided.condition.0.to_string() == self.0.to_string();
        decided.iter().find(same).map(|decided| decided.holds)
    }
}

impl Parse for Condition {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let at = input.fork();
        let cfg = input.parse::<Ident>().ok().filter(|cfg| cfg == "cfg").ok_or_else(|| at.error(EXPECTED))?;
        Self::behind(cfg.span(), input)
    }
}

/// A decision of the compiler: `cfg(PREDICATE) = true`.
#[derive(Clone)]
pub(crate) struct Decided {
    condition: Condition,
    holds: bool,
}

impl Decided {
    /// Parses the input behind the word `cfg`, which is at `cfg`.
    pub(super) fn behind(cfg: Span, input: ParseStream<'_>) -> syn::Result<Self> {
        let condition = Condition::behind(cfg, input)?;
        input.parse::<Token![=]>()?;
        Ok(Self { condition, holds: input.parse::<LitBool>()?.value })
    }
}
