//! Reads a file's scope: its modules and blocks, what these import, and the items that may be async.

use std::mem;
use std::rc::Rc;

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, Expr, ExprStruct, FieldValue, Fields, Ident, ImplItemFn, Item, ItemConst, ItemEnum,
    ItemExternCrate, ItemMacro, ItemMod, ItemStatic, ItemStruct, ItemTrait, ItemType, ItemUnion, ItemUse, Local,
    Member, Pat, ReturnType, Signature, Stmt, Token, TraitItemFn, UseTree, Variant, Visibility,
};

use super::around::Around;
use super::boxes;
use super::item::{self, AttributeUse, Makes, Method, Owner, Returns};
use super::macros::{self, Kind, Macro};
use super::meta::{conditions, is_of_the_language, metas, paths, word, words};
use super::node::{Declared, Import, Node, Scope};
use super::renamed;
use super::returns::{self, names};
use crate::parse;
use crate::text::{self, collapsed};

impl Scope {
    /// Reads a file.
    pub(crate) fn of(file: &syn::File) -> Self {
        let read = renamed::undone(file);
        let file = read.as_ref().unwrap_or(file);
        let whole = Node { cfg: conditions(&file.attrs), ..Node::default() };
        let scope = Self { nodes: vec![whole], ..Self::default() };
        let mut reader = Reader { scope, node: 0, items: Vec::new(), item: 0, around: Around::default() };
        reader.visit_file(file);
        let is_kept = |item: &item::Item| !item.methods.is_empty() || !item.attributes.is_empty();
        let items = reader.items.into_iter().filter(is_kept).map(Rc::new);
        Self { items: items.collect(), ..reader.scope }
    }
}

struct Reader {
    scope: Scope,
    node: usize,
    /// Traits, impls and functions, also those that nothing async is in.
    items: Vec<item::Item>,
    /// The one that is read.
    item: usize,
    around: Around,
}

