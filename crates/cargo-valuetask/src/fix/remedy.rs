//! The code that errors ask for: each way to name the box of async-trait's methods has one remedy.
//!
//! | code | becomes |
//! |---|---|
//! | a call whose result is wanted as a box | `call.into_boxed()` |
//! | a method that is implemented by hand, `-> Pin<Box<dyn Future<Output = T> + Send + 'a>>` or `-> BoxFuture<'a, T>` | `-> valuetask::PooledFuture<'a, T>` |
//! | the box that such a method makes, `Box::pin(future)` | `valuetask::PooledFuture::new(future)` |
//! | the box that such a method hands on | `call.into()` |
//! | a trait whose implementation has other lifetimes (E0195) | `exact` on the trait and all of its implementations |
//!
//! A method that is implemented by hand has async-trait's lifetimes, as it compiled: its trait has to be `exact`.

#![forbid(unsafe_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use syn::Expr;
use syn::spanned::Spanned as _;

use super::check::{Finding, Span};
use super::edits::{Edit, Edits};
use crate::audit::resolve::Resolver;
use crate::audit::survey::boxed_type;
use crate::audit::tree::FileId;
use crate::audit::workspace::Workspace;

/// The changes that errors have asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Remedies {
    /// In code that names the box.
    pub(super) places: BTreeMap<FileId, Edits>,
    /// The groups whose signatures have to be async-trait's own.
    pub(super) exact: BTreeSet<usize>,
}

impl Remedies {
    /// Returns how many places in code are changed.
    pub(super) fn count(&self) -> usize {
        self.places.values().map(Edits::count).sum()
    }

    /// Adds the code that an error asks for at its places. Returns `true` if that is new.
    pub(super) fn add(
        &mut self,
        finding: &Finding,
        edits: &BTreeMap<FileId, Edits>,
        resolver: &Resolver<'_>,
        workspace: &Workspace,
    ) -> bool {
        let before = self.count();
        let any = |is_it: &dyn Fn(&Span) -> bool| finding.spans.iter().any(is_it);
        let is_about_it = any(&|span| span.label.contains("PooledFuture<"));
        let is_wrapped = any(&|span| span.suggested.as_deref() == Some("Box::pin("));
        for span in finding.spans.iter().filter(|span| is_about_it && workspace.selection.holds(&span.file)) {
            let file = resolver.tree.file_at(&span.file).filter(|file| resolver.own_files().contains(file));
            let Some(file) = file else { continue };
            let earlier = |at| edits.get(&file).map_or(at, |edits| edits.before(at));
            let bytes = earlier(span.bytes.start)..earlier(span.bytes.end);
            let Some(code) = resolver.tree.files[file].text.get(bytes.clone()) else { continue };
            let places = self.places.entry(file).or_default();
            for (at, new) in edits_of(span, code, is_wrapped, finding.message.starts_with("error[E0053]")) {
                places.add(Edit::new(bytes.start + at.start..bytes.start + at.end, new));
            }
        }
        self.count() > before
    }
}

/// Returns the changes at a place, by bytes of its code.
///
/// `is_wrapped` means that the compiler would box a call, and `is_signature` that the code is a type that isn't the trait's.
fn edits_of(span: &Span, code: &str, is_wrapped: bool, is_signature: bool) -> Vec<(Range<usize>, String)> {
    let end = code.len()..code.len();
    match span.suggested.as_deref() {
        // It would box the call, behind `Box::pin(`, which asks more of types than code may promise.
        Some(")") if is_wrapped => return vec![(end, ".into_boxed()".to_owned())],
        Some(".into()") => return vec![(end, ".into()".to_owned())],
        _ if !span.label.contains("found `Pin<Box<") => return Vec::new(),
        _ if is_signature => return pooled_type(code).map(|new| (0..code.len(), new)).into_iter().collect(),
        _ => {}
    }
    let Ok(Expr::Call(call)) = syn::parse_str::<Expr>(code) else { return Vec::new() };
    let made = call.func.span().byte_range();
    let pooled = pooled(span.label.contains("LocalPooledFuture<"));
    if code[made.clone()].ends_with("Box::pin") { vec![(made, format!("{pooled}::new"))] } else { Vec::new() }
}

fn pooled(local: bool) -> &'static str {
    if local { "valuetask::LocalPooledFuture" } else { "valuetask::PooledFuture" }
}

/// Returns the pooled future in place of a boxed one.
fn pooled_type(code: &str) -> Option<String> {
    let value = boxed_type(&syn::parse_str(code).ok()?)?.span().byte_range();
    let around = format!("{}{}", &code[..value.start], &code[value.end..]);
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let is = |word: &str| around.split(|letter| !is_letter(letter)).any(|found| found == word);
    let local = is("LocalBoxFuture") || is("Pin") && !is("Send");
    let lifetime = around.split('\'').nth(1).and_then(|rest| rest.split(|letter| !is_letter(letter)).next());
    Some(format!("{}<'{}, {}>", pooled(local), lifetime.unwrap_or("static"), &code[value]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boxed_type_becomes_a_pooled_one_of_its_lifetime() {
        for (boxed, pooled) in [
            ("BoxFuture<'a, Vec<&'b u8>>", "valuetask::PooledFuture<'a, Vec<&'b u8>>"),
            ("future::LocalBoxFuture<'_, ()>", "valuetask::LocalPooledFuture<'_, ()>"),
            ("Pin<Box<dyn Future<Output = Option<T>> + Send + 'f>>", "valuetask::PooledFuture<'f, Option<T>>"),
            ("::std::pin::Pin<Box<dyn Future<Output = Send>>>", "valuetask::LocalPooledFuture<'static, Send>"),
        ] {
            assert_eq!(pooled_type(boxed).as_deref(), Some(pooled), "{boxed}");
        }
        assert_eq!(pooled_type("Boxed<'a>"), None);
    }
}
