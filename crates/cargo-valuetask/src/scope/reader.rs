//! Reads a file's scope: its modules and blocks, what these import, and the attributes of what is async in them, and
//! of traits and impls.

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Block, ImplItem, Item, ItemEnum, ItemExternCrate, ItemMod, ItemStruct, ItemTrait, ItemType, ItemUnion,
    ItemUse, Signature, Stmt, TraitItem, UseTree, Visibility,
};

use super::meta::{conditions, is_of_the_language, metas, paths, word, words};
use super::node::{AttributeUse, Import, Node, Scope};
use crate::{parse, walk};

impl Scope {
    /// Reads a file that was parsed from `text`.
    pub(crate) fn of(file: &syn::File, text: &str) -> Self {
        let scope = Self { skipped: parse::skipped(text), nodes: vec![Node::default()], ..Self::default() };
        let mut reader = Reader { scope, node: 0, within: None };
        walk::walk(&mut reader, walk::Node::File(file));
        reader.scope
    }
}

struct Reader {
    scope: Scope,
    node: usize,
    within: Option<String>,
}

impl walk::Reader<'_> for Reader {
    fn read(&mut self, node: walk::Node<'_>) -> bool {
        match node {
            walk::Node::Item(item) => return self.item(item),
            walk::Node::TraitItem(TraitItem::Fn(method)) => self.function(&method.sig, &method.attrs, method.span()),
            walk::Node::ImplItem(ImplItem::Fn(method)) => self.function(&method.sig, &method.attrs, method.span()),
            walk::Node::Block(block) if declares(block) => {
                let bytes = self.scope.bytes(block.span());
                self.enter(Node { block: true, bytes, ..Node::default() }, node);
                return false;
            }
            _ => {}
        }
        true
    }
}

impl Reader {
    /// Reads what is inside `syntax` as that of a node of its own.
    fn enter(&mut self, node: Node, syntax: walk::Node<'_>) {
        let outer = std::mem::replace(&mut self.node, self.scope.nodes.len());
        self.scope.nodes.push(Node { parent: Some(outer), ..node });
        walk::inside(self, syntax);
        self.node = outer;
    }

    fn here(&mut self) -> &mut Node {
        &mut self.scope.nodes[self.node]
    }

    /// Reads an item, and returns whether what is inside it is still to be read.
    fn item(&mut self, item: &Item) -> bool {
        if let Item::Struct(ItemStruct { ident, .. })
        | Item::Enum(ItemEnum { ident, .. })
        | Item::Union(ItemUnion { ident, .. })
        | Item::Type(ItemType { ident, .. })
        | Item::Trait(ItemTrait { ident, .. }) = item
        {
            self.here().types.push(word(ident));
        }
        match item {
            Item::Mod(module) => {
                self.module(module, item);
                return false;
            }
            Item::Use(item) => self.uses(item),
            Item::ExternCrate(item) => self.extern_crate(item),
            Item::Fn(function) => self.function(&function.sig, &function.attrs, item.span()),
            Item::Trait(of) => {
                let is_async = |item: &TraitItem| match item {
                    TraitItem::Fn(method) => Some(method.sig.asyncness.is_some()),
                    TraitItem::Verbatim(_) => None,
                    _ => Some(false),
                };
                self.methods(&of.attrs, item.span(), true, of.items.iter().map(is_async).collect());
            }
            Item::Impl(of) => {
                let is_async = |item: &ImplItem| match item {
                    ImplItem::Fn(method) => Some(method.sig.asyncness.is_some()),
                    ImplItem::Verbatim(_) => None,
                    _ => Some(false),
                };
                self.methods(&of.attrs, item.span(), of.trait_.is_some(), of.items.iter().map(is_async).collect());
            }
            _ => {}
        }
        true
    }

    /// Reads the attributes of an item, by which of what is in it is async, if that is known.
    fn methods(&mut self, attrs: &[Attribute], item: Span, of_trait: bool, are_async: Vec<Option<bool>>) {
        let any = are_async.contains(&Some(true));
        if any || of_trait && !are_async.contains(&None) {
            self.attributes(attrs, item, !any);
        }
    }

    fn function(&mut self, sig: &Signature, attrs: &[Attribute], item: Span) {
        if sig.asyncness.is_some() {
            self.attributes(attrs, item, false);
        }
    }

