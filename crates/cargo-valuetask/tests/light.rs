//! What installing the program builds.

#![forbid(unsafe_code)]

use std::process::Command;

#[test]
fn no_database_driver_and_no_c_compiler_is_needed() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let output = Command::new(cargo)
        .args(["tree", "--frozen", "--edges", "normal,build", "--prefix", "none"])
        .args(["--manifest-path", manifest])
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(tree.starts_with("cargo-valuetask ") && tree.contains("cargo_metadata "), "{output:?}");
    for driver in ["rusqlite", "libsqlite3-sys", "tokio-postgres", "redis", "tokio", "cc"] {
        assert!(!tree.lines().any(|line| line.split(' ').next() == Some(driver)), "{driver} in\n{tree}");
    }
}
