//! How deep source may be nested, and a stack that holds whatever is no deeper.
//!
//! Parsing Rust, and looking at what was parsed, goes one call deeper for each thing within another: a group in a
//! group, but also each `+` of a sum, each call of a chain of methods and each `else if`.

#![forbid(unsafe_code)]

use std::iter::Peekable;
use std::panic;
use std::thread;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::error::Error;

/// Most that may weigh on a token: one for each that it may be nested in, and more for groups.
const DEEPEST: usize = 1 << 14;
/// What a group weighs on what is in it: parsing it takes more calls than any other token does.
const GROUP: usize = 8;
/// What a `<` weighs on what is in it, for the same reason.
const ANGLE: usize = 2;
/// Bytes of stack: 64 KiB for each of [`DEEPEST`], which takes up to 40 in a build without optimisation. They are set
/// aside, and not touched before they are needed.
const STACK: usize = 1 << 30;

/// Does something where source may be nested.
///
/// # Errors
///
/// Those of the work, and a thread that can't be had.
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
/// What isn't Rust, and what is nested deeper than the stack holds.
pub(crate) fn parse(text: &str) -> Result<syn::File, syn::Error> {
    let not_rust = |error: syn::Error| syn::Error::new(error.span(), format_args!("this isn't Rust: {error}"));
    let heavy = text.bytes().filter(|byte| b"([{<".contains(byte)).count();
    // A token has a byte at least: few of them can't weigh too much.
    if text.len() + heavy * GROUP > DEEPEST
        && let Some(place) = text.parse().ok().and_then(too_deep)
    {
        return Err(syn::Error::new(place, "this is nested too deep to be looked at"));
    }
    syn::parse_file(text).map_err(not_rust)
}

/// A group that is open, or the file.
struct Open {
    rest: Peekable<IntoIter>,
    /// What weighs on the whole of it.
    around: usize,
    /// The tokens since the last that separates.
    since: usize,
    /// `<` without their `>` yet, and `|`: a comma within these separates nothing.
    held: [usize; 2],
    /// The last token is the start of an attribute, or of an arrow.
    attribute: bool,
    arrow: bool,
}

impl Open {
    fn new(tokens: TokenStream, around: usize) -> Self {
        let rest = tokens.into_iter().peekable();
        Self { rest, around, since: 0, held: [0; 2], attribute: false, arrow: false }
    }

    /// What weighs on what comes next.
    fn weight(&self) -> usize {
        self.around + self.since + ANGLE * self.held[0] + self.held[1]
    }

    fn separate(&mut self) {
        (self.since, self.held) = (0, [0; 2]);
    }

    /// Counts a sign.
    fn sign(&mut self, sign: char) {
        let (attribute, arrow) = (self.attribute, self.arrow);
        (self.attribute, self.arrow) = (sign == '#' || attribute && sign == '!', matches!(sign, '-' | '='));
        self.since += usize::from(!self.attribute);
        match sign {
            ';' => self.separate(),
            ',' => self.since = 0,
            '<' => self.held[0] += 1,
            '>' if !arrow => self.held[0] = self.held[0].saturating_sub(1),
            '|' => self.held[1] += 1,
            _ => {}
        }
    }

    /// Counts a group, which is returned as open.
    fn group(&mut self, group: &Group) -> Self {
        // Attributes stand one after the other, doc comments among them.
        self.since += usize::from(!self.attribute);
        (self.attribute, self.arrow) = (false, false);
        let inner = Self::new(group.stream(), self.weight() + GROUP);
        // After a block an expression goes on by `else`, `as` or a sign: another word or an attribute begins anew.
        let ends = match self.rest.peek() {
            Some(TokenTree::Ident(word)) => word != "else" && word != "as",
            Some(TokenTree::Punct(sign)) => sign.as_char() == '#',
            Some(TokenTree::Literal(_)) => true,
            _ => false,
        };
        if ends && group.delimiter() == Delimiter::Brace {
            self.separate();
        }
        inner
    }
}

/// The first token, if there is one, that too much is around: the groups that it is in, and in each of them all that
/// isn't separated from it.
fn too_deep(tokens: TokenStream) -> Option<Span> {
    let mut open = vec![Open::new(tokens, 0)];
    while let Some(innermost) = open.last_mut() {
        let Some(token) = innermost.rest.next() else {
            open.pop();
            continue;
        };
        match &token {
            TokenTree::Group(group) => {
                let inner = innermost.group(group);
                open.push(inner);
            }
            TokenTree::Punct(sign) => innermost.sign(sign.as_char()),
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                innermost.since += 1;
                (innermost.attribute, innermost.arrow) = (false, false);
            }
        }
        if open.last().is_some_and(|innermost| innermost.weight() > DEEPEST) {
            return Some(token.span());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, GROUP, too_deep};

    fn is_too_deep(text: &str) -> bool {
        too_deep(text.parse().expect("tokens")).is_some()
    }

    #[test]
    fn whatever_nests_is_refused_from_the_bound_on() {
        for (one, weight) in
            [("1+", 2), ("!", 1), ("if a {} else ", 4), (".a()", 3), ("A<B,", 2), ("A<", 4), ("|a,b|", 2)]
        {
            let most = DEEPEST / weight;
            assert!(!is_too_deep(&one.repeat(most / 2)), "{one}");
            assert!(is_too_deep(&one.repeat(most * 2)), "{one}");
        }
        let groups = |count| "(".repeat(count) + &")".repeat(count);
        assert!(!is_too_deep(&groups(DEEPEST / (GROUP + 1))));
        assert!(is_too_deep(&groups(DEEPEST / (GROUP + 1) + 1)));
        assert!(is_too_deep(&format!("{}{{ {} }} fn f() {{}}", "!".repeat(DEEPEST / 2), "!".repeat(DEEPEST / 2))));
    }

    #[test]
    fn what_stands_side_by_side_is_not_nested() {
        for one in [
            "fn f() -> u8 { 1 } ",
            "#[doc = \"x\"] ",
            "/// x\n",
            "#![x] ",
            "x += 1 | 2; ",
            "A<B, C>, ",
            "a, ",
            "A::B => {} ",
            "if a { b } ",
        ] {
            assert!(!is_too_deep(&one.repeat(DEEPEST)), "{one}");
        }
    }
}
