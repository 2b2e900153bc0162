//! The signature of a method that returns a task.

mod boxed;
mod declared;
mod sized;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, FnArg, Lifetime, Pat, Receiver, ReceiverKind, ReturnType, Signature, Token, Type, parse_quote,
    parse_quote_spanned,
};

use crate::args::Mode;
use crate::awaits::takes_apart;
use crate::known::is_scalar;
use crate::lifetimes;
use crate::parse::{Kind, Scope};

pub(crate) use declared::check as check_declared;

/// What the body of a method has to know about its signature.
pub(crate) struct Outline {
    /// Where what is wrong with the task as a whole is shown: at the `async` of the method, or at the type that it declares.
    pub(crate) place: Span,
    /// The type that the body evaluates to, if it can be written in the body.
    pub(crate) value: Option<Type>,
    /// The body evaluates to `()`.
    pub(crate) unit: bool,
    /// What captures the receiver whole, where the body has to: a `self` of the user's, in its hygiene.
    pub(crate) receiver: Option<TokenStream>,
    /// An argument's pattern binds something in the body.
    pub(crate) takes_apart: bool,
    /// The arguments, in order.
    pub(crate) arguments: Vec<Argument>,
}

/// An argument, as the outer function receives it and as the body sees it.
pub(crate) struct Argument {
    /// The `#[cfg]` that it stands under.
    cfg: Vec<Attribute>,
    outer: Ident,
    inner: Pat,
}

