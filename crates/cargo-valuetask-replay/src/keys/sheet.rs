//! The first lines of a trace as a table: its header, its columns, and which of these has the key.

#![forbid(unsafe_code)]

use super::columns::{Columns, NONE};

/// A table, one of whose columns has the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub(super) delimiter: u8,
    /// Its first line has names.
    pub(super) has_header: bool,
    pub(super) key: usize,
    /// The column that has how often the key is looked up.
    pub(super) times: Option<usize>,
}

/// The names of a column that has the key, without what isn't a letter. The first of these counts.
const NAMES: &str = "\
    key anonymizedkey hashedkey cachekey keyid objectid objid oid object obj itemid item url uri path blockid block \
    offset lba";

/// The name of a column that has how often a key is looked up.
const TIMES: &str = "opcount";

/// Tables that are published without a header, a letter for each column: `k` the key, `n` a number, `t` a number that
/// doesn't fall, `o` the name of an operation, `b` 0 or 1, `c` how often the key is looked up, `w` anything. A `+` stands
/// for more columns.
const FORMS: [&str; 6] = [
    // Twitter's clusters: time, key, sizes, client, operation, time to live.
    "nknnwon", // MSR Cambridge's volumes: time, host, disk, type, offset, size, response time.
    "nwnoknn", // IBM's object stores: time, operation, object, and its size.
    "tbkn", "nok+", // CacheLib's key-value caches: time, key, size, operation, how often, and more.
    "nknoc+", "koncn",
];

/// Operations, also as a part of a word such as `REST.GET.OBJECT`.
const OPERATIONS: &str = "add append cas copy decr delete get gets head incr prepend put read replace set write";

pub(super) fn is_number(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit() || first == '-') && text.parse::<f64>().is_ok()
}

fn is_operation(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.split(['.', '_']).any(|word| OPERATIONS.split(' ').any(|known| known == word))
}

/// The letters of a name, without a unit in parentheses.
fn letters(name: &str) -> String {
    let name = name.split(['(', '[']).next().unwrap_or(name);
    name.chars().filter(|letter| letter.is_alphabetic()).collect::<String>().to_lowercase()
}

/// Whether a column has the key by its name. A key such as `item:7` or `/path` is none.
fn is_known(name: &str) -> bool {
    let is_letter = |letter: char| letter.is_alphabetic() || "_- ".contains(letter);
    let name_alone = name.split(['(', '[']).next().unwrap_or(name);
    name_alone.chars().all(is_letter) && NAMES.split(' ').any(|known| known == letters(name))
}

/// The first lines as a table.
pub(super) struct Sheet {
    delimiter: u8,
    /// The names of the columns: those of its first line, or of a comment.
    pub(super) header: Option<Vec<String>>,
    has_header: bool,
    /// Those that have as many columns as most.
    pub(super) rows: Vec<Vec<String>>,
    /// Not all rows are below the names of its first line: they have more columns, or just one.
    is_ragged: bool,
}

