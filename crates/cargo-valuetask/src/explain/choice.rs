//! Which methods are explained: all that an attribute speaks to, or the one at a line.

#![forbid(unsafe_code)]

use super::items::Items;
use super::methods::{Group, Method};
use super::source::Source;
use crate::error::Error;

/// The methods to explain, by their items.
pub(super) struct Choice<'g> {
    pub(super) groups: Vec<(&'g Group<'g>, Vec<&'g Method>)>,
    /// Methods that no attribute speaks to, while one does to others.
    pub(super) left_out: usize,
}

/// Chooses by the line that `source` was asked for, if there is one.
pub(super) fn choose<'g>(groups: &'g [Group<'g>], items: &Items, source: &Source) -> Result<Choice<'g>, Error> {
    let all = || groups.iter().flat_map(|group| group.methods.iter().map(move |method| (group, method)));
    let attributed = groups.iter().any(|group| group.found.attribute.is_some());
    let shown = |group: &Group<'_>| {
        if attributed { group.found.attribute.is_some() } else { !group.found.free }
    };
    let Some(line) = source.line else {
        let groups: Vec<_> = groups
            .iter()
            .filter(|group| shown(group) && !group.methods.is_empty())
            .map(|group| (group, group.methods.iter().collect()))
            .collect();
        if groups.is_empty() {
            return Err(nothing(items, source));
        }
        let left_out = |method: &Method| {
            !all().any(|(group, other)| shown(group) && other.contains(method.analysed.at.start().line))
        };
        let left_out = all().filter(|(group, method)| !shown(group) && !group.found.free && left_out(method)).count();
        return Ok(Choice { groups, left_out });
    };
    let around = all()
        .filter(|(_, method)| method.contains(line))
        .min_by_key(|(group, method)| (method.lines(), group.found.attribute.is_none()));
    if let Some((name, span)) =
        items.declared.iter().find(|(_, span)| (span.start().line..=span.end().line).contains(&line))
        && around.is_none()
    {
        let what = format!("`{name}` has no body: what becomes of it is up to each implementation");
        return Err(source.failure(*span, &what, "give a line of one of those"));
    }
    let before = || all().filter(|(group, method)| shown(group) && method.first_line() <= line);
    let chosen = around.or_else(|| before().max_by_key(|(_, method)| method.first_line()));
    let Some((group, method)) = chosen else {
        let first = all().filter(|(group, _)| shown(group)).min_by_key(|(_, method)| method.first_line());
        return Err(first.map_or_else(
            || nothing(items, source),
            |(_, first)| {
                let what = format!("{}: there is no async method at or before line {line}", source.path.display());
                let remedy =
                    format!("the first one, `{}`, is at line {}", first.analysed.name, first.analysed.at.start().line);
                Error::usage(what, &remedy)
            },
        ));
    };
    Ok(Choice { groups: vec![(group, vec![method])], left_out: 0 })
}

fn nothing(items: &Items, source: &Source) -> Error {
    let remedy = match items.hidden.first() {
        Some((name, line)) => {
            format!("what `{name}!` at line {line} makes isn't seen: explain a file with its expansion")
        }
        None => "give a file with an impl, or FILE:LINE of an async function".to_owned(),
    };
    Error::failure("there is no async method with a body in a trait or an impl", source.path.display(), &remedy)
}
