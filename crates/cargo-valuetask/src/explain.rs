//! `cargo valuetask explain`: what becomes of the async methods of a file, by the analysis that the attribute makes.

mod analysis;
mod source;
mod text;

use std::path::PathBuf;

use clap::Parser;
use source::Source;

use crate::error::Error;
use crate::output;
use crate::resolve::Resolver;
use crate::survey;
use crate::workspace::{Workspace, files_of};

const EXAMPLES: &str = "\
Examples:
  cargo valuetask explain src/store.rs
  cargo valuetask explain src/store.rs:42
  cargo valuetask explain src tests/it.rs

Exit codes: 0 done, 1 failed, 2 wrong usage.";

/// Say for each async method of these files what becomes of it, and why, and what would make a hit cheaper.
///
/// The methods are those under valuetask's attributes, under any names. Where a file has none
/// of these, they are those of its traits and impls, as if value_task stood there. It is the analysis that the
/// attribute itself makes; the file isn't compiled, and code that a macro makes isn't seen.
#[derive(Clone, Debug, Parser)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Source files or folders of them; a file with a line is only the method that the line is in, or that
    /// begins before it
    #[arg(value_name = "PATH[:LINE]", required = true)]
    pub(crate) places: Vec<PathBuf>,
}

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let mut asked = Vec::new();
    for place in &args.places {
        let (path, line) = source::place(place);
        asked.extend(files_of(&path)?.into_iter().map(|file| (file, line)));
    }
    let files: Vec<PathBuf> = asked.iter().map(|(path, _)| path.clone()).collect();
    let workspace = Workspace::around(&files);
    let mut resolver = Resolver::new(&workspace);
    let survey = survey::survey(&workspace, &mut resolver);
    let alone = asked.len() == 1;
    let mut texts = Vec::new();
    for (path, line) in asked {
        let source = Source::of(path, line, &survey, &resolver.tree)?;
        match source.chosen() {
            Ok((places, left_out)) => texts.push(text::report(&places, left_out, &source)),
            // Of several files, one without async methods is left out.
            Err(error) if alone || line.is_some() => return Err(error),
            Err(_) => {}
        }
    }
    if texts.is_empty() {
        let what = "there is no async method with a body in a trait or an impl, in any of these files";
        return Err(Error::failure(what, "explain", "give files with one"));
    }
    output::print(&texts.join("\n"))
}
