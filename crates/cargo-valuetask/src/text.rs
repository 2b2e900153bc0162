//! Text of reports: pieces of source, lines and numbers.

use std::path::Path;

/// Most characters of a piece of source.
const LONGEST: usize = 70;

/// Source on one line, without lines that are comments, its middle left out where it is long.
pub(crate) fn collapsed(source: &str) -> String {
    let code: Vec<_> = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    shortened(&code.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").replace(" .", "."))
}

/// A text on one line, its middle left out where it is long.
pub(crate) fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = text.chars().count();
    if length <= LONGEST {
        return text;
    }
    let head: String = text.chars().take(LONGEST * 2 / 3).collect();
    let tail: String = text.chars().skip(length - (LONGEST / 3 - 3)).collect();
    format!("{head} … {tail}")
}

/// Adds a line. The terminal wraps one that is too long for it, as it does the compiler's.
pub(crate) fn line(text: &mut String, indent: usize, content: &str) {
    text.push_str(&format!("{:indent$}{content}\n", ""));
}

/// A number of things: `1 impl`, `2 files`.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// The numbers of all things of which there are any: `1 trait, 2 impls`.
pub(crate) fn counts(of: &[(usize, &str)]) -> String {
    let some = of.iter().filter(|(number, _)| *number > 0);
    some.map(|(number, what)| count(*number, what)).collect::<Vec<_>>().join(", ")
}

/// How many others there are, if any.
pub(crate) fn and_more(others: usize) -> String {
    if others == 0 { String::new() } else { format!(", and {others} more") }
}

/// A path as a reader of this folder has it, and a line.
pub(crate) fn place(path: &Path, from: &Path, line: Option<usize>) -> String {
    let path = path.strip_prefix(from).unwrap_or(path).display();
    line.map_or_else(|| path.to_string(), |line| format!("{path}:{line}"))
}

/// The words of code.
pub(crate) fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|letter| !is_letter(letter))
}

/// Whether a character can be part of a word.
pub(crate) fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
