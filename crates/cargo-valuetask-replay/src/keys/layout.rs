//! How the lines of a trace hold their keys: by the options, else by what the first lines look like.
//!
//! | first lines | keys |
//! |---|---|
//! | four numbers, of which the third is 0 and the last counts the lines | ARC's: `start length …` |
//! | numbers, and `*` | LIRS's: the numbers |
//! | a table whose header has a known name | its column |
//! | a table in a form that is published | its column |
//! | any others | the lines; if these look like a table, that is doubted |

#![forbid(unsafe_code)]

use super::columns::NONE;
use super::sheet::{Sheet, Table, is_number};
use crate::args::{Args, TraceFormat};

/// How a line holds its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// It is a key.
    Line,
    /// It is a key, or `*`.
    Lirs,
    /// It is `start length …`: the keys `start`, `start + 1`, up to `length` of them.
    Arc,
    Table(Table),
}

/// What was found of a trace.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) layout: Layout,
    /// Why that may be wrong.
    pub(super) doubt: Option<String>,
}

impl Found {
    /// Returns a description of the keys of the trace at `place`.
    pub(super) fn origin(&self, place: &str) -> String {
        match self.layout {
            Layout::Table(table) if table.has_header => format!("{place}, column {}, below its name", table.key + 1),
            Layout::Table(table) => format!("{place}, column {}", table.key + 1),
            Layout::Arc => format!("{place}, in ARC's format"),
            Layout::Line | Layout::Lirs => place.to_owned(),
        }
    }
}

/// The delimiters that are looked for, in this order.
const DELIMITERS: [u8; 6] = [b',', b'\t', b';', b'|', b' ', NONE];

/// Finds out how `lines`, the first of a trace, hold their keys.
///
/// # Errors
///
/// A table without such a column: what is wrong, and what to do.
pub(super) fn of(lines: &[&str], args: &Args) -> Result<Found, (String, &'static str)> {
    let sure = |layout| Ok(Found { layout, doubt: None });
    let is_open = args.column.is_none() && args.delimiter.is_none();
    match args.trace_format {
        TraceFormat::Lines => return sure(Layout::Line),
        TraceFormat::Arc => return sure(Layout::Arc),
        TraceFormat::Lirs => return sure(Layout::Lirs),
        TraceFormat::Auto if is_open && is_arc(lines) => return sure(Layout::Arc),
        TraceFormat::Auto
            if is_open && lines.iter().map(|line| line.trim()).all(|line| line == "*" || is_number(line)) =>
        {
            return sure(Layout::Lirs);
        }
        TraceFormat::Auto | TraceFormat::Csv => {}
    }
    let given = args.delimiter.map(|delimiter| vec![delimiter]);
    let sheet = |delimiter| Sheet::of(lines, delimiter, args.column.as_deref());
    let sheets: Vec<_> = given.unwrap_or_else(|| DELIMITERS.to_vec()).into_iter().map(sheet).collect();
    let chosen = match &args.column {
        Some(column) => {
            let wanted = |sheet: &Sheet| sheet.width() > 1 && sheet.named(column).is_some();
            let sheet = sheets
                .iter()
                .find(|sheet| wanted(sheet))
                .or_else(|| sheets.iter().find(|sheet| sheet.named(column).is_some()));
            let Some(sheet) = sheet else { return Err(no_column(&format!("no column is called {column:?}"), &sheets)) };
            sheet.named(column).map(|key| (sheet, key))
        }
        None => sheets.iter().find_map(|sheet| Some((sheet, sheet.key()?))),
    };
    match chosen {
        Some((sheet, key)) => sure(Layout::Table(sheet.table(key))),
        None if !is_open || args.trace_format == TraceFormat::Csv => {
            Err(no_column("which column has the key isn't known", &sheets))
        }
        None => {
            let doubt = sheets.iter().find(|sheet| sheet.is_of_records()).map(|sheet| {
                format!(
                    "The lines look like records of {} columns, and which one is the key isn't known. \
                     Name it with --column, or say --trace-format lines if whole lines are keys.",
                    sheet.header.as_ref().map_or(sheet.width(), Vec::len)
                )
            });
            Ok(Found { layout: Layout::Line, doubt })
        }
    }
}

/// Says that there is no such column, and which there are.
fn no_column(what: &str, sheets: &[Sheet]) -> (String, &'static str) {
    let widest = sheets.iter().find(|sheet| sheet.width() > 1).or(sheets.first());
    let columns = widest
        .map_or_else(Vec::new, |sheet| sheet.header.iter().chain(&sheet.rows).next().cloned().unwrap_or_default());
    let what = format!("{what}: the first line has {}", columns.join(" | "));
    (what, "give a number from 1 or a name in the header with --column, and see --delimiter")
}

