//! What a program is in words.
//!
//! The text of a use has placeholders: `CALL`, a call on `x`, and `PREPARED`, what stands before it, each for an `x` of
//! the type that follows in brackets, or else of the implementer; `SHOW`, what notes its result `r`; `FUNCTION` and
//! `ARGS` where the method isn't called by its name; `GIVEN` and `MADE`, the implementer's type and a value of it; `PATH` and
//! `OBJECT`, the trait for a bound and for a `dyn`.

use super::{Attribute, Item, Param, Program};

/// The use of a program that has no other.
const AWAITED: &str = "match CALL { call => { note(\"called\"); let r = block_on(call); SHOW } }";

impl Param {
    fn without_default(&self) -> &'static str {
        self.declared.split(" = ").next().expect("a first part")
    }

    fn name(&self) -> &'static str {
        let declared = self.declared.trim_start_matches("const ");
        declared.split([':', ' ']).next().expect("a first part")
    }
}

impl Program {
    /// Adds what a line says of a use.
    pub(super) fn add_use(&mut self, word: &str, text: &'static str) {
        let prepared = "let x: GIVEN = MADE; PREPARED note(\"prepared\");";
        self.used += &match word {
            "text" => format!("{text} "),
            "run" => format!("#[allow(unused)] pub fn run() {{ {prepared} {text} note(\"end\"); }} "),
            "in-generic" => format!(
                "pub async fn generic<X: PATH>(x: X) {{ PREPARED[X] {} }} \
                 pub fn run() {{ block_on(generic::<GIVEN>(MADE)); note(\"end\"); }} ",
                text.replace("CALL", "CALL[X]")
            ),
            "in-spawned" => format!(
                "pub fn generic<X: PATH + Send + Sync + 'static>(x: X) {{ spawn(async move {{ PREPARED[X] {} }}); }} \
                 pub fn run() {{ generic::<GIVEN>(MADE); note(\"end\"); }} ",
                text.replace("CALL", "CALL[X]")
            ),
            "forwarding" => format!(
                "FORWARD[{text}] #[allow(unused)] pub fn run() {{ let x = Logged(MADE); PREPARED[Logged<GIVEN>] \
                 let r = block_on(CALL[Logged<GIVEN>]); SHOW note(\"end\"); }} "
            ),
            _ => panic!("{word:?} is no word for what a feature adds"),
        };
    }

    /// The text of the module.
    pub(crate) fn text(&self, attribute: Attribute) -> String {
        let (declared, implemented) = (self.declared(), self.implemented());
        let items = if self.is_apart {
            format!(
                "pub mod declared {{ use crate::world::*; use super::*; {declared} }} use declared::Tr; \
                 mod implemented {{ use crate::world::*; use super::*; use super::declared::Tr; {implemented} }}"
            )
        } else {
            format!("{declared} {implemented}")
        };
        let text = format!("{} {items} {}", self.items, self.used());
        text.replace("#ATTRIBUTE", &attribute.written(self.is_local))
    }

    fn used(&self) -> String {
        let mut program = self.clone();
        if self.used.is_empty() {
            program.add_use("run", AWAITED);
        }
        let [_, given, made] = self.target;
        let text = program.used.replace("SHOW", self.show);
        let text = fill(&text, "FORWARD", |bounds| self.forwarding(bounds));
        let text = fill(&text, "PREPARED", |ty| self.at_call(&format!("{} {}", self.before, self.prepare), ty));
        let args: String = self.args.iter().map(|arg| format!(", {} {}", arg.attribute, arg.given)).collect();
        let call = format!("{}({})", self.call, args.strip_prefix(", ").unwrap_or(&args));
        let text = fill(&text, "CALL", |ty| self.at_call(&call, ty));
        let text = text.replace("FUNCTION", &format!("<GIVEN as {}>::f", self.path())).replace(" ARGS", &args);
        text.replace("GIVEN", given)
            .replace("TARGET", given)
            .replace("MADE", made)
            .replace("OBJECT", &self.object())
            .replace("PATH", &self.path())
    }

    /// The trait as the caller names it.
    fn path(&self) -> String {
        angled("Tr", self.params.iter().map(|param| param.given))
    }

    /// The trait as the type of an object.
    fn object(&self) -> String {
        let equal = self.others.iter().map(|item| item.equal).filter(|equal| !equal.is_empty());
        angled("Tr", self.params.iter().map(|param| param.given).chain(equal))
    }

    fn at_call(&self, text: &str, ty: &str) -> String {
        let ty = if ty.is_empty() { "GIVEN" } else { ty };
        text.replace("TARGET", ty).replace("MAKE", "MADE")
    }

    fn signature(&self, implemented: bool, has_body: bool) -> String {
        let receiver = self.receiver[usize::from(implemented)];
        let args = self.args.iter().enumerate().map(|(index, arg)| {
            let plain = arg.pattern.trim_start_matches("mut ");
            let is_name = plain.chars().all(|c| c.is_alphanumeric() || c == '_') && plain != "_";
            let pattern = match (has_body, is_name) {
                (true, _) => arg.pattern.to_owned(),
                (false, true) => plain.to_owned(),
                (false, false) => format!("arg{index}"),
            };
            format!("{} {pattern}: {}", arg.attribute, if implemented { arg.implemented } else { arg.declared })
        });
        let receiver = (!receiver.is_empty()).then(|| receiver.to_owned());
        let args: Vec<_> = receiver.into_iter().chain(args).collect();
        let output = self.output[usize::from(implemented)];
        let arrow = if output.is_empty() { String::new() } else { format!(" -> {output}") };
        let generics = angled("f", self.generics.iter().copied());
        let clauses = clause(&self.clauses);
        format!("{} async fn {generics}({}){arrow}{clauses}", self.method_attributes, args.join(", "))
    }

