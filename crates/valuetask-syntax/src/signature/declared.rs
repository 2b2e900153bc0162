//! From a signature whose declared type is what the method returns to one with named lifetimes, and to the body's value.
//!
//! ```text
//! async fn f(&self, key: &str) -> ValueTask<'_, u64>;
//!
//! fn f<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64>;
//! ```

use proc_macro2::{Span, TokenStream};
use syn::spanned::Spanned;
use syn::{ReturnType, Signature, Type, parse_quote_spanned};

use crate::args::Mode;
use crate::lifetimes::resolve_declared;
use crate::parse::Scope;
use crate::tokens::located;

/// Whether `sig` declares a type that the body can name.
pub(crate) fn check(sig: &Signature) -> syn::Result<()> {
    const NOTHING: &str = "`#[async_method]` returns the type that is declared here, and none is: \
                           declare it, as in `-> ValueTask<'_, ()>`, or use `#[value_task]`";
    const OPAQUE: &str = "`#[async_method]` has to know what it makes: declare a type that implements \
                          `valuetask::TaskLike`, such as `ValueTask`, instead of an `impl Trait`";
    match &sig.output {
        ReturnType::Default => Err(syn::Error::new(sig.paren_token.span.close(), NOTHING)),
        ReturnType::Type(_, ty) => match &**ty {
            Type::ImplTrait(opaque) => Err(syn::Error::new_spanned(opaque, OPAQUE)),
            _ => Ok(()),
        },
    }
}

/// Names the lifetimes of `sig`, which has passed [`check`], and gives the type of the value that its body evaluates
/// to, and items that have to compile beside that.
pub(super) fn rewrite(sig: &mut Signature, scope: &Scope, mode: &Mode) -> (Type, TokenStream) {
    let proof = resolve_declared(sig, scope, &mode.private("Lasts", Span::mixed_site()));
    let ReturnType::Type(_, declared) = &sig.output else { unreachable!("a return type is declared") };
    let span = located(declared.span());
    let value = mode.private("Value", span);
    (parse_quote_spanned!(span=> #value<#declared>), proof)
}
