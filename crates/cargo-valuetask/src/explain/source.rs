//! The file that is explained: where it is, and what the survey has found in it.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::analysis::{self, Analysis};
use crate::error::Error;
use crate::survey::{Place, Survey, Unseen};
use crate::tree::Tree;

/// A file that is Rust.
pub(super) struct Source<'s> {
    pub(super) path: PathBuf,
    /// The line that was asked for.
    pub(super) line: Option<usize>,
    pub(super) text: &'s str,
    /// Its async methods and functions, by their items.
    pub(super) places: Vec<&'s Place>,
    /// The macros with an attribute in what they are given or defined as.
    pub(super) unseen: Vec<&'s Unseen>,
    pub(super) analysis: Analysis,
}

impl<'s> Source<'s> {
    /// What was found in a file, of which this line was asked for.
    pub(super) fn of(path: PathBuf, line: Option<usize>, survey: &'s Survey, tree: &'s Tree) -> Result<Self, Error> {
        let remedy = "give the path of a Rust source file that compiles, as FILE or FILE:LINE";
        let real = path
            .canonicalize()
            .map_err(|error| Error::failure(format_args!("can't read it: {error}"), path.display(), remedy))?;
        let Some(file) = tree.file_at(&real) else {
            let unread = survey.unread.iter().find(|unread| unread.path == real);
            let line = unread.and_then(|unread| unread.line).map_or_else(String::new, |line| format!(":{line}"));
            let why = unread.map_or("this is no source file", |unread| &unread.why);
            return Err(Error::failure(why, format_args!("{}{line}", path.display()), remedy));
        };
        let text = &*tree.files[file].text;
        let found = survey.places.iter().chain(&survey.plain);
        let mut places: Vec<_> = found.filter(|place| place.file == file && place.method().is_async()).collect();
        places.sort_by_key(|place| (place.item_line(), place.method().bytes.start));
        let unseen = survey.unseen.iter().filter(|unseen| unseen.file == file).collect();
        let analysis = analysis::analyse(text, &places).map_err(|mistake| {
            let at = mistake.span().start();
            let at = format!("{}:{}:{}", path.display(), at.line, at.column + 1);
            Error::failure(mistake, at, "correct the attribute or its item")
        })?;
        Ok(Self { path, line, text, places, unseen, analysis })
    }

    /// The lines of a method, with its attributes.
    pub(super) fn lines(&self, place: &Place) -> RangeInclusive<usize> {
        let bytes = &place.method().bytes;
        let line_of = |at: usize| 1 + self.text[..at].matches('\n').count();
        line_of(bytes.start)..=line_of(bytes.end)
    }
}

/// The path and the line that `place`, `PATH` or `FILE:LINE`, names. A file whose name ends in a colon and a number is
/// that file.
pub(super) fn place(place: &Path) -> (PathBuf, Option<usize>) {
    let parts = place.to_str().filter(|_| !place.exists()).and_then(|text| text.rsplit_once(':'));
    let with_line = |(path, line): (&str, &str)| Some((PathBuf::from(path), Some(line.parse().ok()?)));
    parts.and_then(with_line).unwrap_or_else(|| (place.to_owned(), None))
}
