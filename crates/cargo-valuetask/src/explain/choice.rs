//! Which methods are explained: all that an attribute speaks to, or the one at a line.

use super::source::{Source, at};
use crate::error::Error;
use crate::survey::Place;

/// The methods to explain.
pub(super) struct Choice<'s> {
    pub(super) places: Vec<&'s Place>,
    /// Methods that no attribute speaks to, while one does to others.
    pub(super) left_out: usize,
}

/// Chooses by the line that `source` was asked for, if there is one.
pub(super) fn choose<'s>(source: &Source<'s>) -> Result<Choice<'s>, Error> {
    let Some(line) = source.line else {
        let is_attributed = |place: &Place| place.speaking.as_ref().is_some_and(|speaking| speaking.name().is_some());
        let any = source.places.iter().any(|place| is_attributed(place));
        let methods = source.places.iter().copied().filter(|place| place.method().has_body);
        // A function without an attribute is explained by its line alone.
        let of_items = methods.filter(|place| is_attributed(place) || !place.item.head.is_empty());
        let (places, others): (Vec<_>, Vec<_>) = of_items.partition(|place| !any || is_attributed(place));
        return if places.is_empty() { Err(nothing(source)) } else { Ok(Choice { places, left_out: others.len() }) };
    };
    let begun = source.places.iter().copied().filter(|place| *place.method().lines.start() <= line);
    // Of those that it is in, the innermost; else the last before it.
    let chosen = begun.max_by_key(|place| (place.method().lines.contains(&line), place.method().bytes.start));
    match (chosen, source.places.first()) {
        (Some(place), _) if place.method().has_body => Ok(Choice { places: vec![place], left_out: 0 }),
        (Some(place), _) => {
            let method = place.method();
            let what = format!("`{}` has no body: what becomes of it is up to each implementation", method.name);
            Err(Error::failure(what, at(&source.path, Some(method.line)), "give a line of one of those"))
        }
        (None, None) => Err(nothing(source)),
        (None, Some(first)) => {
            let what = format!("{}: there is no async method at or before line {line}", source.path.display());
            let remedy = format!("the first one, `{}`, is at line {}", first.method().name, first.method().line);
            Err(Error::usage(what, &remedy))
        }
    }
}

fn nothing(source: &Source<'_>) -> Error {
    let remedy = match source.unseen.first() {
        Some(unseen) => format!(
            "what `{}!` at line {} makes isn't seen: explain a file with its expansion",
            unseen.name, unseen.line
        ),
        None => "give a file with an impl, or FILE:LINE of an async function".to_owned(),
    };
    Error::failure("there is no async method with a body in a trait or an impl", source.path.display(), &remedy)
}
