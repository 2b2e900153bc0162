//! What a replay says: on standard output, and in files if asked.

#![forbid(unsafe_code)]

mod html;
mod number;
mod table;
pub(crate) mod verdict;

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use textwrap::termwidth;

use super::args::Args;
use super::error::Error;
use super::figures::{Figures, Setup};

/// The longest line of text.
const WIDEST: usize = 100;

/// Returns an error now for a file that couldn't be written in the end. Leaves no new file, so a run that fails leaves none.
/// Refuses one that the run reads, or writes otherwise. `store` is the store's.
pub(crate) fn check_files(args: &Args, store: Option<&Path>) -> Result<(), Error> {
    let mut others = vec![("--keys", args.keys.as_deref()), ("--store", store)];
    for (option, path) in [("--json", &args.json), ("--html", &args.html)] {
        let Some(path) = path else { continue };
        let is_same = |other: &Path| place(path).is_some_and(|place_of| place(other) == Some(place_of));
        if let Some((other, _)) = others.iter().find(|(_, other)| other.is_some_and(is_same)) {
            let what = format!("{option} would overwrite the file of {other}");
            return Err(Error::new(what, path.display(), "give another file"));
        }
        check(path).map_err(|error| unwritable(path, &error))?;
        others.push((option, Some(path)));
    }
    Ok(())
}

/// Where a file is or would be, through links. A device keeps nothing, so it has no place.
fn place(path: &Path) -> Option<PathBuf> {
    if let Ok(place) = path.canonicalize() {
        return place.is_file().then_some(place);
    }
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    Some(folder.canonicalize().ok()?.join(path.file_name()?))
}

fn check(path: &Path) -> io::Result<()> {
    match OpenOptions::new().append(true).open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            File::create_new(path)?;
            fs::remove_file(path)
        }
        opened => opened.map(drop),
    }
}

/// Prints what is about to be replayed.
pub(crate) fn introduce(setup: &Setup) -> Result<(), Error> {
    print(&table::introduction(setup, termwidth().min(WIDEST)))
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
    print(&table::report(figures, termwidth().min(WIDEST)))
}

/// Prints a text, or as much of it as its reader wants: `head` closes the pipe early.
fn print(text: &str) -> Result<(), Error> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let what = format!("can't write to it: {error}");
            Err(Error::new(what, "standard output", "keep it open, on a disk with space left"))
        }
        _ => Ok(()),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Error {
    let what = format!("can't write the file: {error}");
    Error::new(what, path.display(), "give a path you can write to, on a disk with space left")
}
