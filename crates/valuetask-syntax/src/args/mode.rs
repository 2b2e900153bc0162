//! What holds for one method, and the paths that its expansion names.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;

use super::condition::Decided;
use super::counter::Counter;
use crate::tokens::write_segment;

/// When a method's own code begins to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// At the call, up to the first await that can't be answered at once.
    #[default]
    Hot,
    /// When the task is first polled.
    Lazy,
}

/// What holds for one method.
#[derive(Clone)]
pub(crate) struct Mode {
    pub(crate) start: Start,
    pub(crate) send: bool,
    /// The method returns a boxed future and not a task.
    pub(crate) boxed: bool,
    /// The declared return type is what the method returns, and not the value of a task.
    pub(crate) declared: bool,
    /// The expansion may name the library. Where it may not, awaits stay as they are.
    pub(crate) library: bool,
    pub(super) decided: Vec<Decided>,
    /// What the calls of the method are counted under, where they are counted.
    pub(crate) counted: Option<String>,
    /// The path of the library, if it isn't `::valuetask`.
    pub(super) krate: Option<Path>,
}

impl Mode {
    pub(crate) fn new(start: Start, declared: bool) -> Self {
        let (decided, counted, krate) = (Vec::new(), None, None);
        Self { start, send: true, boxed: false, declared, library: true, decided, counted, krate }
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
        if self.boxed { quote_spanned!(span=> ::core) } else { self.private("core", span) }
    }

    /// The type of task that a method returns.
    pub(crate) fn task(&self, span: Span) -> TokenStream {
        let krate = self.krate(span);
        if self.send { quote_spanned!(span=> #krate::ValueTask) } else { quote_spanned!(span=> #krate::LocalValueTask) }
    }

    /// The function that makes the task, or the box, of a future. The module of this name has a `Box::pin` that does
    /// the same.
    pub(crate) fn maker(&self, span: Span) -> TokenStream {
        if self.boxed { quote_spanned!(span=> Box::pin) } else { self.private(self.made(), span) }
    }

    /// What counts the calls of the method, where they are counted.
    pub(crate) fn counter(&self, span: Span) -> Option<Counter> {
        Counter::of(self, span)
    }

    /// `future`, counted where calls are.
    pub(crate) fn around(&self, future: TokenStream, span: Span) -> TokenStream {
        self.counter(span).map_or_else(|| future.clone(), |counter| counter.around(&future))
    }

    /// What the library calls tasks that are made like this.
    fn made(&self) -> &'static str {
        match (self.declared, self.start, self.send) {
            (true, Start::Hot, _) => "declared_hot",
            (true, Start::Lazy, _) => "declared_lazy",
            (false, Start::Hot, true) => "hot",
            (false, Start::Hot, false) => "hot_local",
            (false, Start::Lazy, true) => "lazy",
            (false, Start::Lazy, false) => "lazy_local",
        }
    }
}
