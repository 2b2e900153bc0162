//! The first of two phases, for a method that attributes of other crates see: they expand between the two.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Path, parse_quote_spanned};

use super::body;
use crate::args::{Mode, Start};
use crate::attributes::{is_foreign, opaque};
use crate::finish::{Finish, size_of};

/// The body that the attributes see, and the last attribute, which makes the task of what they have made of `future`.
///
/// Where one isn't known to leave the polls of the body as they were, a future that it has changed doesn't start hot: what it
/// has put there may await anything.
pub(super) fn first(future: TokenStream, attrs: &[Attribute], mode: &Mode, span: Span) -> (TokenStream, Attribute) {
    let future = respanned(future, attrs, span);
    let krate = mode.krate(span);
    let make = body::maker(mode, span);
    let module = match (mode.start, mode.send) {
        _ if mode.declared => body::declared_maker(mode, span).into_token_stream(),
        (Start::Hot, true) => quote_spanned!(span=> hot),
        (Start::Hot, false) => quote_spanned!(span=> hot_local),
        (Start::Lazy, true) => quote_spanned!(span=> lazy),
        (Start::Lazy, false) => quote_spanned!(span=> lazy_local),
    };
    let changed = (mode.start == Start::Hot && opaque(attrs).is_some()).then(|| {
        let mut lazy = mode.clone();
        lazy.start = Start::Lazy;
        (size_of(future.clone()), path(body::maker(&lazy, span)))
    });
    let finish = Finish { make: path(make), changed };
    let seen = quote_spanned!(span=> #krate::__private::#module::Box::pin(#future));
    (seen, parse_quote_spanned!(span=> #[#krate::__private::finish(#finish)]))
}

/// Gives the braces of the block the hygiene of the attribute that sees them, which may name its own variables after them.
fn respanned(future: TokenStream, attrs: &[Attribute], span: Span) -> TokenStream {
    let foreign = attrs.iter().find(|attr| is_foreign(attr)).expect("an attribute sees the body");
    let mut tokens: Vec<TokenTree> = future.into_iter().collect();
    if let Some(TokenTree::Group(block)) = tokens.last_mut() {
        block.set_span(span.resolved_at(foreign.path().span()));
    }
    tokens.into_iter().collect()
}

fn path(tokens: TokenStream) -> Path {
    syn::parse2(tokens).expect("a function's name is a path")
}
