//! The generator of one body: statements chosen at random that compile by construction.
//!
//! A body may use `world: &World`, `start: u32`, `text: String` and guards (by value), and yields a
//! `Result<u32, Fault>`. It knows its own scope: numbers by name, strings, and guards that may have been moved away.

use fastrand::Rng;

/// What the statements at one place may use.
#[derive(Clone)]
struct Scope {
    numbers: Vec<String>,
    texts: Vec<String>,
    guards: Vec<String>,
    in_loop: bool,
}

struct Writer {
    rng: Rng,
    /// Each effect has a number of its own.
    effects: u32,
    /// Statements that may still be written, over all nested blocks.
    budget: u32,
}

/// What a body is given besides the world and a number.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// A string and two guards by value, which the body may move away.
    Owned,
    /// A borrowed string: what most lookups take. Often begins with a way out before the first await, or a loop that waits.
    Borrowed,
}

impl Kind {
    pub(crate) fn parameters(self) -> &'static str {
        match self {
            Self::Owned => "start: u32, first: Probe<'_>, text: String, probe: Probe<'_>",
            Self::Borrowed => "start: u32, text: &str",
        }
    }

    pub(crate) fn arguments(self) -> &'static str {
        match self {
            Self::Owned => "5, world.probe(1000), String::from(\"text\"), world.probe(0)",
            Self::Borrowed => "5, \"text\"",
        }
    }

    /// Makes the parameters from those of a method that borrows.
    pub(crate) fn rebound(self) -> &'static str {
        match self {
            Self::Owned => "let first = world.probe(1000); let text = text.to_owned(); let probe = world.probe(0);",
            Self::Borrowed => "",
        }
    }
}

/// A body and what it is given.
pub(crate) struct Body {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

/// The body of this seed.
pub(crate) fn generate(seed: u64) -> Body {
    let mut writer = Writer { rng: Rng::with_seed(seed), effects: 0, budget: 0 };
    let kind = if writer.rng.bool() { Kind::Owned } else { Kind::Borrowed };
    writer.budget = writer.rng.u32(..14);
    let mut scope = Scope {
        numbers: vec!["start".into()],
        texts: vec!["text".into()],
        guards: match kind {
            Kind::Owned => vec!["first".into(), "probe".into()],
            Kind::Borrowed => vec![],
        },
        in_loop: false,
    };
    if kind == Kind::Owned && writer.rng.u32(..8) == 0 {
        return Body { kind, text: writer.handed_on() };
    }
    let way_out = match kind {
        Kind::Owned => String::new(),
        Kind::Borrowed => match writer.rng.u32(..6) {
            0..3 => writer.way_out(&mut scope),
            3 => writer.waiting(&mut scope),
            _ => String::new(),
        },
    };
    let statements = writer.statements(&mut scope, 0);
    let tail = writer.tail(&mut scope, 0);
    Body { kind, text: format!("{way_out} {statements} {tail}") }
}

impl Writer {
    fn effect(&mut self) -> u32 {
        self.effects += 1;
        self.effects
    }

    fn pick(&mut self, names: &[String]) -> Option<String> {
        (!names.is_empty()).then(|| names[self.rng.usize(..names.len())].clone())
    }

    fn number(&mut self, scope: &Scope) -> String {
        match self.rng.u32(..3) {
            0 => self.rng.u32(..9).to_string(),
            1 => {
                let name = self.pick(&scope.texts).unwrap_or_else(|| "\"constant\"".into());
                format!("world.len(&{name})")
            }
            _ => self.pick(&scope.numbers).unwrap_or_else(|| "3".into()),
        }
    }

    /// Something that awaits and is a number.
    fn awaited(&mut self, scope: &Scope) -> String {
        let (effect, number) = (self.effect(), self.number(scope));
        match self.rng.u32(..10) {
            0 => format!("world.later({effect}, {number}).await"),
            1 => format!("world.fallible_later({effect}, {number}).await?"),
            2 => format!("world.later({effect}, world.probe({effect}).id()).await"),
            3 => format!("hidden!(world.later({effect}, {number}))"),
            4 => format!("futures_util::join!(world.later({effect}, {number}), world.task({effect}, 2)).1"),
            5 | 6 => format!("world.attempt({effect}, {number}).await?"),
            _ => format!("world.task({effect}, {number}).await"),
        }
    }

