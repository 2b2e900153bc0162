//! From an implementation of a native trait to one whose methods start at the call behind `dyn`: it gets hidden methods.
//!
//! ```text
//! #[value_task(dyn)] impl Store for Map { async fn get(&self, key: &str) -> u64 { body } }
//!
//! impl Store for Map {
//!     async fn get(&self, key: &str) -> u64 { body }
//!     fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> { .. }
//! }
//! ```
//!
//! What the hidden method does depends on the body:
//!
//! | body | hidden method |
//! |---|---|
//! | nothing in it can suspend | returns the value of the native future |
//! | it awaits, and may be [copied](is_copied) | starts a copy of the body, whose awaits ask first |
//! | anything else | starts the native future, whose awaits ask first |
//!
//! A copy leaves the native method as it was written. Otherwise a static call has a compare an await: a gate.

// equal in this file: what is left out is a method, a bound or a type of the companion, which the compiler then misses
// (E0046, E0053, E0277). What a task holds is said by `signature`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::token::Brace;
use syn::{Error, Expr, ImplItem, ImplItemFn, ItemImpl, Path, Stmt};

use super::shape::{can_be_hidden, hidden, own_call, strip};
use crate::analyse::{Mechanism, analyse, calls_unknown};
use crate::args::{Mode, Start, counted_name, take_ours};
use crate::conditions::{self, unlinted};
use crate::expand::{body, expand_method, quiet, quiet_body};
use crate::foreign::is_foreign;
use crate::known::last_is_among;
use crate::lifetimes::leave_out;
use crate::parse::{Method, Scope};
use crate::signature;
use crate::tokens::{located, words};

/// Words that begin items. A `const` may stand twice.
const ITEMS: [&str; 11] =
    ["enum", "extern", "fn", "impl", "macro_rules", "mod", "static", "struct", "trait", "type", "use"];

/// The most awaits in a body that is copied. A call with more of them takes long beside the few instructions that each
/// costs without a copy, and the compiler takes up to four times as long with one (benches/tables/native.md).
const MOST_AWAITS: usize = 8;

/// Adds the hidden methods that start hot. That a trait has no such methods is shown at `at`, where `dyn` stands.
pub(super) fn expand(mut item: ItemImpl, at: Span, mode: &Mode, errors: &mut Vec<Error>) -> ItemImpl {
    let Some((path, _)) = item.trait_.clone() else { return item };
    let scope = Scope::of_impl(&item).held();
    let mut all = Vec::new();
    for part in &mut item.items {
        let ImplItem::Fn(method) = part else { continue };
        let (own, error) = take_ours(&mut method.attrs, mode);
        errors.extend(error);
        if let Some(mut hidden) = hidden_method(method, &scope, &path, &own, errors) {
            hidden.attrs.push(unlinted());
            hidden.sig.fn_token.span = located(at);
            hidden.block.brace_token = Brace(located(at));
            all.push(ImplItem::Fn(hidden));
        }
    }
    item.items.extend(all);
    item
}

/// Writes the hidden method beside a method, if that has one that isn't the trait's own.
fn hidden_method(
    method: &mut ImplItemFn,
    scope: &Scope,
    path: &Path,
    mode: &Mode,
    errors: &mut Vec<Error>,
) -> Option<ImplItemFn> {
    let is_hidden = method.sig.asyncness.is_some() && mode.start == Start::Hot && can_be_hidden(&method.sig);
    let analysis = is_hidden.then(|| analyse(&method.sig, &method.attrs, &method.block, mode));
    let analysis = analysis.filter(|analysis| analysis.mechanism != Mechanism::Lazy)?;
    let mut copy = method.clone();
    let ImplItemFn { attrs, sig, block, .. } = method;
    copy.sig.ident = hidden(&sig.ident);
    copy.attrs = conditions::unexpect(attrs);
    copy.attrs.retain(|attr| !last_is_among("doc deprecated must_use", attr.path()));
    let is_ready = analysis.mechanism == Mechanism::Ready;
    if !is_ready && is_copied(&copy) {
        let copied = Method { attrs: &mut copy.attrs, sig: &mut copy.sig, body: Some(&mut copy.block) };
        errors.extend(expand_method(copied, scope, mode, &mut TokenStream::new()).err());
        return Some(copy);
    }
    forward(&mut copy, scope, mode, path, &sig.ident, is_ready);
    if !is_ready {
        let asks = body::asks(block, &analysis, mode);
        block.stmts.insert(0, Stmt::Expr(Expr::Verbatim(asks), None));
        attrs.push(quiet_body(None));
    }
    Some(copy)
}

