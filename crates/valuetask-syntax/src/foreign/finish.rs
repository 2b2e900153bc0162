//! The second phase: [`finish`] replaces the call of `Box::pin` that attributes of other crates have seen.
//!
//! From the arguments of `finish` and an item to the item that makes its task.
//!
//! ```text
//! #[instrument] #[finish(hot, 2, hot)] fn get(&self) -> Task { hot::Box::pin(async move { body }) }
//!               #[finish(hot, 2, hot)] fn get(&self) -> Task { ::std::boxed::Box::pin(async move { span, body }) }
//!                                      fn get(&self) -> Task { hot(async move { span, body }) }
//! ```
//!
//! Such attributes look for `Box::pin`. Theirs makes a task: so a method is complete even if an attribute takes it for
//! a plain function, and copies its body and return type.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{LitInt, Path, Token};

use crate::args::Counter;
use crate::tokens::{change_last, count, refilled, strip_separator, strip_word};

/// The arguments of [`finish`].
struct Finish {
    /// The function that makes the task of a future.
    make: Path,
    /// The number of tokens of the future.
    size: usize,
    /// The function that makes the task of a changed future.
    changed: Path,
    /// The counter of the method's calls.
    counter: Option<Counter>,
}

impl Parse for Finish {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let make = input.call(Path::parse_mod_style)?;
        input.parse::<Token![,]>()?;
        let size = input.parse::<LitInt>()?.base10_parse()?;
        input.parse::<Token![,]>()?;
        let changed = input.call(Path::parse_mod_style)?;
        let counter = input.parse::<Option<Token![,]>>()?.map(|_| input.parse()).transpose()?;
        Ok(Self { make, size, changed, counter })
    }
}

/// Makes the task of a method's future, wherever the attributes before have left it.
///
/// `item` isn't parsed, so that it may be code that is still being written.
#[must_use]
pub fn finish(args: TokenStream, item: TokenStream) -> TokenStream {
    let args = match syn::parse2::<Finish>(args) {
        Ok(args) => args,
        Err(error) => {
            let error = error.to_compile_error();
            return quote!(#error #item);
        }
    };
    change_last(item, |body| match body.delimiter() {
        Delimiter::Brace => refilled(&body, finish_body(&args, body.stream())),
        _ => body,
    })
}

fn finish_body(args: &Finish, body: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    if let Some((statements, future)) = boxed_tail(&tokens) {
        let make = args.maker(&future.stream());
        let future = args.counted(future.stream());
        return quote!(#(#statements)* #make(#future));
    }
    if makes_task(body.clone()) {
        return body;
    }
    let make = args.maker(&body);
    let future = args.counted(quote!({ #body }));
    quote!(#make(#future))
}

impl Finish {
    /// Returns `future`, counted if calls are.
    fn counted(&self, future: TokenStream) -> TokenStream {
        self.counter.as_ref().map_or_else(|| future.clone(), |counter| counter.around(&future))
    }

    /// Returns the function that makes the task of `future`.
    fn maker(&self, future: &TokenStream) -> &Path {
        if self.size == count(future.clone()) { &self.make } else { &self.changed }
    }
}

/// Splits a body that ends in a call of `Box::pin`, under any path, into the tokens before it and the call's arguments.
fn boxed_tail(tokens: &[TokenTree]) -> Option<(&[TokenTree], &Group)> {
    let [before @ .., TokenTree::Group(arguments)] = tokens else { return None };
    if arguments.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let before = strip_word(before, "pin")?;
    let before = strip_separator(before)?;
    let mut before = strip_word(before, "Box")?;
    while let Some(rest) = strip_separator(before) {
        before = match rest {
            [rest @ .., TokenTree::Ident(_)] => rest,
            _ => rest,
        };
    }
    Some((before, arguments))
}

/// Returns `true` if `body` still has the call that makes a task.
fn makes_task(body: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let inside = |token: &TokenTree| matches!(token, TokenTree::Group(group) if makes_task(group.stream()));
    tokens.iter().any(inside) || (1..=tokens.len()).any(|end| is_maker(&tokens[..end]))
}

/// Returns `true` if tokens end in `__private::module::Box`.
fn is_maker(tokens: &[TokenTree]) -> bool {
    let module = strip_word(tokens, "Box").and_then(strip_separator);
    let Some([before @ .., TokenTree::Ident(_)]) = module else { return false };
    strip_separator(before).is_some_and(|before| strip_word(before, "__private").is_some())
}
