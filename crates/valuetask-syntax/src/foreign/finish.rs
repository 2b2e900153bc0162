//! A method that attributes of other crates see: its body as one call of `Box::pin`, which [`finish`] replaces after
//! them.
//!
//! ```text
//! #[instrument] #[finish(hot)] fn get(&self) -> ValueTask<'_, u64> { hot::Box::pin(async move { body }) }
//!               #[finish(hot)] fn get(&self) -> ValueTask<'_, u64> { ::std::boxed::Box::pin(async move { span, body }) }
//!                              fn get(&self) -> ValueTask<'_, u64> { hot(async move { span, body }) }
//! ```
//!
//! `Box::pin` is what such attributes look for. The one that they are given makes a task, so that a method is complete
//! also where an attribute takes it for a plain function, and copies its body and return type to another place.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{LitInt, LitStr, Path, Token};

use crate::args::Counter;
use crate::tokens::{change_last, count, refilled, strip_separator, strip_word};

/// The arguments of [`finish`].
pub(super) struct Finish {
    /// The function that makes the task of a future.
    pub(super) make: Path,
    /// How many tokens the future was written in, and what makes the task if it is another one by now.
    pub(super) changed: Option<(usize, Path)>,
    /// What counts the calls of the method.
    pub(super) counter: Option<Counter>,
}

impl Parse for Finish {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let make = input.call(Path::parse_mod_style)?;
        let (mut changed, mut counter) = (None, None);
        while input.parse::<Option<Token![,]>>()?.is_some() {
            if input.peek(LitStr) {
                counter = Some(input.parse()?);
            } else {
                let size = input.parse::<LitInt>()?.base10_parse()?;
                input.parse::<Token![,]>()?;
                changed = Some((size, input.call(Path::parse_mod_style)?));
            }
        }
        Ok(Self { make, changed, counter })
    }
}

impl ToTokens for Finish {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let make = &self.make;
        let changed = self.changed.as_ref().map(|(size, make)| quote!(, #size, #make));
        let counter = self.counter.as_ref().map(|counter| quote!(, #counter));
        tokens.extend(quote!(#make #changed #counter));
    }
}

/// The second phase: makes the task of a method's future, wherever the attributes before have left it.
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
    /// `future`, counted where calls are.
    fn counted(&self, future: TokenStream) -> TokenStream {
        self.counter.as_ref().map_or_else(|| future.clone(), |counter| counter.around(&future))
    }

    /// What makes the task of `future`.
    fn maker(&self, future: &TokenStream) -> &Path {
        match &self.changed {
            Some((size, changed)) if *size != count(future.clone()) => changed,
            _ => &self.make,
        }
    }
}

/// Takes a body that ends in a call of `Box::pin`, under any path, into what stands before it and the call's arguments.
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

/// Whether the call that makes a task still stands somewhere in `body`.
fn makes_task(body: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let inside = |token: &TokenTree| matches!(token, TokenTree::Group(group) if makes_task(group.stream()));
    tokens.iter().any(inside) || (1..=tokens.len()).any(|end| is_maker(&tokens[..end]))
}

/// Whether tokens end in `__private::module::Box`.
fn is_maker(tokens: &[TokenTree]) -> bool {
    let module = strip_word(tokens, "Box").and_then(strip_separator);
    let Some([before @ .., TokenTree::Ident(_)]) = module else { return false };
    strip_separator(before).is_some_and(|before| strip_word(before, "__private").is_some())
}
