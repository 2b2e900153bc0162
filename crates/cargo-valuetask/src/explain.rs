//! `cargo valuetask explain`: what becomes of the async methods of a file, by the analysis that the attribute makes.

mod analysis;
pub(crate) mod args;
mod choice;
mod source;
mod text;

use std::path::PathBuf;

use args::Args;
use source::Source;

use crate::error::Error;
use crate::output;
use crate::resolve::Resolver;
use crate::survey;
use crate::workspace::{Workspace, files_of};

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let mut asked = Vec::new();
    for place in &args.places {
        let (path, line) = source::place(place);
        for file in files_of(&path)? {
            asked.push((file, line));
        }
    }
    let files: Vec<PathBuf> = asked.iter().map(|(path, _)| path.clone()).collect();
    let workspace = Workspace::around(&files);
    let mut resolver = Resolver::new(&workspace);
    let survey = survey::survey(&workspace, &mut resolver);
    let alone = asked.len() == 1;
    let mut texts = Vec::new();
    for (path, line) in asked {
        let source = Source::of(path, line, &survey, &resolver.tree)?;
        match choice::choose(&source) {
            Ok(choice) => texts.push(text::report(&choice, &source)),
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
