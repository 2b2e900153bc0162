//! `dyn = Name` on a trait, which stays native and gets a companion of that name, and `dyn` on an impl of such a trait.

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;
use syn::{Path, Token, parenthesized};

pub(super) const ON_A_METHOD: &str = "`dyn` is about a trait as a whole: write it on the trait, or on the impl";

/// What `dyn` says.
#[derive(Clone)]
pub(crate) struct Native {
    /// Where it is said.
    pub(crate) at: Span,
    /// What the companion is called.
    pub(crate) companion: Option<Ident>,
    /// Supertraits that are native, too, with the companion of each.
    pub(crate) supertraits: Vec<(Path, Path)>,
}

impl Native {
    /// Parses what stands behind the word `dyn`, which is at `at`: nothing, `= Name`, or `(Base = DynBase) = Name`.
    pub(super) fn behind(at: Span, input: ParseStream<'_>) -> syn::Result<Self> {
        let mut supertraits = Vec::new();
        let has_supertraits = input.peek(syn::token::Paren);
        if has_supertraits {
            let inside;
            parenthesized!(inside in input);
            let pairs = inside.parse_terminated(
                |input| {
                    let native = input.parse::<Path>()?;
                    input.parse::<Token![=]>()?;
                    Ok((native, input.parse::<Path>()?))
                },
                Token![,],
            )?;
            supertraits.extend(pairs);
        }
        let companion = if has_supertraits || input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        Ok(Self { at, companion, supertraits })
    }
}
