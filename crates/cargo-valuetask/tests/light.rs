//! What the build without `replay` brings along.

#![forbid(unsafe_code)]

use std::process::Command;

#[test]
fn without_replay_there_are_no_database_drivers() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = Command::new(cargo)
        .args(["tree", "--frozen", "--no-default-features", "--edges", "normal,build", "--prefix", "none"])
        .args(["--manifest-path", manifest])
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(tree.starts_with("cargo-valuetask ") && tree.contains("cargo_metadata "), "{output:?}");
    for driver in ["rusqlite", "libsqlite3-sys", "tokio-postgres", "redis", "tokio", "plotters", "cc"] {
        assert!(!tree.lines().any(|line| line.split(' ').next() == Some(driver)), "{driver} in\n{tree}");
    }
}
