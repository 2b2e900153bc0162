//! Whether `claims.txt` names the check that shows each strong sentence of the pages.
//!
//! Strong is a sentence with a figure, a comparison, or a word such as *never*. A table is one sentence. The table of claims has a line for
//! each page, below it the first words of a sentence or of several, and below those their checks. `FILE::TEXT` names a function of a file
//! of Rust, or text such as the row of a table. A line for several pages is for sentences that each of them has.

use std::{fs, path::Path};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The sentences, the checks and the pages, told apart by what they are indented by.
const CLAIMS: &str = include_str!("../claims.txt");

/// What is strong on a page, and what shows it.
struct Claim {
    page: &'static str,
    begins: &'static str,
    checks: Vec<&'static str>,
}

fn claims() -> Vec<Claim> {
    let (mut claims, mut pages, mut group) = (Vec::<Claim>::new(), Vec::new(), 0);
    for line in CLAIMS.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(check) = line.strip_prefix("    ") {
            claims[group..].iter_mut().for_each(|claim| claim.checks.push(check));
        } else if let Some(begins) = line.strip_prefix("  ") {
            if claims[group..].iter().any(|above| !above.checks.is_empty()) {
                group = claims.len();
            }
            claims.extend(pages.iter().map(|&page| Claim { page, begins, checks: Vec::new() }));
        } else {
            (pages, group) = (line.split(' ').collect(), claims.len());
        }
    }
    claims
}

/// The sentences and tables of a page, each on a line. Without headings, code, badges and link definitions.
fn sentences(text: &str) -> Vec<String> {
    let prose: Vec<_> = text.split("```").step_by(2).collect();
    let (mut blocks, mut ended) = (Vec::<String>::new(), true);
    for line in prose.join("\n\n").lines().map(str::trim) {
        let definition = line.starts_with('[') && line.contains("]: ");
        let numbered = line.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok());
        let item = numbered.map(|(_, item)| item).or_else(|| line.strip_prefix("- "));
        if line.is_empty() || line.starts_with('#') || line.starts_with("![") || line.starts_with("[![") || definition {
            ended = true;
        } else if ended || item.is_some() {
            blocks.push(item.unwrap_or(line).to_owned());
            ended = false;
        } else {
            *blocks.last_mut().unwrap() += &format!(" {line}");
        }
    }
    blocks.iter().flat_map(|block| if block.starts_with('|') { vec![block.clone()] } else { split(block) }).collect()
}

/// The sentences of a paragraph. A mark within code ends none.
fn split(text: &str) -> Vec<String> {
    let (mut sentences, mut code, mut end) = (vec![String::new()], false, false);
    for c in text.chars() {
        code ^= c == '`';
        match end && c == ' ' {
            true => sentences.push(String::new()),
            false => sentences.last_mut().unwrap().push(c),
        }
        end = !code && ['.', ':', '?'].contains(&c);
    }
    sentences
}

/// The text without code, and without what links lead to.
fn plain(text: &str) -> String {
    let words: String = text.split('`').step_by(2).collect::<Vec<_>>().join("code");
    let mut parts = words.split("](");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + part.split_once(')').map_or("", |(_, rest)| rest))
}

/// Whether the sentence says what a reader may doubt.
fn is_strong(sentence: &str) -> bool {
    let words: Vec<_> = sentence
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '%').to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    // A year or the version of a crate is no figure.
    let figure = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_digit()) && !word.starts_with("202") && word.matches('.').count() < 2
    };
    let compares = |word: &str| {
        ["fast", "slow", "larg", "small", "few", "cheap", "short", "long", "low", "high"]
            .iter()
            .any(|stem| word.strip_prefix(stem).is_some_and(|end| end == "er" || end == "est"))
    };
    let strong = |word: &str| ["never", "always", "every", "twice", "half"].contains(&word);
    let free = |pair: &[String]| {
        let [verb, object] = pair else { return false };
        let verbs = ["allocates", "allocate", "cost", "costs"];
        verbs.contains(&&**verb) && object == "nothing" || verb == "no" && object.starts_with("allocation")
    };
    let than = |pair: &[String]| pair[1] == "than" && !["rather", "other"].contains(&&*pair[0]);
    // "Step 3" is a place.
    let places = words.windows(2).filter(|pair| pair[0] == "step").count();
    words.iter().filter(|word| figure(word)).count() > places
        || words.iter().any(|word| compares(word) || strong(word))
        || words.windows(2).any(|pair| free(pair) || than(pair))
}