    fn block(&self) -> String {
        format!("{{ note(\"begun\"); {}{} }}", self.statements, self.tail)
    }

    fn items(&self, which: impl Fn(&Item) -> &'static str) -> String {
        self.others.iter().map(which).collect()
    }

    fn declared(&self) -> String {
        let block = if self.has_default { self.block() } else { ";".to_owned() };
        format!(
            "{} #ATTRIBUTE pub {}trait {}: {}{} {{ {} {}{block} }}",
            self.trait_attributes,
            self.unsafety(),
            angled("Tr", self.params.iter().map(|param| param.declared)),
            self.supertraits,
            clause(&self.trait_where),
            self.items(|item| item.declared),
            self.signature(false, self.has_default),
        )
    }

    fn unsafety(&self) -> &'static str {
        if self.is_unsafe { "unsafe " } else { "" }
    }

    fn implemented(&self) -> String {
        let given = self.params.iter().map(|param| param.implemented).filter(|given| !given.is_empty());
        let head = format!(
            "{} #ATTRIBUTE {}{} {} for {}{}",
            self.impl_attributes,
            self.unsafety(),
            angled("impl", self.impl_params.iter().copied()),
            angled("Tr", given),
            self.target[0],
            clause(&self.impl_where),
        );
        let items = self.items(|item| item.implemented);
        if self.is_by_macro {
            return self.implemented_by_macro(&head, &items);
        }
        let method = if self.is_implemented { self.signature(true, true) + &self.block() } else { String::new() };
        format!("{head} {{ {items} {method} }}")
    }

    /// The implementation where types and the body are fragments, which an attribute sees in invisible groups.
    fn implemented_by_macro(&self, head: &str, items: &str) -> String {
        let names: Vec<_> = (0..self.args.len()).map(|index| format!("$t{index}")).collect();
        let args = self.args.iter().zip(&names);
        let args: String = args.map(|(arg, ty)| format!(", {} {}: {ty}", arg.attribute, arg.pattern)).collect();
        let taken: String = names.iter().map(|name| format!("{name}:ty, ")).collect();
        let given: String = self.args.iter().map(|arg| format!("{}, ", arg.implemented)).collect();
        let (generics, clauses) = (angled("f", self.generics.iter().copied()), clause(&self.clauses));
        let output = if self.output[1].is_empty() { "()" } else { self.output[1] };
        format!(
            "macro_rules! implement {{ ({{ $($receiver:tt)* }} {taken}$out:ty, $body:block) => {{ \
             {head} {{ {items} {} async fn {generics}($($receiver)* {args}) -> $out {clauses} $body }} }} }} \
             implement!({{ {} }} {given}{output}, {});",
            self.method_attributes,
            self.receiver[1],
            self.block(),
        )
    }

    /// An implementation for what wraps an implementer, which calls that one's method.
    fn forwarding(&self, bounds: &str) -> String {
        let declared = self.params.iter().map(Param::without_default);
        let (lifetimes, others): (Vec<_>, Vec<_>) = declared.partition(|declared| declared.starts_with('\''));
        let head = angled("impl", lifetimes.into_iter().chain(["X"]).chain(others));
        let path = angled("Tr", self.params.iter().map(Param::name));
        let given: Vec<_> = self.args.iter().map(|arg| format!("{} {}", arg.attribute, arg.pattern)).collect();
        let call = self.call.replace("x.f", "self.0.f").replace("TARGET", "X").replace("PATH", &path);
        format!(
            "#ATTRIBUTE {}{head} {path} for Logged<X> where X: {path} + {bounds} {{ {} {} {{ {call}({}).await }} }}",
            self.unsafety(),
            self.items(|item| item.forwarded),
            self.signature(false, true),
            given.join(", "),
        )
    }
}

/// Replaces a placeholder, given the text that follows it in brackets.
fn fill(text: &str, placeholder: &str, with: impl Fn(&str) -> String) -> String {
    let mut parts = text.split(placeholder);
    let mut filled = parts.next().expect("a first part").to_owned();
    for part in parts {
        let (argument, rest) = part.strip_prefix('[').and_then(|part| part.split_once(']')).unwrap_or(("", part));
        filled += &with(argument);
        filled += rest;
    }
    filled
}

/// A name with what stands in angle brackets behind it.
fn angled<'t>(name: &str, arguments: impl Iterator<Item = &'t str>) -> String {
    let arguments: Vec<_> = arguments.collect();
    if arguments.is_empty() { name.to_owned() } else { format!("{name}<{}>", arguments.join(", ")) }
}

fn clause(clauses: &[&str]) -> String {
    if clauses.is_empty() { String::new() } else { format!(" where {}", clauses.join(", ")) }
}
