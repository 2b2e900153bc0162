//! The methods of an item, and what becomes of each.

#![forbid(unsafe_code)]

use proc_macro2::TokenStream;
use syn::ItemTrait;
use valuetask_syntax::analyse::{Analysed, methods};
use valuetask_syntax::{Name, Returns, not_in_companion};

use super::items::Found;
use super::source::Source;
use crate::error::Error;

/// An item and what becomes of its methods.
pub(super) struct Group<'f> {
    pub(super) found: &'f Found,
    /// It is explained as if `#[value_task]` stood there in place of its attribute.
    pub(super) supposed: bool,
    pub(super) methods: Vec<Method>,
}

/// One async method with a body.
pub(super) struct Method {
    pub(super) analysed: Analysed,
    /// Its trait has a companion without it: it stays an `async fn` and nothing else.
    pub(super) stays_native: bool,
}

impl Method {
    /// The type that it returns, to a reader.
    pub(super) fn returned(&self) -> &'static str {
        match (self.analysed.returns, self.analysed.send) {
            (Returns::Declared, _) => "what it declares",
            (Returns::Boxed, _) => "a boxed future",
            (Returns::Pooled, true) => "`PooledFuture`",
            (Returns::Pooled, false) => "`LocalPooledFuture`",
            (_, true) => "`ValueTask`",
            (_, false) => "`LocalValueTask`",
        }
    }

    /// Whether `line` is one of its own.
    pub(super) fn contains(&self, line: usize) -> bool {
        (self.first_line()..=self.analysed.span.end().line).contains(&line)
    }

    pub(super) fn first_line(&self) -> usize {
        self.analysed.span.start().line
    }

    pub(super) fn lines(&self) -> usize {
        self.analysed.span.end().line - self.first_line()
    }

    /// The line before which the part that runs at the call has ended when it gets to `line`, or where that is before a
    /// macro call in this line.
    pub(super) fn gate_before(&self, line: usize, hidden: bool) -> Option<usize> {
        let gate = self.analysed.analysis.gate.as_ref().map(|gate| gate.span.start().line);
        gate.filter(|gate| *gate < line || (*gate == line && !hidden))
    }
}

/// The methods of `found`; `hot` explains those of `#[async_trait]` as if `#[value_task]` stood there.
pub(super) fn of<'f>(found: &'f Found, hot: bool, source: &Source) -> Result<Group<'f>, Error> {
    let own = found.attribute.as_ref();
    let supposed = hot && own.is_some_and(|own| own.name == Name::AsyncTrait);
    let (name, args) = match own.filter(|_| !supposed) {
        Some(ours) => (ours.name, ours.args.clone()),
        None => (Name::ValueTask, TokenStream::new()),
    };
    let analysed = match methods(name, args, found.tokens.clone()) {
        Err(error) if own.is_some() => {
            return Err(source.failure(error.span(), &error.to_string(), "correct the attribute or its item"));
        }
        analysed => analysed.unwrap_or_default(),
    };
    let natives = match syn::parse2::<ItemTrait>(found.tokens.clone()) {
        Ok(item) if found.is_native() => not_in_companion(&item).iter().map(|(name, _)| name.to_string()).collect(),
        _ => Vec::new(),
    };
    let methods = analysed.into_iter().map(|analysed| {
        let stays_native = natives.contains(&analysed.name);
        Method { analysed, stays_native }
    });
    Ok(Group { found, supposed, methods: methods.collect() })
}
