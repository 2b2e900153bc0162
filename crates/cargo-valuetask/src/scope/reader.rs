//! Reads a file's scope: its modules and blocks, what these import, and the items that may be async.

use std::rc::Rc;

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::{
    Attribute, Block, ImplItem, Item, ItemEnum, ItemExternCrate, ItemMacro, ItemMod, ItemStruct, ItemTrait, ItemType,
    ItemUnion, ItemUse, Signature, Stmt, TraitItem, UseTree, Visibility,
};

use super::item::{self, AttributeUse, Method, Owner};
use super::macros::{self, Kind, Macro};
use super::meta::{conditions, is_of_the_language, metas, paths, word, words};
use super::node::{Import, Node, Scope};
use super::returns;
use crate::text::collapsed;
use crate::{parse, walk};

impl Scope {
    /// Reads a file that was parsed from `text`.
    pub(crate) fn of(file: &syn::File, text: &str) -> Self {
        let scope = Self { skipped: parse::skipped(text), nodes: vec![Node::default()], ..Self::default() };
        let mut reader = Reader { scope, node: 0 };
        walk::walk(&mut reader, walk::Node::File(file));
        reader.scope
    }
}

struct Reader {
    scope: Scope,
    node: usize,
}

/// A method as it is written.
struct Written<'a> {
    attrs: &'a [Attribute],
    vis: &'a Visibility,
    sig: &'a Signature,
    block: Option<&'a Block>,
    span: Span,
}

