//! The generator of one body: statements chosen at random that compile by construction.
//!
//! A body may use `world: &World`, `start: u32`, `text: String` and guards (by value), and yields a `Result<u32,
//! Fault>`. All its bindings have one of three names, for every type, so that each is shadowed sooner or later. A
//! shadowed value lives on until its block ends.

use fastrand::Rng;

use crate::scope::{Scope, Type};

/// The names of locals.
const NAMES: [&str; 3] = ["a", "b", "start"];

struct Writer {
    rng: Rng,
    manner: Manner,
    /// The number of the next effect.
    effects: u32,
    /// The statements that may still be written, over all nested blocks.
    budget: u32,
}

/// The code between the statements of a body.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Manner {
    /// None: the body is run.
    Run,
    /// A value that isn't `Send`, held over an await or not: the caller asks the compiler for it.
    Unsent,
    /// Code that lints report.
    Linted,
}

/// The arguments of a body, besides the world and a number.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    /// A string and two guards by value, which the body may move away.
    Owned,
    /// A borrowed string, as in most lookups. Often begins with an early return before the first await, or a loop that
    /// waits.
    Borrowed,
}

impl Kind {
    pub(crate) fn parameters(self) -> &'static str {
        match self {
            Self::Owned => {
                "start: u32, _: Probe<'_>, first: Probe<'_>, text: String, (probe, _): (Probe<'_>, Probe<'_>), _: Probe<'_>"
            }
            Self::Borrowed => "start: u32, text: &str",
        }
    }

    pub(crate) fn arguments(self) -> &'static str {
        match self {
            Self::Owned => {
                "5, world.probe(1001), world.probe(1000), String::from(\"text\"), (world.probe(0), world.probe(1002)), \
                 world.probe(1003)"
            }
            Self::Borrowed => "5, \"text\"",
        }
    }

    /// Returns the parameters as those of a method that borrows.
    pub(crate) fn rebound(self) -> &'static str {
        match self {
            Self::Owned => {
                "let __0 = world.probe(1001); let first = world.probe(1000); let text = text.to_owned(); \
                 let __1 = (world.probe(0), world.probe(1002)); let (probe, _) = __1; let __2 = world.probe(1003);"
            }
            Self::Borrowed => "",
        }
    }
}

/// A body and its arguments.
pub(crate) struct Body {
    pub(crate) kind: Kind,
    pub(crate) text: String,
}

impl Body {
    /// Returns it as a method of this name.
    pub(crate) fn method(&self, name: &str) -> String {
        format!("async fn {name}(world: &World, {}) -> Outcome {{ {} }}", self.kind.parameters(), self.text)
    }
}

