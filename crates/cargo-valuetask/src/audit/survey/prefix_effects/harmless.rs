//! Whether a body could be moved to the call unnoticed, wherever it waits: the question of `--fix --hot`.
//!
//! What isn't known to be harmless isn't. An await ends nothing here, since what it awaits may be answered at the call,
//! and the call that makes it is one like all others.

use std::collections::{BTreeSet, HashSet};

use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{Block, Expr, Macro, Signature, Token};

use super::super::awaits::{Call, call};
use super::effects;
use super::shared::{Names, is_among};
use crate::parse;
use crate::walk::{Node, Reader, inside, walk};

/// Methods that read what they are called on, or turn it into something else.
const READS: &str = "\
    abs all and and_then any as_bytes as_deref as_mut as_ref as_slice as_str borrow boxed boxed_local bytes capacity chars \
    checked_add checked_div checked_mul checked_sub clone cloned cmp collect contains contains_key copied count \
    ends_with enumerate eq err expect filter filter_map find first flat_map flatten fold get get_key_value into \
    into_iter is_empty is_err is_none is_ok is_some is_some_and iter keys last len lines load map map_err \
    map_or map_or_else max min ne ok ok_or ok_or_else or or_else partial_cmp position range rev skip split \
    starts_with sum take_while to_owned to_string to_vec trim try_into unwrap unwrap_or unwrap_or_default \
    unwrap_or_else values zip";

/// Methods without arguments that wait for a turn.
const WAITS: &str = "lock read";

/// Types of the standard library whose constructors do nothing to others.
const TYPES: &str = "Arc BTreeMap BTreeSet Box Cow Duration HashMap HashSet Option Rc Result String Vec VecDeque";
/// Their constructors.
const MAKES: &str = "clone default from from_millis from_secs new pin with_capacity";

/// Macros that write logs or texts, make a value of what they are given, or assert something.
const MACROS: &str = "\
    assert assert_eq assert_ne concat debug debug_assert debug_assert_eq debug_assert_ne env error file format \
    format_args include_bytes include_str info line log matches module_path stringify trace \
    unreachable vec warn";

/// The names of the methods that a body calls, if nothing else of it does or could do something to others. Of what can't
/// be read that isn't known.
pub(in super::super) fn calls(sig: &Signature, body: &Block, statics: &HashSet<String>) -> Option<BTreeSet<String>> {
    let mut reading = Walk { names: Names::strict(sig, statics), harmless: true, calls: BTreeSet::new() };
    walk(&mut reading, Node::Block(body));
    reading.harmless.then_some(reading.calls)
}

struct Walk<'s> {
    names: Names<'s>,
    harmless: bool,
    calls: BTreeSet<String>,
}

/// Whether a call makes a value and does nothing else: `Some(..)`, `Error::Missing(..)`, `Vec::new()`.
fn is_constructor(expr: &Expr) -> bool {
    let of_std = |call: &Call| call.qualifier.as_ref().is_some_and(|owner| is_among(TYPES, &**owner));
    call(expr)
        .is_some_and(|call| of_std(&call) && is_among(MAKES, &*call.name) || call.name.starts_with(char::is_uppercase))
}

impl Reader<'_> for Walk<'_> {
    fn read(&mut self, node: Node<'_>) -> bool {
        match node {
            _ if !self.harmless => return false,
            Node::Item(_) => return false,
            Node::Macro(mac) => self.macro_call(mac),
            Node::Arm(arm) => self.names.bind(&arm.pat, true),
            Node::Expr(Expr::Closure(closure)) => closure.inputs.iter().for_each(|pat| self.names.bind(pat, true)),
            Node::Expr(Expr::Let(bound)) => {
                walk(self, Node::Expr(&bound.expr));
                self.names.bind(&bound.pat, self.names.is_shared(&bound.expr));
                return false;
            }
            Node::Expr(Expr::ForLoop(looped)) => {
                walk(self, Node::Expr(&looped.expr));
                self.names.bind(&looped.pat, self.names.is_shared(&looped.expr));
                walk(self, Node::Block(&looped.body));
                return false;
            }
            Node::Local(local) => {
                inside(self, node);
                let shared = local.init.as_ref().is_some_and(|init| self.names.is_shared(&init.expr));
                // A name that is given its value later may be given a shared one.
                self.names.bind(&local.pat, shared || local.init.is_none());
                return false;
            }
            Node::Expr(expr) => {
                inside(self, node);
                self.harmless &= self.is_harmless(expr);
                return false;
            }
            _ => {}
        }
        true
    }
}

impl Walk<'_> {
    /// Whether an expression itself, without what is in it, does nothing to others.
    fn is_harmless(&mut self, expr: &Expr) -> bool {
        match expr {
            Expr::MethodCall(call) => {
                self.calls.insert(call.method.to_string());
                let waits = is_among(WAITS, &call.method) && call.args.is_empty();
                waits
                    || is_among(READS, &call.method)
                    || !self.names.is_shared(&call.receiver) && !effects::starts(&call.method)
            }
            Expr::Call(_) => is_constructor(expr),
            Expr::Assign(assigned) => !self.names.changes(&assigned.left),
            Expr::Binary(binary) => !effects::assigns(&binary.op) || !self.names.changes(&binary.left),
            Expr::Verbatim(_) => false,
            _ => true,
        }
    }

    fn macro_call(&mut self, mac: &Macro) {
        self.harmless = mac.path.segments.last().is_some_and(|last| is_among(MACROS, &last.ident))
            && parse::is_shallow(&mac.tokens);
        if !self.harmless {
            return;
        }
        match Punctuated::<Expr, Token![,]>::parse_terminated.parse2(mac.tokens.clone()) {
            Ok(args) => args.iter().for_each(|arg| walk(self, Node::Expr(arg))),
            // What isn't a list of expressions, such as a log's fields, may call something by parentheses alone.
            Err(_) => self.harmless = !mac.tokens.to_string().contains('('),
        }
    }
}
