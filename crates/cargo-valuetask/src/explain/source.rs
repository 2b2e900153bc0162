//! The file that is explained: where it is, and what the survey has found in it.

use std::ffi::OsStr;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use proc_macro2::LineColumn;

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
        let text = &tree.files[file].text;
        let lines = text.lines().count();
        if let Some(line) = line.filter(|line| !(1..=lines).contains(line)) {
            let what = format!("{}: there is no line {line}: the file has {lines}", path.display());
            return Err(Error::usage(what, "give one of them"));
        }
        let found = survey.places.iter().chain(&survey.plain);
        let is_async = |place: &&Place| place.declared || place.when_hot.is_some() || place.mistake.is_some();
        let mut places: Vec<_> = found.filter(|place| place.file == file).filter(is_async).collect();
        places.sort_by_key(|place| (place.item_line, place.bytes.start));
        let unseen = survey.unseen.iter().filter(|unseen| unseen.file == file).collect();
        Ok(Self { path, line, text, places, unseen })
    }

    /// The place at which a method begins, with its attributes.
    pub(super) fn start(&self, place: &Place) -> LineColumn {
        let before = &self.text[..place.bytes.start];
        let column = before.chars().rev().take_while(|char| *char != '\n').count();
        LineColumn { line: 1 + before.matches('\n').count(), column }
    }

    /// The lines of a method, with its attributes.
    pub(super) fn lines(&self, place: &Place) -> RangeInclusive<usize> {
        let start = self.start(place).line;
        start..=start + self.text[place.bytes.clone()].matches('\n').count()
    }

    /// An error at a place in this file.
    pub(super) fn failure(&self, at: LineColumn, what: impl Display, remedy: &str) -> Error {
        Error::failure(what, format_args!("{}:{}:{}", self.path.display(), at.line, at.column + 1), remedy)
    }
}

/// The path and the line that `place`, `PATH`, `FILE:LINE` or `FILE:LINE:COLUMN`, names. A file whose name ends in a
/// colon and a number is that file.
pub(super) fn place(place: &OsStr) -> Result<(PathBuf, Option<usize>), Error> {
    if place.is_empty() {
        return Err(Error::usage("a path is empty", "give a source file or a folder"));
    }
    let whole = PathBuf::from(place);
    let Some(text) = place.to_str().filter(|_| !whole.exists()) else { return Ok((whole, None)) };
    let numbered = |text: &str| {
        let (before, number) = text.rsplit_once(':')?;
        let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| (before.to_owned(), number.to_owned()))
    };
    let Some((mut path, mut line)) = numbered(text) else { return Ok((whole, None)) };
    if let Some((before, earlier)) = numbered(&path) {
        (path, line) = (before, earlier);
    }
    let line = line.parse().map_err(|_| Error::usage(format_args!("{path}: there is no line {line}"), "see --help"))?;
    Ok((PathBuf::from(path), Some(line)))
}
