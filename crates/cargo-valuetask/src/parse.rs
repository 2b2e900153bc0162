//! Parses source on a stack of a fixed size, and refuses source that is nested too deep for it.
//!
//! A parser recurses into each group, and a reader of what it has parsed into each operand of a sum, each call of a
//! chain and each `else if`. All of these take tokens between two separators: their number bounds the depth.

use std::panic;
use std::thread;

use proc_macro2::{Delimiter, Spacing, Span, TokenStream, TokenTree};

use crate::error::Error;
use crate::text::shortened;

/// Bytes of the stack: a level takes up to 40 KiB in a build without optimisation.
const STACK: usize = 1 << 26;
/// Most that may weigh on a token.
const DEEPEST: usize = 3 << 9;
/// The weight of a group for what is in it: a parser takes more calls for a group than for any other token.
const GROUP: usize = 8;

/// Runs the work on a thread with that stack.
///
/// # Errors
///
/// Those of the work, and a thread that can't be started.
pub(crate) fn with_stack(work: impl FnOnce() -> Result<(), Error> + Send) -> Result<(), Error> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("main".to_owned()).stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|error| {
            let what = format!("can't start a thread with a stack of {} MiB: {error}", STACK >> 20);
            Error::failure(what, "cargo valuetask", "allow more memory, as by `ulimit -v`")
        })?;
        thread.join().unwrap_or_else(|payload| panic::resume_unwind(payload))
    })
}

/// Parses the text of a file.
///
/// # Errors
///
/// Text that isn't Rust, and source that is nested too deep.
pub(crate) fn file(text: &str) -> Result<syn::File, syn::Error> {
    let refused = |span: Span, why: &str| {
        let line = text.lines().nth(span.start().line.saturating_sub(1)).unwrap_or_default();
        syn::Error::new(span, format_args!("{why}, in `{}`", shortened(line)))
    };
    let not_rust = |error: syn::Error| refused(error.span(), &format!("this isn't Rust: {error}"));
    let tokens: TokenStream = text[skipped(text)..].parse().map_err(syn::Error::from).map_err(not_rust)?;
    match too_deep(tokens.clone(), 0, false) {
        Some(place) => Err(refused(place, "this is nested too deep to be looked at")),
        None => syn::parse2(tokens).map_err(not_rust),
    }
}

/// How many bytes stand before what is parsed: a byte order mark, a shebang line.
pub(crate) fn skipped(text: &str) -> usize {
    let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_shebang = rest.strip_prefix("#!").is_some_and(|rest| !rest.trim_start().starts_with('['));
    let shebang = if is_shebang { rest.find('\n').unwrap_or(rest.len()) } else { 0 };
    text.len() - rest.len() + shebang
}

/// The first token that too much weighs on: the groups around it and, but for the arguments of a macro (`opaque`), all
/// that isn't separated from it.
fn too_deep(tokens: TokenStream, around: usize, opaque: bool) -> Option<Span> {
    let (mut since, mut angles, mut before) = (0, 0_usize, [' '; 2]);
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let weight = around + if opaque { 0 } else { since + 2 * angles };
        if weight > DEEPEST {
            return Some(token.span());
        }
        since += 1;
        let kind = match &token {
            TokenTree::Punct(sign) => sign.as_char(),
            TokenTree::Ident(_) => 'a',
            TokenTree::Literal(_) => '1',
            TokenTree::Group(_) => '(',
        };
        match &token {
            TokenTree::Punct(sign) => match kind {
                ';' => (since, angles) = (0, 0),
                ',' => since = 0,
                // A shift is no start of a type, nor is a comparison with a sign behind it.
                '<' if !matches!(before[1], '1' | '<') && sign.spacing() == Spacing::Alone => angles += 1,
                '>' if !matches!(before[1], '-' | '=') => angles = angles.saturating_sub(1),
                _ => {}
            },
            TokenTree::Group(group) => {
                let too_deep = too_deep(group.stream(), weight + GROUP, opaque || before == ['a', '!']);
                if too_deep.is_some() {
                    return too_deep;
                }
                let is_attribute = before[1] == '#' || before == ['#', '!'];
                // An expression goes on behind a block by `else`, `as` or a sign.
                let ends = match tokens.peek() {
                    Some(TokenTree::Ident(word)) => word != "else" && word != "as",
                    Some(TokenTree::Punct(sign)) => sign.as_char() == '#',
                    _ => true,
                };
                if is_attribute || ends && group.delimiter() == Delimiter::Brace {
                    (since, angles) = (0, 0);
                }
            }
            _ => {}
        }
        before = [before[1], kind];
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, too_deep};

    fn is_too_deep(text: &str) -> bool {
        too_deep(text.parse().expect("tokens"), 0, false).is_some()
    }

    #[test]
    fn source_that_nests_is_refused_from_the_bound_on() {
        for (one, weight) in
            [("1+", 2), ("!", 1), ("if a {} else ", 4), (".a()", 3), ("A<B,", 2), ("A<", 3), ("|a|", 3), ("m!(x)+", 4)]
        {
            let most = DEEPEST / weight;
            assert!(!is_too_deep(&one.repeat(most / 2)), "{one}");
            assert!(is_too_deep(&one.repeat(most * 2)), "{one}");
        }
        let groups = |count| "(".repeat(count) + &")".repeat(count);
        assert!(!is_too_deep(&groups(DEEPEST / 10)) && is_too_deep(&groups(DEEPEST / 4)));
        assert!(is_too_deep(&format!("m!({})", groups(DEEPEST / 4))));
    }

    #[test]
    fn source_that_stands_side_by_side_is_not_nested() {
        for one in [
            "fn f() -> u8 { 1 } ",
            "#[doc = \"x\"] ",
            "/// x\n",
            "#![x] ",
            "x += 1 | 2; ",
            "A<B, C>, ",
            "a, ",
            "A::B => {} ",
            "1 << 3, ",
            "a() <= b, ",
            "A | B => C, ",
        ] {
            assert!(!is_too_deep(&one.repeat(DEEPEST)), "{one}");
        }
        assert!(!is_too_deep(&format!("m!({})", "a + ".repeat(DEEPEST))));
    }
}
