//! Writes the bodies: `MEANING_BODIES` of each manner (20 unless told), from the seed `MEANING_SEED` (3 unless told).

mod body;
mod scope;

use std::{env, fs};

use body::Manner;

/// One body by every way; the body stands for `BODY`.
const WAYS: &str = include_str!("ways.rs.in");

fn main() {
    let number = |name: &str, otherwise: u64| {
        println!("cargo::rerun-if-env-changed={name}");
        env::var(name).map_or(otherwise, |text| {
            text.parse()
                .unwrap_or_else(|_| panic!("{name}={text} is not a number: give a whole number, or leave it out"))
        })
    };
    println!("cargo::rerun-if-changed=build");
    let (bodies, seed) = (number("MEANING_BODIES", 20), number("MEANING_SEED", 3));
    let generate = |index: u64, manner| body::generate(seed.wrapping_mul(1_000_003).wrapping_add(index), manner);
    let mut text = String::new();
    let mut list = String::new();
    for index in 0..bodies {
        let body = generate(index, Manner::Run);
        let ways = WAYS
            .replace("PARAMETERS", body.kind.parameters())
            .replace("ARGUMENTS", body.kind.arguments())
            .replace("REBOUND", body.kind.rebound())
            .replace("BODY", &format!("{{ {} }}", body.text));
        text += &format!("mod body_{index} {{\n{ways}}}\n");
        list += &format!("    Body {{ method: {:?}, ways: body_{index}::ways }},\n", body.method("hot"));
    }
    text += &format!("/// Every body.\npub const BODIES: &[Body] = &[\n{list}];\n");
    for (name, manner) in [("UNSENT", Manner::Unsent), ("LINTED", Manner::Linted)] {
        let methods: Vec<_> = (0..bodies)
            .map(|index| {
                let body = generate(index, manner);
                let name = format!("body_{index}");
                (body.method(&name), format!("{name}(world, {})", body.kind.arguments()))
            })
            .collect();
        text += &format!(
            "/// Methods for the compiler alone, and a call of each.\npub const {name}: &[(&str, &str)] = &{methods:?};\n"
        );
    }
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(format!("{folder}/bodies.rs"), text).expect("cargo's own folder can be written to");
}
