//! `dyn = Name` on a trait, which stays native and gets a companion of that name, and `dyn` on an impl of such a trait:
//! from the tokens behind the word to [`Native`].

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;
use syn::{Error, Path, Token, parenthesized};

pub(super) const ON_A_METHOD: &str = "`dyn` is about a trait as a whole: write it on the trait, or on the impl";

/// The option that leaves the implementations of the trait for pointers to the crate.
const NO_POINTERS: &str = "no_pointers";

const NO_OPTION: &str = "expected `no_pointers`, or a native supertrait with its companion, as in `Base = DynBase`";

/// The argument `dyn`.
#[derive(Clone)]
pub(crate) struct Native {
    /// Its position.
    pub(crate) at: Span,
    /// The name of the companion.
    pub(crate) companion: Option<Ident>,
    /// The native supertraits, with the companion of each.
    pub(crate) supertraits: Vec<(Path, Path)>,
    /// `true` if pointers to an object of the companion, such as a box, implement the trait, too.
    pub(crate) pointers: bool,
}

impl Native {
    /// Parses the input behind the word `dyn`, which is at `at`: nothing, `= Name`, `(Base = DynBase) = Name`, or
    /// `(no_pointers) = Name`.
    pub(super) fn behind(at: Span, input: ParseStream<'_>) -> syn::Result<Self> {
        let mut supertraits = Vec::new();
        let mut pointers = true;
        let has_options = input.peek(syn::token::Paren);
        if has_options {
            let inside;
            parenthesized!(inside in input);
            let options = inside.parse_terminated(
                |input| {
                    let native = input.parse::<Path>()?;
                    if !input.peek(Token![=]) {
                        let is_known = native.is_ident(NO_POINTERS);
                        return if is_known { Ok(None) } else { Err(Error::new_spanned(native, NO_OPTION)) };
                    }
                    input.parse::<Token![=]>()?;
                    Ok(Some((native, input.parse::<Path>()?)))
                },
                Token![,],
            )?;
            pointers = options.iter().all(Option::is_some);
            supertraits.extend(options.into_iter().flatten());
        }
        let companion = if has_options || input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        Ok(Self { at, companion, supertraits, pointers })
    }
}
