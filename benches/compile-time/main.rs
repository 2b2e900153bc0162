//! `cargo bench --bench compile-time`: what a crate full of async traits costs to compile, by every way to write them.
//!
//! The same crate is generated once a way and given to rustc with its dependencies built before: once up to its metadata, as
//! `cargo check` does, and once up to the end of macro expansion and name resolution. The difference is called checking: types,
//! borrows, and whether futures are `Send`. Times are the compiler's user CPU time, of all ways in turn, round after round.
//!
//! Then what is built of it: the size of its machine code, of a tenth of the types; and the stack that an unoptimised call needs whose
//! future holds 256 KiB.

mod built;
mod compiler;
mod report;
mod shape;
mod way;

use built::Builder;
use clap::Parser;
use compiler::{Compiler, Until};
use report::Figures;
use shape::Shape;
use way::Way;

/// What a crate full of async traits costs to compile, by every way to write them.
#[derive(Parser)]
struct Options {
    /// Only this shape of crate.
    #[arg(long, value_enum)]
    shape: Option<Shape>,
    /// Rounds; each compiles every way once.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Types in the crate.
    #[arg(long, default_value_t = 480)]
    types: usize,
    /// Methods of the trait.
    #[arg(long, default_value_t = 10)]
    methods: usize,
    /// The ways that leave the trait native, beside async-trait, and the shapes that all of them take.
    #[arg(long)]
    native: bool,
    /// Print the crate of this way, and compile nothing.
    #[arg(long, value_enum)]
    print: Option<Way>,
    /// Given by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let options = Options::parse();
    let (ways, shapes) =
        if options.native { (Way::NATIVE, Shape::OF_EVERY_WAY.to_vec()) } else { (Way::CHANGED, Shape::ALL.to_vec()) };
    let shapes = options.shape.map_or(shapes, |shape| vec![shape]);
    let source = |shape: Shape, way: Way| shape.source(way, options.types.max(2), options.methods.max(1));
    if let Some(way) = options.print {
        shapes.into_iter().for_each(|shape| print!("{}", source(shape, way)));
        return;
    }
    let compiler = Compiler::new();
    for &shape in &shapes {
        let mut figures: Vec<_> = ways.iter().map(|way| Figures::new(*way)).collect();
        for round in 0..options.rounds.max(1) {
            for figures in &mut figures {
                eprint!("\r{shape:?}, round {}: {:<20}", round + 1, figures.way.name());
                let source = source(shape, figures.way);
                let expansion = compiler.seconds(&source, Until::Expanded);
                figures.expansion.push(expansion);
                figures.checking.push(compiler.seconds(&source, Until::Metadata) - expansion);
            }
        }
        eprint!("\r{:40}\r", "");
        println!("{}\n\n{}\n", shape.describe(options.types, options.methods), report::table(&figures));
    }
    let builder = Builder::new();
    for &shape in &shapes {
        let types = (options.types / 10).max(2);
        let bytes = |release| move |way: &Way| (shape.source(*way, types, options.methods.max(1)), release);
        let sizes = |release| -> Vec<_> {
            let sources = ways.iter().map(bytes(release));
            sources.map(|(source, release)| builder.object_bytes(&source, release)).collect()
        };
        let table = report::sizes(ways, &["debug, KiB", "release, KiB"], &[sizes(false), sizes(true)]);
        println!("Machine code: {}\n\n{table}\n", shape.describe(types, options.methods));
    }
    let stack = ways.iter().map(|way| builder.stack_bytes(*way)).collect();
    let table = report::sizes(ways, &["stack, KiB"], &[stack]);
    println!("An unoptimised call whose future holds 256 KiB\n\n{table}");
}
