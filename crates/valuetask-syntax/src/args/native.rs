//! `dyn = Name` on a trait, which stays native and gets an erased trait of that name, and `dyn` on an impl of such a
//! trait: from the tokens behind the word to [`Native`].

use proc_macro2::{Ident, Span};
use syn::parse::ParseStream;
use syn::token::Paren;
use syn::{Error, Path, Token, parenthesized};

/// The option that leaves the implementations of the trait for pointers to the crate.
const NO_POINTERS: &str = "no_pointers";

const NO_OPTION: &str = "expected `no_pointers`, or a native supertrait with its erased trait, as in `Base = DynBase`";

/// The argument `dyn`.
#[derive(Clone)]
pub(crate) struct Native {
    /// Its position.
    pub(crate) at: Span,
    /// The name of the erased trait.
    pub(crate) erased: Option<Ident>,
    /// The native supertraits, with the erased trait of each.
    pub(crate) supertraits: Vec<(Path, Path)>,
    /// `true` if pointers to an object of the erased trait, such as a box, implement the trait, too.
    pub(crate) pointers: bool,
}

impl Native {
    /// Parses the input behind the word `dyn`, which is at `at`: nothing, `= Name`, `(Base = DynBase) = Name`, or
    /// `(no_pointers) = Name`.
    pub(super) fn behind(at: Span, input: ParseStream<'_>) -> syn::Result<Self> {
        let (mut supertraits, mut pointers) = (Vec::new(), true);
        let has_options = input.peek(Paren);
        if has_options {
            let options;
            parenthesized!(options in input);
            while !options.is_empty() {
                let base: Path = options.parse()?;
                if options.parse::<Option<Token![=]>>()?.is_some() {
                    supertraits.push((base, options.parse()?));
                } else if base.is_ident(NO_POINTERS) {
                    pointers = false;
                } else {
                    return Err(Error::new_spanned(base, NO_OPTION));
                }
                if !options.is_empty() {
                    options.parse::<Token![,]>()?;
                }
            }
        }
        let is_named = has_options || input.peek(Token![=]);
        let erased = is_named.then(|| input.parse::<Token![=]>().and_then(|_| input.parse())).transpose()?;
        Ok(Self { at, erased, supertraits, pointers })
    }
}
