//! Reads keys out of the lines of a trace, and says which line is wrong.

#![forbid(unsafe_code)]

use super::columns::{Columns, NONE};
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
    /// Of a table, no line has been read but comments.
    is_start: bool,
}

/// Returns a line without its end, the mark of an encoding, and spaces around it. A tab may delimit an empty column.
pub(super) fn trimmed(line: &[u8]) -> &[u8] {
    let mut line = line.strip_prefix(MARK).unwrap_or(line);
    while let [b' ', rest @ ..] | [rest @ .., b' ' | b'\r' | b'\n'] = line {
        line = rest;
    }
    line
}

impl Parser {
    pub(super) fn new(keys: Keys, layout: Layout, most: usize) -> Self {
        let (delimiter, is_header) = match layout {
            Layout::Table(Table { delimiter, has_header, .. }) => (delimiter, has_header),
            _ => (b',', false),
        };
        Self { keys, layout, columns: Columns::new(delimiter), most, line_number: 0, is_header, is_start: true }
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
        let line = if self.line_number == 1 { trimmed(line) } else { line };
        let is_key = !matches!(self.layout, Layout::Table(_));
        let line = if is_key || line.trim_ascii().is_empty() { line.trim_ascii() } else { trimmed(line) };
        let is_binary = line.iter().any(|byte| byte.is_ascii_control() && *byte != b'\t');
        // One that is longer may be cut within a letter.
        if is_key && line.len() > LONGEST_KEY && !is_binary {
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

    /// A line of a table. Comments have no key: those before its rows, and later ones that are no row.
    fn row(&mut self, text: &str, table: Table) -> Result<(), Error> {
        if text.starts_with("# ") || text.starts_with('#') && self.is_start {
            return Ok(());
        }
        self.is_start = false;
        if std::mem::take(&mut self.is_header) {
            return Ok(());
        }
        let Some(columns) = self.columns.of(text) else {
            let what = "a column in quotes doesn't end on its line".to_owned();
            return Err(self.wrong(what, "write each row of the table on a line of its own"));
        };
        let number = columns.len();
        if text.starts_with('#') && number == 1 && table.delimiter != NONE {
            return Ok(());
        }
        let times = match table.times.and_then(|at| Some((at, columns.get(at)?.parse()))) {
            None => 1,
            Some((_, Ok(times))) => times,
            Some((at, Err(_))) => {
                let what = format!("column {}, how often the key is looked up, is no whole number", at + 1);
                return Err(self.wrong(what, "correct it, or rename the column"));
            }
        };
        let times = u64::min(times, self.most.saturating_sub(self.keys.order.len()) as u64);
        let Some(key) = columns.get(table.key).filter(|key| !key.is_empty()).map(|key| (*key).to_owned()) else {
            let what = format!("this line has {number} columns, and no key in column {}", table.key + 1);
            return Err(self.wrong(what, "name the key's with --column, and see --delimiter"));
        };
        if key.len() > LONGEST_KEY {
            return Err(self.too_long());
        }
        // Before the first of them is kept: there may be billions.
        self.make_room(times)?;
        for _ in 0..times {
            self.push(&key)?;
        }
        Ok(())
    }

    fn too_long(&self) -> Error {
        let what = format!("the key is longer than {LONGEST_KEY} bytes");
        self.wrong(what, "shorten it, for example to a hash of itself, or name the key's column with --column")
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
        // Before the first of them is kept: there may be billions.
        self.make_room(taken)?;
        for key in (0..taken).map_while(|after| start.checked_add(after)) {
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
    fn an_empty_column_at_the_start_or_end_of_a_line_stays_a_column() {
        let table = Table { delimiter: b'\t', has_header: false, key: 1, times: None };
        assert_eq!(parsed(Layout::Table(table), 9, &["\tk2\t5\r\n", "ann\tk1\t\n", "\t\n"]), ["k2", "k1"]);
    }

    #[test]
    fn a_key_of_a_table_may_begin_as_a_comment_does_once_rows_have_begun() {
        let table = Table { delimiter: b',', has_header: true, key: 0, times: None };
        assert_eq!(parsed(Layout::Table(table), 9, &["#x", "key,size", "#rust,1", "#end", "# a,b"]), ["#rust"]);
    }

    /// What is wrong with the second line of a table with a header, whose second column says how often.
    fn wrong(row: &str) -> String {
        let table = Table { delimiter: b',', has_header: true, key: 0, times: Some(1) };
        let mut parser = Parser::new(Keys::new("a trace".to_owned()), Layout::Table(table), usize::MAX);
        parser.line(b"key,op_count").expect("a header");
        let error = parser.line(row.as_bytes()).expect_err("it is wrong").to_string();
        assert!(parser.finish().order().is_empty());
        error
    }

    #[test]
    fn a_row_with_a_wrong_number_or_an_open_quote_is_refused() {
        for times in ["3.0", "1e9", "-1"] {
            let error = wrong(&format!("a,{times}"));
            assert!(error.starts_with("a trace, line 2: column 2, how often"), "{error}");
        }
        let error = wrong("\"a,1");
        assert!(error.contains("in quotes doesn't end"), "{error}");
        let error = wrong("a,99999999999");
        assert!(error.contains("more than 268435456 keys"), "{error}");
    }

    #[test]
    fn a_star_in_a_trace_of_lirs_is_no_key() {
        assert_eq!(parsed(Layout::Lirs, 9, &["7", "*", "8"]), ["7", "8"]);
    }

    #[test]
    fn an_arc_line_is_a_run_of_keys() {
        assert_eq!(parsed(Layout::Arc, 4, &["7 3 0 0", "1 9 0 1"]), ["7", "8", "9", "1"]);
        assert_eq!(parsed(Layout::Arc, 4, &["18446744073709551615 2 0 0"]), ["18446744073709551615"]);
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
