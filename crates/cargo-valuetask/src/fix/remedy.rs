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

use std::collections::BTreeMap;
use std::ops::Range;

use cargo_metadata::diagnostic::DiagnosticSpan;
use syn::Expr;
use syn::spanned::Spanned as _;

use super::Found;
use super::apply::Changed;
use super::check::Finding;
use super::edits::{Edit, Edits};
use super::tokens::is_letter;
use crate::audit::survey::boxed_type;
use crate::audit::tree::FileId;

/// Adds the code that an error asks for at its places. Returns `true` if that is new.
pub(super) fn add(
    places: &mut BTreeMap<FileId, Edits>,
    finding: &Finding,
    changed: &Changed,
    found: &Found<'_>,
) -> bool {
    let is_about_it = finding.spans.iter().any(|span| label(span).contains("PooledFuture<"));
    let is_wrapped = finding.spans.iter().any(|span| span.suggested_replacement.as_deref() == Some("Box::pin("));
    let mut any = false;
    for span in finding.spans.iter().filter(|_| is_about_it) {
        let place = changed.before(span, found).filter(|(file, _)| found.is_asked_for(*file));
        let Some((file, bytes)) = place else { continue };
        let code = found.resolver.tree.files[file].text.get(bytes.clone()).unwrap_or_default();
        if let Some((at, new)) = edit_of(span, code, is_wrapped, finding.message.starts_with("error[E0053]")) {
            let edit = Edit::new(bytes.start + at.start..bytes.start + at.end, new);
            any |= places.entry(file).or_default().insert(edit);
        }
    }
    any
}

fn label(span: &DiagnosticSpan) -> &str {
    span.label.as_deref().unwrap_or_default()
}

/// Returns the change at a place, by bytes of its code.
///
/// `is_wrapped` means that the compiler would box a call, and `is_signature` that the code is a type that isn't the trait's.
fn edit_of(span: &DiagnosticSpan, code: &str, is_wrapped: bool, is_signature: bool) -> Option<(Range<usize>, String)> {
    let end = code.len()..code.len();
    match span.suggested_replacement.as_deref() {
        // It would box the call, behind `Box::pin(`, which asks more of types than code may promise.
        Some(")") if is_wrapped => return Some((end, ".into_boxed()".to_owned())),
        Some(".into()") => return Some((end, ".into()".to_owned())),
        _ if !label(span).contains("found `Pin<Box<") => return None,
        _ if is_signature => return Some((0..code.len(), pooled_type(code)?)),
        _ => {}
    }
    let Expr::Call(call) = syn::parse_str(code).ok()? else { return None };
    let made = call.func.span().byte_range();
    let pooled = pooled(label(span).contains("LocalPooledFuture<"));
    code[made.clone()].ends_with("Box::pin").then(|| (made, format!("{pooled}::new")))
}

fn pooled(local: bool) -> &'static str {
    if local { "valuetask::LocalPooledFuture" } else { "valuetask::PooledFuture" }
}

/// Returns the pooled future in place of a boxed one.
fn pooled_type(code: &str) -> Option<String> {
    let value = boxed_type(&syn::parse_str(code).ok()?)?.span().byte_range();
    let around = format!("{}{}", &code[..value.start], &code[value.end..]);
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