    /// Something that doesn't await and is a number.
    fn at_once(&mut self, scope: &Scope) -> String {
        let (effect, number) = (self.effect(), self.number(scope));
        match self.rng.u32(..4) {
            0 => format!("world.fallible({effect}, {number})?"),
            1 => format!("world.probe({effect}).id()"),
            2 => format!("world.note({effect}, {number})"),
            _ => number,
        }
    }

    fn value(&mut self, scope: &Scope) -> String {
        if self.rng.u32(..3) == 0 { self.awaited(scope) } else { self.at_once(scope) }
    }

    fn statements(&mut self, scope: &mut Scope, depth: u32) -> String {
        let mut text = String::new();
        for _ in 0..self.rng.u32(1..5) {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            text += &self.statement(scope, depth);
            text += " ";
        }
        text
    }

    /// A statement that may leave before anything was awaited, and perhaps a number from constants and the start.
    fn way_out(&mut self, scope: &mut Scope) -> String {
        let effect = self.effect();
        let number = ["let a = start + 1;", "let b = 2 * start;", ""][self.rng.usize(..3)];
        // Some of these are carried to the machine: what the body's end uses.
        let text = if self.rng.bool() { format!("let text = world.text({effect});") } else { String::new() };
        let guard = if self.rng.bool() {
            scope.guards.push("early".into());
            format!("let early = world.probe({effect});")
        } else {
            String::new()
        };
        if let Some(name) = number.split(' ').nth(1) {
            scope.numbers.push(name.into());
        }
        let leave = match self.rng.u32(..4) {
            0 => format!("if let Some(found) = world.some({effect}) {{ return Ok(found); }}"),
            1 => format!("if world.flag({effect}) {{ return Ok(start); }}"),
            2 => format!("world.fallible({effect}, start)?;"),
            _ => format!("let start = world.fallible({effect}, start)?;"),
        };
        if self.rng.bool() {
            format!("{text} {number} {guard} {leave}")
        } else {
            format!("{leave} {guard} {number} {text}")
        }
    }

    /// A body that may leave early, and hands on all that it was given.
    fn handed_on(&mut self) -> String {
        let effect = self.effect();
        let leave = match self.rng.u32(..3) {
            0 => format!("if world.flag({effect}) {{ return Ok(start); }}"),
            1 => "if start > first.id() { return Ok(world.len(&text)); }".to_owned(),
            _ => String::new(),
        };
        format!("{leave} world.consume({effect}, [first, probe], text).await")
    }

    /// A loop that awaits until something is so.
    fn waiting(&mut self, scope: &mut Scope) -> String {
        let (effect, note) = (self.effect(), self.effect());
        let awaited = self.awaited(scope);
        let more = self.statements(&mut scope.clone(), 2);
        match self.rng.u32(..3) {
            0 => format!("while world.some({effect}).is_some() {{ {awaited}; {more} }}"),
            1 => format!("while world.some({effect}).is_some() {{ world.note({note}, start); {awaited}; {more} }}"),
            _ => format!("loop {{ if world.some({effect}).is_none() {{ break; }} {awaited}; {more} }}"),
        }
    }

    /// A block with a scope of its own. What it moves away is gone outside, too.
    fn block(&mut self, scope: &mut Scope, depth: u32, in_loop: bool) -> String {
        let mut inner = scope.clone();
        inner.in_loop |= in_loop;
        if in_loop {
            // A loop runs more than once: what stands outside can't be moved into it.
            inner.guards.clear();
        }
        let statements = self.statements(&mut inner, depth + 1);
        scope.guards.retain(|guard| in_loop || inner.guards.contains(guard));
        format!("{{ {statements} }}")
    }

