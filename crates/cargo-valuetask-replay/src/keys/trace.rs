//! Opens a trace: a file or standard input, plain, gzip or zstd.

#![forbid(unsafe_code)]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::frames::Frames;
use super::parse::{LONGEST_LINE, Parser, trimmed};
use super::{Keys, layout};
use crate::args::Args;
use crate::error::Error;

const BUFFER: usize = 1 << 17;
/// Lines that are read before it is decided how they hold their keys, and bytes of them.
const FIRST_LINES: usize = 1000;
const FIRST_BYTES: usize = 1 << 20;

/// The first bytes of compressed files, and what these are.
const COMPRESSED: [(&[u8], Compression); 6] = [
    (&[0x1f, 0x8b], Compression::Gzip),
    (&[0x28, 0xb5, 0x2f, 0xfd], Compression::Zstd),
    (b"\xfd7zXZ\0", Compression::Other("xz")),
    (b"BZh", Compression::Other("bzip2")),
    (&[0x04, 0x22, 0x4d, 0x18], Compression::Other("lz4")),
    // Another program's archive, which gzip decompresses.
    (b"PK\x03\x04", Compression::Other("gzip")),
];
/// The last bytes of those that begin a frame which a reader of zstd skips. The first is 0x50 to 0x5f.
const SKIPPED: &[u8] = &[0x2a, 0x4d, 0x18];
/// Bytes that tell a compressed file, at most.
const START: u64 = 6;

#[derive(Clone, Copy)]
enum Compression {
    Gzip,
    Zstd,
    /// One that isn't read, by the program that decompresses it.
    Other(&'static str),
}

/// The first `most` keys of the trace at `path`.
pub(super) fn read(path: &Path, args: &Args, most: usize) -> Result<Keys, Error> {
    let place = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    let input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(File::open(path).map_err(|error| {
            Error::new(format_args!("can't open the trace: {error}"), &place, "give a readable file with --keys")
        })?)
    };
    of(input, args, most, &place)
}

/// The first `most` keys of what is read at `place`.
fn of(input: impl Read, args: &Args, most: usize, place: &str) -> Result<Keys, Error> {
    let mut input = BufReader::with_capacity(BUFFER, input);
    let mut start = Vec::new();
    // A pipe may give a byte at a time.
    input.by_ref().take(START).read_to_end(&mut start).map_err(|error| unreadable(&error, place, ""))?;
    let compression = match start[..] {
        [0x50..=0x5f, ref rest @ ..] if rest.starts_with(SKIPPED) => Some(Compression::Zstd),
        _ => COMPRESSED.into_iter().find(|(first, _)| start.starts_with(first)).map(|(_, of)| of),
    };
    let input = Cursor::new(start).chain(input);
    match compression {
        None => parse(input, args, most, place, ""),
        Some(Compression::Gzip) => {
            parse(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(input)), args, most, place, "gzip")
        }
        Some(Compression::Zstd) => {
            parse(BufReader::with_capacity(BUFFER, Frames::new(input)), args, most, place, "zstd")
        }
        Some(Compression::Other(program)) => {
            let what = format!("the trace is compressed by {program}, which isn't read");
            Err(Error::new(
                what,
                place,
                &format!("decompress it: {program} -dc FILE | cargo valuetask-replay --keys -"),
            ))
        }
    }
}

/// Parses what was compressed in a form of this name, or wasn't.
fn parse(mut input: impl BufRead, args: &Args, most: usize, place: &str, form: &str) -> Result<Keys, Error> {
    let mut next = |line: &mut Vec<u8>| {
        line.clear();
        let read = input.by_ref().take(LONGEST_LINE as u64).read_until(b'\n', line);
        read.map(|bytes| bytes > 0).map_err(|error| unreadable(&error, place, form))
    };
    let (mut first, mut bytes, mut line) = (Vec::new(), 0, Vec::new());
    while first.len() < FIRST_LINES && bytes < FIRST_BYTES && next(&mut line)? {
        bytes += line.len();
        first.push(line.clone());
    }
    let texts: Vec<_> = first.iter().map(|line| String::from_utf8_lossy(trimmed(line))).collect();
    let texts: Vec<_> = texts.iter().map(AsRef::as_ref).filter(|text: &&str| !text.trim().is_empty()).collect();
    let found = layout::of(&texts, args).map_err(|(what, remedy)| Error::new(what, place, remedy))?;
    let mut keys = Keys::new(found.origin(place));
    keys.doubt = found.doubt;
    let mut parser = Parser::new(keys, found.layout, most);
    for line in &first {
        if parser.is_full() {
            break;
        }
        parser.line(line)?;
    }
    while !parser.is_full() && next(&mut line)? {
        parser.line(&line)?;
    }
    let keys = parser.finish();
    if keys.order.is_empty() {
        return Err(Error::new("the trace holds no keys", place, "give a file with one key a line with --keys"));
    }
    Ok(keys)
}

fn unreadable(error: &io::Error, place: &str, form: &str) -> Error {
    let (what, remedy) = match error.kind() {
        _ if form == "gzip" => (
            format!("the gzip file is truncated or damaged, or something else follows it ({error})"),
            "get a complete, intact copy; of one that goes on: gzip -dc FILE | cargo valuetask-replay --keys -",
        ),
        io::ErrorKind::UnexpectedEof => (format!("the {form} file is truncated"), "get a complete copy"),
        _ if !form.is_empty() => (format!("the {form} file is damaged ({error})"), "get an intact copy"),
        _ => (format!("can't read the trace: {error}"), "give a readable file with --keys"),
    };
    Error::new(what, place, remedy)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use clap::Parser as _;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use crate::args::Args;

    /// Gives a byte at a time, as a pipe may.
    struct Slow(io::Cursor<Vec<u8>>);

    impl Read for Slow {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let most = into.len().min(1);
            self.0.read(&mut into[..most])
        }
    }

    #[test]
    fn a_compressed_trace_may_come_a_byte_at_a_time() {
        let file = compress_to_vec(&b"a\nb\na\n"[..], CompressionLevel::Fastest);
        let args = Args::try_parse_from(["replay", "--keys", "-"]).expect("options");
        let keys = super::of(Slow(io::Cursor::new(file)), &args, 9, "a pipe").expect("a trace");
        assert_eq!(keys.order(), [0, 1, 0]);
    }
}
