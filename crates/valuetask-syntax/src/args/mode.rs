//! What holds for one method, and the paths that its expansion names: from a [`Mode`] and a place to tokens.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;

use super::condition::Decided;
use super::counter::Counter;
use crate::known::Name;
use crate::tokens::write_segment;

/// When a method's own code begins to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// At the call, up to the first await that can't be answered at once.
    Hot,
    /// When the task is first polled.
    Lazy,
}

impl Start {
    /// What an attribute of this name says.
    pub(crate) fn by_name(name: Name) -> Self {
        if name == Name::AsyncTrait { Self::Lazy } else { Self::Hot }
    }
}

/// What a method returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// A value task: what `#[value_task]` says.
    Task,
    /// A pooled future: what `#[async_trait]` says.
    Pooled,
    /// A boxed future.
    Boxed,
    /// What it declares, which isn't the value then: what `#[async_method]` says.
    Declared,
}

impl Returns {
    /// What an attribute of this name says.
    pub(crate) fn by_name(name: Name) -> Self {
        match name {
            Name::ValueTask => Self::Task,
            Name::AsyncTrait => Self::Pooled,
            Name::AsyncMethod => Self::Declared,
        }
    }
}

/// What holds for one method.
#[derive(Clone)]
pub(crate) struct Mode {
    /// The attribute that says so.
    pub(super) name: Name,
    pub(crate) returns: Returns,
    pub(crate) start: Start,
    pub(crate) send: bool,
    /// The signature of a pooled future is that of a boxed one.
    pub(super) exact: bool,
    /// The expansion may name the library. Where it may not, awaits stay as they are.
    pub(crate) library: bool,
    pub(super) decided: Vec<Decided>,
    /// What the calls of the method are counted under, where they are counted.
    pub(crate) counted: Option<String>,
    /// The path of the library, if it isn't `::valuetask`.
    pub(super) krate: Option<Path>,
}

impl Mode {
    /// What an attribute of this name says without arguments.
    pub(crate) fn new(name: Name) -> Self {
        let (returns, start, decided) = (Returns::by_name(name), Start::by_name(name), Vec::new());
        Self { name, returns, start, send: true, exact: false, library: true, decided, counted: None, krate: None }
    }

    /// The method returns what it declares.
    pub(crate) fn is_declared(&self) -> bool {
        self.returns == Returns::Declared
    }

    /// The method returns a boxed future.
    pub(crate) fn is_boxed(&self) -> bool {
        self.returns == Returns::Boxed
    }

    /// The signature has the lifetimes that the attribute of the crate async-trait writes.
    pub(crate) fn is_exact(&self) -> bool {
        self.is_boxed() || (self.exact && self.returns == Returns::Pooled)
    }

    /// The method means what it does under the attribute of the crate async-trait, also where an async function means something else.
    pub(crate) fn is_as_async_trait(&self) -> bool {
        matches!(self.returns, Returns::Pooled | Returns::Boxed)
    }

    /// The awaits of the body are asked whether they can be answered at once.
    pub(crate) fn asks(&self) -> bool {
        self.library && self.start == Start::Hot
    }

    /// This mode for a method under an attribute of this name. Where methods are boxed, that of an item stays so unless it is declared.
    pub(super) fn under(&self, name: Name) -> Self {
        if name == self.name {
            return self.clone();
        }
        let stays = self.is_boxed() && name != Name::AsyncMethod;
        let (returns, start) =
            if stays { (self.returns, self.start) } else { (Returns::by_name(name), Start::by_name(name)) };
        Self { name, returns, start, ..self.clone() }
    }

    /// This mode for methods that return something else.
    pub(crate) fn returning(&self, returns: Returns) -> Self {
        Self { returns, ..self.clone() }
    }

    /// This mode under another start.
    pub(crate) fn starting(&self, start: Start) -> Self {
        Self { start, ..self.clone() }
    }

    /// The path of the library, so that errors about what it names are shown at `span`.
    pub(crate) fn krate(&self, span: Span) -> TokenStream {
        let mut path = TokenStream::new();
        self.write_krate(span, &mut path);
        path
    }

    fn write_krate(&self, span: Span, tokens: &mut TokenStream) {
        match &self.krate {
            Some(path) => path.to_tokens(tokens),
            None => write_segment("valuetask", span, tokens),
        }
    }

    /// The path of an item that only expansions name.
    pub(crate) fn private(&self, name: &str, span: Span) -> TokenStream {
        let mut path = TokenStream::new();
        self.write_private(name, span, &mut path);
        path
    }

    /// Writes the path of an item that only expansions name.
    pub(crate) fn write_private(&self, name: &str, span: Span, tokens: &mut TokenStream) {
        self.write_krate(span, tokens);
        write_segment("__private", span, tokens);
        write_segment(name, span, tokens);
    }

    /// The path of `core`: a boxed method needs no other crate.
    pub(crate) fn core(&self, span: Span) -> TokenStream {
        if self.is_boxed() { quote_spanned!(span=> ::core) } else { self.private("core", span) }
    }

    /// The type that a method returns, without its arguments.
    pub(crate) fn returned(&self, span: Span) -> TokenStream {
        let krate = self.krate(span);
        match (self.returns == Returns::Pooled, self.send) {
            (false, true) => quote_spanned!(span=> #krate::ValueTask),
            (false, false) => quote_spanned!(span=> #krate::LocalValueTask),
            (true, true) => quote_spanned!(span=> #krate::PooledFuture),
            (true, false) => quote_spanned!(span=> #krate::LocalPooledFuture),
        }
    }

    /// The function that makes what a method returns of a future. The module of this name has a `Box::pin` that does
    /// the same.
    pub(crate) fn maker(&self, span: Span) -> TokenStream {
        if self.is_boxed() { quote_spanned!(span=> Box::pin) } else { self.private(self.made(), span) }
    }

    /// What counts the calls of the method, where they are counted.
    pub(crate) fn counter(&self, span: Span) -> Option<Counter> {
        Counter::of(self, span)
    }

    /// `future`, counted where calls are.
    pub(crate) fn around(&self, future: TokenStream, span: Span) -> TokenStream {
        self.counter(span).map_or_else(|| future.clone(), |counter| counter.around(&future))
    }

    /// What the library calls that function.
    fn made(&self) -> &'static str {
        match (self.returns, self.start, self.send) {
            (Returns::Declared, Start::Hot, _) => "declared_hot",
            (Returns::Declared, Start::Lazy, _) => "declared_lazy",
            (Returns::Pooled, _, true) => "pooled",
            (Returns::Pooled, _, false) => "pooled_local",
            (_, Start::Hot, true) => "hot",
            (_, Start::Hot, false) => "hot_local",
            (_, Start::Lazy, true) => "lazy",
            (_, Start::Lazy, false) => "lazy_local",
        }
    }
}
