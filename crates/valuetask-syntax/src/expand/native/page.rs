//! From a companion to its documentation: which methods it lacks, and what doesn't implement the trait.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::{Attribute, TraitItem, parse_quote};

use super::companion::Companion;
use super::dyn_method::Dyn;
use super::method::{Becomes, Left, Method};

impl Companion<'_> {
    /// What the documentation of the companion says beyond that of the trait.
    pub(super) fn documentation(&self) -> TokenStream {
        let of = self.item.ident.unraw();
        let name = self.name.unraw();
        let mut lines = vec![
            String::new(),
            format!(" # As `dyn {name}`"),
            String::new(),
            format!(
                " The companion of [`{of}`] that is dyn-compatible: all that implements `{of}` and is `Sized` \
                 implements it, and its methods are those of `dyn {name}`. Its async methods return {}.",
                self.returned()
            ),
        ];
        let native: Vec<_> = self
            .methods
            .iter()
            .filter_map(|method| match &method.becomes {
                Becomes::Native { why, .. } => Some(format!(" - `{}`: {why}", method.name.unraw())),
                Becomes::Dyn(_) => None,
            })
            .collect();
        if !native.is_empty() {
            lines.extend([
                String::new(),
                format!(" Methods of `{of}` that a `dyn {name}` doesn't have:"),
                String::new(),
            ]);
            lines.extend(native);
        }
        if let Some(why) = self.why_no_pointers() {
            let text = format!(" Neither `dyn {name}` nor a pointer to it implements `{of}`: {why}.");
            lines.extend([String::new(), text]);
        } else if !self.pointers {
            let text = format!(" `dyn {name}` implements `{of}`; what leads to one does where the crate says so.");
            lines.extend([String::new(), text]);
        }
        quote!(#(#[doc = #lines])*)
    }

    /// What the async methods of an object return, in words.
    fn returned(&self) -> &'static str {
        let tasks = self.dyn_methods().filter_map(|(_, dyn_method)| dyn_method.task.as_ref());
        let (hot, lazy): (Vec<_>, Vec<_>) = tasks.partition(|task| task.hot.is_some());
        match (hot.is_empty(), lazy.is_empty()) {
            (_, true) => "`ValueTask`s",
            (true, false) => "`PooledFuture`s",
            (false, false) => "`ValueTask`s, and lazy ones `PooledFuture`s",
        }
    }

    /// What the compiler says where an object, or something else, doesn't implement the trait, if no object can.
    pub(super) fn message(&self) -> Option<Attribute> {
        let why = self.why_no_pointers()?;
        let (of, name) = (self.item.ident.unraw(), self.name.unraw());
        let without_body = |method: &&Method| matches!(method.becomes, Becomes::Native { left: Left::All, .. });
        let note = match self.methods.iter().find(without_body) {
            Some(Method { name: method, .. }) => {
                let method = method.unraw();
                format!("`{method}` has no default body, so `dyn {name}` doesn't implement `{of}`; give it one")
            }
            None => format!("`dyn {name}` doesn't implement `{of}`: {why}"),
        };
        Some(parse_quote!(#[diagnostic::on_unimplemented(note = #note)]))
    }

    /// Why neither an object nor what leads to it can implement the trait, if that is so.
    pub(super) fn why_no_pointers(&self) -> Option<&'static str> {
        if self.item.unsafety.is_some() {
            return Some("the trait is unsafe to implement");
        }
        let all = |method: &Method| matches!(method.becomes, Becomes::Native { left: Left::All, .. });
        if self.methods.iter().any(all) {
            return Some("a method that a `dyn` can't have has no default body");
        }
        let is_for_two = |(_, dyn_method): (_, &Dyn)| dyn_method.boxes.as_ref().is_some_and(|it| it.refined.is_none());
        if self.dyn_methods().any(is_for_two) {
            return Some("what a method returns as an `impl Trait` may borrow from more than one place");
        }
        self.item.items.iter().find_map(|part| match part {
            TraitItem::Const(_) => Some("it has an associated constant"),
            TraitItem::Type(ty) if !self.types.iter().any(|own| own.ident == ty.ident) => {
                Some("it has an associated type with parameters")
            }
            _ => None,
        })
    }
}
