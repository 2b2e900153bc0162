//! The counter of a method's calls, with the feature of the library.
//!
//! From a future to one that is counted.
//!
//! ```text
//! async move { body }
//! __private::counted({ static METHOD: __private::Counters = ..; &METHOD }, async move { body })
//! ```

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{LitStr, Path, Signature, Token};

use super::Mode;
use crate::known::HIDDEN;
use crate::parse::Scope;

/// A method whose calls are counted.
pub(crate) struct Counter {
    /// The path of the items that only expansions name.
    private: Path,
    /// The name under which its calls are counted.
    name: LitStr,
}

impl Counter {
    /// Returns the counter of a method, if the library counts calls.
    ///
    /// A boxed method has a fixed signature, and isn't counted.
    pub(super) fn of(mode: &Mode, span: Span) -> Option<Self> {
        let name = mode.counted.as_ref().filter(|_| !mode.is_boxed() && mode.library)?;
        let krate = mode.krate(span);
        let private = syn::parse2(quote_spanned!(span=> #krate::__private)).expect("the library is named by a path");
        Some(Self { private, name: LitStr::new(name, span) })
    }

    /// Wraps `future` so that its polls are counted.
    pub(crate) fn around(&self, future: &TokenStream) -> TokenStream {
        let Self { private, name } = self;
        let span = name.span();
        quote_spanned! {span=>
            #private::counted(
                {
                    static METHOD: #private::Counters
                        = #private::Counters::new(#private::core::module_path!(), #name);
                    &METHOD
                },
                #future
            )
        }
    }
}

impl Parse for Counter {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Self { name, private: input.call(Path::parse_mod_style)? })
    }
}

impl ToTokens for Counter {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { private, name } = self;
        tokens.extend(quote!(#name = #private));
    }
}

/// Returns the name under which the calls of a method are counted, if they are: `<Cache<S> as Names>::name`.
pub(crate) fn counted_name(sig: &Signature, scope: &Scope) -> Option<String> {
    cfg!(feature = "stats").then(|| full_name(sig, scope.owner.as_ref()))
}

/// Returns the name of a method, with its type and trait.
///
/// A hidden method has the name of its visible one.
fn full_name(sig: &Signature, owner: Option<&TokenStream>) -> String {
    let own = sig.ident.to_string();
    // A user's method may begin like a hidden one, but none goes on like it.
    let begins = |shown: &&str| shown.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let name = own.strip_prefix(HIDDEN).filter(begins).unwrap_or(&own);
    match owner {
        Some(owner) => written(quote!(#owner::)) + name,
        None => name.to_owned(),
    }
}

/// Prints tokens as in a path: with spaces between words and after commas.
fn written(tokens: TokenStream) -> String {
    let is_word = |char: char| char.is_alphanumeric() || char == '_';
    let mut text = String::new();
    for token in tokens {
        let token = match token {
            TokenTree::Group(group) => {
                let inner = written(group.stream());
                match group.delimiter() {
                    Delimiter::Parenthesis => format!("({inner})"),
                    Delimiter::Bracket => format!("[{inner}]"),
                    Delimiter::Brace => format!("{{{inner}}}"),
                    Delimiter::None => inner,
                }
            }
            token => token.to_string(),
        };
        let apart = text.ends_with(|last| is_word(last) || ">])".contains(last)) && token.starts_with(is_word);
        if apart || text.ends_with([',', ';']) {
            text.push(' ');
        }
        text.push_str(&token);
    }
    text
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::{Signature, parse_quote};

    use super::{full_name, written};

    #[test]
    fn a_hidden_method_is_called_like_the_one_that_it_stands_beside() {
        let owner = quote!(Store);
        let methods: [(Signature, &str); 6] = [
            (parse_quote!(fn get()), "Store::get"),
            (parse_quote!(fn __valuetask_native_get()), "Store::get"),
            (parse_quote!(fn __valuetask_native_type()), "Store::type"),
            (parse_quote!(fn __valuetask_native__own()), "Store::_own"),
            (parse_quote!(fn __valuetask_native_1()), "Store::__valuetask_native_1"),
            (parse_quote!(fn __valuetask_native_()), "Store::__valuetask_native_"),
        ];
        for (sig, expected) in methods {
            assert_eq!(full_name(&sig, Some(&owner)), expected);
        }
    }

    #[test]
    fn a_path_is_written_as_one_writes_it() {
        let paths = [
            (quote!(get), "get"),
            (quote!(<[u8] as Names>::name), "<[u8] as Names>::name"),
            (quote!(<Cache<S> as Names>::name), "<Cache<S> as Names>::name"),
            (
                quote!(<Map<&'static str, [u8; 3]> as a::Store<(u8, dyn Any)>>::get),
                "<Map<&'static str, [u8; 3]> as a::Store<(u8, dyn Any)>>::get",
            ),
        ];
        for (path, expected) in paths {
            assert_eq!(written(path), expected);
        }
    }
}
