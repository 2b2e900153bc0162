//! Generated bodies: split, hot machine and lazy have the value, the effects and the drop order of a plain async function,
//! to the end and when given up after any number of polls.
//!
//! The bodies have early returns, `?`, guards, shadowing, moves, locals that borrow, loops, branching tails, temporaries in awaited
//! expressions, and awaits hidden in macros. `VALUETASK_SEED` and `VALUETASK_BODIES` choose others, and more of them.
#![forbid(unsafe_code)]

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

const WAYS: [(&str, &str); 4] =
    [("plain", ""), ("lazy", "#[value_task(lazy)]"), ("machine", "#[value_task(machine)]"), ("split", "#[value_task]")];

const ARGUMENTS: &str = "owned: Noisy, shared: &Noisy, key: u32, flag: bool, list: &mut Vec<u32>, text: &str, \
                         mut word: u32, pair: &Pair, _: Noisy";

/// What a statement may use, beside the arguments.
#[derive(Clone, Default)]
struct Names {
    numbers: Vec<String>,
    mutable: Vec<String>,
    /// Everything with a name of its own to say.
    noisy: Vec<String>,
}

struct Generator {
    state: u64,
    names: usize,
}

impl Generator {
    /// A number below `limit`, by xorshift.
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 33).expect("31 bits") % limit
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn fresh(&mut self, stem: &str) -> String {
        self.names += 1;
        format!("{stem}{}", self.names)
    }

    fn number(&mut self, names: &Names) -> String {
        let known: Vec<&str> = names.numbers.iter().chain(&names.mutable).map(String::as_str).collect();
        let constant = self.below(9).to_string();
        let fixed = ["key", "pair.count", "text.len() as u32", &constant];
        let all: Vec<&str> = fixed.into_iter().chain(known).collect();
        self.pick(&all).to_owned()
    }

    fn condition(&mut self, names: &Names) -> String {
        match self.below(5) {
            0 => "flag".into(),
            1 => "text.is_empty()".into(),
            2 => "pair.maybe.is_some()".into(),
            3 => format!("{} > {}", self.number(names), self.below(6)),
            _ => format!("{} == {}", self.number(names), self.below(6)),
        }
    }

    fn future(&mut self, names: &Names) -> String {
        let noisy: Vec<String> = names.noisy.iter().map(|noisy| format!("named(&{noisy})")).collect();
        let fixed = ["pause()", "named(&Noisy(\"temporary\"))", "named(&pair.left)", "named(shared)"];
        let all: Vec<&str> = fixed.into_iter().chain(noisy.iter().map(String::as_str)).collect();
        self.pick(&all).to_owned()
    }

    /// Some statements, and what they leave bound.
    fn statements(&mut self, outer: &Names, depth: usize, count: usize) -> String {
        let mut names = outer.clone();
        let mut own: Vec<String> = Vec::new();
        let mut code = String::new();
        for _ in 0..count {
            let stmt = match self.below(24) {
                0 | 1 => format!(
                    "if {} {{ step(\"leaves\"); return Err({}); }}",
                    self.condition(&names),
                    self.number(&names)
                ),
                2 | 3 => format!("check({}, {})?;", self.number(&names), self.below(9)),
                4 => {
                    let name = self.fresh("guard");
                    own.push(name.clone());
                    names.noisy.push(name.clone());
                    format!("let {name} = Noisy(\"{name}\");")
                }
                5 => {
                    let name = self.fresh("borrowed");
                    let place = self.pick(&["&pair.left", "shared", "&pair.list[key as usize % 2]"]);
                    names.noisy.push(name.clone());
                    format!("let {name} = {place};")
                }
                6 => {
                    let name = self.fresh("number");
                    let value = self.number(&names);
                    names.numbers.push(name.clone());
                    format!("let {name}: u32 = {value} + 1;")
                }
                7 => {
                    let name = self.fresh("count");
                    names.mutable.push(name.clone());
                    format!("let mut {name} = {};", self.below(5))
                }
                8 if !names.mutable.is_empty() => {
                    let at = self.below(names.mutable.len());
                    format!("{} += {};", names.mutable[at].clone(), self.number(&names))
                }
                9 | 10 if !own.is_empty() => {
                    let taken = own.swap_remove(self.below(own.len()));
                    names.noisy.retain(|name| *name != taken);
                    let moved = self.fresh("moved");
                    if self.below(2) == 0 {
                        format!("drop({taken});")
                    } else {
                        own.push(moved.clone());
                        names.noisy.push(moved.clone());
                        format!("let {moved} = {taken};")
                    }
                }
                11 if !names.noisy.is_empty() => {
                    let name = self.fresh("view");
                    let at = self.below(names.noisy.len());
                    format!("let {name} = &{}; step({name}.name());", names.noisy[at])
                }
                12 | 13 => format!("{}.await;", self.future(&names)),
                14 => {
                    let name = self.fresh("awaited");
                    let value = self.number(&names);
                    names.numbers.push(name.clone());
                    format!("let {name} = task({value}).await?;")
                }
                15 => format!("both!({}, {});", self.future(&names), self.future(&names)),
                16 if depth < 3 => {
                    format!("for _ in 0..2 {{ step(\"turn\"); {} }}", self.nested(&names, depth))
                }
                17 if depth < 3 => format!("{{ {} }}", self.nested(&names, depth)),
                18 if depth < 3 => {
                    let (then, otherwise) = (self.nested(&names, depth), self.nested(&names, depth));
                    format!("if {} {{ {then} }} else {{ {otherwise} }}", self.condition(&names))
                }
                19 => "if list.len() > 1 { list[0] += 1; } else { list.push(1); }".into(),
                20 => self.pick(&["step(owned.name());", "word += 1;", "step(format!(\"{key}{text}\"));"]).into(),
                21 => self
                    .pick(&[
                        "let key: u32 = key + 1;",
                        "let text = &text[text.len() / 2..];",
                        "let flag: bool = !flag;",
                    ])
                    .into(),
                22 => "if let Some(found) = pair.maybe { if found > key { return Ok(found); } }".into(),
                _ => "let shared = &pair.right;".into(),
            };
            write!(code, "{stmt} ").expect("a string takes all");
        }
        code
    }

    fn nested(&mut self, names: &Names, depth: usize) -> String {
        let count = 1 + self.below(3);
        self.statements(names, depth + 1, count)
    }

    fn arm(&mut self) -> String {
        let value = self.pick(&["Ok(key)", "Ok(word + key)", "Err(word)", "check(key, 3)"]);
        let code = match self.below(3) {
            0 => self.nested(&Names::default(), 2),
            1 => "named(&Noisy(\"arm\")).await;".into(),
            _ => "step(\"arm\");".into(),
        };
        format!("{{ {code} {value} }}")
    }

    fn tail(&mut self) -> String {
        let (a, b, c) = (self.arm(), self.arm(), self.arm());
        let first = self.condition(&Names::default());
        let second = self.condition(&Names::default());
        match self.below(4) {
            0 => a,
            1 => format!("if {first} {a} else if {second} {b} else {c}"),
            2 => format!("match pair.maybe {{ Some(found) if found > 2 => Ok(found), Some(_) => {a} None => {b} }}"),
            _ => format!("match pair.count {{ 0 => {a} 1 if {first} => {b} _ => {c} }}"),
        }
    }

    fn body(&mut self) -> String {
        let count = self.below(8);
        let statements = self.statements(&Names::default(), 0, count);
        format!("{statements} {}", self.tail())
    }
}

fn setting(name: &str, default: u64) -> u64 {
    env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

#[test]
#[cfg_attr(miri, ignore = "starts cargo")]
fn generated_bodies_run_alike_in_all_four_ways() {
    let mut generator = Generator { state: setting("VALUETASK_SEED", 0x5eed) | 1 << 40, names: 0 };
    let mut source = include_str!("property/prelude.rs").to_owned();
    let mut main = String::from("fn main() {\n");
    for index in 0..setting("VALUETASK_BODIES", 32) {
        let body = generator.body();
        writeln!(source, "mod body{index} {{\nuse super::*;").expect("a string takes all");
        for (way, attribute) in WAYS {
            writeln!(source, "{attribute} pub(super) async fn {way}({ARGUMENTS}) -> Result<u32, u32> {{ {body} }}")
                .expect("a string takes all");
        }
        source.push_str("}\n");
        writeln!(main, "    agree!(body{index});").expect("a string takes all");
    }
    source.push_str(&main);
    source.push_str("}\n");
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated_bodies.rs");
    fs::write(&file, source).expect("the target folder is writable");
    trybuild::TestCases::new().pass(file);
}
