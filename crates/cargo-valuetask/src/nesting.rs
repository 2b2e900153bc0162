//! How deep source may be nested, and a stack that holds whatever is no deeper.
//!
//! Parsing Rust, and looking at what was parsed, goes one call deeper for each thing within another: a group in a
//! group, but also each `+` of a sum, each call of a chain of methods and each `else if`.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::iter::Peekable;
use std::panic;
use std::thread;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::error::Error;

/// Most that may weigh on a token where the stack is whole: one for each that it may be nested in, more for groups.
const DEEPEST: usize = 1 << 14;
/// What a group weighs on what is in it: parsing it takes more calls than any other token does.
const GROUP: usize = 8;
/// What a `<` weighs on what is in it, for the same reason.
const ANGLE: usize = 2;
/// Bytes of stack for each of what may weigh: it takes up to 40 KiB in a build without optimisation.
const EACH: usize = 1 << 16;
/// The least stack to do with, in bytes.
const LEAST: usize = 1 << 26;
/// Which part of the bound may weigh on a token of what a macro is given, where that is parsed as well.
const IN_A_MACRO: usize = 16;

/// Words behind which an operand may begin, or that are in no expression: none of them is one, or a macro's name.
const KEYWORDS: &str = "\
    as async become box break const dyn else enum extern fn for if impl in let loop match mod move mut pub ref return \
    static struct trait type unsafe use where while yield";

thread_local! {
    /// Most that may weigh on a token, by the stack of this thread.
    static MOST: Cell<usize> = const { Cell::new(DEEPEST) };
}

/// Does something where source may be nested, with as much stack as is to be had. It is set aside, and not touched
/// before it is needed.
///
/// # Errors
///
/// Those of the work, and a thread that can't be had.
pub(crate) fn with_stack(work: impl Fn() -> Result<(), Error> + Sync) -> Result<(), Error> {
    let (work, mut stack) = (&work, DEEPEST * EACH);
    thread::scope(|scope| {
        let thread = loop {
            let bounded = move || {
                MOST.set(stack / EACH);
                work()
            };
            let builder = thread::Builder::new().name("main".to_owned()).stack_size(stack);
            match builder.spawn_scoped(scope, bounded) {
                Ok(thread) => break thread,
                Err(_) if stack > LEAST => stack /= 2,
                Err(error) => {
                    let what = format!("can't start a thread with a stack of {} MiB: {error}", stack >> 20);
                    return Err(Error::failure(what, "cargo valuetask", "allow more memory, as by `ulimit -v`"));
                }
            }
        };
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
    if text.len() + heavy * GROUP > MOST.get()
        && let Some(place) = text.parse().ok().and_then(|tokens| too_deep(tokens, MOST.get(), Macros::AreLeft))
    {
        return Err(syn::Error::new(place, "this is nested too deep to be looked at"));
    }
    syn::parse_file(text).map_err(not_rust)
}

/// Whether what a macro is given may be parsed, too, wherever in a file it stands.
pub(crate) fn is_shallow(tokens: &TokenStream) -> bool {
    too_deep(tokens.clone(), MOST.get() / IN_A_MACRO, Macros::AreParsed).is_none()
}

/// What becomes of what macros are given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Macros {
    /// It stays tokens: but for groups, nothing in it nests.
    AreLeft,
    AreParsed,
}

/// What the last token is to those behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Something behind which an operand may begin.
    Other,
    /// An operand, or its end: a name, which may be a macro's.
    Name,
    /// As well, and no name: a literal or a group.
    Value,
    /// The `!` behind a macro's name, or the name that it defines.
    Macro,
    /// The start of an attribute.
    Attribute,
    /// The start of an arrow.
    Arrow,
    /// The start of a lifetime.
    Quote,
    /// The first half of `<<`.
    Angle,
}

/// A group that is open, or the file.
struct Open {
    rest: Peekable<IntoIter>,
    /// What weighs on the whole of it.
    around: usize,
    /// It is what a macro is given, which stays tokens.
    left: bool,
    /// The tokens since the last that separates.
    since: usize,
    /// `<` without their `>` yet, and `|` that may begin a closure: a comma within these separates nothing.
    held: [usize; 2],
    last: Last,
}

impl Open {
    fn new(tokens: TokenStream, around: usize, left: bool) -> Self {
        Self { rest: tokens.into_iter().peekable(), around, left, since: 0, held: [0; 2], last: Last::Other }
    }

    /// What weighs on what comes next.
    fn weight(&self) -> usize {
        let own = self.since + ANGLE * self.held[0] + self.held[1];
        self.around + if self.left { 0 } else { own }
    }

    fn separate(&mut self) {
        (self.since, self.held) = (0, [0; 2]);
    }