impl walk::Reader<'_> for Reader {
    fn read(&mut self, node: walk::Node<'_>) -> bool {
        match node {
            walk::Node::Item(item) => return self.item(item),
            walk::Node::Block(block) if declares(block) => {
                self.enter(Node { block: true, ..Node::default() }, node);
                return false;
            }
            walk::Node::Macro(mac) => {
                let name = mac.path.segments.last().map_or_else(String::new, |last| word(&last.ident));
                self.macro_call(&name, mac, if name == "mock" { Kind::WritesOut } else { Kind::Call });
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
            Item::Type(item) => self.scope.aliases.push((word(&item.ident), returns::boxed_type(&item.ty).is_some())),
            Item::Macro(ItemMacro { ident: Some(name), mac, attrs, .. }) => {
                let is_exported = attrs.iter().any(|attr| attr.path().is_ident("macro_export"));
                self.macro_call(&word(name), mac, if is_exported { Kind::Exported } else { Kind::WritesOut });
                return false;
            }
            Item::Fn(function) => {
                let (attrs, vis, sig) = (&*function.attrs, &function.vis, &function.sig);
                let written = Written { attrs, vis, sig, block: Some(&function.block), span: item.span() };
                self.methods(Owner::Nothing, sig.ident.span(), vis, &[], vec![written], item.span());
            }
            Item::Trait(of) => {
                let methods = of.items.iter().filter_map(|item| match item {
                    TraitItem::Fn(method) => Some(Written {
                        attrs: &method.attrs,
                        vis: &Visibility::Inherited,
                        sig: &method.sig,
                        block: method.default.as_ref(),
                        span: item.span(),
                    }),
                    _ => None,
                });
                let head = through(of.trait_token.span, of.ident.span());
                self.methods(Owner::Trait(word(&of.ident)), head, &of.vis, &of.attrs, methods.collect(), item.span());
            }
            Item::Impl(of) => {
                let methods = of.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(method) => Some(Written {
                        attrs: &method.attrs,
                        vis: &method.vis,
                        sig: &method.sig,
                        block: Some(&method.block),
                        span: item.span(),
                    }),
                    _ => None,
                });
                let by = collapsed(&of.self_ty.span().source_text().unwrap_or_default());
                let owner = match &of.trait_ {
                    Some((path, _)) => Owner::Impl { of: words(path), by },
                    None => Owner::Type(by),
                };
                let head = through(of.impl_token.span, of.self_ty.span());
                self.methods(owner, head, &Visibility::Inherited, &of.attrs, methods.collect(), item.span());
            }
            _ => {}
        }
        true
    }

    /// Reads the methods of an item that may return futures, and the attributes of it and of these.
    fn methods(
        &mut self,
        owner: Owner,
        head: Span,
        vis: &Visibility,
        attrs: &[Attribute],
        methods: Vec<Written<'_>>,
        item: Span,
    ) {
        let found: Vec<_> = methods.iter().filter_map(|method| self.method(method)).collect();
        let attributes = self.attributes(attrs, item);
        if found.is_empty() && attributes.is_empty() {
            return;
        }
        self.scope.items.push(Rc::new(item::Item {
            node: self.node,
            is_public: is_public(vis),
            head: if owner == Owner::Nothing {
                String::new()
            } else {
                collapsed(&head.source_text().unwrap_or_default())
            },
            line: head.start().line,
            bytes: self.scope.bytes(item),
            owner,
            attributes,
            cfg: conditions(attrs),
            methods: found,
        }));
    }

    fn method(&self, method: &Written<'_>) -> Option<Method> {
        let Written { attrs, vis, sig, block, span } = *method;
        let (at, is_async) = (sig.ident.span().start(), sig.asyncness.is_some());
        Some(Method {
            name: sig.ident.to_string(),
            line: at.line,
            column: at.column + 1,
            name_start: self.scope.bytes(sig.ident.span()).start,
            bytes: self.scope.bytes(span),
            is_public: is_public(vis),
            has_body: block.is_some(),
            attributes: if is_async { self.attributes(attrs, span) } else { Vec::new() },
            cfg: conditions(attrs),
            returns: returns::returns(sig, block, &self.scope)?,
        })
    }

    fn attributes(&self, attrs: &[Attribute], item: Span) -> Vec<AttributeUse> {
        let read = |attr: &Attribute| {
            let metas = metas(attr).into_iter().filter(|meta| !is_of_the_language(meta.path()));
            let uses = metas.map(|meta| AttributeUse {
                node: self.node,
                path: words(meta.path()),
                args: meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default(),
                line: attr.span().start().line,
                bytes: self.scope.bytes(attr.span()),
                path_bytes: self.scope.bytes(meta.path().span()),
                item: self.scope.bytes(item),
            });
            uses.collect::<Vec<_>>()
        };
        attrs.iter().flat_map(read).collect()
    }

    fn macro_call(&mut self, name: &str, mac: &syn::Macro, kind: Kind) {
        let uses = macros::uses(mac.tokens.clone(), self.node, &|span| self.scope.bytes(span));
        if !uses.is_empty() {
            let line = mac.path.span().start().line;
            self.scope.macros.push(Macro { name: name.to_owned(), line, kind, uses });
        }
    }

    fn module(&mut self, module: &ItemMod, syntax: &Item) {
        let ItemMod { ident, attrs, .. } = module;
        let node = Node { name: word(ident), paths: paths(attrs), cfg: conditions(attrs), ..Node::default() };
        if module.content.is_none() {
            return self.here().outlines.push(node);
        }
        self.enter(node, walk::Node::Item(syntax));
    }

    /// An import of this item, as yet without a path and a name.
    fn import(&self, vis: &Visibility, item: Span) -> Import {
        let public = !matches!(vis, Visibility::Inherited);
        Import { public, exported: is_public(vis), item: self.scope.bytes(item), ..Import::default() }
    }

    fn uses(&mut self, item: &ItemUse) {
        let import = self.import(&item.vis, item.span());
        let import = Import { global: item.leading_colon.is_some(), ..import };
        let mut leaves = Vec::new();
        flatten(&item.tree, &import, &self.scope, &mut leaves);
        self.here().imports.extend(leaves);
    }

    fn extern_crate(&mut self, item: &ItemExternCrate) {
        let name = word(&item.ident);
        let is_own = name == "self";
        let import = Import {
            path: vec![if is_own { "crate".to_owned() } else { name.clone() }],
            global: !is_own,
            name: Some(item.rename.as_ref().map_or(name, |(_, name)| word(name))),
            extern_crate: true,
            leaf: self.scope.bytes(item.ident.span()),
            ..self.import(&item.vis, item.span())
        };
        self.here().imports.push(import);
    }
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

fn through(first: Span, last: Span) -> Span {
    first.join(last).unwrap_or(last)
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
