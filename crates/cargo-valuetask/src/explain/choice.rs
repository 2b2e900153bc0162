//! Which methods are explained: all that an attribute speaks to, or the one at a line.

use super::source::Source;
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
    if let Some(line) = source.line {
        return Ok(Choice { places: vec![at(line, source)?], left_out: 0 });
    }
    let is_attributed = |place: &Place| place.speaking.as_ref().is_some_and(|speaking| speaking.name().is_some());
    let any = source.places.iter().any(|place| is_attributed(place));
    let methods = source.places.iter().copied().filter(|place| place.method().has_body);
    let (places, others): (Vec<_>, Vec<_>) =
        methods.partition(|place| if any { is_attributed(place) } else { !place.item.head.is_empty() });
    let left_out = others.iter().filter(|place| !place.item.head.is_empty()).count();
    if places.is_empty() { Err(nothing(source)) } else { Ok(Choice { places, left_out }) }
}

/// The innermost method that a line is in.
fn at<'s>(line: usize, source: &Source<'s>) -> Result<&'s Place, Error> {
    let around = source.places.iter().copied().filter(|place| source.lines(place).contains(&line));
    let (what, remedy) = match around.min_by_key(|place| source.lines(place).count()) {
        Some(place) if place.method().has_body => return Ok(place),
        Some(place) => {
            let what =
                format!("`{}` has no body: what becomes of it is up to each implementation", place.method().name);
            (what, "give a line of one of those".to_owned())
        }
        None => {
            let methods = source.places.iter().filter(|place| place.method().has_body);
            let nearest = methods.map(|place| place.method()).min_by_key(|method| method.line.abs_diff(line));
            let Some(nearest) = nearest else { return Err(nothing(source)) };
            let remedy = format!("the nearest one, `{}`, is at line {}", nearest.name, nearest.line);
            ("no async method is at this line".to_owned(), remedy)
        }
    };
    Err(Error::usage(format_args!("{}:{line}: {what}", source.path.display()), &remedy))
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
