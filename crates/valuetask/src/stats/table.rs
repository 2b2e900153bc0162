//! Prints a snapshot as a table.
#![forbid(unsafe_code)]

use core::cmp::Reverse;
use core::fmt;
use std::string::String;
use std::vec::Vec;

use super::{Method, Snapshot};

const HEADINGS: [&str; 7] = ["calls", "at call", "ready", "suspended", "polls", "in flight", "method"];

impl fmt::Display for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut methods: Vec<_> = self.methods.iter().filter(|method| method.calls() > 0).collect();
        methods.sort_by_key(|method| Reverse(method.calls()));
        let lines: Vec<_> = methods.into_iter().map(cells).collect();
        let width = |column: usize| lines.iter().map(|line| line[column].len()).max().unwrap_or(0);
        let widths: [usize; 6] = core::array::from_fn(|column| width(column).max(HEADINGS[column].len()));
        write_line(f, &HEADINGS, &widths)?;
        lines.iter().try_for_each(|line| write_line(f, line, &widths))
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, cells: &[impl AsRef<str>; 7], widths: &[usize; 6]) -> fmt::Result {
    for (cell, width) in cells.iter().zip(widths) {
        write!(f, "{:>width$}  ", cell.as_ref())?;
    }
    writeln!(f, "{}", cells[6].as_ref())
}

fn cells(method: &Method) -> [String; 7] {
    let percent = |share: Option<f64>| share.map_or_else(String::new, |share| std::format!("{:.1} %", share * 100.0));
    [
        std::format!("{}", method.calls()),
        percent(method.share_at_call()),
        percent(method.share_ready()),
        std::format!("{}", method.suspended()),
        std::format!("{}", method.polls()),
        std::format!("{}", method.in_flight()),
        std::format!("{}::{}", method.module(), method.name()),
    ]
}
