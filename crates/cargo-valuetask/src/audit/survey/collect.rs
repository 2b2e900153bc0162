//! Finds the methods of a file that the survey is about.

#![forbid(unsafe_code)]

mod body;

use std::collections::HashMap;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Block, ImplItem, Item, ItemEnum, ItemFn, ItemImpl, ItemMacro, ItemStruct, ItemTrait, ItemType, Macro};
use syn::{Meta, ReturnType, Signature, TraitItem, Type};
use valuetask_syntax::Start;

use super::cost::{Cost, says};
use super::names::{Index, Made};
use super::size::{Declared, Size, types_of};
use super::{Place, Shape, Unseen, returns, start_of};
use crate::audit::resolve::{Attribute, Meaning, Resolver};
use crate::audit::scope::{Scope, conditional_metas, conditions};
use crate::audit::tree::{FileId, ModuleId, Tree};
use crate::audit::workspace::TargetKind;
use crate::text::collapsed;

/// Attribute macros that leave what a method returns as it is, by their last word.
const HARMLESS: &str = "auto_impl automock autoimpl delegatable_trait enum_dispatch framed instrument test trace";

/// What a file holds.
#[derive(Default)]
pub(super) struct Collected {
    pub(super) places: Vec<Place>,
    pub(super) unseen: Vec<Unseen>,
}

/// Reads a file, whose syntax isn't needed after that.
pub(super) fn collect(
    file: FileId,
    resolver: &mut Resolver<'_>,
    attributes: &[Attribute],
    index: &mut Index,
) -> Collected {
    let Some(syntax) = resolver.tree.files[file].syntax.take() else { return Collected::default() };
    let tree = &resolver.tree;
    let scope = &tree.files[file].scope;
    let first = attributes.partition_point(|attribute| attribute.file < file);
    let mut by_start: HashMap<usize, Vec<&Attribute>> = HashMap::new();
    for attribute in attributes[first..].iter().take_while(|attribute| attribute.file == file) {
        by_start.entry(attribute.place.bytes.start).or_default().push(attribute);
    }
    let is_test = |module: ModuleId| tree.crates[tree.modules[module].krate].target.kind == TargetKind::Test;
    let test = tree.modules_of(file, 0).all(is_test);
    let node_cfg = (0..scope.nodes.len()).map(|node| {
        tree.modules_of(file, node).next().map(|module| tree.modules[module].cfg.clone()).unwrap_or_default()
    });
    let mut collector =
        Collector { file, scope, by_start, test, node_cfg: node_cfg.collect(), index, found: Collected::default() };
    collector.visit_file(&syntax);
    collector.found
}

/// Adds the types that a file declares.
pub(super) fn declare(file: FileId, tree: &Tree, index: &mut Index) {
    struct Types<'i>(&'i mut Index);
    impl Visit<'_> for Types<'_> {
        fn visit_item(&mut self, item: &Item) {
            match item {
                Item::Struct(ItemStruct { ident, fields, .. }) => {
                    self.0.add_type(ident.to_string(), Declared::Struct(types_of(fields)));
                }
                Item::Enum(ItemEnum { ident, variants, .. }) => {
                    let variants = variants.iter().map(|variant| types_of(&variant.fields)).collect();
                    self.0.add_type(ident.to_string(), Declared::Enum(variants));
                }
                Item::Type(ItemType { ident, ty, .. }) => {
                    self.0.add_type(ident.to_string(), Declared::Alias(ty.clone()));
                }
                _ => {}
            }
            visit::visit_item(self, item);
        }
    }
    if let Some(syntax) = &tree.files[file].syntax {
        Types(index).visit_file(syntax);
    }
}

struct Collector<'c> {
    file: FileId,
    scope: &'c Scope,
    by_start: HashMap<usize, Vec<&'c Attribute>>,
    test: bool,
    node_cfg: Vec<Vec<String>>,
    index: &'c mut Index,
    found: Collected,
}

/// An attribute that speaks for methods.
struct Speaking {
    /// It, and others that do as much under other configurations, among those of its item.
    at: Vec<usize>,
    meanings: Vec<Meaning>,
    args: TokenStream,
}

/// A trait, an impl, or nothing around a function.
struct Around<'i> {
    head: String,
    /// What its methods are called by: the trait's name, or the type's.
    owner: String,
    /// It is a trait or an impl of one.
    of_trait: bool,
    attrs: &'i [syn::Attribute],
    speaking: Option<Speaking>,
    /// The item without that attribute.
    tokens: TokenStream,
}