    fn statement(&mut self, scope: &mut Scope, depth: u32) -> String {
        let effect = self.effect();
        match self.rng.u32(..if depth < 2 { 16 } else { 10 }) {
            0 => format!("world.note({effect}, {});", self.number(scope)),
            1 | 2 => {
                let value = self.value(scope);
                let name = ["start", "a", "b"][self.rng.usize(..3)].to_string();
                scope.numbers.push(name.clone());
                format!("let {name} = {value};")
            }
            3 => {
                let name = format!("guard{effect}");
                scope.guards.push(name.clone());
                format!("let {name} = world.probe({effect}); {name}.id();")
            }
            4 => format!("let _ = world.probe({effect}); let _held = world.probe({effect});"),
            5 => {
                let name = format!("text{effect}");
                scope.texts.push(name.clone());
                scope.texts.push(format!("part{effect}"));
                format!("let {name} = world.text({effect}); let part{effect} = {name}.as_str();")
            }
            6 => match self.pick(&scope.guards) {
                Some(guard) => {
                    scope.guards.retain(|known| *known != guard);
                    if self.rng.bool() {
                        format!("drop({guard});")
                    } else {
                        format!("if world.flag({effect}) {{ drop({guard}); }}")
                    }
                }
                None => format!("assert!(world.len(\"kept\") == 4, \"{{}}\", {effect});"),
            },
            7 => format!("if world.flag({effect}) {{ return Ok({}); }}", self.at_once(scope)),
            8 => format!("{};", self.awaited(scope)),
            9 => format!("let message = format!(\"{{}}\", {}); world.len(&message);", self.at_once(scope)),
            10 => {
                let body = self.block(scope, depth, false);
                format!("if world.flag({effect}) {body}")
            }
            11 => {
                let (first, second) = (self.block(scope, depth, false), self.block(scope, depth, false));
                format!("match world.flag({effect}) {{ true => {first}, false => {second} }}")
            }
            12 => format!("for _turn in 0..2 {}", self.looped(scope, depth)),
            13 => {
                let body = self.looped(scope, depth);
                match self.rng.u32(..3) {
                    0 => format!("while let Some(_left) = world.some({effect}) {body}"),
                    1 => format!("while world.some({effect}).is_some() {body}"),
                    _ => format!("loop {{ if world.some({effect}).is_none() {{ break; }} {body} }}"),
                }
            }
            14 => self.block(scope, depth, false),
            _ => format!("if let Some(found) = world.some({effect}) {{ return Ok(found); }}"),
        }
    }

    fn looped(&mut self, scope: &mut Scope, depth: u32) -> String {
        let effect = self.effect();
        let leave = ["break", "continue"][self.rng.usize(..2)];
        let body = self.block(scope, depth, true);
        if self.rng.bool() { body } else { format!("{{ if world.flag({effect}) {{ {leave}; }} {body} }}") }
    }

    /// The last expression: a value, or branches that end in one.
    fn tail(&mut self, scope: &mut Scope, depth: u32) -> String {
        let effect = self.effect();
        match self.rng.u32(..if depth < 2 { 10 } else { 2 }) {
            2 | 6 | 7 => {
                let (yes, no) = (self.branch(scope, depth), self.branch(scope, depth));
                format!("if world.flag({effect}) {yes} else {no}")
            }
            3 => {
                let (yes, no) = (self.branch(scope, depth), self.branch(scope, depth));
                format!("match world.some({effect}) {{ Some(_) => {yes}, None => {no} }}")
            }
            4 => {
                let (yes, no) = (self.branch(scope, depth), self.branch(scope, depth));
                format!("match world.probe({effect}).flag() {{ true => {yes} false => {no} }}")
            }
            5 => {
                let (yes, no) = (self.branch(scope, depth), self.branch(scope, depth));
                format!("if let Some(start) = world.some({effect}) {yes} else {no}")
            }
            0 | 8 | 9 => format!("world.attempt({effect}, {}).await", self.number(scope)),
            _ => format!("Ok({})", self.value(scope)),
        }
    }

    fn branch(&mut self, scope: &Scope, depth: u32) -> String {
        let mut inner = scope.clone();
        let statements = self.statements(&mut inner, depth + 1);
        let tail = self.tail(&mut inner, depth + 1);
        format!("{{ {statements} {tail} }}")
    }
}
