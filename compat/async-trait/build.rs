//! Chooses the mode: by the environment variable `VALUETASK_COMPAT`, else by the features.
//!
//! It is chosen here, so that a change of the variable rebuilds everything that was expanded in another mode.
#![forbid(unsafe_code)]

use std::env;

const MODES: [&str; 4] = ["boxed", "exact", "hot", "pooled"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=VALUETASK_COMPAT");
    println!("cargo::rustc-check-cfg=cfg(mode, values(\"boxed\", \"exact\", \"hot\", \"pooled\"))");
    let mode = match env::var("VALUETASK_COMPAT") {
        Ok(asked) if MODES.contains(&asked.as_str()) => asked,
        Ok(asked) if !asked.is_empty() => {
            println!("cargo::error=VALUETASK_COMPAT={asked}: expected one of `boxed`, `exact`, `hot`, `pooled`");
            return;
        }
        _ => by_feature().to_owned(),
    };
    println!("cargo::rustc-cfg=mode=\"{mode}\"");
}

/// Features add up over all dependents: the mode that compiles the most wins.
fn by_feature() -> &'static str {
    let is_set = |name: &str| env::var_os(format!("CARGO_FEATURE_{}", name.to_uppercase().replace('-', "_"))).is_some();
    MODES.into_iter().find(|mode| is_set(mode)).unwrap_or("pooled")
}