/// A method as it is written.
#[derive(Clone, Copy)]
struct Method<'i> {
    attrs: &'i [syn::Attribute],
    sig: &'i Signature,
    block: Option<&'i Block>,
    span: Span,
}

impl Collector<'_> {
    /// The attribute among `attrs` that decides what a method returns, or might.
    fn speaking(&self, attrs: &[syn::Attribute]) -> Option<Speaking> {
        let (mut known, mut unknown) = (None::<Speaking>, None);
        for (at, attr) in attrs.iter().enumerate() {
            let start = self.scope.bytes(attr.span()).start;
            for found in self.by_start.get(&start).into_iter().flatten() {
                let name = found.place.path.last().map_or("", String::as_str);
                let of_others =
                    found.meanings.iter().all(|meaning| matches!(meaning, Meaning::Unknown | Meaning::Foreign { .. }));
                if of_others && HARMLESS.split(' ').any(|harmless| harmless == name) {
                    continue;
                }
                let args = self.args(&attr.meta, found.place.path_bytes.start).unwrap_or_default();
                let speaking = Speaking { at: vec![at], meanings: found.meanings.clone(), args };
                match &mut known {
                    _ if of_others => {
                        unknown.get_or_insert(speaking);
                    }
                    None => known = Some(speaking),
                    Some(known) => {
                        known.at.push(at);
                        known.meanings.extend(speaking.meanings);
                        known.meanings.sort();
                        known.meanings.dedup();
                    }
                }
            }
        }
        known.or(unknown)
    }

    /// The arguments of the attribute whose path begins at a byte.
    fn args(&self, meta: &Meta, start: usize) -> Option<TokenStream> {
        if let Some(metas) = conditional_metas(meta) {
            return metas.iter().find_map(|meta| self.args(meta, start));
        }
        let is_it = self.scope.bytes(meta.path().span()).start == start;
        is_it.then(|| meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default())
    }

    fn methods(&mut self, around: &Around<'_>, methods: &[Method<'_>]) {
        let is_async = |method: &&Method<'_>| method.sig.asyncness.is_some();
        let analysed = match methods.iter().any(|method| is_async(&method)) {
            true => {
                body::Analysed::of(around.speaking.as_ref().map(|own| (&own.meanings[..], &own.args)), &around.tokens)
            }
            false => body::Analysed::default(),
        };
        for method in methods {
            self.method(around, *method, &analysed);
        }
    }

    fn method(&mut self, around: &Around<'_>, method: Method<'_>, analysed: &body::Analysed) {
        let Method { attrs, sig, block, span } = method;
        let bytes = self.scope.bytes(span);
        let mut cfg = self.node_cfg[self.scope.node_at(bytes.start)].clone();
        cfg.extend(conditions(around.attrs));
        cfg.extend(conditions(attrs));
        let test = self.test || cfg.iter().any(|cfg| cfg == "test" || cfg.starts_with("all(test"));
        let is_async = sig.asyncness.is_some();
        let own = if is_async { self.speaking(attrs) } else { None };
        let boxed = if is_async { None } else { self.boxed(&sig.output) };
        let output = match &sig.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some((**ty).clone()),
        };
        let (shape, cost, result, made) = match (&around.speaking, &own, boxed) {
            (_, _, Some(result)) => {
                let written = collapsed(sig.output.span());
                let written = written.trim_start_matches("->").trim().to_owned();
                // What hands on another's box makes none.
                let cost = Cost::exactly(u8::from(block.is_none_or(body::makes_a_box)));
                (Shape::Boxed { written }, cost, Some(result), Made::Box)
            }
            (Some(speaking), _, None) | (None, Some(speaking), None) if is_async => {
                let own = own.as_ref().filter(|_| around.speaking.is_some());
                let own = own.map(|own| own.args.clone()).unwrap_or_default();
                let made = made_by(&speaking.meanings, &speaking.args, &own);
                let mut args = speaking.args.clone();
                args.extend(own);
                let declared = body::declared(&sig.output);
                let costs = speaking.meanings.iter().map(|meaning| Cost::under(meaning, &args, declared));
                let cost = costs.reduce(Cost::or).unwrap_or(Cost::Unknown);
                let result = if speaking.meanings == [Meaning::AsyncMethod] { body::result_of(output) } else { output };
                (Shape::Attribute(speaking.meanings.clone()), cost, result, made)
            }
            _ if around.of_trait && (is_async || returns::opaque(&sig.output).is_some()) => {
                let result = if is_async { output } else { returns::opaque(&sig.output) };
                (Shape::Native, Cost::exactly(0), result, Made::Native)
            }
            _ => {
                if is_async && !test {
                    self.index.add_method(sig, &around.owner, Made::AsyncFn);
                }
                return;
            }
        };
        let name = sig.ident.to_string();
        if !test {
            self.index.add_method(sig, &around.owner, made);
        }
        let hot = made == Made::HotTask;
        let speaks_alone = own.filter(|_| around.speaking.is_none());
        let (body, mistake) = match (&shape, block, &speaks_alone) {
            (_, None, _) => (None, None),
            (Shape::Boxed { .. }, Some(block), _) => (body::of_boxed(sig, block), None),
            (_, Some(block), Some(own)) => {
                let tokens = body::alone(sig, attrs, &own.at, block);
                let analysed = body::Analysed::of(Some((&own.meanings, &own.args)), &tokens);
                (analysed.body(sig, block), analysed.mistake)
            }
            // A mistake of one method is its own.
            (_, Some(block), None) if is_async && analysed.mistake.is_some() => {
                let tokens = body::alone(sig, attrs, &[], block);
                let speaking = around.speaking.as_ref().map(|own| (&own.meanings[..], &own.args));
                let analysed = body::Analysed::of(speaking, &tokens);
                (analysed.body(sig, block), analysed.mistake)
            }
            (_, Some(block), None) => (analysed.body(sig, block), None),
        };
        self.found.places.push(Place {
            file: self.file,
            line: sig.ident.span().start().line,
            item: around.head.clone(),
            name,
            bytes,
            shape,
            hot,
            cfg,
            test,
            cost,
            result: Size::of(result),
            body,
            mistake,
            advice: Vec::new(),
            worth: 0,
        });
    }

    /// What a boxed future results in, if the type is one, also by an alias of the workspace.
    fn boxed(&self, output: &ReturnType) -> Option<Type> {
        returns::boxed(output).or_else(|| {
            let ReturnType::Type(_, ty) = output else { return None };
            let Type::Path(path) = &**ty else { return None };
            let last = path.path.segments.last()?;
            let Some(Declared::Alias(aliased)) = self.index.fields(&last.ident.to_string()) else { return None };
            let result = returns::boxed_type(aliased)?;
            // The result is the alias's own, or its last parameter.
            Some(returns::types(&last.arguments).last().map_or(result, |last| (*last).clone()))
        })
    }
}

