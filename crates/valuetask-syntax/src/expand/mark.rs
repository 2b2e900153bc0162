//! The mark of a native trait, and how an implementation without `dyn` finds it.
//!
//! An attribute on an implementation sees the path of the trait, and not the trait. So a native trait has a hidden method
//! that is named after it, and an implementation that is expanded as one of a changed trait calls a method of that name
//! in a closure that never runs. Where the trait has no mark, a trait of the closure's answers for it.
//!
//! ```text
//! trait Store { fn __valuetask_is_native_Store(&self) -> Native { Native } }
//!
//! impl Store for Map {
//!     fn get(&self) -> ValueTask<'_, u64> {
//!         let _ = |this: &Self| {
//!             use Store as _;
//!             trait __ValuetaskUnmarked { fn __valuetask_is_native_Store(&self) -> Unmarked { Unmarked } }
//!             impl<T: ?Sized> __ValuetaskUnmarked for &T {}
//!             without_dyn(this.__valuetask_is_native_Store())
//!         };
//!         ..
//! ```
//!
//! A method of `Self` is found before one of `&Self`. The name of the trait is part of the mark's, as other native
//! traits that `Self` implements may be in scope.

use proc_macro2::{Ident, Span};
use quote::{format_ident, quote_spanned};
use syn::ext::IdentExt;
use syn::{Expr, ImplItem, Item, ItemImpl, Stmt, TraitItemFn, parse_quote};

use crate::args::Mode;
use crate::foreign::is_foreign;
use crate::known::{HIDDEN_TYPE, MARK, is_ours};

/// The mark of the trait that is called `name`.
fn named(name: &Ident, span: Span) -> Ident {
    format_ident!("{}{}", MARK, name.unraw(), span = span)
}

/// The mark of a native trait, as a method of it.
pub(super) fn of(name: &Ident, mode: &Mode) -> TraitItemFn {
    let span = Span::mixed_site();
    let (mark, native) = (named(name, span), mode.private("Native", span));
    parse_quote! {
        #[doc(hidden)]
        #[allow(non_snake_case)]
        fn #mark(&self) -> #native { #native }
    }
}

/// Which item of an implementation of a trait is a method that can ask: one whose body no other attribute sees.
pub(super) fn asking(item: &Item, mode: &Mode) -> Option<usize> {
    let Item::Impl(ItemImpl { trait_: Some(_), items, .. }) = item else { return None };
    if !mode.library || mode.declared || mode.boxed {
        return None;
    }
    items.iter().position(|part| match part {
        ImplItem::Fn(method) => {
            method.sig.asyncness.is_some() && !method.attrs.iter().any(|attr| is_foreign(attr) && !is_ours(attr))
        }
        _ => false,
    })
}

/// Lets the method that [`asking()`] has found ask whether the trait is native.
pub(super) fn ask(item: &mut Item, asking: usize, mode: &Mode) {
    let Item::Impl(item) = item else { return };
    let Some((path, _)) = &item.trait_ else { return };
    let (Some(last), Some(ImplItem::Fn(method))) = (path.segments.last(), item.items.get_mut(asking)) else { return };
    // The attribute, as that is what lacks a word.
    let span = Span::call_site();
    let mark = named(&last.ident, span);
    let (leading, names) = (path.leading_colon, path.segments.iter().map(|segment| &segment.ident));
    let other = format_ident!("{HIDDEN_TYPE}Unmarked", span = span);
    let (unmarked, core) = (mode.private("Unmarked", span), mode.core(span));
    let without_dyn = mode.private("without_dyn", span);
    let asks = quote_spanned! {span=>
        #[allow(non_snake_case, unused_imports)]
        let _ = |__this: &Self| {
            use #leading #(#names)::* as _;
            trait #other { fn #mark(&self) -> #unmarked { #unmarked } }
            impl<T: ?#core::marker::Sized> #other for &T {}
            #without_dyn(__this.#mark())
        };
    };
    method.block.stmts.insert(0, Stmt::Expr(Expr::Verbatim(asks), None));
}
