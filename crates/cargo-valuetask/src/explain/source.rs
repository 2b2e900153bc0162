//! The file that is explained: where it is, what the survey has found in it, and which of its methods are explained.

use std::path::{Path, PathBuf};

use super::analysis::{self, Analysis};
use crate::error::Error;
use crate::scope::{Macro, Method};
use crate::survey::{Place, Survey};
use crate::text;
use crate::tree::{File, Tree};

/// A file that is Rust.
pub(super) struct Source<'s> {
    pub(super) path: PathBuf,
    /// The line that was asked for.
    pub(super) line: Option<usize>,
    pub(super) text: &'s str,
    /// Its async methods and functions, by their items.
    places: Vec<&'s Place>,
    /// The macros with an attribute in what they are given or defined as.
    pub(super) macros: &'s [Macro],
    pub(super) analysis: Analysis,
}

impl<'s> Source<'s> {
    /// What was found in a file, of which this line was asked for.
    pub(super) fn of(path: PathBuf, line: Option<usize>, survey: &'s Survey, tree: &'s Tree) -> Result<Self, Error> {
        let known = path.canonicalize().ok().and_then(|real| tree.file_at(&real));
        let Some(file) = known else {
            let unread = File::read(&path).map_err(|unread| (unread.line, unread.why)).err();
            let (line, why) = unread.unwrap_or_else(|| (None, "this is no source file".to_owned()));
            let remedy = "give the path of a Rust source file that compiles, as FILE or FILE:LINE";
            return Err(Error::failure(why, at(&path, line), remedy));
        };
        let File { text, scope, .. } = &tree.files[file];
        let lines = text.lines().count();
        if let Some(line) = line.filter(|line| !(1..=lines).contains(line)) {
            let what = format!("there is no line {line}: the file has {lines}");
            return Err(Error::usage(what, path.display(), "give one of them"));
        }
        let found = survey.places.iter().chain(&survey.plain);
        let mut places: Vec<_> = found.filter(|place| place.file == file && place.method.is_async()).collect();
        places.sort_by_key(|place| (place.item_line(), place.method.bytes.start));
        let analysis = analysis::analyse(text, &places).map_err(|mistake| {
            let start = mistake.span().start();
            let place = format!("{}:{}", at(&path, Some(start.line)), start.column + 1);
            Error::failure(mistake, place, "correct the attribute or its item")
        })?;
        Ok(Self { path, line, text, places, macros: &scope.macros, analysis })
    }

    /// The methods to explain, and how many more no attribute speaks to: the one at the line that was asked for, else all
    /// under attributes, if there are any.
    pub(super) fn chosen(&self) -> Result<(Vec<&'s Place>, usize), Error> {
        let Some(line) = self.line else {
            let is_attributed =
                |place: &Place| place.speaking.as_ref().is_some_and(|speaking| speaking.name().is_some());
            let any = self.places.iter().any(|place| is_attributed(place));
            let methods = self.places.iter().copied().filter(|place| place.method.has_body);
            // A function without an attribute is explained by its line alone.
            let of_items = methods.filter(|place| is_attributed(place) || !place.item.head.is_empty());
            let (places, others): (Vec<_>, Vec<_>) = of_items.partition(|place| !any || is_attributed(place));
            return if places.is_empty() { Err(self.nothing()) } else { Ok((places, others.len())) };
        };
        let begun = self.places.iter().copied().filter(|place| *place.method.lines.start() <= line);
        // Of those that it is in, the innermost; else the last before it.
        let chosen = begun.max_by_key(|place| (place.method.lines.contains(&line), place.method.bytes.start));
        match (chosen, self.places.first()) {
            (Some(place), _) if place.method.has_body => Ok((vec![place], 0)),
            (Some(place), _) => {
                let Method { name, line, .. } = &*place.method;
                let what = format!("`{name}` has no body: what becomes of it is up to each implementation");
                Err(Error::failure(what, at(&self.path, Some(*line)), "give a line of one of those"))
            }
            (None, Some(first)) => {
                let what = format!("there is no async method at or before line {line}");
                let remedy = format!("the first one, `{}`, is at line {}", first.method.name, first.method.line);
                Err(Error::usage(what, self.path.display(), &remedy))
            }
            (None, None) => Err(self.nothing()),
        }
    }

    fn nothing(&self) -> Error {
        let remedy = match self.macros {
            [Macro { name, line, .. }, ..] => {
                format!("what `{name}!` at line {line} makes isn't seen: explain a file with its expansion")
            }
            [] => "give a file with an impl, or FILE:LINE of an async function".to_owned(),
        };
        Error::failure("there is no async method with a body in a trait or an impl", self.path.display(), &remedy)
    }
}

/// A place in a file, as the path was given.
fn at(path: &Path, line: Option<usize>) -> String {
    text::place(path, Path::new(""), line)
}

/// The path and the line that `place`, `PATH` or `FILE:LINE`, names. A file whose name ends in a colon and a number is
/// that file.
pub(super) fn place(place: &Path) -> (PathBuf, Option<usize>) {
    let words = place.to_str().filter(|_| !place.exists()).and_then(|text| text.rsplit_once(':'));
    let named = words.and_then(|(path, line)| Some((path.into(), line.parse().ok()?)));
    named.map_or_else(|| (place.to_owned(), None), |(path, line)| (path, Some(line)))
}