impl Visit<'_> for Reader {
    fn visit_item(&mut self, item: &Item) {
        let outer = self.item;
        let around = mem::take(&mut self.around);
        if let Item::Struct(ItemStruct { ident, .. })
        | Item::Enum(ItemEnum { ident, .. })
        | Item::Union(ItemUnion { ident, .. })
        | Item::Type(ItemType { ident, .. })
        | Item::Trait(ItemTrait { ident, .. }) = item
        {
            self.here().types.push(word(ident));
        }
        match item {
            Item::Use(item) => self.uses(item),
            Item::ExternCrate(item) => self.extern_crate(item),
            Item::Type(item) => {
                let is_box = names(&item.ty).is_some_and(|names| names.is_empty());
                self.scope.aliases.push((self.node, word(&item.ident), is_box));
            }
            Item::Macro(ItemMacro { ident: Some(name), mac, attrs, .. }) => {
                let is_exported = attrs.iter().flat_map(metas).any(|meta| meta.path().is_ident("macro_export"));
                self.macro_call(&word(name), mac, if is_exported { Kind::Exported } else { Kind::WritesOut });
                self.unread(&format!("{name}!"), mac);
            }
            Item::Fn(of) => {
                self.open(Owner::Nothing, of.sig.ident.span(), &of.vis, &[], item);
                self.method(&of.attrs, &of.vis, &of.sig, Some(&of.block), item.span());
            }
            Item::Trait(of) => {
                let head = of.trait_token.span.join(of.ident.span()).unwrap_or(of.ident.span());
                self.open(Owner::Trait(word(&of.ident)), head, &of.vis, &of.attrs, item);
            }
            Item::Impl(of) => {
                let by = collapsed(&of.self_ty.span().source_text().unwrap_or_default());
                let owner = match &of.trait_ {
                    Some((path, _)) => Owner::Impl { of: words(path), by },
                    None => Owner::Type(by),
                };
                let head = of.impl_token.span.join(of.self_ty.span()).unwrap_or(of.impl_token.span);
                self.open(owner, head, &Visibility::Inherited, &of.attrs, item);
            }
            _ => {}
        }
        match item {
            Item::Mod(module) => self.module(module),
            Item::Macro(ItemMacro { ident: Some(_), .. }) => {}
            Item::Static(ItemStatic { ty, attrs, .. }) | Item::Const(ItemConst { ty, attrs, .. }) => {
                (self.around.typed, self.around.cfg) = (names(ty), conditions(attrs));
                visit::visit_item(self, item);
            }
            _ => visit::visit_item(self, item),
        }
        (self.item, self.around) = (outer, around);
    }

    fn visit_trait_item_fn(&mut self, method: &TraitItemFn) {
        let around = self.around.clone();
        self.method(&method.attrs, &Visibility::Inherited, &method.sig, method.default.as_ref(), method.span());
        visit::visit_trait_item_fn(self, method);
        self.around = around;
    }

    fn visit_impl_item_fn(&mut self, method: &ImplItemFn) {
        let around = self.around.clone();
        self.method(&method.attrs, &method.vis, &method.sig, Some(&method.block), method.span());
        visit::visit_impl_item_fn(self, method);
        self.around = around;
    }

    fn visit_item_struct(&mut self, item: &ItemStruct) {
        self.declared(&item.ident, &item.fields);
    }

    fn visit_variant(&mut self, variant: &Variant) {
        self.declared(&variant.ident, &variant.fields);
    }

    fn visit_expr_struct(&mut self, value: &ExprStruct) {
        let name = value.path.segments.last().map_or_else(String::new, |last| word(&last.ident));
        let name = match &self.items.get(self.item).map(|item| &item.owner) {
            Some(Owner::Impl { by, .. } | Owner::Type(by)) if name == "Self" => {
                let path = by.split('<').next().unwrap_or(by);
                path.rsplit("::").next().unwrap_or(path).trim().to_owned()
            }
            _ => name,
        };
        self.with(|around| around.literal = name, |reader| visit::visit_expr_struct(reader, value));
    }

    fn visit_local(&mut self, local: &Local) {
        let typed = if let Pat::Type(typed) = &local.pat { names(&typed.ty) } else { None };
        self.with(|around| around.typed = typed, |reader| visit::visit_local(reader, local));
    }

    fn visit_field_value(&mut self, value: &FieldValue) {
        let name = if let Member::Named(name) = &value.member { Some(word(name)) } else { None };
        let field = |around: &mut Around| around.field = name.map(|name| (around.literal.clone(), name));
        self.with(field, |reader| visit::visit_field_value(reader, value));
    }

    fn visit_expr(&mut self, expr: &Expr) {
        let made = boxes::made(expr);
        let is_box = made.as_ref().is_some_and(|made| made.makes != Makes::Conversion);
        made.into_iter().for_each(|made| self.made(made));
        let inside = |reader: &mut Self| match expr {
            // Its function was read with it.
            Expr::Call(call) if is_box => call.args.iter().for_each(|arg| reader.visit_expr(arg)),
            _ => visit::visit_expr(reader, expr),
        };
        let forget = |around: &mut Around| (around.typed, around.field) = (None, None);
        match expr {
            Expr::Async(_) => self.with(forget, inside),
            Expr::Closure(closure) => {
                let typed = if let ReturnType::Type(_, ty) = &closure.output { names(ty) } else { None };
                self.with(|around| (around.typed, around.field) = (typed, None), inside);
            }
            Expr::Cast(cast) => {
                let typed = names(&cast.ty);
                self.with(|around| around.typed = typed.or(around.typed.take()), inside);
            }
            // What is awaited is a future.
            Expr::Await(of) if boxes::made(&of.base).is_some() => {
                self.with(|around| around.typed = Some(Vec::new()), inside)
            }
            _ if is_box => self.with(forget, inside),
            _ => inside(self),
        }
    }

    fn visit_block(&mut self, block: &Block) {
        let declares = |stmt: &Stmt| matches!(stmt, Stmt::Item(Item::Use(_) | Item::Mod(_) | Item::ExternCrate(_)));
        if block.stmts.iter().any(declares) {
            let node = Node { block: true, ..Node::default() };
            self.enter(node, |reader| visit::visit_block(reader, block));
        } else {
            visit::visit_block(self, block);
        }
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        let name = mac.path.segments.last().map_or_else(String::new, |last| word(&last.ident));
        self.macro_call(&name, mac, if name == "mock" { Kind::WritesOut } else { Kind::Call });
        self.unread(&format!("{name}!"), mac);
    }
}

