//! Text of reports: pieces of source, lines and numbers.

use std::fmt::Display;

use proc_macro2::Span;

/// Most characters of a piece of source.
const LONGEST: usize = 70;

/// The source at `span` on one line, its middle left out where it is long.
pub(crate) fn collapsed(span: Span) -> String {
    shortened(&without_lines(&span.source_text().unwrap_or_default()))
}

/// Source without lines that are comments, on one line.
fn without_lines(text: &str) -> String {
    let code: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    code.join(" ").split_whitespace().collect::<Vec<_>>().join(" ").replace(" .", ".")
}

/// A text on one line, its middle left out where it is long.
pub(crate) fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = text.chars().count();
    if length <= LONGEST {
        return text;
    }
    let (head, tail) = (LONGEST * 2 / 3, LONGEST / 3 - 3);
    let mut short: String = text.chars().take(head).collect();
    short.push_str(" … ");
    short.extend(text.chars().skip(length - tail));
    short
}

/// Adds a line. The terminal wraps one that is too long for it, as it does the compiler's.
pub(crate) fn line(text: &mut String, indent: usize, content: &str) {
    text.extend(std::iter::repeat_n(' ', indent));
    text.push_str(content);
    text.push('\n');
}

/// A number with a comma after every three digits.
pub(crate) fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!([1, 12, 123, 1234, 1_234_567].map(grouped), ["1", "12", "123", "1,234", "1,234,567"]);
    }
}