/// Makes `method`, a copy of the native method `name` of the trait `path`, return a task of that one's future, or, if
/// nothing in it can suspend and it `is_ready`, its value.
///
/// ```text
/// fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> {
///     hot(<Self as Store>::get(self, key))
/// }
/// ```
fn forward(method: &mut ImplItemFn, scope: &Scope, mode: &Mode, path: &Path, name: &Ident, is_ready: bool) {
    let ImplItemFn { attrs, sig, block, .. } = method;
    let mut mode = mode.clone();
    mode.counted = counted_name(sig, scope);
    leave_out(sig, None);
    let outline = signature::rewrite(sig, scope, &mode, None);
    strip(sig);
    *attrs = conditions::of(attrs);
    attrs.push(quiet(Some(quote!(deprecated, non_snake_case,))));
    let (spelled, span) = (&outline.spelled, name.span());
    let task = body::task(own_call(path, name, sig), is_ready, &mode, span);
    block.stmts = vec![Stmt::Expr(Expr::Verbatim(quote!(#spelled #task)), None)];
}

/// Whether the body of a method may stand twice: all in it is known, nothing in it is one for all calls, as a `static` is
/// or a name that is seen outside, and it isn't so long that the copy takes long to compile.
fn is_copied(method: &ImplItemFn) -> bool {
    let body = method.block.to_token_stream();
    let words = words(body.clone());
    let holds_items = words.iter().any(|word| ITEMS.contains(&word.as_str()));
    let is_short = words.iter().filter(|word| *word == "await").count() <= MOST_AWAITS;
    !method.attrs.iter().any(is_foreign) && !holds_items && is_short && !calls_unknown(body)
}

#[cfg(test)]
mod tests {
    use syn::{ImplItemFn, parse_quote};

    #[test]
    fn a_body_without_items_and_unknown_macros_is_copied() {
        let copied: [ImplItemFn; 4] = [
            parse_quote!(
                async fn f(&self) -> &'static str {
                    let name: &'static str = self.0.await;
                    name
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    const LIMIT: u8 = 7;
                    if !(self.0.await > LIMIT) {
                        println!("{}", { 7 })
                    }
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    self.0.union(&self.1).await;
                    assert!(!self.2, "{}", format!("none"))
                }
            ),
            parse_quote!(
                #[inline]
                async fn f(&self) {
                    'extern_: loop {
                        self.0.await
                    }
                }
            ),
        ];
        assert!(copied.iter().all(super::is_copied));
        let alone: [ImplItemFn; 6] = [
            parse_quote!(
                async fn f(&self) {
                    static COUNT: AtomicU8 = AtomicU8::new(0);
                    self.0.await
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    println!("{}", {
                        static SEVEN: u8 = 7;
                        SEVEN
                    });
                    self.0.await
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    println!("{}", my::macro_of_mine!(7));
                    self.0.await
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    let f = || {
                        thread_local! { static A: u8 = 7; }
                    };
                    self.0.await
                }
            ),
            parse_quote!(
                async fn f(&self) {
                    impl From<Me> for u8 {
                        fn from(_: Me) -> Self {
                            7
                        }
                    }
                    self.0.await
                }
            ),
            parse_quote!(
                #[instrument]
                async fn f(&self) {
                    self.0.await
                }
            ),
        ];
        assert!(!alone.iter().any(super::is_copied));
    }

    #[test]
    fn a_body_of_many_awaits_is_not_copied() {
        let of = |count: usize| -> ImplItemFn {
            let awaits = std::iter::repeat_n(quote::quote!(self.0.await;), count);
            parse_quote!(async fn f(&self) { #(#awaits)* })
        };
        assert!(super::is_copied(&of(super::MOST_AWAITS)) && !super::is_copied(&of(super::MOST_AWAITS + 1)));
    }
}