/// Whether lines are ARC's: `start length 0 number`.
fn is_arc(lines: &[&str]) -> bool {
    let numbers = |line: &&str| {
        let numbers: Result<Vec<u64>, _> = line.split_ascii_whitespace().map(str::parse).collect();
        numbers.ok().filter(|numbers| numbers.len() == 4)
    };
    let rows: Option<Vec<_>> = lines.iter().map(numbers).collect();
    let counts = |before: &Vec<u64>, after: &Vec<u64>| before[3].checked_add(1) == Some(after[3]);
    rows.is_some_and(|rows| rows.iter().all(|row| row[2] == 0) && rows.is_sorted_by(counts))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::{Found, Layout, Table, of};
    use crate::args::Args;

    fn found(lines: &str, options: &[&str]) -> Result<Found, String> {
        let args = [&["replay", "--keys", "trace"], options].concat();
        let lines: Vec<_> = lines.split('\n').collect();
        of(&lines, &Args::try_parse_from(args).expect("options")).map_err(|(what, _)| what)
    }

    /// The columns of the key and of how often, from 1, and whether the first line is a header.
    fn table(lines: &str, options: &[&str]) -> (usize, Option<usize>, bool) {
        match found(lines, options) {
            Ok(Found { layout: Layout::Table(Table { key, times, has_header, .. }), doubt: None }) => {
                (key + 1, times.map(|at| at + 1), has_header)
            }
            other => panic!("{lines}: {other:?}"),
        }
    }

    #[test]
    fn a_table_with_a_header_has_the_key_where_that_says() {
        for (lines, key) in [
            ("time,Key,size\n1,a,2\n2,b,2", 2),
            ("# time (ms), op [Put], object id, size (byte)\n0,1,O4,2\n1,1,O5,2", 3),
            ("obj_id\ttime\n7\t1\n8\t2", 1),
            ("time;size;path\n1;2;/a\n2;2;/b", 3),
        ] {
            assert_eq!(table(lines, &[]), (key, None, !lines.starts_with('#')), "{lines}");
        }
        assert_eq!(table("key,op,size,op_count\na,GET,1,3\nb,SET,1,2", &[]), (1, Some(4), true));
    }

    #[test]
    fn published_tables_without_a_header_are_known_by_their_form() {
        for (lines, key, times) in [
            ("0,a:1,3,120,7,get,0\n0,b:2,3,120,8,set,60", 2, None),
            ("128,hm,0,Read,278528,4096,1\n127,hm,0,Write,4096,512,1", 5, None),
            ("0,1,O4,204\n2,0,O5,873", 3, None),
            ("5 REST.GET.OBJECT f00 10 0 9\n7 REST.DELETE.OBJECT ba4", 3, None),
            ("0,68,4,GET,1,10,0,0\n1,29,4,GET_LEASE,2,10,0,0", 2, Some(5)),
        ] {
            assert_eq!(table(lines, &[]), (key, times, false), "{lines}");
        }
    }

    #[test]
    fn a_column_is_named_by_its_number_or_its_name() {
        let lines = "who,when,what\na,1,b\nc,2,d";
        assert_eq!(table(lines, &["--column", "WHAT"]).0, 3);
        assert_eq!(table(lines, &["--column", "1"]), (1, None, true));
        assert_eq!(table("a,b c\nd,e f", &["--column", "2", "--delimiter", "space"]), (2, None, false));
        for (column, what) in
            [("4", "\"4\": the first line has who | when | what"), ("0", "no column"), ("why", "no column")]
        {
            let error = found(lines, &["--column", column]).expect_err("there is none");
            assert!(error.contains(what), "{error}");
        }
        let error = found("1,2\n3,4", &["--trace-format", "csv"]).expect_err("it isn't known");
        assert!(error.contains("which column has the key isn't known"), "{error}");
    }

    #[test]
    fn traces_of_arc_and_lirs_are_known_by_their_content() {
        let layout = |lines: &str| found(lines, &[]).expect("a trace").layout;
        assert_eq!(layout("17 1 0 0\n14 3 0 1\n1 1 0 2"), Layout::Arc);
        assert_eq!(layout("17\n4\n*\n5"), Layout::Lirs);
        for records in ["17 1 0 0\n14 3 0 0", "17 4096 0 128166372\n18 4096 0 128166379", "1 2 1 0\n3 1 1 1"] {
            assert_eq!(layout(records), Layout::Line, "{records}");
            assert!(found(records, &[]).expect("a trace").doubt.is_some(), "{records}");
        }
        assert_eq!(layout("user:1\n*"), Layout::Line);
    }

    #[test]
    fn lines_that_look_like_records_are_doubted_and_keys_are_not() {
        let doubt = |lines: &str, options: &[&str]| found(lines, options).expect("a trace").doubt.is_some();
        assert!(doubt("a,b,1\nc,d,2", &[]) && doubt("a b 1\nc d 2", &[]));
        assert!(!doubt("a,b,1\nc,d,2", &["--trace-format", "lines"]));
        assert!(!doubt("/a?x=1,2\n/b\n/c,d,e", &[]) && !doubt("a b c\nd e f", &[]));
        assert!(doubt("k1,100\nk2,200", &[]) && doubt("time,url\n1,/a?x=1,2\n2,/b\n3,/c?y=1,2", &[]));
    }

    #[test]
    fn a_header_names_the_key_of_rows_that_lack_their_last_columns() {
        for lines in ["time,key,ref\n1,k1,x\n2,k2\n3,k3", "user\tkey\tsize\nann\tk1\t5\n\tk2\t5\n\tk1\t7"] {
            assert_eq!(table(lines, &[]), (2, None, true), "{lines}");
        }
    }

    #[test]
    fn a_first_line_that_has_the_name_that_was_given_is_a_header() {
        assert_eq!(table("user,page\nann,/a\nbob,/b", &["--column", "Page"]), (2, None, true));
        assert_eq!(table("page\n/a\n/b,c", &["--column", "page"]), (1, None, true));
    }

    #[test]
    fn a_column_alone_may_have_a_name() {
        assert_eq!(table("key\na\nb, c", &[]), (1, None, true));
        assert_eq!(found("key\na\nkey", &[]).expect("a trace").layout, Layout::Line);
        assert_eq!(found("key:1\na\nb", &[]).expect("a trace").layout, Layout::Line);
        assert_eq!(found("word\na\nb", &[]).expect("a trace").layout, Layout::Line);
    }
}