impl Reader {
    /// Reads what is inside something that changes what is around it.
    fn with(&mut self, change: impl FnOnce(&mut Around), inside: impl FnOnce(&mut Self)) {
        let outer = self.around.clone();
        change(&mut self.around);
        inside(self);
        self.around = outer;
    }

    /// Adds the fields of a struct or variant.
    fn declared(&mut self, of: &Ident, fields: &Fields) {
        let node = self.node;
        let named = fields.iter().filter_map(|field| Some((field.ident.as_ref()?, &field.ty)));
        let declared = named.map(|(name, ty)| Declared { node, name: (word(of), word(name)), aliases: names(ty) });
        self.scope.fields.extend(declared);
    }

    /// Adds an expression that makes a box, if it may be one of a future.
    fn made(&mut self, made: boxes::Made) {
        let made = self.around.made(made, self.node);
        self.scope.made.extend(made);
    }

    /// Reads what a macro is given, if it holds async code and is a list of expressions. Else adds that it isn't read.
    fn unread(&mut self, written: &str, mac: &syn::Macro) {
        if !macros::holds_async(mac.tokens.clone()) {
            return;
        }
        let list = parse::is_shallow(&mac.tokens)
            .then(|| mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated));
        match list {
            Some(Ok(list)) => list.iter().for_each(|expr| self.visit_expr(expr)),
            _ => self.made(boxes::Made { makes: Makes::Unread, written: written.to_owned(), span: mac.path.span() }),
        }
    }

    /// Reads what is inside a node of its own.
    fn enter(&mut self, node: Node, inside: impl FnOnce(&mut Self)) {
        let outer = mem::replace(&mut self.node, self.scope.nodes.len());
        self.scope.nodes.push(Node { parent: Some(outer), ..node });
        inside(self);
        self.node = outer;
    }

    fn here(&mut self) -> &mut Node {
        &mut self.scope.nodes[self.node]
    }

    /// Adds an item whose methods may return futures, as yet without them.
    fn open(&mut self, owner: Owner, head: Span, vis: &Visibility, attrs: &[Attribute], item: &Item) {
        self.item = self.items.len();
        self.around.cfg = conditions(attrs);
        let text = head.source_text().filter(|_| owner != Owner::Nothing).unwrap_or_default();
        self.items.push(item::Item {
            node: self.node,
            owner,
            is_public: is_public(vis),
            head: collapsed(&text),
            line: head.start().line,
            bytes: item.span().byte_range(),
            attributes: self.attributes(attrs, item.span()),
            cfg: conditions(attrs),
            methods: Vec::new(),
        });
    }

    /// Adds a method to the item that is read, if it may return a future.
    fn method(&mut self, attrs: &[Attribute], vis: &Visibility, sig: &Signature, block: Option<&Block>, span: Span) {
        let returns = returns::returns(sig, block);
        let is_test = attrs.iter().any(|attr| attr.path().segments.last().is_some_and(|last| last.ident == "test"));
        let own = conditions(attrs).into_iter().chain(is_test.then(|| "test".to_owned())).collect();
        self.around = Around {
            function: Some((sig.ident.to_string(), sig.ident.span().byte_range().start)),
            may_return_box: matches!(returns, Some(Returns::Boxed(_))),
            cfg: [mem::take(&mut self.around.cfg), own].concat(),
            ..Around::default()
        };
        let Some(returns) = returns else { return };
        if let (Returns::Boxed(_), Some(Expr::Macro(last))) = (&returns, block.and_then(boxes::tail)) {
            self.made(boxes::Made { makes: Makes::Tail, written: String::new(), span: last.mac.path.span() });
        }
        let at = sig.ident.span().start();
        let method = Method {
            name: sig.ident.to_string(),
            line: at.line,
            column: at.column + 1,
            name_start: sig.ident.span().byte_range().start,
            bytes: span.byte_range(),
            lines: span.start().line..=span.end().line,
            is_public: is_public(vis),
            has_body: block.is_some(),
            attributes: if sig.asyncness.is_some() { self.attributes(attrs, span) } else { Vec::new() },
            cfg: conditions(attrs),
            returns,
        };
        self.items[self.item].methods.push(Rc::new(method));
    }

    fn attributes(&self, attrs: &[Attribute], item: Span) -> Vec<AttributeUse> {
        let uses = attrs.iter().flat_map(|attr| {
            let metas = metas(attr).into_iter().filter(|meta| !is_of_the_language(&words(meta.path())));
            metas.map(move |meta| AttributeUse {
                node: self.node,
                path: words(meta.path()),
                args: meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default(),
                line: attr.span().start().line,
                bytes: attr.span().byte_range(),
                path_bytes: meta.path().span().byte_range(),
                item: item.byte_range(),
            })
        });
        uses.collect()
    }

    fn macro_call(&mut self, name: &str, mac: &syn::Macro, kind: Kind) {
        let tokens = mac.tokens.to_string();
        let handed_on = tokens.split("pub use ").skip(1).flat_map(|rest| rest.split(';').next());
        self.scope.handed_on.extend(handed_on.flat_map(text::words).map(str::to_owned));
        let uses = macros::uses(mac.tokens.clone(), self.node);
        if !uses.is_empty() {
            let line = mac.path.span().start().line;
            self.scope.macros.push(Macro { name: name.to_owned(), line, kind, uses });
        }
    }

    fn module(&mut self, module: &ItemMod) {
        let ItemMod { ident, attrs, vis, .. } = module;
        let (name, public) = (word(ident), is_public(vis));
        let node = Node { name, public, paths: paths(attrs), cfg: conditions(attrs), ..Node::default() };
        if module.content.is_none() {
            return self.here().outlines.push(node);
        }
        self.enter(node, |reader| visit::visit_item_mod(reader, module));
    }

    fn uses(&mut self, item: &ItemUse) {
        let import = Import { global: item.leading_colon.is_some(), ..import(&item.vis) };
        flatten(&item.tree, &import, &mut self.here().imports);
    }

    fn extern_crate(&mut self, item: &ItemExternCrate) {
        let name = word(&item.ident);
        let is_own = name == "self";
        let import = Import {
            path: vec![if is_own { "crate".to_owned() } else { name.clone() }],
            global: !is_own,
            name: Some(item.rename.as_ref().map_or(name, |(_, name)| word(name))),
            extern_crate: true,
            macro_use: item.attrs.iter().flat_map(metas).any(|meta| meta.path().is_ident("macro_use")),
            leaf: item.ident.span().byte_range(),
            ..import(&item.vis)
        };
        self.here().imports.push(import);
    }
}

/// An import, as yet without a path and a name.
fn import(vis: &Visibility) -> Import {
    Import { public: !matches!(vis, Visibility::Inherited), exported: is_public(vis), ..Import::default() }
}

fn is_public(vis: &Visibility) -> bool {
    matches!(vis, Visibility::Public(_))
}

/// The names that a tree of `use` brings.
fn flatten(tree: &UseTree, before: &Import, leaves: &mut Vec<Import>) {
    let mut import = Import { leaf: tree.span().byte_range(), ..before.clone() };
    let (ident, name) = match tree {
        UseTree::Group(group) => return group.items.iter().for_each(|tree| flatten(tree, before, leaves)),
        UseTree::Path(path) => {
            import.path.push(word(&path.ident));
            return flatten(&path.tree, &import, leaves);
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
