//! The file that is explained: where it is, and what the survey has found in it.

use std::ffi::OsStr;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use proc_macro2::LineColumn;
use valuetask_syntax::analyse::Analysed;

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
        let lines = text.lines().count();
        if let Some(line) = line.filter(|line| !(1..=lines).contains(line)) {
            let what = format!("{}: there is no line {line}: the file has {lines}", path.display());
            return Err(Error::usage(what, "give one of them"));
        }
        let found = survey.places.iter().chain(&survey.plain);
        let mut places: Vec<_> = found.filter(|place| place.file == file && place.method().is_async()).collect();
        places.sort_by_key(|place| (place.item_line(), place.method().bytes.start));
        let unseen = survey.unseen.iter().filter(|unseen| unseen.file == file).collect();
        let analysis = analysis::analyse(text, &places).map_err(|mistake| {
            let at = mistake.span().start();
            failure(&path, at, mistake, "correct the attribute or its item")
        })?;
        Ok(Self { path, line, text, places, unseen, analysis })
    }

    /// The place at which a method begins, with its attributes.
    pub(super) fn start(&self, place: &Place) -> LineColumn {
        let before = &self.text[..place.method().bytes.start];
        let column = before.chars().rev().take_while(|char| *char != '\n').count();
        LineColumn { line: 1 + before.matches('\n').count(), column }
    }

    /// The lines of a method, with its attributes.
    pub(super) fn lines(&self, place: &Place) -> RangeInclusive<usize> {
        let start = self.start(place).line;
        start..=start + self.text[place.method().bytes.clone()].matches('\n').count()
    }

    /// What becomes of a method, if it has a body.
    pub(super) fn analysed(&self, place: &Place) -> Option<&Analysed> {
        self.analysis.methods.get(&place.method().name_start)
    }
}

/// An error at a place in a file.
pub(super) fn failure(path: &Path, at: LineColumn, what: impl Display, remedy: &str) -> Error {
    Error::failure(what, format_args!("{}:{}:{}", path.display(), at.line, at.column + 1), remedy)
}

/// The path and the line that `place`, `PATH` or `FILE:LINE`, names. A file whose name ends in a colon and a number is
/// that file.
pub(super) fn place(place: &OsStr) -> Result<(PathBuf, Option<usize>), Error> {
    if place.is_empty() {
        return Err(Error::usage("a path is empty", "give a source file or a folder"));
    }
    let whole = PathBuf::from(place);
    let text = place.to_str().filter(|_| !whole.exists());
    let Some((path, line)) = text.and_then(|text| text.rsplit_once(':')) else { return Ok((whole, None)) };
    if line.is_empty() || !line.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok((whole, None));
    }
    let line = line.parse().map_err(|_| Error::usage(format_args!("{path}: there is no line {line}"), "see --help"))?;
    Ok((PathBuf::from(path), Some(line)))
}
