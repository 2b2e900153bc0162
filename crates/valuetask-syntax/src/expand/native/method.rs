//! From each method of a native trait to what becomes of it: itself, a hidden method beside it, and one of the erased
//! trait.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{
    AttrStyle, Attribute, Block, Error, Expr, FnArg, ReturnType, Signature, Stmt, TraitItem, TraitItemFn, parse_quote,
};

use super::opaque::{Kind, Opaque};
use super::reason::why_native;
use super::shape::{Called, bind, can_be_hidden, own_call, starts, strip, task};
use super::signature::{Written, returned_behind_dyn};
use crate::args::{Mode, Returns, Start, take_ours};
use crate::conditions::{self, unlinted};
use crate::expand::{body, quiet, quiet_body, validate};
use crate::known::last_is_among;
use crate::lifetimes::Spelled;
use crate::parse::Scope;

/// A method of a native trait.
pub(super) struct Method {
    /// As it stands in the trait.
    pub(super) native: TraitItemFn,
    /// The hidden method beside it.
    pub(super) hidden: Option<TraitItemFn>,
    /// The hidden method beside a lazy one of a trait that isn't lazy. Nothing calls it: an implementation under the
    /// attribute writes it, as it doesn't see that the method is lazy.
    pub(super) uncalled: Option<TraitItemFn>,
    /// The erased trait's method, or why there is none.
    pub(super) of_dyn: Result<Dyn, &'static str>,
}

/// A method of the erased trait.
pub(super) struct Dyn {
    /// Its signature, under the hidden name.
    pub(super) sig: Signature,
    /// The function that makes its result of the native method's, unless that is it.
    pub(super) make: Option<TokenStream>,
    /// What the native method returns where an object implements it.
    pub(super) passes: Passes,
    /// It is a task whose future is `Send`.
    pub(super) sent: bool,
}

/// What a native method returns that has only the result of the erased trait's method.
pub(super) enum Passes {
    /// That, by this type.
    It(ReturnType),
    /// A future around the task.
    Around,
    /// Nothing: the box is for a lifetime that the native signature doesn't name.
    Never,
}

/// What the methods of a trait have around them.
pub(super) struct Around<'a> {
    pub(super) scope: &'a Scope,
    pub(super) mode: &'a Mode,
    pub(super) name: &'a Ident,
    /// The path of the trait, with its parameters.
    pub(super) path: TokenStream,
    /// The associated types that the erased trait has, too.
    pub(super) types: &'a [Ident],
}

impl Method {
    /// Reads `method`, and reports what is wrong in it.
    pub(super) fn of(mut method: TraitItemFn, around: &Around<'_>, errors: &mut Vec<Error>) -> Self {
        let (mut mode, error) = take_ours(&mut method.attrs, around.mode);
        errors.extend(error);
        let opaque = Opaque::of(&method.sig);
        let opaque = opaque.as_ref();
        let is_async = method.sig.asyncness.is_some();
        if is_async {
            errors.extend(validate(&method.sig).err());
        }
        if let Some(opaque) = opaque {
            mode.send = opaque.is_send;
        }
        let why = why_native(&method.sig, opaque, around.name, around.types);
        let written = Written::of(&method.sig, opaque, method.default.as_ref(), around.scope, &mode);
        let is_task = is_async || opaque.is_some_and(|opaque| opaque.kind == Kind::Future);
        let (is_hidden, is_hot) = (is_task && can_be_hidden(&method.sig), mode.start == Start::Hot);
        let hidden = (is_hidden && is_hot).then(|| hidden_method(&method, &written, around, &mode));
        let is_lazy_alone = !is_hot && around.mode.start == Start::Hot;
        let uncalled = (is_hidden && is_lazy_alone).then(|| {
            let mode = mode.returning(Returns::Task).starting(Start::Hot);
            let written = Written::of(&method.sig, opaque, method.default.as_ref(), around.scope, &mode);
            hidden_method(&method, &written, around, &mode)
        });
        let of_dyn = why.map_or_else(|| Dyn::of(&method, opaque, &written, &mode), Err);
        write_native(&mut method, written, &mode);
        Self { native: method, hidden, uncalled, of_dyn }
    }

    pub(super) fn name(&self) -> &Ident {
        &self.native.sig.ident
    }

    /// The conditions that it stands under.
    pub(super) fn cfg(&self) -> Vec<Attribute> {
        conditions::of(&self.native.attrs)
    }

    /// What its documentation says, and whether it is deprecated.
    pub(super) fn docs(&self) -> impl Iterator<Item = &Attribute> {
        let is_outer = |attr: &&Attribute| matches!(attr.style, AttrStyle::Outer);
        self.native.attrs.iter().filter(is_outer).filter(|attr| last_is_among("doc deprecated", attr.path()))
    }

