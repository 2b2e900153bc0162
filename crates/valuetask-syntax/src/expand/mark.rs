//! The mark of a native trait, and how an implementation without `dyn` finds it.
//!
//! An attribute on an implementation sees the path of the trait, and not the trait. So a native trait has a hidden
//! method that is named after it, and an implementation that is expanded as one of a changed trait calls a method of
//! that name in a closure that never runs. Where the trait has no mark, a trait of the closure's answers for it.
//!
//! ```text
//! trait Store { fn __valuetask_is_native_store(&self) -> Native { Native } }
//!
//! impl Store for Map {
//!     fn get(&self) -> ValueTask<'_, u64> {
//!         let _ = |this: &Self| {
//!             trait __ValuetaskUnmarked { fn __valuetask_is_native_store(&self) -> Unmarked { Unmarked } }
//!             impl<T: ?Sized> __ValuetaskUnmarked for &T {}
//!             without_dyn(this.__valuetask_is_native_store())
//!         };
//!         ..
//! ```
//!
//! A method of `Self` is found before one of `&Self`. The name of the trait is part of the mark's, as other native
//! traits that `Self` implements may be in scope. The trait itself is, where its path is one name; it isn't asked
//! otherwise, as an import for this would be unused in all that is right, and a crate may forbid that. Nor is it asked
//! by a bound, which a trait with clauses of its own may not take.
//!
//! Nor does a type parameter ask, or an object: their bounds offer the methods of traits that are not in scope, among
//! which may be another of that name. What is left is another of that name that is imported by a new one, or by none,
//! and that `Self` implements, too: there a path of two words is what doesn't ask.

use proc_macro2::{Ident, Span};
use quote::{format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::{Expr, Generics, ImplItem, Item, ItemImpl, Stmt, TraitItemFn, Type, parse_quote};

use crate::args::Mode;
use crate::foreign::is_foreign;
use crate::known::{HIDDEN_TYPE, MARK, is_ours};

/// The mark of a native trait, as a method of it.
pub(super) fn of(name: &Ident, mode: &Mode) -> TraitItemFn {
    let span = Span::mixed_site();
    let (mark, native) = (named(name, span), mode.private("Native", span));
    parse_quote! {
        #[doc(hidden)]
        #[inline]
        fn #mark(&self) -> #native { #native }
    }
}

/// The mark of the trait that is called `name`, by what of that is no matter of style.
fn named(name: &Ident, span: Span) -> Ident {
    let name: String = name.to_string().trim_start_matches("r#").chars().filter(|char| *char != '_').collect();
    format_ident!("{}{}", MARK, name.to_lowercase(), span = span)
}

/// Which item of an implementation of a trait is a method that can ask: one whose body no other attribute sees.
pub(super) fn asking(item: &Item, mode: &Mode) -> Option<usize> {
    let Item::Impl(ItemImpl { trait_: Some((path, _)), items, generics, self_ty, .. }) = item else { return None };
    if !mode.library || mode.declared || mode.boxed || path.leading_colon.is_some() || path.segments.len() > 1 {
        return None;
    }
    if is_bound(self_ty, generics) {
        return None;
    }
    items.iter().position(|part| match part {
        ImplItem::Fn(method) => {
            method.sig.asyncness.is_some() && method.attrs.iter().all(|attr| is_ours(attr) || !is_foreign(attr))
        }
        _ => false,
    })
}

/// Whether a type has the methods of its bounds, imported or not: a parameter, or an object.
fn is_bound(ty: &Type, generics: &Generics) -> bool {
    match ty {
        Type::Group(ty) => is_bound(&ty.elem, generics),
        Type::Paren(ty) => is_bound(&ty.elem, generics),
        Type::Path(ty) => {
            let name = ty.path.get_ident().map(Ident::unraw);
            generics.type_params().any(|param| Some(param.ident.unraw()) == name)
        }
        Type::TraitObject(_) => true,
        _ => false,
    }
}

/// Lets the method that [`asking()`] has found ask whether the trait is native.
pub(super) fn ask(item: &mut Item, asking: usize, mode: &Mode) {
    let Item::Impl(ItemImpl { trait_: Some((path, _)), items, .. }) = item else { return };
    let (Some(last), Some(ImplItem::Fn(method))) = (path.segments.last(), items.get_mut(asking)) else { return };
    // The attribute, as that is what lacks a word.
    let span = Span::call_site();
    let (mark, other) = (named(&last.ident, span), format_ident!("{HIDDEN_TYPE}Unmarked", span = span));
    let (core, unmarked) = (mode.core(span), mode.private("Unmarked", span));
    let without_dyn = mode.private("without_dyn", span);
    let asks = quote_spanned! {span=>
        let _ = |__this: &Self| {
            trait #other { fn #mark(&self) -> #unmarked { #unmarked } }
            impl<T: ?#core::marker::Sized> #other for &T {}
            #without_dyn(__this.#mark())
        };
    };
    method.block.stmts.insert(0, Stmt::Expr(Expr::Verbatim(asks), None));
}