/// Whether the file exists, and has the function or the text.
fn exists(check: &str) -> bool {
    let (file, name) = check.split_once("::").unwrap_or((check, ""));
    let path = Path::new(ROOT).join(file);
    if name.is_empty() || !path.is_file() {
        return !check.contains("::") && path.exists();
    }
    let text = fs::read_to_string(path).unwrap();
    match name.chars().all(|c| c.is_alphanumeric() || c == '_') && file.ends_with(".rs") {
        true => text.contains(&format!("fn {name}(")) || text.contains(&format!(" {name}: ")),
        false => text.contains(name),
    }
}

/// Says what is to be done to the table of claims.
fn assert_none(faults: &[String], remedy: &str) {
    assert!(faults.is_empty(), "checks/guide/claims.txt: {remedy}\n{}", faults.join("\n"));
}

fn page(name: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(ROOT).join(name)).unwrap();
    assert!(!text.contains("<!-- check"), "{name}: what shows a sentence is named in checks/guide/claims.txt");
    sentences(&text)
}

#[test]
fn each_strong_sentence_names_its_check() {
    let claims = claims();
    let mut bare = Vec::new();
    for name in guide::PAGES {
        let known: Vec<_> = claims.iter().filter(|claim| claim.page == *name).collect();
        let shown = |sentence: &String| known.iter().any(|claim| sentence.starts_with(claim.begins));
        let sentences = page(name).into_iter().filter(|sentence| is_strong(&plain(sentence)) && !shown(sentence));
        bare.extend(sentences.map(|sentence| format!("{name}\n  {sentence}\n    FILE.rs::TEST or FILE.md::ROW")));
    }
    assert_none(&bare, "add the first words of these sentences, and what shows each");
}

#[test]
fn each_claim_begins_one_sentence_of_its_page() {
    let mut gone = Vec::new();
    for Claim { page: name, begins, .. } in claims() {
        let found = match guide::PAGES.contains(&name) {
            true => page(name).iter().filter(|sentence| sentence.starts_with(begins)).count(),
            false => 0,
        };
        if found != 1 {
            gone.push(format!("{name}\n  {begins} ({found} sentences)"));
        }
    }
    assert_none(&gone, "remove the entries whose sentence is gone, and add words to those that begin several");
}

#[test]
fn each_check_of_a_claim_exists() {
    let claims = claims();
    let mut missing: Vec<_> = claims
        .iter()
        .flat_map(|claim| claim.checks.iter().map(move |check| (claim, check)))
        .filter(|(_, check)| !exists(check))
        .map(|(claim, check)| format!("{}\n  {}\n    {check}", claim.page, claim.begins))
        .collect();
    let bare = claims.iter().filter(|claim| claim.checks.is_empty());
    missing.extend(bare.map(|claim| format!("{}\n  {}", claim.page, claim.begins)));
    assert_none(&missing, "these name no test, file or row that exists: write its new name");
}

#[test]
fn what_a_reader_may_doubt_is_found() {
    for strong in [
        "It takes 3.4 ns.",
        "A hit never allocates.",
        "It is faster.",
        "A box is larger than a word.",
        "A plain call costs nothing.",
        "| a row | 0 |",
    ] {
        assert!(is_strong(strong), "{strong}");
    }
    for weak in ["As of November 2026, dynify 0.1.2.", "Write this rather than that (E0195).", "A `u64` is returned."] {
        assert!(!is_strong(&plain(weak)), "{weak}");
    }
}
