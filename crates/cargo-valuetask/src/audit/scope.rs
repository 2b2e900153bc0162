//! What a file declares that names depend on: modules, `use` items, `extern crate`, and the attributes of items with async
//! methods. All places are byte ranges of the file as it is on the disk.

#![forbid(unsafe_code)]

use std::ops::Range;

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Block, ImplItem, ImplItemFn, Item, ItemExternCrate, ItemFn, ItemImpl, ItemMod, ItemTrait, ItemUse,
};
use syn::{Meta, Path, Stmt, Token, TraitItem, TraitItemFn, UseTree, Visibility};

/// What one file declares.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The file's own module, then those written in it, blocks with items among them.
    pub(crate) nodes: Vec<Node>,
    /// In the order in which they are written.
    pub(crate) attributes: Vec<AttributeUse>,
    /// How many bytes stand before what the parser has seen: a byte order mark, a shebang line.
    skipped: usize,
}

/// A module, or a block that has items of its own.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// The node around it.
    pub(crate) parent: Option<usize>,
    /// Names that aren't found in it are looked for around it.
    pub(crate) block: bool,
    /// What `#[path]` says of it.
    pub(crate) paths: Vec<String>,
    /// The configurations that it stands under.
    pub(crate) cfg: Vec<String>,
    /// What it contains; nothing for the file's own module.
    pub(crate) bytes: Range<usize>,
    pub(crate) imports: Vec<Import>,
    pub(crate) outlines: Vec<Outline>,
    /// Names of its types and traits.
    pub(crate) types: Vec<String>,
}

/// A module whose content is another file.
#[derive(Clone, Debug)]
pub(crate) struct Outline {
    pub(crate) name: String,
    /// What `#[path]` says of it, also under `cfg_attr`.
    pub(crate) paths: Vec<String>,
    /// The configurations that it stands under.
    pub(crate) cfg: Vec<String>,
}

/// One name that a `use` or an `extern crate` brings.
#[derive(Clone, Debug)]
pub(crate) struct Import {
    /// From the left, without braces: `async_trait::async_trait`.
    pub(crate) path: Vec<String>,
    /// It begins with `::`, or is an `extern crate`.
    pub(crate) global: bool,
    /// The name that it has here; none for `*`, and `_` where it has none.
    pub(crate) name: Option<String>,
    /// It is seen from outside of its module.
    pub(crate) public: bool,
    /// It is an `extern crate`: at the root of a crate, its name is known in all modules.
    pub(crate) extern_crate: bool,
    /// And it brings the macros of that crate to all of this one.
    pub(crate) macro_use: bool,
    /// The whole item, from its visibility to the semicolon; attributes stand before it.
    pub(crate) item: Range<usize>,
    /// Where the word `use` or `extern` ends in that.
    pub(crate) keyword_end: usize,
    /// Its own part in that: `async_trait as asynchronous`.
    pub(crate) leaf: Range<usize>,
    /// Other names stand in the same item.
    pub(crate) shared: bool,
}

/// An attribute that may be a macro, on something async.
#[derive(Clone, Debug)]
pub(crate) struct AttributeUse {
    /// The node that it stands in.
    pub(crate) node: usize,
    pub(crate) path: Vec<String>,
    /// The path begins with `::`.
    pub(crate) global: bool,
    pub(crate) line: usize,
    /// From `#` to `]`, with the `cfg_attr` around it.
    pub(crate) bytes: Range<usize>,
    /// Its path.
    pub(crate) path_bytes: Range<usize>,
    /// The item with all of its attributes.
    pub(crate) item: Range<usize>,
}

impl Scope {
    /// Reads a file that was parsed from `text`.
    pub(crate) fn of(file: &syn::File, text: &str) -> Self {
        let mut reader = Reader { scope: Self { skipped: skipped(text), ..Self::default() }, node: 0 };
        reader.scope.nodes.push(Node::default());
        reader.visit_file(file);
        reader.scope
    }

    /// How many bytes stand before what the parser has seen: what spans count from.
    pub(crate) fn skipped(&self) -> usize {
        self.skipped
    }

    /// The innermost node that a byte is in.
    pub(crate) fn node_at(&self, byte: usize) -> usize {
        let around = self.nodes.iter().enumerate().filter(|(_, node)| node.bytes.contains(&byte));
        around.max_by_key(|(_, node)| node.bytes.start).map_or(0, |(number, _)| number)
    }

    /// The place of a span of this file.
    pub(crate) fn bytes(&self, span: Span) -> Range<usize> {
        let Range { start, end } = span.byte_range();
        start + self.skipped..end + self.skipped
    }
}

/// How much of a text syn leaves out before it parses.
fn skipped(text: &str) -> usize {
    let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_shebang = rest.strip_prefix("#!").is_some_and(|rest| !rest.trim_start().starts_with('['));
    let shebang = if is_shebang { rest.find('\n').unwrap_or(rest.len()) } else { 0 };
    text.len() - rest.len() + shebang
}

struct Reader {
    scope: Scope,
    node: usize,
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