impl Sheet {
    /// `name` is that of a column, if it was given: a first line that has it is a header.
    pub(super) fn of(lines: &[&str], delimiter: u8, name: Option<&str>) -> Self {
        let mut columns = Columns::new(delimiter);
        let mut split =
            |line: &str| columns.of(line).unwrap_or_default().into_iter().map(str::to_owned).collect::<Vec<_>>();
        let name = name.filter(|name| name.parse::<usize>().is_err());
        let is_named = |column: &String| name.is_some_and(|name| column.eq_ignore_ascii_case(name));
        let comment = lines.first().and_then(|line| line.strip_prefix('#')).map(|line| split(line.trim()));
        let mut rows: Vec<_> = lines.iter().filter(|line| !line.starts_with('#')).map(|line| split(line)).collect();
        let is_header = |first: &[String], rest: &[Vec<String>]| {
            let is_of_numbers =
                |at: usize| !rest.is_empty() && rest.iter().all(|row| row.get(at).is_some_and(|text| is_number(text)));
            let mut names = first.iter().enumerate();
            first.iter().any(is_named)
                || first.iter().all(|name| !is_number(name))
                    && names.any(|(at, name)| is_known(name) || is_of_numbers(at))
        };
        // A column alone has a name if that is known, and no key below it.
        let is_alone = |first: &[String], rest: &[Vec<String>]| {
            let is_name = |name: &String| is_named(name) || is_known(name);
            delimiter == NONE && first.iter().all(is_name) && !rest.is_empty() && !rest.iter().any(|row| row == first)
        };
        let has_header = rows.split_first().is_some_and(|(first, rest)| match first.len() {
            0 | 1 => is_alone(first, rest),
            _ => is_header(first, rest),
        });
        let header = has_header.then(|| rows.remove(0)).or(comment);
        let mut widths: Vec<_> = rows.iter().map(Vec::len).collect();
        widths.sort_unstable();
        let width = widths.get(widths.len() / 2).copied().unwrap_or_default();
        let is_most = rows.iter().filter(|row| row.len() == width).count() * 10 >= rows.len() * 9;
        if is_most && delimiter != b' ' {
            rows.retain(|row| row.len() == width);
        }
        // Names of other columns than these name nothing.
        let names = header.as_ref().map_or(width, Vec::len);
        let fits = rows.iter().filter(|row| row.len() <= names && (row.len() > 1 || names == 1)).count();
        let is_ragged = has_header && fits * 10 < rows.len() * 9;
        let header = header.filter(|names| if has_header { !is_ragged || width > 1 } else { names.len() == width });
        Self { delimiter, header, has_header, rows, is_ragged }
    }

    /// The number of columns that each row has.
    pub(super) fn width(&self) -> usize {
        self.rows.iter().map(Vec::len).min().unwrap_or_default()
    }

    /// The column of this name, or of this number from 1.
    pub(super) fn named(&self, column: &str) -> Option<usize> {
        let mut names = self.header.iter().flatten();
        let number = || column.parse::<usize>().ok()?.checked_sub(1).filter(|at| *at < self.width());
        names.position(|name| name.eq_ignore_ascii_case(column)).or_else(number)
    }

    /// The column that has the key, where that is known.
    pub(super) fn key(&self) -> Option<usize> {
        if self.is_ragged {
            return None;
        }
        let names: Vec<_> = self.header.iter().flatten().map(|name| letters(name)).collect();
        let by_name = NAMES.split(' ').find_map(|known| names.iter().position(|name| name == known));
        by_name.filter(|at| *at < self.width()).or_else(|| self.form()?.find('k'))
    }

    fn form(&self) -> Option<&'static str> {
        FORMS.into_iter().find(|form| !self.rows.is_empty() && self.is_in(form))
    }

    fn is_in(&self, form: &str) -> bool {
        let letters = form.trim_end_matches('+');
        let is_wide = |row: &Vec<String>| row.len() == letters.len() || row.len() > letters.len() && letters != form;
        let is = |letter: char, text: &str| match letter {
            'n' | 't' | 'c' => is_number(text),
            'o' => is_operation(text),
            'b' => text == "0" || text == "1",
            _ => !text.is_empty(),
        };
        let fits = |row: &Vec<String>| is_wide(row) && letters.chars().zip(row).all(|(letter, text)| is(letter, text));
        let time = letters.find('t');
        let time = |row: &Vec<String>| time.and_then(|at| row.get(at)?.parse::<f64>().ok());
        self.rows.iter().all(fits) && self.rows.is_sorted_by_key(time)
    }

    /// Whether these are records rather than keys that happen to have a delimiter: they have numbers beside other columns,
    /// or a header.
    pub(super) fn is_of_records(&self) -> bool {
        if self.is_ragged && self.header.is_some() {
            return true;
        }
        let is_of_numbers = |at: usize| self.rows.iter().all(|row| is_number(&row[at]));
        let width = self.width();
        width > 1 && self.rows.iter().all(|row| row.len() == width) && (0..width).any(is_of_numbers)
    }

    pub(super) fn table(&self, key: usize) -> Table {
        let names = self.header.iter().flatten();
        let by_name = names.map(|name| letters(name)).position(|name| name == TIMES);
        let times = by_name.or_else(|| self.form()?.find('c')).filter(|at| *at != key);
        Table { delimiter: self.delimiter, has_header: self.has_header, key, times }
    }
}