    fn attributes(&mut self, attrs: &[Attribute], item: Span, without_async: bool) {
        for attr in attrs {
            for meta in metas(attr).iter().filter(|meta| !is_of_the_language(meta.path())) {
                self.scope.attributes.push(AttributeUse {
                    node: self.node,
                    path: words(meta.path()),
                    global: meta.path().leading_colon.is_some(),
                    line: attr.span().start().line,
                    bytes: self.scope.bytes(attr.span()),
                    path_bytes: self.scope.bytes(meta.path().span()),
                    item: self.scope.bytes(item),
                    without_async,
                    within: self.within.clone(),
                });
            }
        }
    }

    fn module(&mut self, module: &ItemMod, syntax: &Item) {
        let ItemMod { ident, attrs, .. } = module;
        let node = Node { name: word(ident), paths: paths(attrs), cfg: conditions(attrs), ..Node::default() };
        if module.content.is_none() {
            return self.here().outlines.push(node);
        }
        let mut macros = attrs.iter().flat_map(metas).filter(|meta| !is_of_the_language(meta.path()));
        let around = self.within.clone();
        self.within = around.clone().or_else(|| macros.next().map(|meta| words(meta.path()).join("::")));
        let bytes = self.scope.bytes(module.span());
        self.enter(Node { bytes, ..node }, walk::Node::Item(syntax));
        self.within = around;
    }

    /// An import that begins with this keyword, as yet without a path and a name.
    fn import(&self, vis: &Visibility, keyword: Span, item: Span) -> Import {
        let (keyword, with_attributes) = (self.scope.bytes(keyword), self.scope.bytes(item));
        let public = !matches!(vis, Visibility::Inherited);
        let start = if public { self.scope.bytes(vis.span()).start } else { keyword.start };
        let item = start..with_attributes.end;
        Import { public, item, with_attributes, ..Import::default() }
    }

    fn uses(&mut self, item: &ItemUse) {
        let import = self.import(&item.vis, item.use_token.span, item.span());
        let import = Import { global: item.leading_colon.is_some(), ..import };
        let mut leaves = Vec::new();
        flatten(&item.tree, &import, &self.scope, &mut leaves);
        let shared = leaves.len() > 1;
        self.here().imports.extend(leaves.into_iter().map(|leaf| Import { shared, ..leaf }));
    }

    fn extern_crate(&mut self, item: &ItemExternCrate) {
        let name = word(&item.ident);
        let is_own = name == "self";
        let import = Import {
            path: vec![if is_own { "crate".to_owned() } else { name.clone() }],
            global: !is_own,
            name: Some(item.rename.as_ref().map_or(name, |(_, name)| word(name))),
            extern_crate: true,
            macro_use: item.attrs.iter().any(|attr| attr.path().is_ident("macro_use")),
            leaf: self.scope.bytes(item.ident.span()),
            ..self.import(&item.vis, item.extern_token.span, item.span())
        };
        self.here().imports.push(import);
    }
}

/// Whether a block has modules or imports of its own.
fn declares(block: &Block) -> bool {
    let declares = |stmt: &Stmt| matches!(stmt, Stmt::Item(Item::Use(_) | Item::Mod(_) | Item::ExternCrate(_)));
    block.stmts.iter().any(declares)
}

/// The names that a tree of `use` brings.
fn flatten(tree: &UseTree, before: &Import, scope: &Scope, leaves: &mut Vec<Import>) {
    let mut import = Import { leaf: scope.bytes(tree.span()), ..before.clone() };
    let (ident, name) = match tree {
        UseTree::Group(group) => return group.items.iter().for_each(|tree| flatten(tree, before, scope, leaves)),
        UseTree::Path(path) => {
            import.path.push(word(&path.ident));
            return flatten(&path.tree, &import, scope, leaves);
        }
        UseTree::Glob(_) => return leaves.push(import),
        UseTree::Name(name) => (&name.ident, &name.ident),
        UseTree::Rename(rename) => (&rename.ident, &rename.rename),
    };
    import.name = Some(word(name));
    if ident != "self" || import.path.is_empty() {
        import.path.push(word(ident));
    } else if name == "self" {
        import.name = import.path.last().cloned();
    }
    leaves.push(import);
}
