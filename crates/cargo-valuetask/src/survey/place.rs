//! What is found of a method, as data.

use std::ops::Range;
use std::rc::Rc;

use valuetask_syntax::analyse::{Analysed, Mechanism};

use super::cost::Cost;
use super::speaking::Speaking;
use crate::resolve::Meaning;
use crate::tree::FileId;

/// A macro whose product isn't seen.
#[derive(Debug)]
pub(crate) struct Unseen {
    pub(crate) file: FileId,
    pub(crate) line: usize,
    pub(crate) name: String,
}

/// An attribute on a trait, or an impl of one, without an async method.
#[derive(Debug)]
pub(crate) struct Needless {
    pub(crate) file: FileId,
    pub(crate) line: usize,
    /// What it stands on: `impl Marker for Cached`.
    pub(crate) item: String,
    /// Its path, as it is written.
    pub(crate) attribute: String,
    /// It is in a test, an example or a bench.
    pub(crate) test: bool,
}

/// A method or function.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) file: FileId,
    pub(crate) line: usize,
    pub(crate) column: usize,
    /// What it is in: `impl Store for Cached`; nothing for a function.
    pub(crate) item: String,
    /// The line of that, or its own.
    pub(crate) item_line: usize,
    pub(crate) owner: Owner,
    /// The file and the node in it that declare its trait, where these are known.
    pub(crate) home: Option<(FileId, usize)>,
    pub(crate) name: String,
    /// From its first attribute to its end.
    pub(crate) bytes: Range<usize>,
    pub(crate) shape: Shape,
    /// The attribute of its item, or its own.
    pub(crate) speaking: Option<Rc<Speaking>>,
    /// That attribute is its own.
    pub(crate) alone: bool,
    /// What `#[cfg]` says of it and of what is around it.
    pub(crate) cfg: Vec<String>,
    /// It is in a test, an example or a bench.
    pub(crate) test: bool,
    pub(crate) cost: Cost,
    /// What its attribute makes of it, if that is one of ours, or has the name of one.
    pub(crate) now: Option<Analysed>,
    /// What `#[value_task]` would make of it.
    pub(crate) when_hot: Option<Analysed>,
    /// It is async, and has no body.
    pub(crate) declared: bool,
    /// The line of an expression that no attribute can read.
    pub(crate) unreadable: Option<usize>,
    /// Nothing where it has none, or where that can't be read.
    pub(crate) body: Option<Body>,
    /// What is wrong with its attribute, if something is.
    pub(crate) mistake: Option<syn::Error>,
}

/// What a method is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    /// A trait, which declares it.
    Trait(String),
    /// A trait, which a type implements: the path of the trait, global if it begins with `::`, and the type.
    Impl { path: Vec<String>, global: bool, by: String },
    /// A type alone.
    Type(String),
    /// Nothing: it is a function.
    Nothing,
}

impl Owner {
    /// The trait, also of an implementation.
    pub(crate) fn of_trait(&self) -> Option<&str> {
        match self {
            Self::Trait(name) => Some(name),
            Self::Impl { path, .. } => path.last().map(String::as_str),
            Self::Type(_) | Self::Nothing => None,
        }
    }
}

/// The way in which a method returns a future.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// By an attribute, of one meaning or several.
    Attribute(Vec<Meaning>),
    /// It returns a boxed future that its body makes.
    Boxed {
        /// The type, as it is written.
        written: String,
    },
    /// It is an `async fn` of a trait, or of an impl of one, that no attribute changes.
    Native,
}

impl Shape {
    /// Whether valuetask makes its task, in any case.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self, Self::Attribute(meanings) if meanings.iter().all(Meaning::is_ours))
    }

    /// Whether what it is isn't known.
    pub(crate) fn is_unknown(&self) -> bool {
        let unknown = |meaning: &Meaning| matches!(meaning, Meaning::Unknown | Meaning::Foreign { .. });
        matches!(self, Self::Attribute(meanings) if meanings.iter().any(unknown))
    }
}

/// What the syntax of a body proves.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    /// The mechanism that runs it now, if valuetask makes its task.
    pub(crate) mechanism: Option<Mechanism>,
    /// In the order in which they are written.
    pub(crate) awaits: Vec<Awaited>,
    /// A path leads to its end without an await.
    pub(crate) ends_early: bool,
}

/// An await, or a macro call that may hide one.
#[derive(Clone, Debug)]
pub(crate) struct Awaited {
    pub(crate) line: usize,
    /// The expression, on one line.
    pub(crate) text: String,
    pub(crate) hidden: bool,
}

impl Place {
    /// Its name with that of its trait or type, and of the type that implements it.
    pub(crate) fn title(&self) -> String {
        match (&self.owner, self.owner.of_trait()) {
            (Owner::Impl { by, .. }, Some(of)) => format!("{of}::{} for {by}", self.name),
            (Owner::Type(of), _) => format!("{of}::{}", self.name),
            (_, Some(of)) => format!("{of}::{}", self.name),
            _ => self.name.clone(),
        }
    }

    /// The attribute that isn't known, as it is written, and whose it is where that is known.
    pub(crate) fn unknown(&self) -> Option<String> {
        let Shape::Attribute(meanings) = &self.shape else { return None };
        let of: Vec<_> =
            meanings.iter().filter(|meaning| **meaning != Meaning::Unknown).map(ToString::to_string).collect();
        let of = if of.is_empty() { String::new() } else { format!(" ({})", of.join(", or ")) };
        let path = self.speaking.as_ref().map_or("", |speaking| &speaking.path);
        self.shape.is_unknown().then(|| format!("`#[{path}]`{of}"))
    }

    /// What a reader calls the way in which it returns a future.
    pub(crate) fn kind(&self) -> String {
        match &self.shape {
            Shape::Native => "async fn".to_owned(),
            Shape::Boxed { written } => format!("-> {written}"),
            Shape::Attribute(meanings) => {
                let names: Vec<_> = meanings.iter().map(|meaning| format!("#[{meaning}]")).collect();
                names.join(" or ")
            }
        }
    }
}
