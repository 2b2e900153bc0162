//! Which pages there are, and whether what they say to write into Cargo.toml is right.

use std::{fs, path::Path, process::Command};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The folders of the guides' pages.
const GUIDES: &[&str] = &["crates/valuetask/docs/guide", "crates/valuetask-tasks/docs/guide"];

/// The crates that the library consists of.
const LIBRARY: [&str; 4] = ["valuetask", "valuetask-io", "valuetask-source", "valuetask-tasks"];

/// The page's blocks of code, each with its language.
fn blocks(page: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
    let fenced = text.split("```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap()).map(|(language, code)| (language.into(), code.into())).collect()
}

#[test]
fn every_page_of_the_guide_is_run() {
    let mut pages = pages_in(GUIDES);
    let others = [
        "README.md",
        "crates/valuetask/README.md",
        "crates/valuetask/docs/front.md",
        "crates/valuetask-io/README.md",
        "crates/valuetask-source/README.md",
        "crates/valuetask-tasks/README.md",
        "crates/valuetask-tasks/docs/front.md",
        "docs/from-dotnet.md",
    ];
    pages.extend(others.map(str::to_owned));
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

/// Every Markdown page under these folders, which aren't searched further, as paths from the root.
fn pages_in(folders: &[&str]) -> Vec<String> {
    let page = |folder: &str, entry: fs::DirEntry| format!("{folder}/{}", entry.file_name().display());
    let entries =
        |folder| fs::read_dir(Path::new(ROOT).join(folder)).unwrap().map(move |entry| page(folder, entry.unwrap()));
    folders.iter().flat_map(|folder| entries(folder)).filter(|page| page.ends_with(".md")).collect()
}

/// What the page's links lead to, without their anchors. Those to other sites are left out.
///
/// Not by mlc, which takes more than five minutes to build on two busy cores: this takes none.
fn links(page: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
    let prose: Vec<_> = text.split("```").step_by(2).collect();
    let prose = prose.concat();
    let inline = prose.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
    let definitions = prose.lines().filter_map(|line| Some(line.strip_prefix('[')?.split_once("]: ")?.1));
    let targets = inline.chain(definitions).map(|target| target.split('#').next().unwrap());
    targets.filter(|target| !target.is_empty() && !target.contains("://")).map(str::to_owned).collect()
}

#[test]
fn every_link_of_a_page_leads_to_a_file() {
    let pages = pages_in(&[
        ".",
        "benches",
        "benches/tables",
        "checks/guide",
        "compat/async-trait",
        "crates/cargo-valuetask",
        "crates/cargo-valuetask/docs",
        "crates/valuetask",
        "crates/valuetask-io",
        "crates/valuetask-source",
        "crates/valuetask-tasks",
        "crates/valuetask/docs/guide",
        "crates/valuetask-tasks/docs/guide",
        "docs",
    ]);
    let broken = |page: &String| {
        let folder = Path::new(ROOT).join(page).parent().unwrap().to_owned();
        let broken: Vec<_> = links(page).into_iter().filter(|link| !folder.join(link).exists()).collect();
        (!broken.is_empty()).then(|| (page.clone(), broken))
    };
    assert_eq!(pages.iter().filter_map(broken).collect::<Vec<_>>(), []);
}

#[test]
fn every_link_of_the_guide_leads_to_an_item_in_the_documentation() {
    for page in pages_in(GUIDES) {
        let links = Path::new(ROOT).join(&page).parent().unwrap().with_file_name("links.md");
        let text = fs::read_to_string(links).unwrap();
        let page_text = fs::read_to_string(Path::new(ROOT).join(&page)).unwrap();
        for line in page_text.lines().filter(|line| line.starts_with('[') && line.contains("]: ")) {
            let label = line.split_inclusive("]: ").next().unwrap();
            assert!(text.lines().any(|line| line.starts_with(label)), "{page}: docs/links.md has no {label}");
        }
    }
}

/// The names of the files in this folder, from the root.
fn names_in(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(Path::new(ROOT).join(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().display().to_string()).collect()
}

#[test]
fn the_page_for_contributors_has_every_test_binary_and_every_check() {
    let page = fs::read_to_string(Path::new(ROOT).join("CONTRIBUTING.md")).unwrap();
    let binaries = LIBRARY.iter().flat_map(|name| {
        let tests = format!("crates/{name}/tests");
        names_in(&tests).into_iter().filter_map(move |name| match name.strip_suffix(".rs") {
            Some(stem) => Some(stem.to_owned()),
            None => Path::new(ROOT).join(&tests).join(&name).join("main.rs").exists().then_some(name),
        })
    });
    let missing: Vec<_> = binaries.filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert_eq!(missing, Vec::<String>::new());

    let workflow = fs::read_to_string(Path::new(ROOT).join(".ci/run")).unwrap();
    let (_, lanes) = workflow.split_once("<<EOT\n").unwrap();
    let (lanes, _) = lanes.split_once("\nEOT").unwrap();
    let checks = names_in(".ci").into_iter().filter(|name| lanes.contains(name.as_str()));
    let missing: Vec<_> = checks.filter(|name| !page.contains(&format!("`.ci/{name}`"))).collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn a_change_of_a_file_that_crates_share_is_tested_in_each() {
    let list = Path::new(ROOT).join(".ci/list-tests");
    for (file, tests) in [
        ("crates/valuetask/src/sync/shared_cell.rs", ["pool", "source", "task"]),
        ("crates/valuetask-source/src/panics.rs", ["source", "task", "shared"]),
    ] {
        let output = Command::new(&list).args(["of", file]).output().unwrap();
        let listed = String::from_utf8(output.stdout).unwrap();
        let missing: Vec<_> =
            tests.iter().filter(|test| !listed.split_whitespace().any(|name| name == **test)).collect();
        assert!(missing.is_empty(), "{file}: {missing:?} aren't among {listed}");
    }
}

#[test]
fn ci_runs_the_test_command_of_the_readme() {
    let blocks = blocks("README.md");
    let commands = blocks.iter().filter(|(language, _)| language == "sh").flat_map(|(_, code)| code.lines());
    let test = commands.map(|line| line.split('#').next().unwrap().trim()).find(|line| line.starts_with("cargo test"));
    let run = fs::read_to_string(Path::new(ROOT).join(".ci/tests")).unwrap();
    assert!(run.lines().any(|line| line == test.expect("the README has a test command")), "{test:?}");
}

#[test]
fn a_newcomer_has_little_to_read() {
    let text = |name| fs::read_to_string(Path::new(ROOT).join(name)).unwrap();
    let words = |name| text(name).split_whitespace().count();
    let pages = pages_in(GUIDES).len() - GUIDES.len();
    for (what, count, most) in [
        ("lines of README.md", text("README.md").lines().count(), 120),
        ("words of CONTRIBUTING.md", words("CONTRIBUTING.md"), 1200),
        ("words of DESIGN.md", words("DESIGN.md"), 2500),
        ("pages of the guides", pages, 19),
    ] {
        assert!(count <= most, "{count} {what}, of at most {most}: take out what needs no defence");
    }
}

#[test]
fn the_page_of_the_audit_is_short_and_so_are_its_sentences() {
    let page = fs::read_to_string(Path::new(ROOT).join("crates/cargo-valuetask/docs/audit.md")).unwrap();
    assert!(page.lines().count() <= 120, "it has {} lines", page.lines().count());
    let prose: Vec<_> =
        page.split("```").step_by(2).flat_map(str::lines).filter(|line| !line.starts_with('|')).collect();
    // A list's item and a paragraph end a sentence, too.
    let prose = prose.join("\n").replace("\n- ", ". ").replace("\n\n", ". ").replace('\n', " ");
    let sentences = prose.split(['.', ':', '?']).map(|sentence| sentence.split_whitespace().count());
    let longest = sentences.zip(prose.split(['.', ':', '?'])).max_by_key(|(words, _)| *words).unwrap();
    assert!(longest.0 <= 25, "{} words: {}", longest.0, longest.1);
}

#[test]
fn the_badges_are_those_of_the_manifest() {
    let [readme, manifest] =
        ["README.md", "Cargo.toml"].map(|file| fs::read_to_string(Path::new(ROOT).join(file)).unwrap());
    let value = |key: &str| {
        let line = manifest.lines().find_map(|line| line.strip_prefix(key)).expect(key);
        line.trim_start_matches(" = ").trim_matches('"').to_owned()
    };
    assert!(readme.contains(&format!("![Rust {} or newer]", value("rust-version"))));
    assert!(readme.contains(&format!("/badge/rust-{}%2B-", value("rust-version"))));
    assert!(readme.contains(&format!("![license: {}]", value("license"))));
    // Nor one of the workflow, whose runs a reader can't see before the repository is public.
    assert!(!readme.contains("/actions/workflows/"));
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
             [patch.crates-io]\nvaluetask = {{ path = \"{0}/crates/valuetask\" }}\n{1}",
            checkout.display(),
            include_str!("../../programs.toml.in")
        );
        fs::write(folder.path().join("Cargo.toml"), manifest).unwrap();
        fs::create_dir(folder.path().join("src")).unwrap();
        fs::write(folder.path().join("src/main.rs"), PROGRAM).unwrap();
        fs::copy(checkout.join("Cargo.lock"), folder.path().join("Cargo.lock")).unwrap();
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet", "--offline"])
            .current_dir(folder.path())
            // The programs of other checks are built there, too, from the same dependencies.
            .env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/../tests/trybuild"))
            .envs([("CARGO_PROFILE_DEV_DEBUG", "0"), ("CARGO_INCREMENTAL", "0"), ("RUSTFLAGS", "")])
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
