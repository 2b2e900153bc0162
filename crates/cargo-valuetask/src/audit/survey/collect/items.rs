//! Walks the items of a file: traits, impls and functions, with what stands around their methods.

#![forbid(unsafe_code)]

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{ImplItem, ItemFn, ItemImpl, ItemMacro, ItemTrait, Macro, Meta, TraitItem, Type};
use valuetask_syntax::Name;

use super::super::place::Unseen;
use super::speaking::Speaking;
use super::{Around, Collector, Method, blanket, body};
use crate::audit::resolve::Meaning;
use crate::audit::scope::conditional_metas;
use crate::text::collapsed;

impl Visit<'_> for Collector<'_> {
    fn visit_item_trait(&mut self, item: &ItemTrait) {
        let methods = item.items.iter().filter_map(|item| match item {
            TraitItem::Fn(method) => Some(Method {
                attrs: &method.attrs,
                sig: &method.sig,
                block: method.default.as_ref(),
                span: method.span(),
            }),
            _ => None,
        });
        let methods: Vec<_> = methods.collect();
        let speaking = self.attributes.speaking(&item.attrs);
        let attrs = without(&item.attrs, speaking.as_ref());
        let name = item.ident.to_string();
        if let Some(companion) = speaking.as_ref().and_then(|speaking| speaking.companion(&name)) {
            self.index.companions.add_made(&name, companion);
        }
        if speaking.as_ref().is_some_and(Speaking::is_native) {
            self.index.companions.add_lacking(item);
        }
        let around = Around {
            head: collapsed(through(item.trait_token.span, item.ident.span())),
            owner: name,
            of_trait: true,
            attrs: &item.attrs,
            generics: Some(&item.generics),
            speaking,
            tokens: tokens_if(&methods, || ItemTrait { attrs, ..item.clone() }),
        };
        self.add_needless(&item.attrs, &around.head);
        self.methods(&around, &methods);
        visit::visit_item_trait(self, item);
    }

    fn visit_item_impl(&mut self, item: &ItemImpl) {
        let methods = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) => {
                Some(Method { attrs: &method.attrs, sig: &method.sig, block: Some(&method.block), span: method.span() })
            }
            _ => None,
        });
        let methods: Vec<_> = methods.collect();
        let speaking = self.attributes.speaking(&item.attrs);
        let attrs = without(&item.attrs, speaking.as_ref());
        let boxed = speaking.as_ref().is_some_and(|speaking| speaking.meanings == [Meaning::AsyncTrait]);
        let blanket = blanket::read(item, boxed, |output| self.boxed(output).is_some());
        blanket.into_iter().for_each(|blanket| self.index.companions.add_blanket(blanket));
        let of_trait = item.trait_.as_ref();
        let last_word = |path: &syn::Path| path.segments.last().map(|last| last.ident.to_string());
        let owner = match (of_trait, &*item.self_ty) {
            (Some((path, _)), _) => last_word(path),
            (None, Type::Path(path)) => last_word(&path.path),
            _ => None,
        };
        let around = Around {
            head: collapsed(through(item.impl_token.span, item.self_ty.span())),
            owner: owner.unwrap_or_default(),
            of_trait: of_trait.is_some(),
            attrs: &item.attrs,
            generics: Some(&item.generics),
            speaking,
            tokens: tokens_if(&methods, || ItemImpl { attrs, ..item.clone() }),
        };
        self.add_needless(&item.attrs, &around.head);
        self.methods(&around, &methods);
        visit::visit_item_impl(self, item);
    }

    fn visit_item_fn(&mut self, item: &ItemFn) {
        let around = Around {
            head: String::new(),
            owner: String::new(),
            of_trait: false,
            attrs: &[],
            generics: None,
            speaking: None,
            tokens: TokenStream::new(),
        };
        let method = Method { attrs: &item.attrs, sig: &item.sig, block: Some(&item.block), span: item.span() };
        self.method(&around, method, &body::Analysed::default());
        visit::visit_item_fn(self, item);
    }

    fn visit_item_macro(&mut self, item: &ItemMacro) {
        match &item.ident {
            Some(name) => self.macro_call(name.to_string(), &item.mac),
            None => self.visit_macro(&item.mac),
        }
    }

    fn visit_macro(&mut self, mac: &Macro) {
        self.macro_call(mac.path.segments.last().map_or_else(String::new, |last| last.ident.to_string()), mac);
    }
}

impl Collector<'_> {
    fn macro_call(&mut self, name: String, mac: &Macro) {
        if hidden_in(&mac.tokens) {
            let line = mac.path.span().start().line;
            self.found.unseen.push(Unseen { file: self.file, line, name });
        }
    }
}

/// The attributes but for the one that speaks.
fn without(attrs: &[syn::Attribute], speaking: Option<&Speaking>) -> Vec<syn::Attribute> {
    let left_out = |at: usize| speaking.is_some_and(|speaking| speaking.at.contains(&at));
    attrs.iter().enumerate().filter(|(at, _)| !left_out(*at)).map(|(_, attr)| attr.clone()).collect()
}

/// The tokens of an item, where it has an async method with a body.
fn tokens_if<I: ToTokens>(methods: &[Method<'_>], item: impl FnOnce() -> I) -> TokenStream {
    let any = methods.iter().any(|method| method.sig.asyncness.is_some());
    if any { item().into_token_stream() } else { TokenStream::new() }
}

fn through(first: Span, last: Span) -> Span {
    first.join(last).unwrap_or(last)
}

/// Whether `meta` has one of our names, or puts there what has one under some configuration.
fn speaks(meta: &Meta) -> bool {
    match conditional_metas(meta) {
        Some(metas) => metas.iter().any(speaks),
        None => Name::of(meta.path()).is_some(),
    }
}

/// Whether tokens, which only a macro gives a meaning, hold one of these attributes.
fn hidden_in(tokens: &TokenStream) -> bool {
    let mut after_pound = false;
    tokens.clone().into_iter().any(|token| {
        let pound =
            std::mem::replace(&mut after_pound, matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '#'));
        let TokenTree::Group(group) = token else { return false };
        (pound && is_ours(group.stream())) || hidden_in(&group.stream())
    })
}

fn is_ours(attribute: TokenStream) -> bool {
    syn::parse2::<Meta>(attribute).is_ok_and(|meta| speaks(&meta))
}
