//! What the generated crates look like.

use std::fmt::Write as _;

use clap::ValueEnum;

use crate::way::{Arguments, Way};

/// How the types of a crate hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// All types refer to one another, as those of a query plan or a syntax tree do, and one in ten has async methods: each holds
    /// the whole graph over an await.
    Graph,
    /// The same, with methods that take by value what may borrow.
    Owned,
    /// All types have async methods, each awaiting one of the next type.
    Layers,
    /// The same, with twenty arms in each body, and two awaits in each arm.
    Arms,
}

const HEAD: &str = "\
#![recursion_limit = \"4096\"]
#![allow(async_fn_in_trait, dead_code, unused_imports)]
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

pub struct Error(pub String);
pub struct Key<'k>(pub &'k str);
";

/// What every type has beside what it refers to.
const OWN: &str = "table: Mutex<HashMap<String, Vec<u64>>>, names: Arc<[Box<str>]>";

/// A chain of types that await one another ends after so many.
const DEEP: usize = 16;

/// Arms of a body of [`Shape::Arms`].
const ARMS: usize = 20;

impl Shape {
    pub(crate) const ALL: [Self; 4] = [Self::Graph, Self::Owned, Self::Layers, Self::Arms];

    /// Those that every way takes: dynosaur and dynify take no bound on a trait's parameter.
    pub(crate) const OF_EVERY_WAY: [Self; 3] = [Self::Graph, Self::Layers, Self::Arms];

    pub(crate) fn describe(self, types: usize, methods: usize) -> String {
        let holders = types.div_ceil(10);
        match self {
            Self::Graph => {
                format!("{types} types that refer to one another, {holders} with {methods} async methods each")
            }
            Self::Owned => "the same, with methods that take a `Key<'_>` and a `K` by value".to_owned(),
            Self::Layers => format!("{types} types in layers of {DEEP}, all with {methods} async methods each"),
            Self::Arms => format!(
                "{} types in layers of {DEEP}, all with {methods} async methods of {ARMS} arms with two awaits each",
                self.types(types)
            ),
        }
    }

    /// How many types there are, of those asked for: a body of many arms takes as long as many bodies.
    fn types(self, types: usize) -> usize {
        if self == Self::Arms { (types / 10).max(2) } else { types }
    }

    fn is_graph(self) -> bool {
        matches!(self, Self::Graph | Self::Owned)
    }

    /// A crate of this shape.
    pub(crate) fn source(self, way: Way, types: usize, methods: usize) -> String {
        let types = self.types(types);
        let (arguments, generics, path) = match self {
            Self::Owned => (Arguments::ByValue, "<K: Into<u64> + Send + 'static>", "<K>"),
            _ => (Arguments::References, "", ""),
        };
        let all = |body: Option<&str>| -> String {
            let names = (0..methods).map(|method| format!("m{method}"));
            names
                .map(|name| way.method(&name, arguments, body.map(|body| body.replace("NAME", &name)).as_deref()))
                .collect()
        };
        let mut text = HEAD.to_owned();
        let add = |text: &mut String, item: String| writeln!(text, "{item}").expect("a string takes all");
        add(&mut text, way.declare(generics, &all(None)));
        for index in 0..types {
            let last = index % DEEP == DEEP - 1 || index + 1 == types;
            let (fields, body) = match self {
                Self::Graph => (graph(index, types), (index % 10 == 0).then_some(HOLDS.to_owned())),
                Self::Owned => {
                    (graph(index, types), (index % 10 == 0).then(|| HOLDS.replace("key, at", "key, owned, at")))
                }
                Self::Layers | Self::Arms if last => (String::new(), Some(ENDS.to_owned())),
                Self::Layers => (format!("next: Arc<T{}>, ", index + 1), Some(PASSES.to_owned())),
                Self::Arms => (format!("next: Arc<T{}>, ", index + 1), Some(arms())),
            };
            add(&mut text, format!("pub struct T{index} {{ {fields}{OWN} }}"));
            let Some(body) = body else { continue };
            let name = if self.is_graph() { "Holder" } else { "T" };
            if self.is_graph() {
                add(&mut text, format!("pub struct Holder{index} {{ root: Arc<T0>, below: Below }}"));
            }
            let methods = all(Some(&body));
            add(
                &mut text,
                format!("{}\nimpl{generics} Service{path} for {name}{index} {{\n{methods}}}", way.on_impl()),
            );
        }
        if self.is_graph() {
            let gives = if self == Self::Owned {
                GIVES.replace("key.len()", "key.0.len()").replace("+ at", "+ owned.into() + at")
            } else {
                GIVES.to_owned()
            };
            let methods = all(Some(&gives));
            add(
                &mut text,
                format!("pub struct Below;\n{}\nimpl{generics} Service{path} for Below {{\n{methods}}}", way.on_impl()),
            );
        }
        text
    }
}

/// A body that takes one of many ways, each of two awaits.
fn arms() -> String {
    let mut body = String::from("\n        match at {\n");
    for arm in 0..ARMS {
        let pattern = if arm + 1 == ARMS { "_".to_owned() } else { arm.to_string() };
        let awaits = "self.next.NAME(key, at + 1).await? + self.next.NAME(key, at + 2).await?";
        writeln!(body, "            {pattern} => Ok({awaits} + {arm}),").expect("a string takes all");
    }
    body + "        }\n    "
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
