//! The keys of a replay: the distinct ones, and the order they are looked up in.

#![forbid(unsafe_code)]

mod columns;
mod frames;
mod layout;
mod parse;
mod sheet;
mod trace;
mod zipf;

use indexmap::IndexSet;

use super::args::Args;
use crate::error::Error;

/// Lookups in a pass over a generated stream.
const GENERATED_OPS: usize = 80_000;
/// Fewest keys of a trace of which too many can be different.
const FEWEST_KEYS: usize = 100;
/// Longest key, in bytes: well within what each of the stores takes as a key.
const LONGEST_KEY: usize = 1024;

/// A stream of keys.
#[derive(Debug)]
pub(crate) struct Keys {
    names: IndexSet<Box<str>>,
    /// Indices into `names`, a lookup each.
    order: Vec<u32>,
    origin: String,
    doubt: Option<String>,
}

impl Keys {
    /// The stream the options ask for.
    pub(crate) fn from_args(args: &Args) -> Result<Self, Error> {
        let ops = args.ops.map(usize::from);
        match &args.keys {
            None => zipf::generate(args.items.get(), ops.unwrap_or(GENERATED_OPS), args.seed),
            Some(path) => {
                let mut keys = trace::read(path, args, ops.unwrap_or(usize::MAX))?;
                keys.doubt_different_ones();
                keys.repeat_to(ops.unwrap_or_default());
                Ok(keys)
            }
        }
    }

    fn new(origin: String) -> Self {
        Self { names: IndexSet::new(), order: Vec::new(), origin, doubt: None }
    }

    /// The number of a key in the set of distinct keys, added to it if it's new.
    fn intern(&mut self, key: &str) -> Result<u32, Error> {
        let index = match self.names.get_index_of(key) {
            Some(index) => index,
            None => self.names.insert_full(key.into()).0,
        };
        u32::try_from(index)
            .map_err(|_| Error::new("more than 4,294,967,296 distinct keys", &self.origin, "look up fewer with --ops"))
    }

    /// Doubts a trace of which nine in ten keys are different: its lines may have more than a key.
    fn doubt_different_ones(&mut self) {
        let (different, all) = (self.distinct(), self.order.len());
        if all >= FEWEST_KEYS && different * 10 >= all * 9 {
            let doubt = format!(
                "{different} of {all} keys are different, so a cache finds next to nothing again. \
                 If only a part of each line is the key, name its column with --column."
            );
            self.doubt.get_or_insert(doubt);
        }
    }

    fn repeat_to(&mut self, ops: usize) {
        let once = self.order.len();
        self.order.reserve(ops.saturating_sub(once));
        for position in once..ops {
            self.order.push(self.order[position - once]);
        }
    }

    /// Returns the number of distinct keys.
    pub(crate) fn distinct(&self) -> usize {
        self.names.len()
    }

    /// Returns each key once.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(AsRef::as_ref)
    }

    /// Returns the key of this number.
    #[inline]
    pub(crate) fn name(&self, index: u32) -> &str {
        &self.names[index as usize]
    }

    /// Returns the stream: the number of a key for each lookup.
    pub(crate) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Returns a description of where the stream comes from.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns why the keys may not be those that were asked for, if they look so.
    pub(crate) fn doubt(&self) -> Option<&str> {
        self.doubt.as_deref()
    }
}
