//! The arguments of a method whose body is a machine: in the outer function, and in the body.
//!
//! From a signature to one whose patterns are names, and the patterns.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Meta, Pat, PatIdent, Signature, Type};

use crate::conditions;
use crate::known::{is_level, is_scalar};
use crate::tokens::{located, say};

/// An argument, in the outer function and in the body.
pub(crate) struct Argument {
    /// Its conditions, and its levels of lints.
    attrs: Vec<Attribute>,
    outer: Ident,
    inner: Pat,
    /// `true` if the rest of its pattern is dropped when it is destructured, as under async-trait, not with the
    /// argument.
    at_once: bool,
}

impl Argument {
    /// Returns the statements that move it into the machine, which drops it after every local, in reverse order.
    ///
    /// ```text
    /// (a, mut b): (u8, u8)    let mut __arg1 = __arg1; let (a, mut b) = __arg1;
    /// ```
    ///
    /// With `quiet`, the compiler doesn't report an unused one.
    pub(crate) fn rebind(&self, quiet: bool) -> TokenStream {
        let Self { attrs, outer, inner, at_once } = self;
        let cfg = conditions::of(attrs);
        let levels = if quiet { conditions::changed(attrs, lenient) } else { attrs.clone() };
        let quiet = quiet.then(|| quote!(#[allow(unused_mut, unused_variables)]));
        if *at_once && !matches!(inner, Pat::Ident(_) | Pat::Wild(_)) {
            return quote!(#(#levels)* #quiet let #inner = { let #outer = #outer; #outer };);
        }
        let whole = match inner {
            Pat::Ident(ident) if ident.ident == *outer => None,
            // A pattern may borrow it exclusively.
            _ => Some(quote!(#(#cfg)* let mut #outer = #outer;)),
        };
        quote!(#whole #(#levels)* #quiet let #inner = #outer;)
    }
}

/// Names every argument of the outer function, and takes the patterns of those that the machine has to bind.
///
/// Also without a body that could change or destructure them. References and numbers keep their patterns, and the body
/// captures the parts that it uses: they need no drop, and captured and bound again they would be in the machine twice.
/// A reference that its pattern borrows has to be in the machine.
pub(super) fn name(sig: &mut Signature, has_body: bool, at_once: bool) -> Vec<Argument> {
    let mut arguments = Vec::new();
    for (index, arg) in sig.inputs.iter_mut().enumerate() {
        let arg = match arg {
            FnArg::Typed(arg) => arg,
            FnArg::Receiver(receiver) => {
                receiver.mutability = receiver.mutability.filter(|_| has_body);
                continue;
            }
        };
        let is_plain = matches!(*arg.ty, Type::Reference(_)) || is_scalar(&arg.ty);
        // Behind a reference, a pattern borrows from its target, not from the argument.
        let borrows = !matches!(*arg.pat, Pat::Reference(_)) && say(arg.pat.to_token_stream(), "ref");
        if has_body && is_plain && !borrows {
            continue;
        }
        let attrs = conditions::changed(&arg.attrs, of_a_binding);
        if has_body {
            // Lints that are expected of the binding fire where the machine binds it.
            arg.attrs = conditions::unexpect(&arg.attrs);
        }
        let outer = match &*arg.pat {
            Pat::Ident(PatIdent { by_ref: None, subpat: None, ident, .. }) => ident.clone(),
            pat => format_ident!("__arg{}", index, span = located(pat.span())),
        };
        let named = PatIdent { attrs: Vec::new(), by_ref: None, mutability: None, ident: outer.clone(), subpat: None };
        let inner = std::mem::replace(&mut *arg.pat, Pat::Ident(named));
        arguments.push(Argument { attrs, outer, inner, at_once });
    }
    arguments
}

/// Returns an attribute of an argument that concerns its binding: a condition, or the level of a lint.
fn of_a_binding(meta: Meta) -> Option<Meta> {
    (conditions::is_one(&meta) || is_level(meta.path())).then_some(meta)
}

/// Returns such an attribute, unless it makes the compiler report more.
fn lenient(meta: Meta) -> Option<Meta> {
    let meta = conditions::unexpecting(meta);
    (conditions::is_one(&meta) || meta.path().is_ident("allow")).then_some(meta)
}
