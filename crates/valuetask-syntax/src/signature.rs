//! From the signature of an async method to that of one that returns a task, and to what its body has to know.
//!
//! ```text
//! async fn get(&self, (a, b): (u8, u8)) -> u64;
//!
//! fn get(&self, __arg1: (u8, u8)) -> ValueTask<'_, u64>;
//! ```
//!
//! Its lifetimes are in [`lifetimes`]; [`boxed`] has those of methods that return a box.

mod arguments;
mod boxed;
mod receiver;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{
    AngleBracketedGenericArguments, Block, GenericArgument, Lifetime, PathArguments, ReturnType, Signature, Token,
    Type, TypePath, parse_quote, parse_quote_spanned,
};

pub(crate) use arguments::Argument;
pub(crate) use receiver::{is_sized, needs};

use crate::args::Mode;
use crate::lifetimes::{self, replace_opaque};
use crate::parse::{Kind, Scope};
use crate::tokens::{located, placed, say};

/// What the body of a method has to know about its signature.
pub(crate) struct Outline {
    /// Where what is wrong with the task as a whole is shown: at the `async` of the method, or at the type that it
    /// declares.
    pub(crate) at: Span,
    /// The type that the body evaluates to, as far as it can be written in the body.
    pub(crate) value: Option<Type>,
    /// What captures the receiver whole, where the body has to: a `self` of the user's, in its hygiene.
    pub(crate) receiver: Option<TokenStream>,
    /// The arguments that the body binds, in order.
    pub(crate) arguments: Vec<Argument>,
    /// What doesn't compile if a type that the body holds hides a lifetime.
    pub(crate) spelled: lifetimes::Spelled,
}

/// Makes `sig` return a task, a boxed future, or what it declares.
pub(crate) fn rewrite(sig: &mut Signature, scope: &Scope, mode: &Mode, body: Option<&Block>) -> Outline {
    let at = sig.asyncness.take().map_or_else(|| sig.ident.span(), |asyncness| asyncness.span);
    let end = end(sig);
    let (value, proof) = if mode.is_declared() {
        resolve_declared(sig, scope, mode)
    } else {
        let (lifetime, implied) = if mode.is_exact() {
            (boxed::resolve(sig, scope, body), Vec::new())
        } else {
            lifetimes::resolve(sig, scope, mode.implies)
        };
        let value = return_task(sig, &lifetime, mode);
        imply(sig, &implied, mode, end);
        (value, TokenStream::new())
    };
    let has_body = body.is_some();
    if !mode.is_declared() && !mode.is_boxed() {
        receiver::demand_sized(sig, scope, mode, &value, end);
    }
    if let (Kind::Trait, false, Some(body)) = (scope.kind, mode.is_declared(), body.filter(|_| mode.send)) {
        receiver::bound_self(sig, scope, mode, body);
    }
    let mut spelled = lifetimes::Spelled::of(sig, scope);
    spelled.items.extend(proof);
    if has_body {
        spelled = spelled.in_body(sig, scope);
    }
    let receiver = receiver::captured(sig);
    let arguments = arguments::name(sig, has_body, mode.is_as_async_trait());
    if has_body {
        receiver::let_be_borrowed(sig);
    }
    close(sig, end);
    let at = if mode.is_declared() { located(value.span()) } else { at };
    // What is declared may be of a type whose value can't be told without what is opaque in it.
    // The type is a hint for inference alone.
    let is_untold = mode.is_declared() && say(value.to_token_stream(), "impl");
    let value = if is_untold { None } else { named(&value) };
    Outline { at, value, receiver, arguments, spelled }
}

/// Where a signature ends that the user has written: the last token of its arguments and its output.
pub(crate) fn end(sig: &Signature) -> Span {
    let last = sig.output.to_token_stream().into_iter().last();
    last.map_or_else(|| sig.paren_token.span.close(), |last| last.span())
}

/// Ends a where-clause with a token at the user's place: what is said of the whole signature would be shown at the
/// attribute.
pub(crate) fn close(sig: &mut Signature, end: Span) {
    if let Some(clause) = &mut sig.generics.where_clause
        && !clause.predicates.is_empty()
    {
        clause.predicates.pop_punct();
        clause.predicates.push_punct(Token![,](end));
    }
}

