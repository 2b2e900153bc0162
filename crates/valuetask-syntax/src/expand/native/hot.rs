//! From an implementation of a native trait to one whose methods start at the call behind `dyn`.
//!
//! ```text
//! #[value_task(dyn)] impl Store for Map { async fn get(&self, key: &str) -> u64 { body } }
//!
//! impl Store for Map {
//!     fn get(&self, key: &str) -> impl Future<Output = u64> + Send { async move { body, whose awaits ask first } }
//!     const __valuetask_native_get_starts: Starts = Starts::Hot;
//! }
//! ```
//!
//! What stands beside a method depends on its body:
//!
//! | body | beside it |
//! |---|---|
//! | it may await | the constant, by which the trait's hidden method starts the native future |
//! | nothing in it can suspend | a hidden method that returns the value of the native future |
//!
//! The body stands once, and so a static call has a compare an await: a gate. A hidden method of each body's own would take
//! the compiler longer, as it would prove again that the future is `Send`.

use proc_macro2::{Ident, Span};
use quote::{quote, quote_spanned};
use syn::token::Brace;
use syn::{Error, Expr, ImplItem, ImplItemFn, ItemImpl, Path, Stmt};

use super::shape::{can_be_hidden, hidden, own_call, starts, strip};
use super::signature::say_future;
use crate::analyse::{Analysis, Mechanism, analyse};
use crate::args::{Mode, Start, counted_name, take_ours};
use crate::conditions::{self, unlinted};
use crate::expand::{body, quiet, quiet_body};
use crate::foreign::is_foreign;
use crate::lifetimes::leave_out;
use crate::parse::Scope;
use crate::signature;
use crate::tokens::located;

/// The most awaits of a body that ask. A call with more of them takes long beside what a later poll takes, and each takes
/// the compiler three times as long to check as a gate alone (benches/tables/native.md).
const MOST_ASKS: usize = 4;

/// Adds what starts the methods hot. That a trait has no such methods is shown at `at`, where `dyn` stands.
pub(super) fn expand(mut item: ItemImpl, at: Span, mode: &Mode, errors: &mut Vec<Error>) -> ItemImpl {
    let Some((path, _)) = item.trait_.clone() else { return item };
    let scope = Scope::of_impl(&item).around_native();
    let mut all = Vec::new();
    for part in &mut item.items {
        let ImplItem::Fn(method) = part else { continue };
        let (own, error) = take_ours(&mut method.attrs, mode);
        errors.extend(error);
        all.extend(beside(method, &scope, &path, &own, at));
    }
    item.items.extend(all);
    item
}

/// Writes what stands beside a method that starts hot, whose awaits then ask first.
fn beside(method: &mut ImplItemFn, scope: &Scope, path: &Path, mode: &Mode, at: Span) -> Option<ImplItem> {
    let can_start = method.sig.asyncness.is_some() && mode.start == Start::Hot && can_be_hidden(&method.sig);
    let analysis = can_start.then(|| analyse(&method.sig, &method.attrs, &mut method.block, scope, mode));
    let analysis = analysis.filter(|analysis| analysis.mechanism != Mechanism::Lazy)?;
    let analysis = Analysis { most_asks: MOST_ASKS, ..analysis };
    let mut mode = mode.clone();
    mode.counted = counted_name(&method.sig, scope);
    if analysis.mechanism == Mechanism::Ready {
        return Some(ImplItem::Fn(forward(method, scope, &mode, path, at)));
    }
    ask(method, &analysis, scope, &mode);
    Some(starts_hot(method, &mode, at))
}

/// Has the awaits of a method ask first. It says then that its future is `Send`.
///
/// A method whose body other attributes see stays an async function, and so does one with lifetimes of its own, which may
/// have to stand as they stand in the trait.
fn ask(method: &mut ImplItemFn, analysis: &Analysis, scope: &Scope, mode: &Mode) {
    let ImplItemFn { attrs, sig, block, .. } = method;
    if attrs.iter().chain(&scope.attrs).any(is_foreign) || sig.generics.lifetimes().next().is_some() {
        let asks = body::asks(block, analysis, mode);
        block.stmts.insert(0, Stmt::Expr(Expr::Verbatim(asks), None));
        attrs.push(quiet_body(None));
        return;
    }
    let outline = say_future(sig, block, scope, mode);
    let future = body::machine(block, Some(analysis), &outline, mode, false);
    block.stmts = vec![Stmt::Expr(Expr::Verbatim(future), None)];
    attrs.insert(0, quiet(None));
    attrs.push(quiet_body(Some(quote!(clippy::manual_async_fn,))));
}

/// Writes the constant by which the trait's hidden method starts a method hot.
fn starts_hot(method: &ImplItemFn, mode: &Mode, at: Span) -> ImplItem {
    let (cfg, unlinted) = (conditions::of(&method.attrs), unlinted());
    let (span, name) = (located(at), starts(&method.sig.ident));
    let (ty, counters) = (mode.private("Starts", span), mode.counters(span));
    let how =
        if counters.is_empty() { quote_spanned!(span=> Hot) } else { quote_spanned!(span=> Counted(|| #counters)) };
    // Not parsed, which would take as long as making it.
    let starts = quote_spanned!(span=> const #name: #ty = #ty::#how;);
    ImplItem::Verbatim(quote!(#(#cfg)* #unlinted #starts))
}

/// Writes the hidden method of a method in which nothing can suspend: it makes a task of the native future's value.
///
/// ```text
/// fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> {
///     ValueTask::__valuetask_ended(value_of(<Self as Store>::get(self, key)))
/// }
/// ```
fn forward(method: &ImplItemFn, scope: &Scope, mode: &Mode, path: &Path, at: Span) -> ImplItemFn {
    let name: &Ident = &method.sig.ident;
    let mut copy = method.clone();
    let ImplItemFn { attrs, sig, block, .. } = &mut copy;
    sig.ident = hidden(name);
    leave_out(sig, None, scope);
    let outline = signature::rewrite(sig, scope, mode, None);
    strip(sig);
    sig.fn_token.span = located(at);
    *attrs = conditions::of(attrs);
    attrs.extend([quiet(Some(quote!(deprecated, non_snake_case,))), unlinted()]);
    let (spelled, span) = (&outline.spelled, name.span());
    let task = body::task(own_call(path, name, sig), true, mode, span);
    block.stmts = vec![Stmt::Expr(Expr::Verbatim(quote!(#spelled #task)), None)];
    block.brace_token = Brace(located(at));
    copy
}
