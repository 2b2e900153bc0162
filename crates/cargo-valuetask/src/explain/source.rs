//! The file that is explained: where it is, and its text as Rust.

#![forbid(unsafe_code)]

use std::ffi::OsStr;
use std::path::PathBuf;

use crate::error::Error;
use crate::text::shortened;
use crate::{parse, source};

/// A file that is there and is Rust.
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// The line that was asked for.
    pub(super) line: Option<usize>,
    pub(super) text: String,
    pub(super) file: syn::File,
}

impl Source {
    /// Reads a file, of which this line was asked for.
    pub(super) fn read(path: PathBuf, line: Option<usize>) -> Result<Self, Error> {
        let text = source::read(&path).map_err(|refused| {
            let place = refused.line.map_or_else(String::new, |line| format!(":{line}"));
            let place = format!("{}{place}", path.display());
            Error::failure(refused.why, place, "give the path of a Rust source file, as FILE or FILE:LINE")
        })?;
        let lines = text.lines().count();
        if let Some(line) = line
            && (line == 0 || line > lines)
        {
            let what = format!("{}: there is no line {line}: the file has {lines}", path.display());
            return Err(Error::usage(what, "give one of them"));
        }
        let file = parse::file(&text).map_err(|error| {
            let (line, column) = (error.span().start().line, error.span().start().column + 1);
            let shown = shortened(text.lines().nth(line.saturating_sub(1)).unwrap_or_default());
            let place = format!("{}:{line}:{column}", path.display());
            Error::failure(format_args!("{error}, in `{shown}`"), place, "correct it, or see what rustc says of it")
        })?;
        Ok(Self { path, line, text, file })
    }

    /// An error at a place in this file.
    pub(super) fn failure(&self, at: proc_macro2::Span, what: &str, remedy: &str) -> Error {
        let place = format!("{}:{}:{}", self.path.display(), at.start().line, at.start().column + 1);
        Error::failure(what, place, remedy)
    }
}

/// The path and the line that `place`, `PATH`, `FILE:LINE` or `FILE:LINE:COLUMN`, names. A file whose name ends in a
/// colon and a number is that file.
pub(super) fn place(place: &OsStr) -> Result<(PathBuf, Option<usize>), Error> {
    if place.is_empty() {
        return Err(Error::usage("a path is empty", "give a source file, a folder or a glob"));
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
