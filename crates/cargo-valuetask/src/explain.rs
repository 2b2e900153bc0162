//! `cargo valuetask explain`: what becomes of the async methods of a file, by the analysis that the attribute makes.

#![forbid(unsafe_code)]

pub(crate) mod args;
mod attribute;
mod choice;
mod items;
mod methods;
mod source;
mod text;

use std::path::Path;

use args::Args;
use attribute::Meanings;
use items::Items;
use source::Source;

use crate::audit::resolve::Resolver;
use crate::audit::survey;
use crate::audit::workspace::{Workspace, files_of};
use crate::error::Error;
use crate::output;

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let here = std::env::current_dir().and_then(|here| here.canonicalize()).unwrap_or_default();
    let (mut sources, mut refused) = (Vec::new(), Vec::new());
    for place in &args.places {
        let (path, line) = source::place(place)?;
        for file in files_of(&path)? {
            // What a glob gives is absolute: a reader has it from the current folder.
            let shown = if path.is_absolute() { None } else { file.strip_prefix(&here).map(Path::to_owned).ok() };
            match Source::read(shown.unwrap_or(file), line) {
                Ok(source) => sources.push(source),
                Err(error) => refused.push(error),
            }
        }
    }
    if let (Some(first), true) = (refused.first(), sources.is_empty()) {
        return Err(first.clone());
    }
    let files: Vec<_> = sources.iter().map(|source| source.path.clone()).collect();
    let workspace = Workspace::around(&files);
    let mut resolver = Resolver::new(&workspace);
    let (survey, _) = survey::survey(&workspace, &mut resolver);
    let alone = sources.len() == 1 && refused.is_empty();
    let mut texts = Vec::new();
    for source in &sources {
        let file = source.path.canonicalize().ok().and_then(|path| resolver.tree.file_at(&path));
        let hidden = survey.unseen.iter().filter(|unseen| Some(unseen.file) == file);
        let hidden = hidden.map(|unseen| (unseen.name.clone(), unseen.line)).collect();
        let meanings = file.map_or_else(Meanings::default, |file| Meanings::of(&mut resolver, file));
        let items = Items::of(&source.file, meanings, hidden);
        let groups: Result<Vec<_>, _> = items.found.iter().map(|found| methods::of(found, args.hot, source)).collect();
        let groups = match groups {
            Ok(groups) => groups,
            Err(error) if alone => return Err(error),
            Err(error) => {
                refused.push(error);
                continue;
            }
        };
        match choice::choose(&groups, &items, source) {
            Ok(choice) => {
                let found: Vec<_> =
                    survey.places.iter().chain(&survey.plain).filter(|place| Some(place.file) == file).collect();
                texts.push(text::report(&choice, &items, source, &found));
            }
            // Of several files, one without async methods is left out.
            Err(error) if alone || source.line.is_some() => return Err(error),
            Err(_) => {}
        }
    }
    if texts.is_empty() && refused.is_empty() {
        let what = "there is no async method with a body in a trait or an impl, in any of these files";
        return Err(Error::failure(what, "explain", "give files with one"));
    }
    output::print(&texts.join("\n"))?;
    match &refused[..] {
        [] => Ok(()),
        [only] => Err(only.with("the other files were explained")),
        [first, more @ ..] => Err(first.with(format_args!("and {} more; the other files were explained", more.len()))),
    }
}
