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

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Generics, ImplItem, Item, ItemImpl, ItemTrait, Path, Stmt, TraitItemFn, Type, parse_quote};

use crate::args::Mode;
use crate::conditions::unlinted;
use crate::foreign::is_foreign;
use crate::known::{HIDDEN_TYPE, MARK, is_ours};
use crate::tokens::located;

/// The mark of a native trait that has the companion `name`, as a method of it, which asks whether `unnamed`
/// supertraits are native.
pub(super) fn of<'a>(
    item: &ItemTrait,
    name: &Ident,
    unnamed: impl Iterator<Item = &'a Path>,
    mode: &Mode,
) -> TraitItemFn {
    let span = Span::mixed_site();
    let (mark, native) = (named(&item.ident, span), mode.private("Native", span));
    let this = Ident::new("__this", span);
    let asks = unnamed.filter_map(|base| {
        let last = &base.segments.last()?.ident;
        let span = located(base.span());
        let (mark, unmarked, fallback) =
            (named(last, span), mode.private("Unmarked", span), fallback(last, mode, span));
        let this = Ident::new("__this", span);
        let is_named = format_ident!("{HIDDEN_TYPE}Named", span = span);
        let base = last.unraw();
        let message = format!(
            "the supertrait `{base}` is native: name its companion, as in `dyn({base} = Dyn{base}) = {}`",
            name.unraw()
        );
        Some(quote_spanned! {span=> {
            #fallback
            #[diagnostic::on_unimplemented(message = #message, label = "its companion isn't named")]
            trait #is_named {}
            impl #is_named for #unmarked {}
            fn named<M: #is_named>(_: M) {}
            named(#this.#mark());
        }})
    });
    let asks: Vec<_> = asks.collect();
    let bind = (!asks.is_empty()).then(|| quote!(let #this = self;));
    let unlinted = unlinted();
    parse_quote! {
        #unlinted
        #[doc(hidden)]
        #[inline]
        fn #mark(&self) -> #native { #bind #(#asks)* #native }
    }
}

/// A trait that answers for one called `name` where that has no mark.
fn fallback(name: &Ident, mode: &Mode, span: Span) -> TokenStream {
    let (mark, other) = (named(name, span), format_ident!("{HIDDEN_TYPE}Unmarked", span = span));
    let (core, unmarked) = (mode.core(span), mode.private("Unmarked", span));
    quote_spanned! {span=>
        trait #other { fn #mark(&self) -> #unmarked { #unmarked } }
        impl<T: ?#core::marker::Sized> #other for &T {}
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
    if !mode.library || mode.is_declared() || mode.is_boxed() || path.leading_colon.is_some() || path.segments.len() > 1
    {
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
    let (mark, fallback) = (named(&last.ident, span), fallback(&last.ident, mode, span));
    let without_dyn = mode.private("without_dyn", span);
    let asks = quote_spanned! {span=>
        let _ = |__this: &Self| {
            #fallback
            #without_dyn(__this.#mark())
        };
    };
    method.block.stmts.insert(0, Stmt::Expr(Expr::Verbatim(asks), None));
}