    /// Counts a sign.
    fn sign(&mut self, punct: &Punct) {
        let (sign, last) = (punct.as_char(), self.last);
        let next = match self.rest.peek() {
            Some(TokenTree::Punct(next)) if punct.spacing() == Spacing::Joint => Some(next.as_char()),
            _ => None,
        };
        self.last = match (sign, last) {
            ('#', _) | ('!', Last::Attribute) => Last::Attribute,
            ('!', Last::Name) => Last::Macro,
            ('-' | '=', _) => Last::Arrow,
            ('\'', _) => Last::Quote,
            ('<', _) if last != Last::Angle && next == Some('<') => Last::Angle,
            _ => Last::Other,
        };
        self.since += usize::from(self.last != Last::Attribute);
        match sign {
            ';' => self.separate(),
            ',' => self.since = 0,
            '<' if next == Some('=') => {}
            // No literal is the start of a type: what has one behind it is a shift.
            '<' if last == Last::Angle && matches!(self.rest.peek(), Some(TokenTree::Literal(_))) => self.close(),
            '<' => self.held[0] += 1,
            '>' if last != Last::Arrow => self.close(),
            '|' if !matches!(last, Last::Name | Last::Value) => self.held[1] += 1,
            _ => {}
        }
    }

    /// Takes a `<` back.
    fn close(&mut self) {
        self.held[0] = self.held[0].saturating_sub(1);
    }

    /// Counts a name.
    fn name(&mut self, name: &Ident) {
        self.since += 1;
        self.last = match self.last {
            Last::Quote => Last::Other,
            Last::Macro => Last::Macro,
            _ if KEYWORDS.split(' ').any(|word| name == word) => Last::Other,
            _ => Last::Name,
        };
    }

    /// Counts a group, which is returned as open.
    fn group(&mut self, group: &Group, macros: Macros) -> Self {
        let last = std::mem::replace(&mut self.last, Last::Value);
        if last == Last::Attribute {
            // Attributes stand one after the other, doc comments among them.
            self.last = Last::Other;
        } else {
            self.since += 1;
        }
        let left = self.left || macros == Macros::AreLeft && last == Last::Macro;
        let inner = Self::new(group.stream(), self.weight() + GROUP, left);
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

/// The first token, if there is one, that more than `most` is around: the groups that it is in, and in each of them all
/// that isn't separated from it.
fn too_deep(tokens: TokenStream, most: usize, macros: Macros) -> Option<Span> {
    let mut open = vec![Open::new(tokens, 0, false)];
    while let Some(innermost) = open.last_mut() {
        let Some(token) = innermost.rest.next() else {
            open.pop();
            continue;
        };
        match &token {
            TokenTree::Group(group) => {
                let inner = innermost.group(group, macros);
                open.push(inner);
            }
            TokenTree::Punct(sign) => innermost.sign(sign),
            TokenTree::Ident(name) => innermost.name(name),
            TokenTree::Literal(_) => {
                innermost.since += 1;
                innermost.last = Last::Value;
            }
        }
        if open.last().is_some_and(|innermost| innermost.weight() > most) {
            return Some(token.span());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, GROUP, IN_A_MACRO, Macros, is_shallow, too_deep};

    fn is_too_deep(text: &str) -> bool {
        too_deep(text.parse().expect("tokens"), DEEPEST, Macros::AreLeft).is_some()
    }

    #[test]
    fn whatever_nests_is_refused_from_the_bound_on() {
        for (one, weight) in [
            ("1+", 2),
            ("!", 1),
            ("if a {} else ", 4),
            (".a()", 3),
            ("A<B,", 2),
            ("A<", 4),
            ("A<<", 6),
            ("|a,b|", 2),
            ("#[x] |a,b|", 1),
            ("move |a,b| ", 1),
            ("break 'a |a,b| ", 1),
        ] {
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
            "1 << 3, ",
            "A << 3, ",
            "a() <= b, ",
            "A | B => C, ",
            "a().b | 1, ",
        ] {
            assert!(!is_too_deep(&one.repeat(DEEPEST)), "{one}");
        }
    }

    #[test]
    fn what_a_macro_is_given_stays_tokens_but_for_its_groups() {
        let given = |one: &str| one.repeat(DEEPEST);
        for (before, after) in [("m! {", "}"), ("macro_rules! m { (a) => {", "} }"), ("a::m!([", "])")] {
            assert!(!is_too_deep(&format!("{before}{}{after} fn f() {{}}", given("a + "))), "{before}");
            assert!(is_too_deep(&format!("{before}{}{}{after}", given("("), given(")"))), "{before}");
        }
        for no_macro in ["return !(", "a != (", "'a !("] {
            assert!(is_too_deep(&format!("{no_macro}{}1)", given("a + "))), "{no_macro}");
        }
        let most = DEEPEST / IN_A_MACRO;
        let shallow = |text: &str| is_shallow(&text.parse().expect("tokens"));
        assert!(shallow(&"1+".repeat(most / 2)) && !shallow(&"1+".repeat(most)));
        assert!(!shallow(&format!("m!({})", "1+".repeat(most))), "in another one");
    }
}
