//! What the generated crates look like.

use std::fmt::Write as _;

use clap::ValueEnum;

use crate::way::Way;

/// How the types of a crate hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// All types refer to one another, as those of a query plan or a syntax tree do, and one in ten has async methods: each holds
    /// the whole graph over an await.
    Graph,
    /// All types have async methods, each awaiting one of the next type.
    Layers,
}

const HEAD: &str = "\
#![recursion_limit = \"4096\"]
#![allow(async_fn_in_trait, dead_code, unused_imports)]
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

pub struct Error(pub String);
";

/// What every type has beside what it refers to.
const OWN: &str = "table: Mutex<HashMap<String, Vec<u64>>>, names: Arc<[Box<str>]>";

/// A chain of types that await one another ends after so many.
const DEEP: usize = 16;

impl Shape {
    pub(crate) fn describe(self, types: usize, methods: usize) -> String {
        match self {
            Self::Graph => {
                format!(
                    "{types} types that refer to one another, {} with {methods} async methods each",
                    types.div_ceil(10)
                )
            }
            Self::Layers => format!("{types} types in layers of {DEEP}, all with {methods} async methods each"),
        }
    }

    /// A crate of this shape.
    pub(crate) fn source(self, way: Way, types: usize, methods: usize) -> String {
        let mut text = HEAD.to_owned();
        let declared: String = (0..methods).map(|method| way.method(&format!("m{method}"), None)).collect();
        let add = |text: &mut String, item: String| writeln!(text, "{item}").expect("a string takes all");
        add(&mut text, format!("{}\npub trait Service {{\n{declared}}}", way.attribute()));
        for index in 0..types {
            let (fields, body) = match self {
                Self::Graph => (graph(index, types), (index % 10 == 0).then_some(HOLDS)),
                Self::Layers if index % DEEP == DEEP - 1 || index + 1 == types => (String::new(), Some(ENDS)),
                Self::Layers => (format!("next: Arc<T{}>, ", index + 1), Some(PASSES)),
            };
            add(&mut text, format!("pub struct T{index} {{ {fields}{OWN} }}"));
            let Some(body) = body else { continue };
            let methods: String = (0..methods)
                .map(|method| format!("m{method}"))
                .map(|name| way.method(&name, Some(&body.replace("NAME", &name))))
                .collect();
            let name = if self == Self::Graph { "Holder" } else { "T" };
            if self == Self::Graph {
                add(&mut text, format!("pub struct Holder{index} {{ root: Arc<T0>, below: Below }}"));
            }
            add(&mut text, format!("{}\nimpl Service for {name}{index} {{\n{methods}}}", way.attribute()));
        }
        if self == Self::Graph {
            let methods: String = (0..methods).map(|method| way.method(&format!("m{method}"), Some(GIVES))).collect();
            add(&mut text, format!("pub struct Below;\n{}\nimpl Service for Below {{\n{methods}}}", way.attribute()));
        }
        text
    }
}

/// The fields by which every type reaches every other.
fn graph(index: usize, types: usize) -> String {
    let mut others = [(index + 1) % types, (index * 7 + 1) % types, (index * 3 + 2) % types];
    others.sort_unstable();
    let mut fields = String::new();
    for (place, other) in others.iter().enumerate() {
        if *other != index && !others[..place].contains(other) {
            write!(fields, "f{other}: Vec<T{other}>, ").expect("a string takes all");
        }
    }
    fields
}

const HOLDS: &str = "
        let root = self.root.clone();
        let got = self.below.NAME(key, at).await?;
        Ok(got + root.names.len() as u64)
    ";

const GIVES: &str = "
        Ok(key.len() as u64 + at)
    ";

const PASSES: &str = "
        if key.is_empty() {
            return Err(Error(String::new()));
        }
        let below = self.next.NAME(key, at + 1).await?;
        Ok(below + self.names.len() as u64)
    ";

const ENDS: &str = "
        if key.is_empty() {
            return Err(Error(String::new()));
        }
        Ok(self.names.len() as u64 + at)
    ";
