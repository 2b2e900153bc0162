//! Reads keys out of the lines of a trace, and says which line is wrong.

#![forbid(unsafe_code)]

use super::columns::Columns;
use super::layout::Layout;
use super::sheet::Table;
use super::{Keys, LONGEST_KEY};
use crate::args::LONGEST_STREAM;
use crate::error::Error;

/// Bytes of a line, at most.
pub(super) const LONGEST_LINE: usize = 1 << 16;
/// What may stand before a text in UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Takes lines until it has as many keys as it may.
pub(super) struct Parser {
    keys: Keys,
    layout: Layout,
    columns: Columns,
    most: usize,
    line_number: usize,
    /// The next line of a table has the names of its columns.
    is_header: bool,
}

/// Returns a line without its end, and without the mark of an encoding.
pub(super) fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_prefix(MARK).unwrap_or(line).trim_ascii()
}

impl Parser {
    pub(super) fn new(keys: Keys, layout: Layout, most: usize) -> Self {
        let (delimiter, is_header) = match layout {
            Layout::Table(Table { delimiter, has_header, .. }) => (delimiter, has_header),
            _ => (b',', false),
        };
        Self { keys, layout, columns: Columns::new(delimiter), most, line_number: 0, is_header }
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
        if line.len() >= LONGEST_LINE && matches!(self.layout, Layout::Table(_)) {
            return Err(self.wrong(format!("the line is longer than {LONGEST_LINE} bytes"), "see --delimiter"));
        }
        let line = if self.line_number == 1 { trimmed(line) } else { line.trim_ascii() };
        let is_key = !matches!(self.layout, Layout::Table(_));
        if is_key && line.len() > LONGEST_KEY {
            return Err(self.too_long());
        }
        let text = str::from_utf8(line).ok().filter(|text| !text.contains(|c: char| c.is_control() && c != '\t'));
        match (text, self.layout) {
            (None, _) => {
                Err(self.wrong("this isn't text".to_owned(), "turn a binary trace into text with one key a line"))
            }
            (Some(""), _) | (Some("*"), Layout::Lirs) => Ok(()),
            (Some(key), Layout::Line | Layout::Lirs) => self.push(key),
            (Some(text), Layout::Arc) => self.arc(text),
            (Some(text), Layout::Table(table)) => self.row(text, table),
        }
    }

    /// A line of a table. Comments have no key.
    fn row(&mut self, text: &str, table: Table) -> Result<(), Error> {
        if text.starts_with('#') || std::mem::take(&mut self.is_header) {
            return Ok(());
        }
        let columns = self.columns.of(text);
        let number = columns.len();
        let times = table.times.and_then(|at| columns.get(at)?.parse::<u64>().ok()).unwrap_or(1);
        let Some(key) = columns.get(table.key).filter(|key| !key.is_empty()).map(|key| (*key).to_owned()) else {
            let what = format!("this line has {number} columns, and no key in column {}", table.key + 1);
            return Err(self.wrong(what, "name the key's with --column, and see --delimiter"));
        };
        if key.len() > LONGEST_KEY {
            return Err(self.too_long());
        }
        for _ in 0..times.min(self.most.saturating_sub(self.keys.order.len()) as u64) {
            self.push(&key)?;
        }
        Ok(())
    }

    fn too_long(&self) -> Error {
        let what = format!("the key is longer than {LONGEST_KEY} bytes");
        self.wrong(what, "shorten it, for example to a hash of itself")
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
            return Err(self.wrong(what, "say --trace-format lines for a trace with one key a line"));
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
    use super::{Keys, LONGEST_STREAM, Layout, Parser, Table};

    fn parsed(layout: Layout, most: usize, lines: &[&str]) -> Vec<String> {
        let mut parser = Parser::new(Keys::new("a trace".to_owned()), layout, most);
        for line in lines {
            parser.line(line.as_bytes()).expect("a line of the format");
        }
        let keys = parser.finish();
        keys.order().iter().map(|&key| keys.name(key).to_owned()).collect()
    }

    #[test]
    fn a_line_is_a_key_and_an_empty_one_is_none() {
        assert_eq!(parsed(Layout::Line, 9, &["\u{feff}a b\r\n", "\n", "c\n", "a b"]), ["a b", "c", "a b"]);
    }

    #[test]
    fn a_row_of_a_table_has_its_key_as_often_as_it_says() {
        let table = Table { delimiter: b',', has_header: true, key: 0, times: Some(1) };
        let lines = ["key,op_count", "# more", "a,2", "\"b,c\",1", "d,9"];
        assert_eq!(parsed(Layout::Table(table), 5, &lines), ["a", "a", "b,c", "d", "d"]);
        let mut parser = Parser::new(Keys::new("a trace".to_owned()), Layout::Table(Table { key: 2, ..table }), 9);
        parser.line(b"a,b,c").expect("a header");
        let error = parser.line(b"a,2").expect_err("no third column").to_string();
        assert!(error.starts_with("a trace, line 2: this line has 2 columns, and no key in column 3"), "{error}");
    }

    #[test]
    fn a_star_in_a_trace_of_lirs_is_no_key() {
        assert_eq!(parsed(Layout::Lirs, 9, &["7", "*", "8"]), ["7", "8"]);
    }

    #[test]
    fn an_arc_line_is_a_run_of_keys() {
        assert_eq!(parsed(Layout::Arc, 4, &["7 3 0 0", "1 9 0 1"]), ["7", "8", "9", "1"]);
    }

    #[test]
    fn an_arc_line_of_too_many_keys_is_refused_before_any_of_them_is_kept() {
        for length in [LONGEST_STREAM as u64 - 1, u64::MAX - 1] {
            let mut parser = Parser::new(Keys::new("a trace".to_owned()), Layout::Arc, usize::MAX);
            parser.line(b"7 2 0 0").expect("two keys");
            let error = parser.line(format!("1 {length} 0 0").as_bytes()).expect_err("too many").to_string();
            assert!(error.starts_with("a trace, line 2: more than 268435456 keys so far"), "{error}");
            assert_eq!(parser.finish().distinct(), 2);
        }
    }

    #[test]
    fn of_an_arc_line_no_more_is_taken_than_was_asked_for() {
        assert_eq!(parsed(Layout::Arc, 3, &["7 1 0 0", "1 18446744073709551615 0 1"]), ["7", "1", "2"]);
    }
}
