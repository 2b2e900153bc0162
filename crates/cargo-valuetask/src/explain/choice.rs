//! Which methods are explained: all that an attribute speaks to, or the one at a line.

use super::source::{Source, failure};
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
    let (methods, declared): (Vec<&Place>, Vec<&Place>) =
        source.places.iter().partition(|place| place.method().has_body);
    let is_attributed = |place: &Place| place.speaking.as_ref().is_some_and(|speaking| speaking.name().is_some());
    let any = source.places.iter().any(|place| is_attributed(place));
    let is_shown = |place: &Place| if any { is_attributed(place) } else { !place.item.head.is_empty() };
    let shown: Vec<_> = methods.iter().copied().filter(|place| is_shown(place)).collect();
    let Some(line) = source.line else {
        let left_out = methods.iter().filter(|place| !is_shown(place) && !place.item.head.is_empty()).count();
        return if shown.is_empty() { Err(nothing(source)) } else { Ok(Choice { places: shown, left_out }) };
    };
    let contains = |place: &&Place| source.lines(place).contains(&line);
    let around = methods.iter().copied().filter(contains).min_by_key(|place| source.lines(place).count());
    if let (None, Some(place)) = (around, declared.into_iter().find(contains)) {
        let what = format!("`{}` has no body: what becomes of it is up to each implementation", place.method().name);
        return Err(failure(&source.path, source.start(place), what, "give a line of one of those"));
    }
    let before = shown.iter().copied().filter(|place| *source.lines(place).start() <= line);
    let chosen = around.or_else(|| before.max_by_key(|place| place.method().bytes.start));
    match (chosen, shown.iter().min_by_key(|place| place.method().bytes.start)) {
        (Some(place), _) => Ok(Choice { places: vec![place], left_out: 0 }),
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
