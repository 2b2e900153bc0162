//! What a file declares that may be async, as data: traits, impls and functions, their methods and attributes.

use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

use proc_macro2::TokenStream;

/// A trait, an impl, or what is around a function by itself.
#[derive(Debug)]
pub(crate) struct Item {
    /// The node that it stands in.
    pub(crate) node: usize,
    pub(crate) owner: Owner,
    /// It says `pub`.
    pub(crate) is_public: bool,
    /// `impl Store for Cached`; empty for a function.
    pub(crate) head: String,
    pub(crate) line: usize,
    /// With its attributes.
    pub(crate) bytes: Range<usize>,
    pub(crate) attributes: Vec<AttributeUse>,
    /// What `#[cfg]` says of it.
    pub(crate) cfg: Vec<String>,
    pub(crate) methods: Vec<Rc<Method>>,
}

/// What a method is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A trait, which declares it.
    Trait(String),
    /// A trait, which a type implements.
    Impl { of: Words, by: String },
    /// A type alone.
    Type(String),
    /// Nothing: it is a function.
    Nothing,
    /// The function around it, if there is one: it is an expression.
    Body(Option<String>),
}

/// A path in code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) words: Vec<String>,
    /// It begins with `::`.
    pub(crate) global: bool,
}

/// A method or function that returns a future.
#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// The first byte of its name.
    pub(crate) name_start: usize,
    /// From its first attribute to its end.
    pub(crate) bytes: Range<usize>,
    pub(crate) lines: RangeInclusive<usize>,
    /// It says `pub`.
    pub(crate) is_public: bool,
    pub(crate) has_body: bool,
    /// Those of an `async fn`.
    pub(crate) attributes: Vec<AttributeUse>,
    /// What `#[cfg]` says of it.
    pub(crate) cfg: Vec<String>,
    pub(crate) returns: Returns,
}

/// The way in which a signature says that it returns a future.
#[derive(Debug)]
pub(crate) enum Returns {
    /// By `async`; and whether the type that it declares is a box, if the type's name says so or not.
    Async { is_box: Option<bool> },
    /// By `impl Future`.
    Opaque,
    /// By a boxed future, or by a type that may be an alias of one.
    Boxed(Box<Boxed>),
    /// It is an expression that makes a box, or may.
    Made,
}

/// A function that may return a boxed future.
#[derive(Debug)]
pub(crate) struct Boxed {
    /// The names in the type, of which one may be an alias; none if the type has a boxed future in it.
    pub(crate) aliases: Vec<Words>,
    /// The type.
    pub(crate) ty: Range<usize>,
    /// It is a box that isn't pinned.
    pub(crate) is_plain: bool,
    /// The last expression of its body.
    pub(crate) made: Option<Range<usize>>,
}

/// An expression that makes a box.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// The node that it stands in.
    pub(crate) node: usize,
    pub(crate) makes: Makes,
    /// `Box::pin(..)`, `.boxed()`.
    pub(crate) written: String,
    pub(crate) line: usize,
    pub(crate) column: usize,
    pub(crate) bytes: Range<usize>,
    /// What `#[cfg]` says of the item around it.
    pub(crate) cfg: Vec<String>,
    /// The names in the type beside it, of which one may be an alias.
    pub(crate) aliases: Vec<Words>,
    /// The field that it is the value of, after the name of its struct or variant.
    pub(crate) field: Option<(String, String)>,
    /// The function around it: its name, and the first byte of that.
    pub(crate) within: Option<(String, usize)>,
}

/// What an expression makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Makes {
    /// A box of a future.
    Future,
    /// A pinned box of what a function of this name returns, if it is a call's.
    Box(Option<String>),
    /// A box that isn't pinned, of what a function of this name returns, if it is a call's.
    New(Option<String>),
    /// Another type of a box.
    Conversion,
    /// A macro call with async code, which isn't read.
    Unread,
    /// A macro call that returns what its function returns.
    Tail,
}

/// An attribute that may be a macro, on something async, or on a trait or an impl.
#[derive(Clone, Debug, Default)]
pub(crate) struct AttributeUse {
    /// The node that it stands in.
    pub(crate) node: usize,
    pub(crate) path: Words,
    pub(crate) args: TokenStream,
    pub(crate) line: usize,
    /// From `#` to `]`, with the `cfg_attr` around it.
    pub(crate) bytes: Range<usize>,
    /// Its path.
    pub(crate) path_bytes: Range<usize>,
    /// The item with all of its attributes.
    pub(crate) item: Range<usize>,
}

impl Owner {
    /// The trait, also of an implementation.
    pub(crate) fn of_trait(&self) -> Option<&str> {
        match self {
            Self::Trait(name) => Some(name),
            Self::Impl { of, .. } => of.words.last().map(String::as_str),
            Self::Type(_) | Self::Nothing | Self::Body(_) => None,
        }
    }
}

impl Made {
    /// This expression in the form of a method, and of the item around it.
    pub(crate) fn as_method(&self) -> (Item, Method) {
        let Self { node, written, line, column, bytes, cfg, within, .. } = self;
        let item = Item {
            node: *node,
            owner: Owner::Body(within.as_ref().map(|(name, _)| name.clone())),
            is_public: false,
            head: String::new(),
            line: *line,
            bytes: bytes.clone(),
            attributes: Vec::new(),
            cfg: cfg.clone(),
            methods: Vec::new(),
        };
        let method = Method {
            name: written.clone(),
            line: *line,
            column: *column,
            name_start: bytes.start,
            bytes: bytes.clone(),
            lines: *line..=*line,
            is_public: false,
            has_body: false,
            attributes: Vec::new(),
            cfg: Vec::new(),
            returns: Returns::Made,
        };
        (item, method)
    }
}

impl Words {
    /// Its last word.
    pub(crate) fn last(&self) -> &str {
        self.words.last().map_or("", String::as_str)
    }
}

impl Method {
    pub(crate) fn is_async(&self) -> bool {
        matches!(self.returns, Returns::Async { .. })
    }
}

impl AttributeUse {
    /// Whether its arguments have this word, outside of parentheses.
    pub(crate) fn says(&self, word: &str) -> bool {
        self.args.clone().into_iter().any(|token| token.to_string() == word)
    }
}
