//! Reads keys out of the lines of a trace, and says which line is wrong.

#![forbid(unsafe_code)]

use super::{Keys, LONGEST_KEY};
use crate::error::Error;
use crate::replay::args::{LONGEST_STREAM, TraceFormat};

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
        let line = line.trim_ascii();
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
        if self.keys.order.len() == LONGEST_STREAM {
            return Err(self.wrong(format!("more than {LONGEST_STREAM} keys so far"), "replay fewer with --ops"));
        }
        let index = self.keys.intern(key)?;
        self.keys.order.push(index);
        Ok(())
    }

    /// `start length …`: the keys `start`, `start + 1`, up to `length` of them.
    fn arc(&mut self, text: &str) -> Result<(), Error> {
        let mut numbers = text.split_ascii_whitespace().map(str::parse::<u64>);
        let (Some(Ok(start)), Some(Ok(length))) = (numbers.next(), numbers.next()) else {
            let what = "this isn't a line of an ARC trace (start and length)".to_owned();
            return Err(self.wrong(what, "leave out --trace-format arc for a trace with one key a line"));
        };
        for key in start..start.saturating_add(length) {
            if self.is_full() {
                break;
            }
            self.push(&key.to_string())?;
        }
        Ok(())
    }

    fn wrong(&self, what: String, remedy: &str) -> Error {
        Error::failure(what, format_args!("{}, line {}", self.keys.origin, self.line_number), remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, Parser, TraceFormat};

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
        assert_eq!(parsed(TraceFormat::Lines, 9, &["a b\r\n", "\n", "c\n", "a b"]), ["a b", "c", "a b"]);
    }

    #[test]
    fn an_arc_line_is_a_run_of_keys() {
        assert_eq!(parsed(TraceFormat::Arc, 4, &["7 3 0 0", "1 9 0 1"]), ["7", "8", "9", "1"]);
    }
}
