//! From an erased trait to its documentation: which methods it lacks, and what doesn't implement the trait.

use proc_macro2::TokenStream;
use quote::quote;
use syn::TraitItem;
use syn::ext::IdentExt;

use super::erased::Erased;
use super::method::{Dyn, Method, Passes};
use crate::signature::is_sized;

impl Erased<'_> {
    /// What the documentation of the erased trait says beyond that of the trait.
    pub(super) fn documentation(&self) -> TokenStream {
        let (of, name) = (self.item.ident.unraw(), self.name.unraw());
        let mut text = format!(
            "\n # As `dyn {name}`\n\n The erased trait of [`{of}`], which is dyn-compatible: all that implements `{of}` \
             and is `Sized` implements it, and its methods are those of `dyn {name}`. Its async methods return a \
             `ValueTask`, or a `PooledFuture` if they are lazy.\n"
        );
        let lacks =
            |method: &Method| Some(format!("\n - `{}`: {}", method.name().unraw(), method.of_dyn.as_ref().err()?));
        let lacking: String = self.methods.iter().filter_map(lacks).collect();
        if !lacking.is_empty() {
            text += &format!("\n Methods of `{of}` that a `dyn {name}` doesn't have:\n{lacking}\n");
        }
        if let Some(why) = self.why_no_implementer() {
            text += &format!("\n Neither `dyn {name}` nor a pointer to it implements `{of}`: {why}.");
        }
        quote!(#[doc = #text])
    }

    /// What the compiler says where an object, or something else, doesn't implement the trait, if no object can.
    pub(super) fn message(&self) -> Option<TokenStream> {
        let (of, name) = (self.item.ident.unraw(), self.name.unraw());
        let note = format!("`dyn {name}` doesn't implement `{of}`: {}", self.why_no_implementer()?);
        Some(quote!(#[diagnostic::on_unimplemented(note = #note)]))
    }

    /// Why neither an object nor what leads to it can implement the trait, if that is so.
    pub(super) fn why_no_implementer(&self) -> Option<String> {
        if self.item.unsafety.is_some() {
            return Some("the trait is unsafe to implement".to_owned());
        }
        if let Some(left) = self.methods.iter().find(|method| method.is_left() && !is_sized(&method.native.sig)) {
            return Some(format!("`{}` has no default body", left.name().unraw()));
        }
        let is_never = |(_, of_dyn): &(_, &Dyn)| matches!(of_dyn.passes, Passes::Never);
        if let Some((method, _)) = self.dyn_methods().find(is_never) {
            return Some(format!("what `{}` returns may borrow from more than one place", method.name().unraw()));
        }
        let is_none = |part: &TraitItem| match part {
            TraitItem::Const(_) => true,
            TraitItem::Type(ty) => !self.around.types.contains(&ty.ident),
            _ => false,
        };
        let has_none = self.item.items.iter().any(is_none);
        has_none.then(|| "it has an associated constant, or an associated type with parameters".to_owned())
    }
}
