//! The mode of one method, and the paths that its expansion names.
//!
//! From a [`Mode`] and a place to tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{Path, PathSegment, Token};

use crate::known::Name;

/// The time at which a method's own code starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// At the call, up to the first await that isn't ready.
    Hot,
    /// At the first poll of the task.
    Lazy,
}

/// The return type of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// A value task: the default under `#[value_task]`.
    Task,
    /// A pooled future: the default under `#[async_trait]`.
    Pooled,
    /// A boxed future.
    Boxed,
    /// The declared type, which isn't the value's: the default under `#[async_method]`.
    Declared,
}

/// The mode of one method.
#[derive(Clone)]
pub(crate) struct Mode {
    /// The attribute.
    pub(super) name: Name,
    pub(crate) returns: Returns,
    pub(crate) start: Start,
    pub(crate) send: bool,
    /// `true` if a pooled future has the signature of a boxed one.
    pub(super) exact: bool,
    /// The name under which the calls of the method are counted, if they are.
    pub(crate) counted: Option<String>,
    /// `true` if the output of the method implies what clauses would say: all calls are by the trait.
    pub(crate) implies: bool,
    /// The path of the library, if it isn't `::valuetask`.
    pub(super) krate: Option<Path>,
}

impl Mode {
    /// Returns the mode under an attribute of this name without arguments.
    pub(crate) fn new(name: Name) -> Self {
        let (returns, start) = match name {
            Name::ValueTask => (Returns::Task, Start::Hot),
            Name::AsyncTrait | Name::AsyncRecursion => (Returns::Pooled, Start::Lazy),
            Name::AsyncMethod => (Returns::Declared, Start::Hot),
        };
        Self { name, returns, start, send: true, exact: false, counted: None, implies: false, krate: None }
    }

    /// Returns `true` if the method returns its declared type.
    pub(crate) fn is_declared(&self) -> bool {
        self.returns == Returns::Declared
    }

    /// Returns `true` if the method returns a boxed future.
    pub(crate) fn is_boxed(&self) -> bool {
        self.returns == Returns::Boxed
    }

    /// Returns `true` if the signature has async-trait's lifetimes.
    pub(crate) fn is_exact(&self) -> bool {
        self.is_boxed() || (self.exact && self.returns == Returns::Pooled)
    }

    /// Returns `true` if the method means what it means under async-trait, even where an async function differs.
    pub(crate) fn is_as_async_trait(&self) -> bool {
        matches!(self.returns, Returns::Pooled | Returns::Boxed)
    }

    /// Returns this mode for a method under another attribute.
    ///
    /// The methods of a boxed item stay boxed unless they are declared.
    pub(super) fn under(&self, name: Name) -> Self {
        let stays = name == self.name || self.is_boxed() && name != Name::AsyncMethod;
        let Self { returns, start, .. } = if stays { self.clone() } else { Self::new(name) };
        Self { name, returns, start, ..self.clone() }
    }

    /// Returns this mode with another return type.
    pub(crate) fn returning(&self, returns: Returns) -> Self {
        Self { returns, ..self.clone() }
    }

    /// Returns this mode with another start.
    pub(crate) fn starting(&self, start: Start) -> Self {
        Self { start, ..self.clone() }
    }

    /// Returns the path of the library, spanned so that errors about its items are shown at `span`.
    pub(crate) fn krate(&self, span: Span) -> TokenStream {
        let krate = self.krate.as_ref().map(ToTokens::to_token_stream);
        krate.unwrap_or_else(|| quote_spanned!(span=> ::valuetask))
    }

    /// Returns the path of an item that only expansions name.
    pub(crate) fn private<'m>(&'m self, name: &'m str, span: Span) -> Private<'m> {
        Private { krate: self.krate.as_ref(), name, span }
    }

    /// Returns the path of `core`: a boxed method needs no other crate.
    pub(crate) fn core(&self, span: Span) -> TokenStream {
        if self.is_boxed() { quote_spanned!(span=> ::core) } else { self.private("core", span).to_token_stream() }
    }

    /// Returns the return type without its arguments.
    pub(crate) fn returned(&self, span: Span) -> Path {
        let name = match (self.returns == Returns::Pooled, self.send) {
            (false, true) => "ValueTask",
            (false, false) => "LocalValueTask",
            (true, true) => "PooledFuture",
            (true, false) => "LocalPooledFuture",
        };
        let mut path = self.krate.clone().unwrap_or_else(|| Path {
            leading_colon: Some(Token![::](span)),
            segments: Punctuated::from_iter([PathSegment::from(Ident::new("valuetask", span))]),
        });
        path.segments.push_punct(Token![::](span));
        path.segments.push_value(Ident::new(name, span).into());
        path
    }

    /// Returns the function that makes the return value from a future.
    ///
    /// The module of this name has a `Box::pin` that does so, too.
    pub(crate) fn maker(&self, span: Span) -> TokenStream {
        let name = match (self.returns, self.start, self.send) {
            (Returns::Boxed, ..) => return quote_spanned!(span=> Box::pin),
            (Returns::Declared, Start::Hot, _) => "declared_hot",
            (Returns::Declared, Start::Lazy, _) => "declared_lazy",
            (Returns::Pooled, _, true) => "pooled",
            (Returns::Pooled, _, false) => "pooled_local",
            (Returns::Task, Start::Hot, true) => "hot",
            (Returns::Task, Start::Hot, false) => "hot_local",
            (Returns::Task, Start::Lazy, true) => "lazy",
            (Returns::Task, Start::Lazy, false) => "lazy_local",
        };
        self.private(name, span).to_token_stream()
    }
}

/// The path of an item that only expansions name. It is written token by token, as one is in each await: to put a stream into
/// another takes longer than to make it.
pub(crate) struct Private<'m> {
    krate: Option<&'m Path>,
    name: &'m str,
    span: Span,
}

impl ToTokens for Private<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let (colons, word) = (Token![::](self.span), |word| Ident::new(word, self.span));
        match self.krate {
            Some(krate) => krate.to_tokens(tokens),
            None => {
                colons.to_tokens(tokens);
                word("valuetask").to_tokens(tokens);
            }
        }
        for name in ["__private", self.name] {
            colons.to_tokens(tokens);
            word(name).to_tokens(tokens);
        }
    }
}
