//! The file that is explained: where it is, and what the survey has found in it.

use std::path::{Path, PathBuf};

use super::analysis::{self, Analysis};
use crate::error::Error;
use crate::survey::{Place, Survey, Unseen};
use crate::text;
use crate::tree::{File, Tree};

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
        let known = path.canonicalize().ok().and_then(|real| tree.file_at(&real));
        let Some(file) = known else {
            let unread = File::read(&path).err();
            let line = unread.as_ref().and_then(|unread| unread.line);
            let why = unread.map_or_else(|| "this is no source file".to_owned(), |unread| unread.why);
            let remedy = "give the path of a Rust source file that compiles, as FILE or FILE:LINE";
            return Err(Error::failure(why, at(&path, line), remedy));
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
            let start = mistake.span().start();
            let place = format!("{}:{}", at(&path, Some(start.line)), start.column + 1);
            Error::failure(mistake, place, "correct the attribute or its item")
        })?;
        Ok(Self { path, line, text, places, unseen, analysis })
    }
}

/// A place in a file, as the path was given.
pub(super) fn at(path: &Path, line: Option<usize>) -> String {
    text::place(path, Path::new(""), line)
}

/// The path and the line that `place`, `PATH` or `FILE:LINE`, names. A file whose name ends in a colon and a number is
/// that file.
pub(super) fn place(place: &Path) -> (PathBuf, Option<usize>) {
    let words = place.to_str().filter(|_| !place.exists()).and_then(|text| text.rsplit_once(':'));
    let named = words.and_then(|(path, line)| Some((path.into(), line.parse().ok()?)));
    named.map_or_else(|| (place.to_owned(), None), |(path, line)| (path, Some(line)))
}