/// Makes `sig` return a task of this lifetime, or a boxed future, and says of which value.
fn return_task(sig: &mut Signature, lifetime: &Lifetime, mode: &Mode) -> Type {
    returning(sig, mode, |at, yielded, close| {
        let (span, lifetime) = (located(at), placed(lifetime, at));
        // What lints say of a return type is for the user to see: that a native trait says `impl Future`, for one.
        if mode.is_boxed() {
            let (first, send) = (Token![::](at), mode.send.then(|| quote_spanned!(span=> ::core::marker::Send+)));
            parsed(quote_spanned! {span=>
                #first core::pin::Pin<Box<dyn ::core::future::Future<Output = #yielded> + #send #lifetime> #close
            })
        } else {
            let mut task = mode.returned(at);
            let mut args = Punctuated::from_iter([GenericArgument::Lifetime(lifetime)]);
            args.push_punct(Token![,](span));
            args.push_value(GenericArgument::Type(yielded));
            let of =
                AngleBracketedGenericArguments { colon2_token: None, lt_token: Token![<](span), args, gt_token: close };
            task.segments.last_mut().expect("a name").arguments = PathArguments::AngleBracketed(of);
            Type::Path(TypePath { attrs: Vec::new(), qself: None, path: task })
        }
    })
}

/// Makes the output of `sig` imply that these types are well-formed. It is the same type.
fn imply(sig: &mut Signature, implied: &[TokenStream], mode: &Mode, end: Span) {
    let ReturnType::Type(_, ty) = &mut sig.output else { return };
    if !implied.is_empty() {
        let span = located(ty.span());
        let (implying, close) = (mode.private("Implying", span), Token![>](end));
        **ty = Type::Verbatim(quote_spanned!(span=> #implying<#ty, (#(#implied,)*) #close));
    }
}

/// Makes `sig` return what `write` makes of its value, which it gives: from the value's place, the value among generic
/// arguments, and the `>` behind it.
///
/// A signature ends with a token at a place of the user's, or errors about all of it would be shown at the attribute.
pub(crate) fn returning(sig: &mut Signature, mode: &Mode, write: impl FnOnce(Span, Type, Token![>]) -> Type) -> Type {
    let end = end(sig);
    let (arrow, value) = match std::mem::replace(&mut sig.output, ReturnType::Default) {
        ReturnType::Default => (Token![->](end), parse_quote_spanned!(sig.ident.span()=> ())),
        ReturnType::Type(arrow, ty) => (arrow, *ty),
    };
    // The language has no `!` among generic arguments yet.
    let yielded = match &value {
        Type::Never(_) => Type::Verbatim(mode.private("Never", located(value.span())).to_token_stream()),
        value => value.clone(),
    };
    let returned = write(value.span(), yielded, Token![>](end));
    sig.output = ReturnType::Type(arrow, Box::new(returned));
    value
}

/// The type that such tokens are.
pub(crate) fn parsed(ty: TokenStream) -> Type {
    syn::parse2(ty).expect("a type")
}

/// `value` as a body may name it, with `_` for what is opaque; unless that is all of it.
pub(crate) fn named(value: &Type) -> Option<Type> {
    let mut value = value.clone();
    replace_opaque(&mut value, &mut |_| parse_quote!(_));
    // A macro's tokens aren't read.
    let is_named = !matches!(value, Type::Infer(_) | Type::Never(_)) && !say(value.to_token_stream(), "impl");
    is_named.then_some(value)
}

/// Whether `sig` declares a type that the body can name.
pub(crate) fn check_declared(sig: &Signature) -> syn::Result<()> {
    const NOTHING: &str = "`#[async_method]` returns the type that is declared here, and none is: \
                           declare it, as in `-> ValueTask<'_, ()>`, or use `#[value_task]`";
    const OPAQUE: &str = "`#[async_method]` has to know what it makes: declare a type that implements \
                          `valuetask::TaskLike`, such as `ValueTask`, instead of an `impl Trait`";
    match &sig.output {
        ReturnType::Default => Err(syn::Error::new(sig.paren_token.span.close(), NOTHING)),
        ReturnType::Type(_, ty) => match &**ty {
            Type::ImplTrait(opaque) => Err(syn::Error::new_spanned(opaque, OPAQUE)),
            _ => Ok(()),
        },
    }
}

/// Names the lifetimes of `sig`, which has passed [`check_declared`], and gives the type of the value that its body
/// evaluates to, and items that have to compile beside that.
fn resolve_declared(sig: &mut Signature, scope: &Scope, mode: &Mode) -> (Type, TokenStream) {
    let proof = lifetimes::resolve_declared(sig, scope, &mode.private("Lasts", Span::mixed_site()).to_token_stream());
    let ReturnType::Type(_, declared) = &sig.output else { unreachable!("a return type is declared") };
    let span = located(declared.span());
    let value = mode.private("Value", span);
    (parse_quote_spanned!(span=> #value<#declared>), proof)
}
