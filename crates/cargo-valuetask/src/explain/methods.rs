//! The methods of an item, and the plan of each.

#![forbid(unsafe_code)]

use proc_macro2::TokenStream;
use valuetask_syntax::Start;
use valuetask_syntax::analyse::{Mechanism, Planned, plans, plans_declared};

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
    pub(super) planned: Planned,
    /// The lines that a gate stands before: what runs at the call ends there.
    pub(super) gates: Vec<usize>,
    /// It is lazy because an attribute says so.
    pub(super) lazy_as_written: bool,
}

impl Method {
    /// Whether `line` is one of its own.
    pub(super) fn contains(&self, line: usize) -> bool {
        (self.first_line()..=self.planned.span.end().line).contains(&line)
    }

    pub(super) fn first_line(&self) -> usize {
        self.planned.span.start().line
    }

    pub(super) fn lines(&self) -> usize {
        self.planned.span.end().line - self.first_line()
    }
}

/// The methods of `found`; `start` is what they do that don't say it, where it was asked for.
pub(super) fn of<'f>(found: &'f Found, start: Option<Start>, source: &Source) -> Result<Group<'f>, Error> {
    let (default, declared, args) = match &found.attribute {
        Some(ours) => (ours.start, ours.declared, ours.args.clone()),
        None => (Start::Hot, false, TokenStream::new()),
    };
    let plans = if declared { plans_declared } else { plans };
    let supposed = start.is_some_and(|start| start != default);
    let start = start.unwrap_or(default);
    let plan = |start| match plans(args.clone(), found.tokens.clone(), start) {
        Err(error) if found.attribute.is_some() => {
            Err(source.failure(error.span(), &error.to_string(), "correct the attribute or its item"))
        }
        planned => Ok(planned.unwrap_or_default()),
    };
    let mut methods = Vec::new();
    for (planned, when_hot) in plan(start)?.into_iter().zip(plan(Start::Hot)?) {
        let lazy_as_written = when_hot.plan.mechanism == Mechanism::Lazy;
        let mut gates: Vec<_> = planned.gates.iter().map(|gate| gate.start().line).collect();
        gates.sort_unstable();
        methods.push(Method { planned, gates, lazy_as_written });
    }
    Ok(Group { found, start, supposed, methods })
}
