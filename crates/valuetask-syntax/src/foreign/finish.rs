//! The second phase: [`finish`] replaces the call of `Box::pin` that attributes of other crates have seen.
//!
//! From the arguments of `finish` and an item to the item that makes its task.
//!
//! ```text
//! #[instrument] #[finish(hot)] fn get(&self) -> Task { hot::Box::pin(async move { body }) }
//!               #[finish(hot)] fn get(&self) -> Task { ::std::boxed::Box::pin(async move { span, body }) }
//!                              fn get(&self) -> Task { hot(async move { span, body }) }
//! ```
//!
//! Such attributes look for `Box::pin`. Theirs makes a task: so a method is complete even if an attribute takes it for
//! a plain function, and copies its body and return type.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use crate::args::counted;
use crate::tokens::{change_last, group, is_punct};

/// Makes the task of a method's future, wherever the attributes before have left it.
///
/// Expansions write `args`: the function that makes the task of a future, and the counters of the method's calls, if they
/// are counted. `item` isn't parsed, so that it may be code that is still being written.
#[must_use]
pub fn finish(args: TokenStream, item: TokenStream) -> TokenStream {
    let mut args = args.into_iter();
    let make: TokenStream = args.by_ref().take_while(|token| !is_punct(token, ',')).collect();
    let counters: TokenStream = args.collect();
    let task = |future| {
        let future = counted(&counters, future);
        quote!(#make(#future))
    };
    change_last(item, |body| group(Delimiter::Brace, finish_body(body.stream(), task), body.span()))
}

fn finish_body(body: TokenStream, task: impl Fn(TokenStream) -> TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    if let Some((statements, future)) = boxed_tail(&tokens) {
        let task = task(future.stream());
        quote!(#(#statements)* #task)
    } else if makes_task(body.clone()) {
        body
    } else {
        task(quote!({ #body }))
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
    let is_name = |token: &TokenTree| matches!(token, TokenTree::Ident(name) if name != "return");
    let is_path = |token: &TokenTree| is_name(token) || is_punct(token, ':');
    let path = before.iter().rposition(|token| !is_path(token)).map_or(0, |last| last + 1);
    Some((&before[..path], arguments))
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
