//! A framework's procedural macros, which write the attribute by the framework's paths.
#![forbid(unsafe_code)]

use proc_macro::{Group, Span, TokenStream, TokenTree};

/// Writes the attribute above the item, whose tokens it keeps. The crate calls the framework `fw`.
#[proc_macro_attribute]
pub fn above(_: TokenStream, item: TokenStream) -> TokenStream {
    under("#[::fw::async_trait]", item)
}

fn under(attribute: &str, item: TokenStream) -> TokenStream {
    attribute.parse::<TokenStream>().expect("an attribute").into_iter().chain(item).collect()
}

/// Implements `Interface` for the type of an `impl`, as zbus's attribute of this name does.
#[proc_macro_attribute]
pub fn interface(_: TokenStream, item: TokenStream) -> TokenStream {
    let name = item.clone().into_iter().nth(1).expect("the type of an `impl`");
    let interface = format!(
        "#[::bus::export::async_trait::async_trait]
        impl ::bus::Interface for {name} {{
            async fn name(&self) -> ::std::string::String {{
                ::std::string::String::from(stringify!({name}))
            }}
        }}"
    );
    item.into_iter().chain(interface.parse::<TokenStream>().expect("an impl")).collect()
}

/// Writes the attribute above the item, by a path through modules of the crate `bus` that no other crate has.
#[proc_macro_attribute]
pub fn stop(_: TokenStream, item: TokenStream) -> TokenStream {
    under("#[::bus::line::terminus::async_trait]", item)
}

/// Writes the attribute above the item, by a path that only an item which names the crate `bus` leads to.
#[proc_macro_attribute]
pub fn exported(_: TokenStream, item: TokenStream) -> TokenStream {
    under("#[::bus::export::async_trait::async_trait]", item)
}

/// Has the name of the attribute, and is another one.
#[proc_macro_attribute]
pub fn async_trait(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}

/// Implements the `Handler` in scope.
#[proc_macro_derive(Imported)]
pub fn imported(item: TokenStream) -> TokenStream {
    let handler = format!(
        "#[::fw::async_trait]
        impl Handler for {} {{
            async fn answer(&self, request: &str) -> String {{
                request.to_owned()
            }}
        }}",
        name_of(item)
    );
    handler.parse().expect("an impl")
}

/// Implements `framework::Handler`.
#[proc_macro_derive(Echo)]
pub fn echo(item: TokenStream) -> TokenStream {
    let name = name_of(item);
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

/// The name of a struct.
fn name_of(item: TokenStream) -> TokenTree {
    let mut words =
        item.into_iter().skip_while(|token| !matches!(token, TokenTree::Ident(word) if word.to_string() == "struct"));
    words.nth(1).expect("a struct has a name")
}

/// Writes the attribute above the item. The framework has a trait of this name.
#[proc_macro_attribute]
#[allow(non_snake_case)]
pub fn Handling(_: TokenStream, item: TokenStream) -> TokenStream {
    under("#[::fw::async_trait]", item)
}

/// The same. The framework has a module of this name.
#[proc_macro_attribute]
pub fn handling(_: TokenStream, item: TokenStream) -> TokenStream {
    under("#[::fw::async_trait]", item)
}

/// The same, as a macro in the place of an item.
#[proc_macro]
#[allow(non_snake_case)]
pub fn Handled(item: TokenStream) -> TokenStream {
    under("#[::fw::async_trait]", item)
}

/// Implements `Handler` for a type, by tokens that stand where its name does. The framework has a trait of this name.
#[proc_macro_derive(Handler)]
pub fn handler(item: TokenStream) -> TokenStream {
    let name = name_of(item);
    let at = name.span();
    let handler: TokenStream = "impl ::fw::Handler for Answers {
        async fn answer(&self, request: &str) -> String {
            request.to_owned()
        }
    }"
    .parse()
    .expect("an impl");
    under("#[::fw::async_trait]", handler.into_iter().map(|token| moved(token, at)).collect())
}

/// The token at another place.
fn moved(token: TokenTree, at: Span) -> TokenTree {
    let mut token = match token {
        TokenTree::Group(group) => {
            let inside = group.stream().into_iter().map(|token| moved(token, at)).collect();
            TokenTree::Group(Group::new(group.delimiter(), inside))
        }
        token => token,
    };
    token.set_span(at);
    token
}
