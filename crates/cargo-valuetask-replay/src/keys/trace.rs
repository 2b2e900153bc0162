//! Opens a trace: a file or standard input, plain or gzip.

#![forbid(unsafe_code)]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::parse::Parser;
use super::{Keys, LONGEST_KEY};
use crate::args::TraceFormat;
use crate::error::Error;

const BUFFER: usize = 1 << 17;
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Longest line that is read: a key, or ARC's four numbers, and room to see that it's too long.
const LONGEST_LINE: u64 = 4 * LONGEST_KEY as u64;

/// The first `most` keys of the trace at `path`.
pub(super) fn read(path: &Path, format: TraceFormat, most: usize) -> Result<Keys, Error> {
    let place = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| {
            Error::new(format_args!("can't open the trace: {error}"), &place, "give a readable file with --keys")
        })?)
    };
    let mut input = BufReader::with_capacity(BUFFER, input);
    let start = input.fill_buf().map_err(|error| unreadable(&error, &place))?;
    if start.starts_with(&GZIP) {
        parse(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(input)), format, most, place)
    } else {
        parse(input, format, most, place)
    }
}

fn parse(mut input: impl BufRead, format: TraceFormat, most: usize, place: String) -> Result<Keys, Error> {
    let mut parser = Parser::new(Keys::new(place.clone()), format, most);
    let mut line = Vec::new();
    while !parser.is_full() {
        line.clear();
        let read = input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line);
        match read.map_err(|error| unreadable(&error, &place))? {
            0 => break,
            _ => parser.line(&line)?,
        }
    }
    let keys = parser.finish();
    if keys.order.is_empty() {
        return Err(Error::new("the trace holds no keys", &place, "give a file with one key a line with --keys"));
    }
    Ok(keys)
}

fn unreadable(error: &io::Error, place: &str) -> Error {
    let (what, remedy) = match error.kind() {
        io::ErrorKind::UnexpectedEof => ("the gzip file is truncated".to_owned(), "get a complete copy"),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            (format!("the gzip file is damaged ({error})"), "get an intact copy")
        }
        _ => (format!("can't read the trace: {error}"), "give a readable file with --keys"),
    };
    Error::new(what, place, remedy)
}
