//! The methods of an item, and what becomes of each.

#![forbid(unsafe_code)]

use proc_macro2::TokenStream;
use syn::ItemTrait;
use valuetask_syntax::analyse::{Analysed, Mechanism, methods};
use valuetask_syntax::{Start, not_in_companion};

use super::items::Found;
use super::source::Source;
use crate::error::Error;

/// An item and what becomes of its methods.
pub(super) struct Group<'f> {
    pub(super) found: &'f Found,
    /// What methods do that don't say it.
    pub(super) start: Start,
    /// That isn't what the attribute does by default.
    pub(super) supposed: bool,
    pub(super) methods: Vec<Method>,
}

/// One async method with a body.
pub(super) struct Method {
    pub(super) analysed: Analysed,
    /// It is lazy because an attribute says so.
    pub(super) lazy_as_written: bool,
    /// Its trait has a companion without it: it stays an `async fn` and nothing else.
    pub(super) stays_native: bool,
}

impl Method {
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
        let gates = self.analysed.analysis.gates.iter().map(|gate| gate.span.start().line);
        gates.filter(|gate| *gate < line || (*gate == line && !hidden)).max()
    }
}

/// The methods of `found`; `start` is what they do that don't say it, where it was asked for.
pub(super) fn of<'f>(found: &'f Found, start: Option<Start>, source: &Source) -> Result<Group<'f>, Error> {
    let (default, declared, args) = match &found.attribute {
        Some(ours) => (ours.start, ours.declared, ours.args.clone()),
        None => (Start::Hot, false, TokenStream::new()),
    };
    let supposed = start.is_some_and(|start| start != default);
    let start = start.unwrap_or(default);
    let analyse = |start| match methods(args.clone(), found.tokens.clone(), start, declared) {
        Err(error) if found.attribute.is_some() => {
            Err(source.failure(error.span(), &error.to_string(), "correct the attribute or its item"))
        }
        analysed => Ok(analysed.unwrap_or_default()),
    };
    let natives = match syn::parse2::<ItemTrait>(found.tokens.clone()) {
        Ok(item) if found.is_native() => not_in_companion(&item).iter().map(|(name, _)| name.to_string()).collect(),
        _ => Vec::new(),
    };
    let methods = analyse(start)?.into_iter().zip(analyse(Start::Hot)?).map(|(analysed, when_hot)| {
        let lazy_as_written = when_hot.analysis.mechanism == Mechanism::Lazy;
        let stays_native = natives.contains(&analysed.name);
        Method { analysed, lazy_as_written, stays_native }
    });
    Ok(Group { found, start, supposed, methods: methods.collect() })
}
