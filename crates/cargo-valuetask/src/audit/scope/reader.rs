//! Reads a file's scope: its modules and blocks, what these import, and the attributes of what is async in them, and
//! of traits and impls.

#![forbid(unsafe_code)]

use std::ops::Range;

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, ImplItem, ImplItemFn, Item, ItemExternCrate, ItemFn, ItemImpl, ItemMod, ItemTrait, ItemUse, Meta,
    Stmt, TraitItem, TraitItemFn, UseTree, Visibility,
};

use super::meta::{conditional_metas, conditions, is_of_the_language, paths, word, words};
use super::node::{AttributeUse, Import, Node, Outline, Scope};
use crate::parse;

impl Scope {
    /// Reads a file that was parsed from `text`.
    pub(crate) fn of(file: &syn::File, text: &str) -> Self {
        let scope = Self { skipped: parse::skipped(text), nodes: vec![Node::default()], ..Self::default() };
        let mut reader = Reader { scope, node: 0, within: None };
        reader.visit_file(file);
        reader.scope
    }
}

struct Reader {
    scope: Scope,
    node: usize,
    within: Option<String>,
}

impl Reader {
    fn enter(&mut self, node: Node, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.node, self.scope.nodes.len());
        self.scope.nodes.push(Node { parent: Some(outer), ..node });
        visit(self);
        self.node = outer;
    }

    fn here(&mut self) -> &mut Node {
        &mut self.scope.nodes[self.node]
    }

    fn attributes(&mut self, attrs: &[Attribute], item: Span, without_async: bool) {
        let item = self.scope.bytes(item);
        for attr in attrs {
            self.attribute(attr, &attr.meta, &item, without_async);
        }
    }

    fn attribute(&mut self, attr: &Attribute, meta: &Meta, item: &Range<usize>, without_async: bool) {
        let path = meta.path();
        if let Some(metas) = conditional_metas(meta) {
            metas.iter().for_each(|meta| self.attribute(attr, meta, item, without_async));
        } else if !is_of_the_language(path) {
            let path_bytes = self.scope.bytes(path.span());
            self.scope.attributes.push(AttributeUse {
                node: self.node,
                path: words(path),
                global: path.leading_colon.is_some(),
                line: attr.span().start().line,
                bytes: self.scope.bytes(attr.span()),
                path_bytes,
                item: item.clone(),
                without_async,
                within: self.within.clone(),
            });
        }
    }
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        let name = match item {
            Item::Struct(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Union(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            _ => None,
        };
        let name = name.map(word);
        self.here().types.extend(name);
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &ItemMod) {
        let (name, paths, cfg) = (word(&item.ident), paths(&item.attrs), conditions(&item.attrs));
        match &item.content {
            None => self.here().outlines.push(Outline { name, paths, cfg }),
            Some(_) => {
                let bytes = self.scope.bytes(item.span());
                let node = Node { name, paths, cfg, bytes, ..Node::default() };
                let around = self.within.clone();
                self.within = around.clone().or_else(|| first_macro(&item.attrs));
                self.enter(node, |reader| visit::visit_item_mod(reader, item));
                self.within = around;
            }
        }
    }

    fn visit_block(&mut self, block: &Block) {
        let declares = |stmt: &Stmt| matches!(stmt, Stmt::Item(Item::Use(_) | Item::Mod(_) | Item::ExternCrate(_)));
        if block.stmts.iter().any(declares) {
            let bytes = self.scope.bytes(block.span());
            self.enter(Node { block: true, bytes, ..Node::default() }, |reader| visit::visit_block(reader, block));
        } else {
            visit::visit_block(self, block);
        }
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        let keyword = self.scope.bytes(item.use_token.span);
        let start = match &item.vis {
            Visibility::Inherited => keyword.start,
            vis => self.scope.bytes(vis.span()).start,
        };
        let template = Import {
            path: Vec::new(),
            global: item.leading_colon.is_some(),
            name: None,
            public: !matches!(item.vis, Visibility::Inherited),
            extern_crate: false,
            macro_use: false,
            item: start..self.scope.bytes(item.semi_token.span).end,
            with_attributes: self.scope.bytes(item.span()),
            leaf: 0..0,
            shared: false,
        };
        let mut leaves = Vec::new();
        flatten(&item.tree, &template, &self.scope, &mut leaves);
        let shared = leaves.len() > 1;
        leaves.iter_mut().for_each(|leaf| leaf.shared = shared);
        self.here().imports.extend(leaves);
    }

    fn visit_item_extern_crate(&mut self, item: &ItemExternCrate) {
        let name = word(&item.ident);
        let bytes = self.scope.bytes(item.span());
        let renamed = item.rename.as_ref().map(|(_, name)| word(name));
        let import = Import {
            path: vec![name.clone()],
            global: name != "self",
            name: Some(renamed.unwrap_or(name)),
            public: !matches!(item.vis, Visibility::Inherited),
            extern_crate: true,
            macro_use: item.attrs.iter().any(|attr| attr.path().is_ident("macro_use")),
            item: self.scope.bytes(item.extern_token.span).start..bytes.end,
            with_attributes: bytes,
            leaf: self.scope.bytes(item.ident.span()),
            shared: false,
        };
        self.here().imports.push(import);
    }

    fn visit_item_trait(&mut self, item: &ItemTrait) {
        let is_async = |item: &TraitItem| matches!(item, TraitItem::Fn(method) if method.sig.asyncness.is_some());
        let is_known = |item: &TraitItem| !matches!(item, TraitItem::Verbatim(_));
        let any = item.items.iter().any(is_async);
        if any || item.items.iter().all(is_known) {
            self.attributes(&item.attrs, item.span(), !any);
        }
        visit::visit_item_trait(self, item);
    }

    fn visit_item_impl(&mut self, item: &ItemImpl) {
        let is_async = |item: &ImplItem| matches!(item, ImplItem::Fn(method) if method.sig.asyncness.is_some());
        let is_known = |item: &ImplItem| !matches!(item, ImplItem::Verbatim(_));
        let any = item.items.iter().any(is_async);
        if any || item.trait_.is_some() && item.items.iter().all(is_known) {
            self.attributes(&item.attrs, item.span(), !any);
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_trait_item_fn(&mut self, method: &TraitItemFn) {
        if method.sig.asyncness.is_some() {
            self.attributes(&method.attrs, method.span(), false);
        }
        visit::visit_trait_item_fn(self, method);
    }

    fn visit_impl_item_fn(&mut self, method: &ImplItemFn) {
        if method.sig.asyncness.is_some() {
            self.attributes(&method.attrs, method.span(), false);
        }
        visit::visit_impl_item_fn(self, method);
    }

    fn visit_item_fn(&mut self, function: &ItemFn) {
        if function.sig.asyncness.is_some() {
            self.attributes(&function.attrs, function.span(), false);
        }
        visit::visit_item_fn(self, function);
    }
}

/// The path of the first attribute that may be a macro.
fn first_macro(attrs: &[Attribute]) -> Option<String> {
    fn first(meta: &Meta) -> Option<String> {
        match conditional_metas(meta) {
            Some(metas) => metas.iter().find_map(first),
            None => (!is_of_the_language(meta.path())).then(|| words(meta.path()).join("::")),
        }
    }
    attrs.iter().find_map(|attr| first(&attr.meta))
}

/// The names that a tree of `use` brings.
fn flatten(tree: &UseTree, before: &Import, scope: &Scope, leaves: &mut Vec<Import>) {
    let at = |ident: &proc_macro2::Ident, name: Option<String>, span: Span| {
        let mut import = Import { leaf: scope.bytes(span), name, ..before.clone() };
        let (own, last) = (word(ident), import.path.last().cloned());
        if own != "self" {
            import.path.push(own);
        } else if import.path.is_empty() {
            import.path.push("self".to_owned());
        } else {
            import.name = import.name.filter(|name| name != "self").or(last);
        }
        import
    };
    match tree {
        UseTree::Path(path) => {
            let mut before = before.clone();
            before.path.push(word(&path.ident));
            flatten(&path.tree, &before, scope, leaves);
        }
        UseTree::Name(name) => leaves.push(at(&name.ident, Some(word(&name.ident)), name.span())),
        UseTree::Rename(rename) => leaves.push(at(&rename.ident, Some(word(&rename.rename)), rename.span())),
        UseTree::Glob(glob) => {
            let bytes = scope.bytes(glob.span());
            leaves.push(Import { leaf: bytes, ..before.clone() });
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| flatten(tree, before, scope, leaves)),
    }
}
