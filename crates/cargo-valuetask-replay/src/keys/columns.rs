//! The columns of a line: what stands between delimiters, in quotes or not.

#![forbid(unsafe_code)]

use csv_core::{ReadRecordResult, Reader};

/// What delimits no columns: a line is one.
pub(super) const NONE: u8 = 0;

/// Splits lines into columns.
pub(super) struct Columns {
    delimiter: u8,
    csv: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Columns {
    /// Several spaces are one delimiter, as in a table that is aligned by them.
    pub(super) fn new(delimiter: u8) -> Self {
        let csv = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Self { delimiter, csv, text: Vec::new(), ends: Vec::new() }
    }

    /// Returns the columns of a line, which has no line end; nothing if one in quotes goes on after it.
    pub(super) fn of<'s>(&'s mut self, line: &'s str) -> Option<Vec<&'s str>> {
        match self.delimiter {
            b' ' => return Some(line.split_ascii_whitespace().collect()),
            NONE => return Some(vec![line.trim()]),
            _ => {}
        }
        // As large as all of it.
        self.text.resize(line.len() + 1, 0);
        self.ends.resize(line.len() + 2, 0);
        self.csv.reset();
        let (_, _, text, ends) = self.csv.read_record(line.as_bytes(), &mut self.text, &mut self.ends);
        // An end of the line ends the record.
        let (ended, _, _, more) = self.csv.read_record(b"\n", &mut self.text[text..], &mut self.ends[ends..]);
        if ended != ReadRecordResult::Record {
            return None;
        }
        let mut start = 0;
        let column = |end: &usize| {
            let column = &self.text[std::mem::replace(&mut start, *end)..*end];
            // What was cut is ASCII, so the pieces are UTF-8 as the line is.
            str::from_utf8(column).unwrap_or_default().trim()
        };
        Some(self.ends[..ends + more].iter().map(column).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::Columns;

    #[test]
    fn a_quoted_column_may_have_the_delimiter_and_columns_may_be_empty() {
        let mut columns = Columns::new(b',');
        assert_eq!(columns.of(r#"1,"a,""b""",,ü"#), Some(vec!["1", r#"a,"b""#, "", "ü"]));
        assert_eq!(columns.of(r#"1,"a"#), None);
        assert_eq!(columns.of("one"), Some(vec!["one"]));
    }

    #[test]
    fn spaces_in_a_row_are_one_delimiter() {
        assert_eq!(Columns::new(b' ').of(" 1   a\t2 "), Some(vec!["1", "a", "2"]));
    }
}