/// Returns the body of this seed.
pub(crate) fn generate(seed: u64, manner: Manner) -> Body {
    let mut writer = Writer { rng: Rng::with_seed(seed), manner, effects: 0, budget: 0 };
    let kind = if writer.rng.bool() { Kind::Owned } else { Kind::Borrowed };
    writer.budget = writer.rng.u32(..14);
    let mut scope = Scope::default();
    scope.bind("start", Type::Number);
    scope.bind("text", Type::Text);
    if kind == Kind::Owned {
        scope.bind("first", Type::Guard);
        scope.bind("probe", Type::Guard);
    }
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

    /// Returns the name of a value of this type, if any is in scope.
    fn pick(&mut self, scope: &Scope, wanted: Type) -> Option<&'static str> {
        let names = scope.visible(wanted);
        (!names.is_empty()).then(|| names[self.rng.usize(..names.len())])
    }

    fn name(&mut self) -> &'static str {
        NAMES[self.rng.usize(..NAMES.len())]
    }

    fn number(&mut self, scope: &Scope) -> String {
        match self.rng.u32(..3) {
            0 => self.rng.u32(..9).to_string(),
            1 => {
                let name = self.pick(scope, Type::Text).unwrap_or("\"constant\"");
                format!("world.len(&{name})")
            }
            _ => self.pick(scope, Type::Number).unwrap_or("3").to_owned(),
        }
    }

    /// Returns a number that awaits.
    fn awaited(&mut self, scope: &Scope) -> String {
        let (effect, number) = (self.effect(), self.number(scope));
        match self.rng.u32(..12) {
            0 => format!("world.later({effect}, {number}).await"),
            1 => format!("world.fallible_later({effect}, {number}).await?"),
            2 => format!("world.later({effect}, world.probe({effect}).id()).await"),
            3 => format!("hidden!(world.later({effect}, {number}))"),
            4 => format!("futures_util::join!(world.later({effect}, {number}), world.task({effect}, 2)).1"),
            5 | 6 => format!("world.attempt({effect}, {number}).await?"),
            7 => format!("world.task({effect}, u32::from(world.probe({effect}) == world.probe({number}))).await"),
            8 => format!("u32::from(world.task({effect}, {number}).await < world.later({effect}, {number}).await)"),
            _ => format!("world.task({effect}, {number}).await"),
        }
    }

    /// Returns a number that doesn't await.
    fn at_once(&mut self, scope: &Scope) -> String {
        let (effect, number) = (self.effect(), self.number(scope));
        match self.rng.u32(..5) {
            0 => format!("world.fallible({effect}, {number})?"),
            1 => format!("world.probe({effect}).id()"),
            2 => format!("world.note({effect}, {number})"),
            3 => format!("u32::from(world.probe({effect}) == world.probe({number}))"),
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

    /// Returns a statement that may leave before any await, and perhaps a number from constants and the start.
    fn way_out(&mut self, scope: &mut Scope) -> String {
        let effect = self.effect();
        let number = ["let a = start + 1;", "let b = 2 * start;", ""][self.rng.usize(..3)];
        // The machine carries some of these: those that the end of the body uses.
        let text = if self.rng.bool() { format!("let text = world.text({effect});") } else { String::new() };
        let guard = if self.rng.bool() {
            scope.bind("early", Type::Guard);
            format!("let early = world.probe({effect});")
        } else {
            String::new()
        };
        if let Some(name) = NAMES.into_iter().find(|name| number.split(' ').nth(1) == Some(name)) {
            scope.bind(name, Type::Number);
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

    /// Returns a body that may leave early, and passes on all its arguments.
    fn handed_on(&mut self) -> String {
        let effect = self.effect();
        let leave = match self.rng.u32(..3) {
            0 => format!("if world.flag({effect}) {{ return Ok(start); }}"),
            1 => "if start > first.id() { return Ok(world.len(&text)); }".to_owned(),
            _ => String::new(),
        };
        format!("{leave} world.consume({effect}, [first, probe], text).await")
    }

    /// Returns a loop that awaits until a condition holds.
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
        let mut inner = scope.enter(in_loop);
        let statements = self.statements(&mut inner, depth + 1);
        scope.leave(&inner, in_loop);
        format!("{{ {statements} }}")
    }

    /// Something that isn't `Send`: gone before anything is awaited, held until the block ends, or a temporary of an
    /// await.
    fn unsent(&mut self) -> String {
        let effect = self.effect();
        let shared = format!("std::rc::Rc::new({effect})");
        match self.rng.u32(..7) {
            0 => format!("let shared{effect} = {shared}; world.note({effect}, *shared{effect});"),
            1 => format!("let shared{effect} = {shared}; drop(shared{effect});"),
            2 => format!("{{ let shared{effect} = {shared}; world.note({effect}, *shared{effect}); }}"),
            3 => format!("world.later({effect}, *{shared}).await;"),
            4 => format!("let copied{effect} = *{shared}; world.task({effect}, copied{effect}).await;"),
            5 => format!("if *{shared} == 3 {{ world.task({effect}, 1).await; }}"),
            _ => format!("match *{shared} {{ 3 => {{ world.task({effect}, 1).await; }} _ => {{}} }}"),
        }
    }

    /// Something that a lint speaks of.
    fn linted(&mut self) -> String {
        let effect = self.effect();
        let kinds = [
            "let unused@ = 1;",
            "let unused@ = world.task(@, 1).await;",
            "let (unused@, kept@) = (1, world.later(@, 2).await); world.note(@, kept@);",
            "let mut unchanged@ = world.task(@, 2).await; world.note(@, unchanged@);",
            "let mut overwritten@ = 1; overwritten@ = world.task(@, 2).await; world.note(@, overwritten@);",
            "let mut last@ = 1; world.note(@, last@); last@ = world.task(@, 3).await;",
            "world.fallible(@, 1);",
            "world.fallible_later(@, 1).await;",
            "world.later(@, 1);",
            "world.task(@, 1);",
            "world.task(@, 1).await == 3;",
            "world.task(@, 1).await + 1;",
            "if world.flag(@) { return Ok(1); world.note(@, 2); }",
            "if world.flag(@) { return world.attempt(@, 1).await; world.task(@, 2).await; }",
            "if (world.flag(@)) { world.task(@, (1)).await; }",
            "let inside@ = (world.task(@, 1)).await; world.note(@, inside@);",
            "fn never_called@() {}",
            "use std::mem;",
            "start;",
            "let closure@ = |unused: u32| 3; world.note(@, closure@(1));",
            "unsafe { world.task(@, 1).await; }",
            "'label@: loop { world.task(@, 1).await; break; }",
            "match world.task(@, 1).await { 0 => {} _ => {} 3 => {} }",
            "loop { world.task(@, 1).await; break; world.task(@, 2).await; }",
            "let Some(found@) = Some(world.task(@, 1).await) else { return Ok(2); };",
        ];
        kinds[self.rng.usize(..kinds.len())].replace('@', &effect.to_string())
    }

    fn statement(&mut self, scope: &mut Scope, depth: u32) -> String {
        match self.manner {
            Manner::Unsent if self.rng.u32(..3) == 0 => return self.unsent(),
            Manner::Linted if self.rng.u32(..2) == 0 => return self.linted(),
            _ => {}
        }
        let effect = self.effect();
        match self.rng.u32(..if depth < 2 { 17 } else { 11 }) {
            0 => format!("world.note({effect}, {});", self.number(scope)),
            1 | 2 => {
                let value = self.value(scope);
                let name = self.name();
                scope.bind(name, Type::Number);
                format!("let {name}: u32 = {value};")
            }
            3 => {
                let name = self.name();
                scope.bind(name, Type::Guard);
                format!("let {name} = world.probe({effect}); {name}.id();")
            }
            4 => format!("let _ = world.probe({effect}); let _held = world.probe({effect});"),
            5 => {
                let (name, part) = (self.name(), self.name());
                scope.bind(name, Type::Text);
                scope.bind(part, Type::Text);
                format!("let {name} = world.text({effect}); let {part} = {name}.as_str();")
            }
            6 => match self.pick(scope, Type::Guard) {
                Some(guard) => {
                    scope.move_away(guard);
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
                let name = self.pick(scope, Type::Number).unwrap_or("effect");
                let awaited = self.awaited(scope);
                let address = format!("(&raw const {name}) as usize");
                format!(
                    "{{ let effect = 0; let before = {address}; {awaited}; world.note({effect}, (before == {address}).into()); }}"
                )
            }
            11 => {
                let body = self.block(scope, depth, false);
                format!("if world.flag({effect}) {body}")
            }
            12 => {
                let (first, second) = (self.block(scope, depth, false), self.block(scope, depth, false));
                format!("match world.flag({effect}) {{ true => {first}, false => {second} }}")
            }
            13 => format!("for _turn in 0..2 {}", self.looped(scope, depth)),
            14 => {
                let body = self.looped(scope, depth);
                match self.rng.u32(..3) {
                    0 => format!("while let Some(_left) = world.some({effect}) {body}"),
                    1 => format!("while world.some({effect}).is_some() {body}"),
                    _ => format!("loop {{ if world.some({effect}).is_none() {{ break; }} {body} }}"),
                }
            }
            15 => self.block(scope, depth, false),
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
                let mut found = scope.clone();
                found.bind("start", Type::Number);
                let (yes, no) = (self.branch(&found, depth), self.branch(scope, depth));
                format!("if let Some(start) = world.some({effect}) {yes} else {no}")
            }
            0 | 8 | 9 => format!("world.attempt({effect}, {}).await", self.number(scope)),
            _ => format!("Ok({})", self.value(scope)),
        }
    }

    fn branch(&mut self, scope: &Scope, depth: u32) -> String {
        let mut inner = scope.enter(false);
        let statements = self.statements(&mut inner, depth + 1);
        let tail = self.tail(&mut inner, depth + 1);
        format!("{{ {statements} {tail} }}")
    }
}
