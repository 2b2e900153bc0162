//! The name of a span: tracing's `#[instrument]` takes that of the function, which is hidden here.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Meta};

use crate::tokens::is_punct;

/// Makes an `#[instrument]`, also one under a condition, name its span after the method that is called `name`.
///
/// ```text
/// #[instrument(skip(self))]
/// #[instrument(name = "get", skip(self))]
/// ```
pub(super) fn name(attr: &mut Attribute, name: &Ident) {
    let named = named(attr.meta.to_token_stream(), name);
    if let Ok(meta) = syn::parse2::<Meta>(named) {
        attr.meta = meta;
    }
}

fn named(tokens: TokenStream, name: &Ident) -> TokenStream {
    let mut tokens = tokens.into_iter().peekable();
    let mut all = TokenStream::new();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "instrument" => {
                let arguments = tokens.next_if(|next| matches!(next, TokenTree::Group(_)));
                all.extend([TokenTree::Ident(ident), arguments_with(arguments, name)]);
            }
            TokenTree::Group(group) => {
                let mut inside = Group::new(group.delimiter(), named(group.stream(), name));
                inside.set_span(group.span());
                all.extend([TokenTree::Group(inside)]);
            }
            other => all.extend([other]),
        }
    }
    all
}

/// The arguments with a name, unless they have one, by its word or as a literal.
fn arguments_with(arguments: Option<TokenTree>, name: &Ident) -> TokenTree {
    let said = match &arguments {
        Some(TokenTree::Group(group)) => group.stream(),
        _ => TokenStream::new(),
    };
    let tokens: Vec<_> = said.clone().into_iter().collect();
    let begins = |at: usize| at == 0 || is_punct(&tokens[at - 1], ',');
    let is_named = tokens.iter().enumerate().any(|(at, token)| match token {
        TokenTree::Ident(word) => begins(at) && word == "name",
        TokenTree::Literal(_) => begins(at),
        _ => false,
    });
    if let (true, Some(arguments)) = (is_named, arguments) {
        return arguments;
    }
    let name = name.unraw().to_string();
    Group::new(Delimiter::Parenthesis, quote!(name = #name, #said)).into()
}

#[cfg(test)]
mod tests {
    use quote::{ToTokens, quote};
    use syn::{Attribute, parse_quote};

    #[test]
    fn a_span_is_named_after_the_method_unless_it_has_a_name() {
        let cases: [(Attribute, Attribute); 5] = [
            (parse_quote!(#[instrument]), parse_quote!(#[instrument(name = "get",)])),
            (parse_quote!(#[tracing::instrument(err)]), parse_quote!(#[tracing::instrument(name = "get", err)])),
            (parse_quote!(#[instrument(err, name = "mine")]), parse_quote!(#[instrument(err, name = "mine")])),
            (parse_quote!(#[instrument("mine")]), parse_quote!(#[instrument("mine")])),
            (parse_quote!(#[cfg_attr(a, instrument)]), parse_quote!(#[cfg_attr(a, instrument(name = "get",))])),
        ];
        for (mut attr, expected) in cases {
            super::name(&mut attr, &parse_quote!(r#get));
            assert_eq!(attr.to_token_stream().to_string(), quote!(#expected).to_string());
        }
    }
}
