//! The analysis that the attributes make of the methods of a file.

use std::collections::HashMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{Attribute, Block, GenericParam, ImplItem, Item, Signature, TraitItem};
use valuetask_syntax::analyse::{self, Analysed};
use valuetask_syntax::{Name, not_in_companion};

use crate::scope::Scope;
use crate::survey::{Place, Speaking};
use crate::walk::{Node, walk};

/// What is known of the methods of a file that have a body.
pub(super) struct Analysis<'a> {
    scope: &'a Scope,
    /// By the first bytes of their names.
    pub(super) methods: HashMap<usize, Analysed>,
    /// The first bytes of the names of methods that their trait's companion for `dyn` hasn't got.
    pub(super) native: Vec<usize>,
    mistake: Option<syn::Error>,
}

/// Analyses the methods of a file, in which these places are.
///
/// # Errors
///
/// A mistake in an attribute of valuetask's or in its item.
pub(super) fn analyse<'a>(syntax: &syn::File, scope: &'a Scope, places: &[&Place]) -> syn::Result<Analysis<'a>> {
    let mut analysis = Analysis { scope, methods: HashMap::new(), native: Vec::new(), mistake: None };
    let mut read = |node: Node<'_>| {
        if let Node::Item(item) = node {
            analysis.item(item, places);
        }
        true
    };
    walk(&mut read, Node::File(syntax));
    analysis.mistake.take().map_or(Ok(analysis), Err)
}

impl Analysis<'_> {
    fn item(&mut self, item: &Item, places: &[&Place]) {
        let bytes = self.scope.bytes(item.span());
        let (alone, all): (Vec<&Place>, Vec<_>) =
            places.iter().filter(|place| place.item.bytes == bytes).partition(|place| place.alone);
        if let Some(first) = all.first() {
            let speaking = first.speaking.as_deref();
            let tokens = match item {
                Item::Trait(item) => {
                    let (attrs, mut item) = (self.others(&item.attrs, speaking), item.clone());
                    item.attrs.clear();
                    quote!(#(#attrs)* #item)
                }
                Item::Impl(item) => {
                    let (attrs, mut item) = (self.others(&item.attrs, speaking), item.clone());
                    item.attrs.clear();
                    quote!(#(#attrs)* #item)
                }
                item => quote!(#item),
            };
            self.add(speaking, tokens);
            if speaking.is_some_and(|speaking| speaking.name().is_some() && speaking.says("dyn")) {
                self.native.extend(native(item));
            }
        }
        for (attrs, sig, block) in methods(item) {
            let start = sig.ident.span().start();
            let is_it =
                |place: &&&Place| (place.method().line, place.method().column) == (start.line, start.column + 1);
            if let Some(place) = alone.iter().find(is_it) {
                let speaking = place.speaking.as_deref();
                let attrs = self.others(attrs, speaking);
                self.add(speaking, quote!(#(#attrs)* #sig #block));
            }
        }
    }

    /// The attributes of an item but those that speak for it.
    fn others<'i>(&self, attrs: &'i [Attribute], speaking: Option<&Speaking>) -> Vec<&'i Attribute> {
        let starts: Vec<_> = speaking
            .into_iter()
            .flat_map(|speaking| &speaking.attributes)
            .map(|found| found.place.bytes.start)
            .collect();
        attrs.iter().filter(|attr| !starts.contains(&self.scope.bytes(attr.span()).start)).collect()
    }

    /// Analyses an item under its attribute, or as if `#[value_task]` stood there.
    fn add(&mut self, speaking: Option<&Speaking>, tokens: TokenStream) {
        let ours = speaking.and_then(|speaking| Some((speaking.name()?, speaking.attributes[0].place.args.clone())));
        let is_ours = ours.is_some();
        let (name, args) = ours.unwrap_or((Name::ValueTask, TokenStream::new()));
        match analyse::methods(name, args, tokens) {
            Ok(found) => self.methods.extend(found.into_iter().map(|one| (one.at.byte_range().start, one))),
            Err(error) if is_ours => self.mistake = self.mistake.take().or(Some(error)),
            Err(_) => {}
        }
    }
}

/// The methods of an item that have a body.
fn methods(item: &Item) -> Vec<(&[Attribute], &Signature, &Block)> {
    match item {
        Item::Fn(item) => vec![(&item.attrs, &item.sig, &item.block)],
        Item::Trait(item) => {
            let methods = item.items.iter().filter_map(|item| match item {
                TraitItem::Fn(method) => Some((&*method.attrs, &method.sig, method.default.as_ref()?)),
                _ => None,
            });
            methods.collect()
        }
        Item::Impl(item) => {
            let methods = item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(method) => Some((&*method.attrs, &method.sig, &method.block)),
                _ => None,
            });
            methods.collect()
        }
        _ => Vec::new(),
    }
}

/// The methods of a native trait that an object hasn't got; of an implementation, for all that it shows.
fn native(item: &Item) -> Vec<usize> {
    let at = |ident: &proc_macro2::Ident| ident.span().byte_range().start;
    if let Item::Trait(item) = item {
        return not_in_companion(item).map(at).collect();
    }
    let is_generic = |param: &GenericParam| !matches!(param, GenericParam::Lifetime(_));
    let is_it = |sig: &&Signature| sig.receiver().is_none() || sig.generics.params.iter().any(is_generic);
    methods(item).into_iter().map(|(_, sig, _)| sig).filter(is_it).map(|sig| at(&sig.ident)).collect()
}
