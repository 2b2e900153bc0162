//! Text of reports: pieces of source, lines that fit, and how wide a line may be.

#![forbid(unsafe_code)]

use std::fmt::Display;

use proc_macro2::{Literal, Span};

/// A table with a line above, below and under the header, and nothing else: for comfy-table's `load_preset`.
pub(crate) const LINES: &str = "  ── ──      ──    ";

/// Columns of a line where nothing says how wide the reader's are.
const USUAL: usize = 80;
/// Lines are no narrower and no wider than this, whatever the terminal is.
const NARROWEST: usize = 20;
const WIDEST: usize = 100;
/// Most characters of a piece of source.
const LONGEST: usize = 70;
/// Characters that are read at each end of a piece of source that is longer.
const END: usize = 1 << 10;

/// How many columns a line may have: those of the terminal; where the output isn't one, what `COLUMNS` says, or 80.
pub(crate) fn width() -> usize {
    let said = || std::env::var("COLUMNS").ok()?.parse().ok();
    let terminal = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0));
    terminal.or_else(said).unwrap_or(USUAL).clamp(NARROWEST, WIDEST)
}

/// The source at `span` on one line, its middle left out where it is long. Of what is very long only the ends are read:
/// the spans of a chain of calls begin at one place, so that to read each as a whole is to read the first over and
/// over.
pub(crate) fn collapsed(span: Span) -> String {
    let code: Vec<_> = pieces(span).iter().map(|piece| without_lines(piece)).collect();
    shortened(&code.join(" … "))
}

/// The source at `span`: as a whole, or its two ends where it is longer than these.
fn pieces(span: Span) -> Vec<String> {
    // A literal is the one token of which a part has a span.
    let mut whole = Literal::u8_unsuffixed(0);
    whole.set_span(span);
    let ends = || {
        let (mut inside, mut outside) = (END * 2, usize::try_from(u32::MAX).ok()?);
        whole.subspan(inside..inside)?;
        while outside - inside > 1 {
            let middle = inside + (outside - inside) / 2;
            let is_inside = whole.subspan(middle..middle).is_some();
            (inside, outside) = if is_inside { (middle, outside) } else { (inside, middle) };
        }
        Some([whole.subspan(..END)?, whole.subspan(inside - END..inside)?])
    };
    let spans = ends().map_or_else(|| vec![span], Vec::from);
    spans.into_iter().map(|span| span.source_text().unwrap_or_default()).collect()
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

/// Adds a line, or as many as it takes, those after the first indented further.
pub(crate) fn line(text: &mut String, width: usize, indent: usize, content: &str) {
    let mut column = 0;
    for word in content.split(' ') {
        let length = word.chars().count();
        if column == 0 {
            text.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column + 1 + length > width {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', indent + 4));
            column = indent + 4;
        } else {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += length;
    }
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
    use proc_macro2::TokenStream;

    use super::{END, collapsed, grouped, pieces};

    /// The spans from the start of a text to the end of each token of it that isn't in a group.
    fn from_the_start(text: &str) -> Vec<proc_macro2::Span> {
        let tokens: TokenStream = text.parse().expect("tokens");
        let spans: Vec<_> = tokens.into_iter().map(|token| token.span()).collect();
        spans.iter().map(|span| spans[0].join(*span).expect("of one text")).collect()
    }

    #[test]
    fn of_each_link_of_a_chain_the_ends_alone_are_read() {
        let links = 20_000;
        let spans = from_the_start(&format!("a{}", ".b().await".repeat(links)));
        assert_eq!(spans.len(), 1 + 5 * links);
        let read = |span: &proc_macro2::Span| pieces(*span).iter().map(String::len).sum::<usize>();
        assert_eq!(spans.iter().map(read).max(), Some(2 * END));
        let last = spans.last().copied().map(collapsed);
        assert_eq!(last.as_deref(), Some("a.b().await.b().await.b().await.b().await.b(). … .b().await.b().await"));
    }

    #[test]
    fn ends_are_found_by_characters_over_several_lines() {
        let text = format!("ä + [\n{}\n// no code\nß]", "ö, ö,\n".repeat(END));
        let shown = from_the_start(&text).last().copied().map(collapsed).expect("tokens");
        assert!(shown.starts_with("ä + [ ö, ö, ö,") && shown.ends_with("ö, ö, ö, ß]"), "{shown}");
    }

    #[test]
    fn digits_are_grouped_by_three() {
        assert_eq!([1, 12, 123, 1234, 1_234_567].map(grouped), ["1", "12", "123", "1,234", "1,234,567"]);
    }
}
