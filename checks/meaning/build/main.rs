//! Writes the bodies: `MEANING_BODIES` of them (300 unless told), from the seed `MEANING_SEED` (1 unless told).

mod body;
mod scope;

use std::{env, fs};

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
    let (bodies, seed) = (number("MEANING_BODIES", 300), number("MEANING_SEED", 1));
    let mut text = String::new();
    let mut list = String::new();
    for index in 0..bodies {
        let body = body::generate(seed.wrapping_mul(1_000_003).wrapping_add(index));
        let ways = WAYS
            .replace("PARAMETERS", body.kind.parameters())
            .replace("ARGUMENTS", body.kind.arguments())
            .replace("REBOUND", body.kind.rebound())
            .replace("BODY", &format!("{{ {} }}", body.text));
        text += &format!("mod body_{index} {{\n{ways}}}\n");
        let method = format!("async fn hot(world: &World, {}) -> Outcome {{ {} }}", body.kind.parameters(), body.text);
        list += &format!("    Body {{ method: {method:?}, ways: body_{index}::ways }},\n");
    }
    text += &format!("/// Every body.\npub const BODIES: &[Body] = &[\n{list}];\n");
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(format!("{folder}/bodies.rs"), text).expect("cargo's own folder can be written to");
}