    fn attributes(&mut self, attrs: &[Attribute], item: Span) {
        let item = self.scope.bytes(item);
        for attr in attrs {
            self.attribute(attr, &attr.meta, &item);
        }
    }

    fn attribute(&mut self, attr: &Attribute, meta: &Meta, item: &Range<usize>) {
        let path = meta.path();
        if let Some(metas) = conditional_metas(meta) {
            metas.iter().for_each(|meta| self.attribute(attr, meta, item));
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
            });
        }
    }
}

/// The attributes that a `cfg_attr` puts there; none if it isn't one.
pub(crate) fn conditional_metas(meta: &Meta) -> Option<Punctuated<Meta, Token![,]>> {
    let Meta::List(list) = meta else { return None };
    if !list.path.is_ident("cfg_attr") {
        return None;
    }
    let parser = |input: syn::parse::ParseStream<'_>| {
        input.parse::<Meta>()?;
        input.parse::<Option<Token![,]>>()?;
        Punctuated::parse_terminated(input)
    };
    Some(list.parse_args_with(parser).unwrap_or_default())
}

/// Whether an attribute is one of the language or of a tool: no macro, whatever is imported.
fn is_of_the_language(path: &Path) -> bool {
    const BUILT_IN: [&str; 20] = [
        "allow",
        "cfg",
        "cold",
        "deny",
        "deprecated",
        "derive",
        "diagnostic",
        "doc",
        "expect",
        "forbid",
        "inline",
        "must_use",
        "no_mangle",
        "rustfmt",
        "clippy",
        "target_feature",
        "test",
        "track_caller",
        "warn",
        "macro_use",
    ];
    path.segments.first().is_some_and(|first| BUILT_IN.iter().any(|name| first.ident == name))
}

fn words(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| word(&segment.ident)).collect()
}

fn word(ident: &proc_macro2::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}

/// What stands in `#[cfg(…)]`.
pub(crate) fn conditions(attrs: &[Attribute]) -> Vec<String> {
    let lists =
        attrs.iter().filter(|attr| attr.path().is_ident("cfg")).filter_map(|attr| attr.meta.require_list().ok());
    lists.map(|list| list.tokens.span().source_text().unwrap_or_else(|| list.tokens.to_string())).collect()
}

/// The files that `#[path]` names.
fn paths(attrs: &[Attribute]) -> Vec<String> {
    fn add(meta: &Meta, all: &mut Vec<String>) {
        if let Some(metas) = conditional_metas(meta) {
            metas.iter().for_each(|meta| add(meta, all));
        } else if let Meta::NameValue(pair) = meta
            && pair.path.is_ident("path")
            && let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &pair.value
        {
            all.push(text.value());
        }
    }
    let mut all = Vec::new();
    attrs.iter().for_each(|attr| add(&attr.meta, &mut all));
    all
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
                self.enter(node, |reader| visit::visit_item_mod(reader, item));
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
        let whole = self.scope.bytes(item.vis.span().join(item.semi_token.span).unwrap_or(item.use_token.span));
        let whole = whole.start.min(self.scope.bytes(item.use_token.span).start)..whole.end;
        let start = if matches!(item.vis, Visibility::Inherited) {
            self.scope.bytes(item.use_token.span).start
        } else {
            whole.start
        };
        let template = Import {
            path: Vec::new(),
            global: item.leading_colon.is_some(),
            name: None,
            public: !matches!(item.vis, Visibility::Inherited),
            extern_crate: false,
            macro_use: false,
            item: start..self.scope.bytes(item.semi_token.span).end,
            keyword_end: self.scope.bytes(item.use_token.span).end,
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
            keyword_end: self.scope.bytes(item.extern_token.span).end,
            leaf: self.scope.bytes(item.ident.span()),
            shared: false,
        };
        self.here().imports.push(import);
    }

    fn visit_item_trait(&mut self, item: &ItemTrait) {
        if item.items.iter().any(|item| matches!(item, TraitItem::Fn(method) if method.sig.asyncness.is_some())) {
            self.attributes(&item.attrs, item.span());
        }
        visit::visit_item_trait(self, item);
    }

    fn visit_item_impl(&mut self, item: &ItemImpl) {
        if item.items.iter().any(|item| matches!(item, ImplItem::Fn(method) if method.sig.asyncness.is_some())) {
            self.attributes(&item.attrs, item.span());
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_trait_item_fn(&mut self, method: &TraitItemFn) {
        if method.sig.asyncness.is_some() {
            self.attributes(&method.attrs, method.span());
        }
        visit::visit_trait_item_fn(self, method);
    }

    fn visit_impl_item_fn(&mut self, method: &ImplItemFn) {
        if method.sig.asyncness.is_some() {
            self.attributes(&method.attrs, method.span());
        }
        visit::visit_impl_item_fn(self, method);
    }

    fn visit_item_fn(&mut self, function: &ItemFn) {
        if function.sig.asyncness.is_some() {
            self.attributes(&function.attrs, function.span());
        }
        visit::visit_item_fn(self, function);
    }
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
