//! What a replay says: on standard output always, and to files if asked.

#![forbid(unsafe_code)]

#[cfg(feature = "stats")]
mod calls;
mod html;
mod plot;
mod table;
pub(crate) mod verdict;

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use super::args::Args;
use super::figures::{Figures, Workload};
use crate::error::Error;
use crate::output::print;
use crate::text::width;

/// Refuses now what couldn't be written in the end.
pub(crate) fn check_files(args: &Args) -> Result<(), Error> {
    for path in [&args.json, &args.html].into_iter().flatten() {
        OpenOptions::new().append(true).create(true).open(path).map_err(|error| unwritable(path, &error))?;
    }
    Ok(())
}

/// Says what is about to be replayed.
pub(crate) fn introduce(workload: &Workload) -> Result<(), Error> {
    print(&table::introduction(workload, width()))
}

/// Prints the figures, and writes the files.
pub(crate) fn show(figures: &Figures, args: &Args) -> Result<(), Error> {
    if let Some(path) = &args.json {
        let json = serde_json::to_string_pretty(figures).expect("figures are plain numbers and strings");
        fs::write(path, json + "\n").map_err(|error| unwritable(path, &error))?;
    }
    if let Some(path) = &args.html {
        fs::write(path, html::page(figures)).map_err(|error| unwritable(path, &error))?;
    }
    print(&table::report(figures, width()))?;
    #[cfg(feature = "stats")]
    print(&calls::report(&valuetask::stats::snapshot(), width()))?;
    Ok(())
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    let what = format!("can't write the file: {error}");
    Error::failure(what, path.display(), "give a path you can write to, on a disk with space left")
}
