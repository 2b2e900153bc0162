//! What a file declares, as data.

use std::ops::Range;

use proc_macro2::Span;

/// What one file declares.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The file's own module, then those written in it, blocks with items among them.
    pub(crate) nodes: Vec<Node>,
    /// In the order in which they are written.
    pub(crate) attributes: Vec<AttributeUse>,
    /// How many bytes stand before what the parser has seen: a byte order mark, a shebang line.
    pub(super) skipped: usize,
}

/// A module, or a block that has items of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// The node around it.
    pub(crate) parent: Option<usize>,
    /// Names that aren't found in it are looked for around it.
    pub(crate) block: bool,
    /// What `#[path]` says of it, also under `cfg_attr`.
    pub(crate) paths: Vec<String>,
    /// The configurations that it stands under.
    pub(crate) cfg: Vec<String>,
    /// What it contains; nothing for the file's own module.
    pub(crate) bytes: Range<usize>,
    pub(crate) imports: Vec<Import>,
    /// Modules whose content is another file.
    pub(crate) outlines: Vec<Node>,
    /// Names of its types and traits.
    pub(crate) types: Vec<String>,
}

/// One name that a `use` or an `extern crate` brings.
#[derive(Clone, Debug, Default)]
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
    /// The item with its attributes.
    pub(crate) with_attributes: Range<usize>,
    /// Its own part in that: `async_trait as asynchronous`.
    pub(crate) leaf: Range<usize>,
    /// Other names stand in the same item.
    pub(crate) shared: bool,
}

/// An attribute that may be a macro, on something async, or on a trait or an impl.
#[derive(Clone, Debug, Default)]
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
    /// That is a trait, or an impl of one, in which nothing is async.
    pub(crate) without_async: bool,
    /// The first attribute of the modules around it, in this file, that may be a macro: its path.
    pub(crate) within: Option<String>,
}

impl Scope {
    /// All that the file imports.
    pub(crate) fn imports(&self) -> impl Iterator<Item = &Import> {
        self.nodes.iter().flat_map(|node| &node.imports)
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
