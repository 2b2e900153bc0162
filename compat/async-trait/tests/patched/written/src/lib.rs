//! A framework's procedural macro, which writes the attribute by the framework's path.
#![forbid(unsafe_code)]

use proc_macro::{TokenStream, TokenTree};

/// Implements `framework::Handler`.
#[proc_macro_derive(Echo)]
pub fn echo(item: TokenStream) -> TokenStream {
    let mut words =
        item.into_iter().skip_while(|token| !matches!(token, TokenTree::Ident(word) if word.to_string() == "struct"));
    let name = words.nth(1).expect("a struct has a name");
    let handler = format!(
        "#[::framework::async_trait]
        impl ::framework::Handler for {name} {{
            async fn answer(&self, request: &str) -> ::std::string::String {{
                ::std::string::String::from(request)
            }}
        }}"
    );
    handler.parse().expect("an impl")
}
