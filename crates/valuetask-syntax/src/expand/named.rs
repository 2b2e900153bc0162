//! From an item to uses of the attributes of its methods, which the expansion takes away: an import of one would be unused.
//!
//! ```text
//! #[async_trait] async fn add(&self);
//!
//! const _: () = {
//!     mod named { pub fn async_trait() {} }
//!     use named::*;
//!     use async_trait as _;
//! };
//! ```
//!
//! Such an attribute is known by its name, also without an import. So a function of this name stands in for one.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Ident, ImplItem, Item, TraitItem};

use crate::conditions;
use crate::known::is_ours;

/// Names the attributes of this crate on the methods of an item, each once.
pub(super) fn attributes(item: &Item) -> Option<TokenStream> {
    let (around, methods): (_, Vec<_>) = match item {
        Item::Trait(item) => (&item.attrs, item.items.iter().filter_map(of_trait).collect()),
        Item::Impl(item) => (&item.attrs, item.items.iter().filter_map(of_impl).collect()),
        _ => return None,
    };
    let (mut names, mut uses) = (Vec::<Ident>::new(), Vec::<String>::new());
    let mut named = TokenStream::new();
    for attrs in methods {
        for attr in attrs.iter().filter(|attr| is_ours(attr)) {
            let (conditions, path) = (conditions::of(attrs), attr.path());
            let one = quote!(#(#conditions)* #[allow(unused_imports)] use #path as _;);
            if uses.contains(&one.to_string()) {
                continue;
            }
            uses.push(one.to_string());
            one.to_tokens(&mut named);
            names.extend(path.get_ident().filter(|name| !names.contains(name)).cloned());
        }
    }
    let around = conditions::and_levels(around);
    (!named.is_empty()).then(|| {
        quote! {
            #(#around)*
            const _: () = {
                mod __valuetask_named { #(pub fn #names() {})* }
                use __valuetask_named::*;
                #named
            };
        }
    })
}

fn of_trait(item: &TraitItem) -> Option<&Vec<Attribute>> {
    if let TraitItem::Fn(method) = item { Some(&method.attrs) } else { None }
}

fn of_impl(item: &ImplItem) -> Option<&Vec<Attribute>> {
    if let ImplItem::Fn(method) = item { Some(&method.attrs) } else { None }
}
