//! `cargo valuetask explain`: what becomes of the async methods of a file, by the analysis that the attribute makes.

#![forbid(unsafe_code)]

pub(crate) mod args;
mod attribute;
mod choice;
mod items;
mod methods;
mod source;
mod text;

use args::Args;
pub(crate) use attribute::hidden_in;
use items::Items;
use source::Source;
use valuetask_syntax::Start;

use crate::error::Error;
use crate::output;

/// Runs the subcommand.
pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let source = Source::read(&args.place)?;
    let items = Items::of(&source.file);
    let start = args.start.map(Start::from);
    let groups = items.found.iter().map(|found| methods::of(found, start, &source)).collect::<Result<Vec<_>, _>>()?;
    let choice = choice::choose(&groups, &items, &source)?;
    output::print(&text::report(&choice, &items, &source))
}
