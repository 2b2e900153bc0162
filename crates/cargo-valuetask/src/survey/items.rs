//! Walks the items of a file: traits, impls and functions, with what stands around their methods.

use std::rc::Rc;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{Attribute, ImplItem, Item, ItemFn, ItemImpl, ItemMacro, ItemTrait, Macro, Meta, TraitItem};
use valuetask_syntax::Name;

use super::collect::{Around, Collector, Method};
use super::place::{Owner, Unseen};
use crate::scope::conditional_metas;
use crate::text::collapsed;
use crate::walk::{Node, Reader};

impl Reader<'_> for Collector<'_> {
    fn read(&mut self, node: Node<'_>) -> bool {
        match node {
            Node::Item(Item::Trait(item)) => self.item_trait(item),
            Node::Item(Item::Impl(item)) => self.item_impl(item),
            Node::Item(Item::Fn(item)) => self.item_fn(item),
            Node::Item(Item::Macro(ItemMacro { ident: Some(name), mac, .. })) => {
                self.macro_call(name.to_string(), mac);
                return false;
            }
            Node::Macro(mac) => {
                self.macro_call(mac.path.segments.last().map_or_else(String::new, |last| last.ident.to_string()), mac);
            }
            _ => {}
        }
        true
    }
}

impl Collector<'_> {
    fn item_trait(&mut self, item: &ItemTrait) {
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
        let head = through(item.trait_token.span, item.ident.span());
        let owner = Owner::Trait(item.ident.to_string());
        let around = self.around(owner, head, &item.attrs, &methods, |attrs| ItemTrait { attrs, ..item.clone() });
        self.methods(&around, &methods);
    }

    fn item_impl(&mut self, item: &ItemImpl) {
        let methods = item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(method) => {
                Some(Method { attrs: &method.attrs, sig: &method.sig, block: Some(&method.block), span: method.span() })
            }
            _ => None,
        });
        let methods: Vec<_> = methods.collect();
        let by = collapsed(item.self_ty.span());
        let owner = match &item.trait_ {
            Some((path, _)) => Owner::Impl {
                path: path.segments.iter().map(|segment| segment.ident.unraw().to_string()).collect(),
                global: path.leading_colon.is_some(),
                by,
            },
            None => Owner::Type(by),
        };
        let head = through(item.impl_token.span, item.self_ty.span());
        let around = self.around(owner, head, &item.attrs, &methods, |attrs| ItemImpl { attrs, ..item.clone() });
        self.methods(&around, &methods);
    }

    fn item_fn(&mut self, item: &ItemFn) {
        let method = Method { attrs: &item.attrs, sig: &item.sig, block: Some(&item.block), span: item.span() };
        let tokens = tokens_if(&[method], || item);
        let around = Around { head: String::new(), line: 0, owner: Owner::Nothing, attrs: &[], speaking: None, tokens };
        self.methods(&around, &[method]);
    }

    /// Reads what is around methods, in an item that `with` makes from the attributes that are left to it.
    fn around<'i, I: ToTokens>(
        &mut self,
        owner: Owner,
        head: Span,
        attrs: &'i [Attribute],
        methods: &[Method<'_>],
        with: impl FnOnce(Vec<Attribute>) -> I,
    ) -> Around<'i> {
        let speaking = self.speaking(attrs).map(Rc::new);
        let left_out = |at: usize| speaking.as_ref().is_some_and(|speaking| speaking.at.contains(&at));
        let left = || attrs.iter().enumerate().filter(|(at, _)| !left_out(*at)).map(|(_, attr)| attr.clone());
        let tokens = tokens_if(methods, || with(left().collect()));
        let (line, head) = (head.start().line, collapsed(head));
        self.add_needless(attrs, &head);
        Around { head, line, owner, attrs, speaking, tokens }
    }

    fn macro_call(&mut self, name: String, mac: &Macro) {
        if hidden_in(&mac.tokens) {
            let line = mac.path.span().start().line;
            self.found.unseen.push(Unseen { file: self.file, line, name });
        }
    }
}

/// The tokens of an item, where it has an async method.
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
        let is_ours = pound && syn::parse2::<Meta>(group.stream()).is_ok_and(|meta| speaks(&meta));
        is_ours || hidden_in(&group.stream())
    })
}
