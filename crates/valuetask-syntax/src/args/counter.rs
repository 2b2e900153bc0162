//! The counters of a method's calls, with the feature of the library.
//!
//! From a future to one that is counted.
//!
//! ```text
//! async move { body }
//! { static METHOD: __private::Counters = ..; &METHOD }.count(async move { body })
//! ```

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Signature;
use syn::spanned::Spanned;

use super::Mode;
use crate::known::HIDDEN;
use crate::parse::Scope;

impl Mode {
    /// Returns the counters of the method, nothing if the library doesn't count calls.
    ///
    /// A boxed method has a fixed signature, and isn't counted.
    pub(crate) fn counters(&self, span: Span) -> TokenStream {
        let Some(name) = self.counted.as_ref().filter(|_| !self.is_boxed()) else {
            return TokenStream::new();
        };
        let (counters, core) = (self.private("Counters", span), self.core(span));
        quote_spanned!(span=> { static METHOD: #counters = #counters::new(#core::module_path!(), #name); &METHOD })
    }

    /// Returns `future`, counted if calls are.
    pub(crate) fn around(&self, future: TokenStream, span: Span) -> TokenStream {
        counted(&self.counters(span), future)
    }
}

/// Returns `future`, counted if there are counters.
pub(crate) fn counted(counters: &TokenStream, future: TokenStream) -> TokenStream {
    if counters.is_empty() { future } else { quote_spanned!(counters.span()=> #counters.count(#future)) }
}

/// Returns the name under which the calls of a method are counted, if they are: `<Cache<S> as Names>::name`.
pub(crate) fn counted_name(sig: &Signature, scope: &Scope) -> Option<String> {
    cfg!(feature = "stats").then(|| full_name(sig, &scope.owner))
}

/// Returns the name of a method, with its type and trait.
///
/// A hidden method has the name of its visible one.
fn full_name(sig: &Signature, owner: &TokenStream) -> String {
    let own = sig.ident.to_string();
    let name = own.strip_prefix(HIDDEN).unwrap_or(&own);
    if owner.is_empty() { name.to_owned() } else { format!("{}::{name}", written(owner)) }
}

/// Prints a type or a path without spaces around its punctuation.
fn written(path: &impl ToTokens) -> String {
    let spaced = path.to_token_stream().to_string();
    let closer =
        [(" ::", "::"), (":: ", "::"), (" <", "<"), ("< ", "<"), (" >", ">"), ("& ", "&"), (" ,", ","), (" ;", ";")];
    closer.into_iter().fold(spaced, |text, (spaced, written)| text.replace(spaced, written))
}

#[cfg(test)]
mod tests {
    use quote::quote;
    use syn::{Signature, parse_quote};

    use super::{full_name, written};

    #[test]
    fn a_hidden_method_is_called_like_the_one_that_it_stands_beside() {
        let owner = quote!(Store);
        let methods: [(Signature, &str); 4] = [
            (parse_quote!(fn get()), "Store::get"),
            (parse_quote!(fn __valuetask_native_get()), "Store::get"),
            (parse_quote!(fn __valuetask_native_type()), "Store::type"),
            (parse_quote!(fn __valuetask_native__own()), "Store::_own"),
        ];
        for (sig, expected) in methods {
            assert_eq!(full_name(&sig, &owner), expected);
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
            assert_eq!(written(&path), expected);
        }
    }
}
