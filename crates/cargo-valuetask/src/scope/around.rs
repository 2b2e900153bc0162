//! What is around an expression that makes a box, and what that says of it.

use super::boxes;
use super::item::{Made, Makes, Words};

/// What is around an expression.
#[derive(Clone, Default)]
pub(super) struct Around {
    /// The function: its name, and the first byte of that.
    pub(super) function: Option<(String, usize)>,
    /// The function may return a boxed future.
    pub(super) may_return_box: bool,
    /// What `#[cfg]` says of it.
    pub(super) cfg: Vec<String>,
    /// The names that may be aliases in the type of the value; none if the type has a boxed future in it.
    pub(super) typed: Option<Vec<Words>>,
    /// The struct or the variant whose fields are given their values.
    pub(super) literal: String,
    /// The field that the value is for, after that name.
    pub(super) field: Option<(String, String)>,
}

impl Around {
    /// Returns the expression in a node, if what it makes may be a box of a future.
    pub(super) fn made(&self, boxes::Made { makes, written, span }: boxes::Made, node: usize) -> Option<Made> {
        let Self { function, may_return_box, cfg, typed, field, .. } = self;
        let is_typed = typed.as_ref().is_some_and(Vec::is_empty);
        let makes = match makes {
            Makes::Box(_) | Makes::New(_) if is_typed => Makes::Future,
            Makes::New(None) | Makes::Conversion if !may_return_box && field.is_none() && typed.is_none() => {
                return None;
            }
            makes => makes,
        };
        let start = span.start();
        Some(Made {
            node,
            makes,
            written,
            line: start.line,
            column: start.column + 1,
            bytes: span.byte_range(),
            cfg: cfg.clone(),
            aliases: typed.clone().unwrap_or_default(),
            field: field.clone(),
            within: function.clone(),
        })
    }
}
