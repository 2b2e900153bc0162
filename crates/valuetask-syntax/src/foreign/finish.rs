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

use crate::args::counted;
use crate::tokens::{change_last, count, group, is_punct};

/// The arguments of [`finish`].
struct Finish {
    /// The function that makes the task of a future.
    make: Path,
    /// The number of tokens of the future.
    size: usize,
    /// The function that makes the task of a changed future.
    changed: Path,
    /// The counters of the method's calls, if they are counted.
    counters: Option<TokenStream>,
}

impl Parse for Finish {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let make = input.call(Path::parse_mod_style)?;
        input.parse::<Token![,]>()?;
        let size = input.parse::<LitInt>()?.base10_parse()?;
        input.parse::<Token![,]>()?;
        let changed = input.call(Path::parse_mod_style)?;
        let counters = input.parse::<Option<Token![,]>>()?.map(|_| input.parse()).transpose()?;
        Ok(Self { make, size, changed, counters })
    }
}

/// Makes the task of a method's future, wherever the attributes before have left it.
///
/// `item` isn't parsed, so that it may be code that is still being written. Only expansions write `args`.
#[must_use]
pub fn finish(args: TokenStream, item: TokenStream) -> TokenStream {
    let Ok(args) = syn::parse2::<Finish>(args) else { return item };
    change_last(item, |body| match body.delimiter() {
        Delimiter::Brace => group(Delimiter::Brace, args.finish(body.stream()), body.span()),
        _ => body,
    })
}

impl Finish {
    fn finish(&self, body: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
        if let Some((statements, future)) = boxed_tail(&tokens) {
            let is_changed = self.size != count(future.stream());
            let task = self.task(if is_changed { &self.changed } else { &self.make }, future.stream());
            quote!(#(#statements)* #task)
        } else if makes_task(body.clone()) {
            body
        } else {
            self.task(&self.changed, quote!({ #body }))
        }
    }

    /// Makes the task of `future`.
    fn task(&self, make: &Path, future: TokenStream) -> TokenStream {
        let future = counted(self.counters.as_ref(), future);
        quote!(#make(#future))
    }
}

/// Splits a body that ends in a call of `Box::pin`, under any path, into the tokens before it and the call's arguments.
fn boxed_tail(tokens: &[TokenTree]) -> Option<(&[TokenTree], &Group)> {
    let [before @ .., TokenTree::Ident(name), colon, _, TokenTree::Ident(pin), TokenTree::Group(arguments)] = tokens
    else {
        return None;
    };
    let is_call = arguments.delimiter() == Delimiter::Parenthesis;
    if !is_call || name != "Box" || !is_punct(colon, ':') || pin != "pin" {
        return None;
    }
    let mut before = before;
    while let [rest @ .., first, second] = before
        && is_punct(first, ':')
        && is_punct(second, ':')
    {
        before = match rest {
            [rest @ .., TokenTree::Ident(_)] => rest,
            _ => rest,
        };
    }
    Some((before, arguments))
}

/// Returns `true` if `body` still has the call that makes a task: it says `__private::module::Box`.
fn makes_task(body: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = body.into_iter().collect();
    let is_maker = |path: &[TokenTree]| match path {
        [TokenTree::Ident(private), _, _, TokenTree::Ident(_), _, _, TokenTree::Ident(last)] => {
            private == "__private" && last == "Box"
        }
        _ => false,
    };
    let inside = |token: &TokenTree| matches!(token, TokenTree::Group(group) if makes_task(group.stream()));
    tokens.windows(7).any(is_maker) || tokens.iter().any(inside)
}
