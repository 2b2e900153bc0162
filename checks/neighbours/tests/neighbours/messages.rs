//! The places of the compiler's messages: a line of a case ends with `//~` and the token that the message has to point
//! at.

use std::fs;
use std::path::Path;

/// Returns the line and the column of each error.
fn places(messages: &str) -> Vec<(usize, usize)> {
    let lines: Vec<_> = messages.lines().collect();
    let is_error = |line: &str| line.starts_with("error") && !line.starts_with("error: aborting");
    let places = lines.windows(2).filter(|pair| is_error(pair[0])).map(|pair| {
        let (rest, column) = pair[1].rsplit_once(':').expect("a column");
        let (_, line) = rest.rsplit_once(':').expect("a line");
        (line.parse().expect("a number"), column.parse().expect("a number"))
    });
    places.collect()
}

/// Returns `true` if this place is in the token that the end of its line names.
fn is_marked(source: &str, (line, column): (usize, usize)) -> bool {
    let Some((code, token)) = source.lines().nth(line - 1).and_then(|line| line.split_once(" //~ ")) else {
        return false;
    };
    let start = code.rfind(token).expect("the line has the token") + 1;
    (start..start + token.len()).contains(&column)
}

/// Returns `true` if a case has one message for each mistake, at a marked token.
pub(crate) fn are_at_their_marks(case: &Path) -> bool {
    let read = |path: &Path| fs::read_to_string(path).expect("a case and its message can be read");
    let (source, places) = (read(case), places(&read(&case.with_extension("stderr"))));
    assert!(!places.is_empty(), "{} has a message", case.display());
    places.len() == 1 && is_marked(&source, places[0])
}

#[test]
fn a_message_is_at_a_token_or_elsewhere() {
    let source = "fn one(a: u8) {} //~ u8\nfn other() {}\n";
    let places = places("error[E0001]: no\n --> tests/ui/a.rs:1:11\n  |\nerror: no\n --> tests/ui/a.rs:2:4\n");
    assert_eq!(places, [(1, 11), (2, 4)]);
    assert!(is_marked(source, (1, 11)) && is_marked(source, (1, 12)));
    assert!(!is_marked(source, (1, 8)) && !is_marked(source, (1, 13)) && !is_marked(source, (2, 4)));
}
