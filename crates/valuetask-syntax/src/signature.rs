//! The signature of a method that returns a task.
//!
//! ```text
//! async fn get(&self, (a, b): (u8, u8)) -> u64;
//!
//! fn get(&self, __arg1: (u8, u8)) -> ValueTask<'_, u64>;
//! ```
//!
//! Its lifetimes are in [`lifetimes`]; [`boxed`] and [`declared`] are those of methods that return something else.

mod arguments;
mod boxed;
mod declared;
mod receiver;
mod sized;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use syn::{Block, ReturnType, Signature, Token, Type, parse_quote_spanned};

pub(crate) use arguments::Argument;
pub(crate) use declared::check as check_declared;
pub(crate) use sized::is_said as is_sized;

use crate::args::Mode;
use crate::lifetimes;
use crate::parse::{Kind, Scope};
use crate::tokens::{located, say};

/// What the body of a method has to know about its signature.
pub(crate) struct Outline {
    /// Where what is wrong with the task as a whole is shown: at the `async` of the method, or at the type that it
    /// declares.
    pub(crate) at: Span,
    /// The type that the body evaluates to, if it can be written in the body.
    pub(crate) value: Option<Type>,
    /// What captures the receiver whole, where the body has to: a `self` of the user's, in its hygiene.
    pub(crate) receiver: Option<TokenStream>,
    /// The arguments that the body binds, in order.
    pub(crate) arguments: Vec<Argument>,
}

/// Makes `sig` return a task, a boxed future, or what it declares.
pub(crate) fn rewrite(sig: &mut Signature, scope: &Scope, mode: &Mode, body: Option<&Block>) -> Outline {
    let at = located(sig.asyncness.take().map_or_else(|| sig.ident.span(), |asyncness| asyncness.span));
    let value = if mode.declared {
        declared::rewrite(sig, scope, mode)
    } else if mode.boxed {
        boxed::rewrite(sig, scope, mode, body)
    } else {
        return_task(sig, scope, mode)
    };
    let has_body = body.is_some();
    if scope.kind == Kind::Trait && has_body && mode.send && !mode.declared {
        receiver::bound_self(sig, scope, mode);
    }
    let receiver = receiver::captured(sig);
    let arguments = arguments::name(sig, has_body);
    if has_body {
        receiver::let_be_borrowed(sig);
    }
    let at = if mode.declared { located(value.span()) } else { at };
    let nameable = !matches!(value, Type::Never(_)) && !say(value.to_token_stream(), "impl");
    Outline { at, value: nameable.then_some(value), receiver, arguments }
}

/// A type as it may be written among generic arguments, where the language has no `!` yet.
pub(crate) fn argument(value: &Type, mode: &Mode) -> Type {
    match value {
        Type::Never(_) if mode.library => Type::Verbatim(mode.private("Never", located(value.span()))),
        value => value.clone(),
    }
}

/// Makes `sig` return a task, and says of which value.
fn return_task(sig: &mut Signature, scope: &Scope, mode: &Mode) -> Type {
    let mut lifetime = lifetimes::resolve(sig, scope);
    // A signature ends with a token at a place of the user's, or errors about all of it would be shown at the
    // attribute.
    let (arrow, value, end) = match std::mem::replace(&mut sig.output, ReturnType::Default) {
        ReturnType::Default => {
            let end = sig.paren_token.span.close();
            (Token![->](end), parse_quote_spanned!(located(sig.ident.span())=> ()), end)
        }
        ReturnType::Type(arrow, ty) => {
            let last = ty.to_token_stream().into_iter().last();
            (arrow, *ty, last.map_or(arrow.span(), |last| last.span()))
        }
    };
    let span = located(value.span());
    lifetime.set_span(span);
    let (task, close, yielded) = (mode.task(span), Token![>](located(end)), argument(&value, mode));
    let task = syn::parse2(quote_spanned!(span=> #task<#lifetime, #yielded #close));
    sig.output = ReturnType::Type(arrow, Box::new(task.expect("a path with generic arguments is a type")));
    if scope.kind == Kind::Trait && sized::has_to_be(&value) && !sized::is_said(sig) {
        let core = mode.core(located(end));
        sig.generics.make_where_clause().predicates.push(parse_quote_spanned!(end=> Self: #core::marker::Sized));
    }
    value
}
