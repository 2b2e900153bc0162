//! Reads keys out of the lines of a trace, and says which line is wrong.

#![forbid(unsafe_code)]

use super::{Keys, LONGEST_KEY};
use crate::args::{LONGEST_STREAM, TraceFormat};
use crate::error::Error;

/// What may stand before a text in UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Takes lines until it has as many keys as it may.
pub(super) struct Parser {
    keys: Keys,
    format: TraceFormat,
    most: usize,
    line_number: usize,
}

impl Parser {
    pub(super) fn new(keys: Keys, format: TraceFormat, most: usize) -> Self {
        Self { keys, format, most, line_number: 0 }
    }

    pub(super) fn is_full(&self) -> bool {
        self.keys.order.len() >= self.most
    }

    pub(super) fn finish(self) -> Keys {
        self.keys
    }

    /// Adds the keys of a line. An empty one has none.
    pub(super) fn line(&mut self, line: &[u8]) -> Result<(), Error> {
        self.line_number += 1;
        let is_first = self.line_number == 1;
        let line = line.strip_prefix(MARK).filter(|_| is_first).unwrap_or(line).trim_ascii();
        if line.len() > LONGEST_KEY {
            let what = format!("the key is longer than {LONGEST_KEY} bytes");
            return Err(self.wrong(what, "shorten it, for example to a hash of itself"));
        }
        let text = str::from_utf8(line).ok().filter(|text| !text.contains(|c: char| c.is_control() && c != '\t'));
        match text {
            None => Err(self.wrong("this isn't text".to_owned(), "turn a binary trace into text with one key a line")),
            Some("") => Ok(()),
            Some(text) if self.format == TraceFormat::Arc => self.arc(text),
            Some(key) => self.push(key),
        }
    }

    fn push(&mut self, key: &str) -> Result<(), Error> {
        self.make_room(1)?;
        let index = self.keys.intern(key)?;
        self.keys.order.push(index);
        Ok(())
    }

    /// Refuses keys that are too many with those so far.
    fn make_room(&self, more: u64) -> Result<(), Error> {
        if more > (LONGEST_STREAM - self.keys.order.len()) as u64 {
            return Err(self.wrong(format!("more than {LONGEST_STREAM} keys so far"), "replay fewer with --ops"));
        }
        Ok(())
    }

    /// `start length …`: the keys `start`, `start + 1`, up to `length` of them.
    fn arc(&mut self, text: &str) -> Result<(), Error> {
        let mut numbers = text.split_ascii_whitespace().map(str::parse::<u64>);
        let (Some(Ok(start)), Some(Ok(length))) = (numbers.next(), numbers.next()) else {
            let what = "this isn't a line of an ARC trace (start and length)".to_owned();
            return Err(self.wrong(what, "leave out --trace-format arc for a trace with one key a line"));
        };
        let taken = length.min(self.most.saturating_sub(self.keys.order.len()) as u64);
        let keys = start..start.saturating_add(taken);
        // Before the first of them is kept: there may be billions.
        self.make_room(keys.end - keys.start)?;
        for key in keys {
            self.push(&key.to_string())?;
        }
        Ok(())
    }

    fn wrong(&self, what: String, remedy: &str) -> Error {
        Error::new(what, format_args!("{}, line {}", self.keys.origin, self.line_number), remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, LONGEST_STREAM, Parser, TraceFormat};

    fn parsed(format: TraceFormat, most: usize, lines: &[&str]) -> Vec<String> {
        let mut parser = Parser::new(Keys::new("a trace".to_owned()), format, most);
        for line in lines {
            parser.line(line.as_bytes()).expect("a line of the format");
        }
        let keys = parser.finish();
        keys.order().iter().map(|&key| keys.name(key).to_owned()).collect()
    }

    #[test]
    fn a_line_is_a_key_and_an_empty_one_is_none() {
        assert_eq!(parsed(TraceFormat::Lines, 9, &["\u{feff}a b\r\n", "\n", "c\n", "a b"]), ["a b", "c", "a b"]);
    }

    #[test]
    fn an_arc_line_is_a_run_of_keys() {
        assert_eq!(parsed(TraceFormat::Arc, 4, &["7 3 0 0", "1 9 0 1"]), ["7", "8", "9", "1"]);
    }

    #[test]
    fn an_arc_line_of_too_many_keys_is_refused_before_any_of_them_is_kept() {
        for length in [LONGEST_STREAM as u64 - 1, u64::MAX - 1] {
            let mut parser = Parser::new(Keys::new("a trace".to_owned()), TraceFormat::Arc, usize::MAX);
            parser.line(b"7 2 0 0").expect("two keys");
            let error = parser.line(format!("1 {length} 0 0").as_bytes()).expect_err("too many").to_string();
            assert!(error.starts_with("a trace, line 2: more than 268435456 keys so far"), "{error}");
            assert_eq!(parser.finish().distinct(), 2);
        }
    }

    #[test]
    fn of_an_arc_line_no_more_is_taken_than_was_asked_for() {
        assert_eq!(parsed(TraceFormat::Arc, 3, &["7 1 0 0", "1 18446744073709551615 0 1"]), ["7", "1", "2"]);
    }
}
