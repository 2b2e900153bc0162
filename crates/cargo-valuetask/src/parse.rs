//! Parses source on a stack of a fixed size, and refuses source that is nested too deep for it.
//!
//! A parser recurses into groups, types and operators, and a reader of what it has parsed also into each operand of a sum
//! and each call of a chain. All of these take tokens between two separators: their number bounds the depth.

use std::panic;
use std::thread;

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

use crate::error::Error;
use crate::text::shortened;

/// Bytes of the stack, which take memory where they are used: a token takes up to 36 KiB in a build without optimisation.
const STACK: usize = 1 << 28;
/// Most tokens that may be nested in each other. The longest pattern in published code has 4,100.
const DEEPEST: usize = 3 << 11;

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
    // What isn't code is blank to the parser: places are those in the file.
    let code = " ".repeat(skipped(text)) + &text[skipped(text)..];
    let tokens: TokenStream = code.parse().map_err(syn::Error::from).map_err(not_rust)?;
    match too_deep(tokens.clone(), 0, false) {
        Some(place) => Err(refused(place, "this is nested too deep to be looked at")),
        None => syn::parse2(tokens).map_err(not_rust),
    }
}

/// Whether what a macro is given can be parsed, as source around it was.
pub(crate) fn is_shallow(tokens: &TokenStream) -> bool {
    too_deep(tokens.clone(), 0, false).is_none()
}

/// How many bytes stand before what is parsed: a byte order mark, a shebang line.
fn skipped(text: &str) -> usize {
    let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_shebang = rest.strip_prefix("#!").is_some_and(|rest| !rest.trim_start().starts_with('['));
    let shebang = if is_shebang { rest.find('\n').unwrap_or(rest.len()) } else { 0 };
    text.len() - rest.len() + shebang
}

/// The first token that is nested too deep, in a group at this depth: each is nested in those before it, up to what ends a
/// statement or an item. What a macro is given (`opaque`) is nested in groups alone.
fn too_deep(tokens: TokenStream, around: usize, opaque: bool) -> Option<Span> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    // A comma may separate types: each `<` before it may still be open.
    let (mut depth, mut open, mut before_attribute) = (around, around, around);
    let is_hash = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == '#');
    for (at, token) in tokens.iter().enumerate() {
        depth += 1;
        if depth > DEEPEST {
            return Some(token.span());
        }
        let mut ends = opaque;
        match token {
            TokenTree::Punct(sign) => match sign.as_char() {
                ';' => ends = true,
                '#' => before_attribute = depth - 1,
                ',' => depth = open,
                '<' => open += 2,
                _ => {}
            },
            TokenTree::Group(group) => {
                let is_given = matches!(&tokens[..at], [.., TokenTree::Ident(_), sign] if sign.to_string() == "!");
                let place = too_deep(group.stream(), depth, opaque || is_given);
                if place.is_some() {
                    return place;
                }
                // An expression goes on behind a block by `else` or a sign.
                let goes_on = match tokens.get(at + 1) {
                    Some(TokenTree::Ident(word)) => word == "else",
                    next => matches!(next, Some(TokenTree::Punct(_))) && !next.is_some_and(is_hash),
                };
                ends |= group.delimiter() == Delimiter::Brace && !goes_on;
                // `#[..]` or `#![..]`: these stand side by side.
                if group.delimiter() == Delimiter::Bracket && tokens[..at].iter().rev().take(2).any(is_hash) {
                    depth = before_attribute;
                }
            }
            _ => {}
        }
        if ends {
            (depth, open) = (around, around);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, too_deep, with_stack};

    fn is_too_deep(text: &str) -> bool {
        let mut found = None;
        let look = || {
            found = too_deep(text.parse().expect("tokens"), 0, false).map(drop);
            Ok(())
        };
        with_stack(look).expect("a thread");
        found.is_some()
    }

    #[test]
    fn source_that_nests_is_refused_from_the_bound_on() {
        for (one, weight) in [
            ("1+", 2),
            ("!", 1),
            ("if a {} else ", 4),
            (".a()", 3),
            ("A<B,", 2),
            ("X<<Y>::Z,", 4),
            ("A<", 2),
            ("|a|", 3),
            ("m!(x)+", 4),
            ("#[a] !", 1),
        ] {
            let most = DEEPEST / weight;
            assert!(!is_too_deep(&one.repeat(most / 2)), "{one}");
            assert!(is_too_deep(&one.repeat(most * 2)), "{one}");
        }
        let groups = |count| "(".repeat(count) + &")".repeat(count);
        assert!(!is_too_deep(&groups(DEEPEST / 2)) && is_too_deep(&groups(DEEPEST * 2)));
        assert!(is_too_deep(&format!("m!({})", groups(DEEPEST * 2))));
    }

    #[test]
    fn source_that_stands_side_by_side_is_not_nested() {
        for one in [
            "fn f() -> u8 { 1 } ",
            "#[doc = \"x\"] ",
            "/// x\n",
            "#![x] ",
            "x += 1 | 2; ",
            "a, ",
            "A::B => {} ",
            "A | B => C, ",
        ] {
            assert!(!is_too_deep(&one.repeat(DEEPEST)), "{one}");
        }
        for (one, signs) in [("A<B, C>, ", 1), ("a() <= b, ", 1), ("1 << 3, ", 2)] {
            assert!(!is_too_deep(&one.repeat(DEEPEST / signs / 4)), "{one}");
        }
        assert!(!is_too_deep(&format!("m!({})", "a + <b> ".repeat(DEEPEST))));
    }
}