/// How those who await a method get its future; what its own attribute says counts before that of its item.
fn made_by(meanings: &[Meaning], args: &TokenStream, own: &TokenStream) -> Made {
    match meanings {
        _ if says(args, "boxed") || says(own, "boxed") => Made::Box,
        [Meaning::AsyncTrait | Meaning::AsyncRecursion] => Made::Box,
        [Meaning::TraitVariant | Meaning::Dynosaur | Meaning::Dynify] => Made::Native,
        [meaning] if meaning.is_ours() => {
            let said = |args| says(args, "hot").then_some(true).or_else(|| says(args, "lazy").then_some(false));
            let hot = said(own).or_else(|| said(args)).unwrap_or(start_of(meaning) == Start::Hot);
            if hot { Made::HotTask } else { Made::LazyTask }
        }
        _ => Made::Unknown,
    }
}

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
        let speaking = self.speaking(&item.attrs);
        let attrs = without(&item.attrs, speaking.as_ref());
        let around = Around {
            head: collapsed(through(item.trait_token.span, item.ident.span())),
            owner: item.ident.to_string(),
            of_trait: true,
            attrs: &item.attrs,
            speaking,
            tokens: tokens_if(&methods, || ItemTrait { attrs, ..item.clone() }),
        };
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
        let speaking = self.speaking(&item.attrs);
        let attrs = without(&item.attrs, speaking.as_ref());
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
            speaking,
            tokens: tokens_if(&methods, || ItemImpl { attrs, ..item.clone() }),
        };
        self.methods(&around, &methods);
        visit::visit_item_impl(self, item);
    }

    fn visit_item_fn(&mut self, item: &ItemFn) {
        let around = Around {
            head: String::new(),
            owner: String::new(),
            of_trait: false,
            attrs: &[],
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
        if crate::explain::hidden_in(&mac.tokens) {
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
