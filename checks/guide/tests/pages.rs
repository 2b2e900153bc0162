//! Which pages there are, and whether what they say to write into Cargo.toml is right.

use std::{fs, path::Path, process::Command};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The page's blocks of code, each with its language.
fn blocks(page: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
    let fenced = text.split("```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap()).map(|(language, code)| (language.into(), code.into())).collect()
}

#[test]
fn every_page_of_the_guide_is_run() {
    let mut pages: Vec<_> = fs::read_dir(Path::new(ROOT).join("crates/valuetask/docs/guide"))
        .unwrap()
        .map(|entry| format!("crates/valuetask/docs/guide/{}", entry.unwrap().file_name().display()))
        .collect();
    pages.extend(["README.md", "crates/valuetask/README.md", "crates/valuetask/docs/front.md"].map(str::to_owned));
    pages.sort();
    let mut run = guide::PAGES.to_vec();
    run.sort_unstable();
    assert_eq!(pages, run);
}

#[test]
fn code_is_no_wider_than_the_page_it_is_shown_on() {
    for page in guide::PAGES {
        let blocks = blocks(page);
        let lines = blocks.iter().flat_map(|(_, code)| code.lines()).filter(|line| !line.starts_with("# "));
        for line in lines {
            assert!(line.len() <= 90, "{page}: {} columns: {line}", line.len());
        }
    }
}

#[test]
fn a_crate_with_the_lines_for_cargo_toml_builds_and_runs() {
    // The lines are for the published crate: until then, and in this test, the checkout stands in for it.
    let checkout = Path::new(ROOT).canonicalize().unwrap();
    for page in [
        "crates/valuetask/docs/front.md",
        "crates/valuetask/docs/guide/adopting.md",
        "crates/valuetask/docs/guide/elsewhere.md",
        "README.md",
    ] {
        let blocks = blocks(page);
        let (_, dependencies) = blocks.iter().find(|(language, _)| language == "toml").expect(page);
        let folder = tempfile::tempdir().unwrap();
        let manifest = format!(
            "[package]\nname = \"new\"\nedition = \"2024\"\n\n{dependencies}\n\
             [patch.crates-io]\nvaluetask = {{ path = \"{0}/crates/valuetask\" }}\n",
            checkout.display()
        );
        fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/main.rs"), PROGRAM).unwrap();
        fs::copy(checkout.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--offline"])
            .current_dir(folder.path())
            .env("CARGO_TARGET_DIR", checkout.join("target/guide"))
            .output()
            .unwrap();
        assert!(output.status.success(), "{page}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout), "7\n", "{page}");
    }
}

const PROGRAM: &str = r#"
#[valuetask::value_task]
trait Store {
    async fn get(&self) -> u32;
}

struct Seven;

#[valuetask::value_task]
impl Store for Seven {
    async fn get(&self) -> u32 {
        7
    }
}

fn main() {
    let store: &dyn Store = &Seven;
    println!("{}", store.get().try_result().ok().unwrap());
}
"#;