impl Argument {
    /// The statements that move it into the machine, where it is dropped after every local and in reverse of its order.
    ///
    /// `quiet` where it isn't for the compiler to say that one is unused.
    pub(crate) fn rebind(&self, quiet: bool) -> TokenStream {
        let Self { cfg, outer, inner } = self;
        let quiet = quiet.then(|| quote!(#[allow(unused_mut, unused_variables)]));
        let whole = match inner {
            Pat::Ident(ident) if ident.ident == *outer => None,
            _ => {
                let mutable = binds_ref_mut(inner).then(|| quote!(mut));
                Some(quote!(#(#cfg)* let #mutable #outer = #outer;))
            }
        };
        quote!(#whole #(#cfg)* #quiet let #inner = #outer;)
    }
}

/// Makes `sig` return a task, a boxed future, or what it declares.
pub(crate) fn rewrite(sig: &mut Signature, scope: &Scope, mode: &Mode, body: Option<&Block>) -> Outline {
    let place = located(sig.asyncness.take().map_or_else(|| sig.ident.span(), |asyncness| asyncness.span));
    let value = if mode.declared {
        declared::rewrite(sig, scope, mode)
    } else if mode.boxed {
        boxed::rewrite(sig, scope, mode, body)
    } else {
        return_task(sig, scope, mode)
    };
    let has_body = body.is_some();
    if scope.kind == Kind::Trait && has_body && mode.send && !mode.declared {
        bound_self(sig, scope, mode);
    }
    let receiver = sig.receiver().and_then(captured);
    let takes_apart = takes_apart(sig);
    let arguments = name_arguments(sig, has_body);
    let unit = matches!(&value, Type::Tuple(tuple) if tuple.elems.is_empty());
    let place = if mode.declared { located(value.span()) } else { place };
    let nameable = !mentions_impl(&value) && !matches!(value, Type::Never(_));
    Outline { place, value: nameable.then_some(value), unit, receiver, takes_apart, arguments }
}

/// Makes `sig` return a task, and says of which value.
fn return_task(sig: &mut Signature, scope: &Scope, mode: &Mode) -> Type {
    let lifetime = lifetimes::resolve(sig, scope);
    let value = match &sig.output {
        ReturnType::Default => parse_quote_spanned!(located(sig.ident.span())=> ()),
        ReturnType::Type(_, ty) => Type::clone(ty),
    };
    // A signature ends with a token at a place of the user's, or errors about all of it would be shown at the attribute.
    let end = match &sig.output {
        ReturnType::Default => sig.paren_token.span.close(),
        ReturnType::Type(arrow, ty) => ty.to_token_stream().into_iter().last().map_or(arrow.span(), |last| last.span()),
    };
    let task = task_type(lifetime, &value, end, mode);
    sig.output = match &sig.output {
        ReturnType::Type(arrow, _) => ReturnType::Type(*arrow, Box::new(task)),
        ReturnType::Default => parse_quote_spanned!(end=> -> #task),
    };
    if scope.kind == Kind::Trait && sized::has_to_be(&value) && !sized::is_said(sig) {
        let core = mode.core(located(end));
        sig.generics.make_where_clause().predicates.push(parse_quote_spanned!(end=> Self: #core::marker::Sized));
    }
    value
}

/// The macro's own hygiene at the user's place.
pub(crate) fn located(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

fn task_type(mut lifetime: Lifetime, value: &Type, end: Span, mode: &Mode) -> Type {
    let span = located(value.span());
    lifetime.set_span(span);
    let krate = mode.krate(span);
    let name = Ident::new(if mode.send { "ValueTask" } else { "LocalValueTask" }, span);
    let end = Token![>](end);
    syn::parse2(quote_spanned!(span=> #krate::#name<#lifetime, #value #end))
        .expect("a path with generic arguments is a type")
}

/// A default body holds its receiver, so that has to be `Send` for every implementation the body is used with.
fn bound_self(sig: &mut Signature, scope: &Scope, mode: &Mode) {
    let Some(FnArg::Receiver(receiver)) = sig.inputs.first() else { return };
    let (send, sync) = needs(receiver);
    let core = mode.core(located(receiver.self_token.span));
    if send && !scope.self_send {
        sig.generics.make_where_clause().predicates.push(parse_quote!(Self: #core::marker::Send));
    }
    if sync && !scope.self_sync {
        sig.generics.make_where_clause().predicates.push(parse_quote!(Self: #core::marker::Sync));
    }
}

/// Whether `Self` has to be `Send` and `Sync` for a receiver to be `Send`.
fn needs(receiver: &Receiver) -> (bool, bool) {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => (false, true),
        ReceiverKind::Typed(_, ty) => needs_of(ty),
        _ => (true, false),
    }
}

fn needs_of(ty: &Type) -> (bool, bool) {
    match ty {
        Type::Reference(ty) if ty.mutability.is_none() => match &*ty.elem {
            Type::Path(path) if path.path.is_ident("Self") => (false, true),
            inner => needs_of(inner),
        },
        Type::Reference(ty) => needs_of(&ty.elem),
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return (true, false) };
            let inner = match &last.arguments {
                syn::PathArguments::AngleBracketed(args) => args.args.iter().find_map(|arg| match arg {
                    syn::GenericArgument::Type(ty) => Some(needs_of(ty)),
                    _ => None,
                }),
                _ => None,
            };
            if last.ident == "Arc" { (true, true) } else { inner.unwrap_or((true, false)) }
        }
        _ => (true, false),
    }
}

/// Captures a receiver that isn't a reference, so that it is dropped last, used or not; and one that is `&mut self` for what it is
/// declared as, see `expand::receiver`.
fn captured(receiver: &Receiver) -> Option<TokenStream> {
    let name = &receiver.self_token;
    match &receiver.kind {
        ReceiverKind::Reference(_, _, None) => None,
        ReceiverKind::Reference(_, _, Some(_)) => Some(quote!(let _ = &mut #name;)),
        _ => Some(quote!(let _ = &#name;)),
    }
}

/// Gives every argument of the outer function a plain name, also where there is no body that could change or take apart what
/// it names.
///
/// References and numbers keep their patterns, and the body captures what it uses of them: nothing of them is dropped, and what is
/// captured and bound again would lie in the machine twice.
fn name_arguments(sig: &mut Signature, has_body: bool) -> Vec<Argument> {
    let mut arguments = Vec::new();
    for (index, arg) in sig.inputs.iter_mut().enumerate() {
        let arg = match arg {
            FnArg::Typed(arg) => arg,
            FnArg::Receiver(receiver) => {
                receiver.mutability = receiver.mutability.filter(|_| has_body);
                continue;
            }
        };
        let named = matches!(&*arg.pat, Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none());
        if has_body && (matches!(*arg.ty, Type::Reference(_)) || is_scalar(&arg.ty)) {
            continue;
        }
        let cfg = arg.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned().collect();
        let outer = match &*arg.pat {
            Pat::Ident(ident) if named => ident.ident.clone(),
            pat => format_ident!("__arg{}", index, span = located(pat.span())),
        };
        let inner = std::mem::replace(&mut *arg.pat, parse_quote!(#outer));
        arguments.push(Argument { cfg, outer, inner });
    }
    arguments
}

/// Whether a pattern borrows exclusively from what it takes apart.
fn binds_ref_mut(pat: &Pat) -> bool {
    struct RefMut(bool);
    impl Visit<'_> for RefMut {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            self.0 |= pat.by_ref.is_some() && pat.mutability.is_some();
            visit::visit_pat_ident(self, pat);
        }
    }
    let mut found = RefMut(false);
    found.visit_pat(pat);
    found.0
}

fn mentions_impl(ty: &Type) -> bool {
    struct Impl(bool);
    impl Visit<'_> for Impl {
        fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut found = Impl(false);
    found.visit_type(ty);
    found.0
}
