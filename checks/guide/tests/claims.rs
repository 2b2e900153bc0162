//! Whether each strong sentence of the pages names the check that shows it: `<!-- check: FILE::TEST; FILE -->`, from the root.
//!
//! A comment stands after the sentences that it is for: in their paragraph, item or table, or right behind it. Strong is a sentence with a
//! figure, a comparison, or a word such as *never*. `FILE::TEXT` names a function of a file of Rust, or text such as the row of a table.

use std::{fs, path::Path};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// The beginning of a comment that names checks.
const CHECK: &str = "<!-- check:";

/// Paragraphs, items and tables, each with the comments in and right behind it. Without headings, code, badges and link definitions.
fn blocks(text: &str) -> Vec<String> {
    let prose: Vec<_> = text.split("```").step_by(2).collect();
    let (mut blocks, mut ended) = (Vec::<String>::new(), true);
    for line in prose.join("\n\n").lines().map(str::trim) {
        let definition = line.starts_with('[') && line.contains("]: ");
        let numbered = line.split_once(". ").is_some_and(|(number, _)| number.parse::<u8>().is_ok());
        if line.is_empty() || line.starts_with('#') || line.starts_with("![") || line.starts_with("[![") || definition {
            ended = true;
        } else if line.starts_with(CHECK) && !blocks.is_empty() {
            *blocks.last_mut().unwrap() += &format!("{line}\n");
        } else if ended || numbered || line.starts_with("- ") {
            blocks.push(format!("{}\n", if numbered { line.split_once(". ").unwrap().1 } else { line }));
            ended = false;
        } else {
            *blocks.last_mut().unwrap() += &format!("{line}\n");
        }
    }
    blocks
}

/// The text without code, comments, and what links lead to.
fn plain(text: &str) -> String {
    let words: String = text.split('`').step_by(2).collect::<Vec<_>>().join("code");
    let mut parts = words.split("](");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| text + part.split_once(')').map_or("", |(_, rest)| rest))
}

/// The rows of a table, or the sentences of a paragraph.
fn sentences(text: &str) -> Vec<String> {
    if text.starts_with('|') {
        return text.lines().map(str::to_owned).collect();
    }
    let text = text.replace('\n', " ");
    text.split_inclusive(['.', ':', '?'])
        .fold(vec![String::new()], |mut sentences, part| {
            if part.starts_with(' ') {
                sentences.push(String::new());
            }
            sentences.last_mut().unwrap().push_str(part);
            sentences
        })
        .into_iter()
        .map(|sentence| sentence.trim().to_owned())
        .collect()
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

/// The strong sentences of the page that no comment is for, and what the comments name.
fn claims(page: &str) -> (Vec<String>, Vec<String>) {
    let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
    let (mut bare, mut checks) = (Vec::new(), Vec::new());
    for block in blocks(&text) {
        let table = if block.starts_with('|') { "|" } else { "" };
        let parts: Vec<_> = block.split(CHECK).collect();
        let (last, checked) = parts.split_last().unwrap();
        // What follows the last comment, or everything if there is none.
        let rest = if checked.is_empty() { last } else { last.split_once("-->").expect("a comment ends").1 };
        bare.extend(sentences(&plain(&format!("{table}{rest}"))).into_iter().filter(|sentence| is_strong(sentence)));
        let comments = parts[1..].iter().map(|part| part.split_once("-->").expect("a comment ends").0);
        checks.extend(comments.flat_map(|comment| comment.split("; ")).map(|check| check.trim().to_owned()));
    }
    (bare, checks)
}

/// Whether the file exists, and has the function or the text.
fn exists(check: &str) -> bool {
    let (file, name) = check.split_once("::").unwrap_or((check, ""));
    let path = Path::new(ROOT).join(file);
    if name.is_empty() || !path.is_file() {
        return !check.contains("::") && path.exists();
    }
    let text = fs::read_to_string(path).unwrap();
    // A comment isn't text of its page.
    let shown: String =
        text.split("<!--").map(|part| part.split_once("-->").map_or(part, |(_, shown)| shown)).collect();
    match name.chars().all(|c| c.is_alphanumeric() || c == '_') && file.ends_with(".rs") {
        true => shown.contains(&format!("fn {name}(")) || shown.contains(&format!(" {name}: ")),
        false => shown.contains(name),
    }
}

#[test]
fn each_strong_sentence_names_its_check() {
    let bare: Vec<_> = guide::PAGES
        .iter()
        .flat_map(|page| claims(page).0.into_iter().map(move |sentence| format!("{page}: {sentence}")))
        .collect();
    assert!(bare.is_empty(), "{} sentences name no check:\n{}", bare.len(), bare.join("\n"));
}

#[test]
fn each_check_that_a_page_names_exists() {
    let missing: Vec<_> = guide::PAGES
        .iter()
        .flat_map(|page| claims(page).1.into_iter().map(move |check| (*page, check)))
        .filter(|(_, check)| !exists(check))
        .collect();
    assert_eq!(missing, []);
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
