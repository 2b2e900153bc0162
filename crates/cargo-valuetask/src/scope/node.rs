//! What a file declares, as data.

use std::ops::Range;
use std::rc::Rc;

use super::item::{Item, Made, Words};
use super::macros::Macro;

/// What one file declares.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// The file's own module, then those written in it, blocks with items among them.
    pub(crate) nodes: Vec<Node>,
    /// In the order in which they are written.
    pub(crate) items: Vec<Rc<Item>>,
    /// The macros with attributes in what they are given or defined as.
    pub(crate) macros: Vec<Macro>,
    /// The words of each `pub use` that a macro is given.
    pub(crate) handed_on: Vec<String>,
    /// The aliases of types, each with the node that it stands in, and whether it has a boxed future in it.
    pub(crate) aliases: Vec<(usize, String, bool)>,
    /// The expressions that make a box, or may.
    pub(crate) made: Vec<Made>,
    /// The fields of structs and variants.
    pub(crate) fields: Vec<Declared>,
}

/// A field that has a name.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    /// The node that its struct stands in.
    pub(crate) node: usize,
    /// The name of the struct or variant, and its own.
    pub(crate) name: (String, String),
    /// The names in its type that may be aliases of a boxed future; none of one that has a boxed future in it.
    pub(crate) aliases: Option<Vec<Words>>,
}

/// A module, or a block that has items of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// It says `pub`.
    pub(crate) public: bool,
    /// The node around it.
    pub(crate) parent: Option<usize>,
    /// Names that aren't found in it are looked for around it.
    pub(crate) block: bool,
    /// What `#[path]` says of it, also under `cfg_attr`.
    pub(crate) paths: Vec<String>,
    /// The configurations that it stands under.
    pub(crate) cfg: Vec<String>,
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
    /// And from outside of its crate: it says `pub`.
    pub(crate) exported: bool,
    /// It is an `extern crate`: at the root of a crate, its name is known in all modules.
    pub(crate) extern_crate: bool,
    /// It says `#[macro_use]`, and so brings macros for all modules.
    pub(crate) macro_use: bool,
    /// Its own part of the item: `async_trait as asynchronous`.
    pub(crate) leaf: Range<usize>,
}