    /// The constant by which an implementation says how the hidden method starts.
    pub(super) fn starts(&self, mode: &Mode) -> Option<TraitItem> {
        self.hidden.as_ref().or(self.uncalled.as_ref())?;
        let (cfg, unlinted, name) = (self.cfg(), unlinted(), starts(self.name()));
        let ty = mode.private("Starts", Span::mixed_site());
        Some(TraitItem::Verbatim(quote! {
            #(#cfg)*
            #unlinted
            #[doc(hidden)]
            #[allow(non_upper_case_globals)]
            const #name: #ty = #ty::Lazy;
        }))
    }

    /// Whether an implementation of the trait for an object has to write it.
    pub(super) fn is_left(&self) -> bool {
        self.of_dyn.is_err() && self.native.default.is_none()
    }
}

impl Dyn {
    fn of(method: &TraitItemFn, opaque: Option<&Opaque>, written: &Written, mode: &Mode) -> Result<Self, &'static str> {
        let (sig, Written { hot, refined, .. }) = (&method.sig, written);
        let mut of_dyn = Self { sig: hot.clone(), make: None, passes: Passes::Never, sent: false };
        match opaque {
            None if sig.asyncness.is_none() => {
                of_dyn.sig = Signature { ident: hot.ident.clone(), ..sig.clone() };
                bind(&mut of_dyn.sig, hot);
                strip(&mut of_dyn.sig);
                of_dyn.passes = Passes::It(sig.output.clone());
            }
            Some(opaque) if opaque.kind != Kind::Future => {
                if refined.is_none() && method.default.is_some() {
                    return Err("it returns an `impl Trait` that one reference alone doesn't lend");
                }
                let boxed = |output| task(output).map(|(lifetime, _)| opaque.boxed(&lifetime, mode));
                if let Some((output, make)) = boxed(&hot.output) {
                    (of_dyn.sig.output, of_dyn.make) = (output, Some(make));
                }
                if let Some((output, _)) = refined.as_ref().and_then(boxed) {
                    of_dyn.passes = Passes::It(output);
                }
            }
            _ => {
                of_dyn.make = Some(returned_behind_dyn(mode).starting(Start::Lazy).maker(Span::mixed_site()));
                of_dyn.passes = refined.clone().map_or(Passes::Around, Passes::It);
                of_dyn.sent = mode.send;
            }
        }
        if Called::of(sig) == Some(Called::ByValue)
            && let Some(FnArg::Receiver(receiver)) = of_dyn.sig.inputs.first_mut()
        {
            let (this, boxed) = (receiver.self_token, mode.private("Box", receiver.self_token.span));
            *receiver = parse_quote!(#this: #boxed<Self>);
        }
        Ok(of_dyn)
    }
}

/// Writes the hidden method: a task of the native method's future, which is lazy unless an implementation says otherwise.
///
/// ```text
/// fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> where Self: Sized {
///     <Self as Store>::__valuetask_native_get_starts.task(<Self as Store>::get(self, key))
/// }
/// ```
fn hidden_method(method: &TraitItemFn, written: &Written, around: &Around<'_>, mode: &Mode) -> TraitItemFn {
    let mut sig = written.hot.clone();
    let core = mode.core(Span::mixed_site());
    sig.generics.make_where_clause().predicates.push(parse_quote!(Self: #core::marker::Sized));
    let call = own_call(&around.path, &method.sig.ident, &sig);
    let spelled = Spelled::of(&sig, around.scope).in_body(&sig, around.scope);
    let (path, starts) = (&around.path, starts(&method.sig.ident));
    let make = Ident::new(if mode.send { "task" } else { "local_task" }, method.sig.ident.span());
    let (cfg, unlinted) = (conditions::of(&method.attrs), unlinted());
    let quiet = quiet(Some(quote!(deprecated, non_snake_case,)));
    parse_quote! {
        #(#cfg)*
        #unlinted
        #[doc(hidden)]
        #quiet
        #[inline]
        #sig { #spelled <Self as #path>::#starts.#make(#call) }
    }
}

/// Makes `method` return a future that says what it is, with its default body as one.
fn write_native(method: &mut TraitItemFn, written: Written, mode: &Mode) {
    method.sig = written.native;
    let Some(outline) = written.outline else { return };
    if let Some(block) = &mut method.default {
        let future = body::machine(block, None, &outline, mode, false);
        *block = Block { stmts: vec![Stmt::Expr(Expr::Verbatim(future), None)], ..block.clone() };
    }
    method.attrs.insert(0, quiet(None));
    method.attrs.push(quiet_body(Some(quote!(clippy::manual_async_fn,))));
}
