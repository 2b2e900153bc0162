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

use std::ops::Range;

use cargo_metadata::diagnostic::DiagnosticSpan;
use syn::Expr;
use syn::spanned::Spanned as _;

use super::check::Finding;
use super::edits::{Changes, Edit};
use super::found::Found;
use super::tokens::is_letter;
use crate::survey::boxed_type;

/// Adds the code that an error asks for at its places. Returns `true` if that is new.
pub(super) fn add(places: &mut Changes, finding: &Finding, changes: &Changes, found: &Found<'_>) -> bool {
    let is_about_it = finding.spans.iter().any(|span| label(span).contains("PooledFuture<"));
    let is_wrapped = finding.spans.iter().any(|span| span.suggested_replacement.as_deref() == Some("Box::pin("));
    let is_signature = finding.message.starts_with("error[E0053]");
    let mut any = false;
    for span in finding.spans.iter().filter(|_| is_about_it) {
        let place = found.before(span, changes).filter(|(file, _)| found.is_asked_for(*file));
        let Some((file, Range { start, end })) = place else { continue };
        let code = found.resolver.tree.files[file].text.get(start..end).unwrap_or_default();
        let edit = match span.suggested_replacement.as_deref() {
            // It would box the call, behind `Box::pin(`, which asks more of types than code may promise.
            Some(")") if is_wrapped => Some(Edit::new(end..end, ".into_boxed()")),
            Some(".into()") => Some(Edit::new(end..end, ".into()")),
            _ if !label(span).contains("found `Pin<Box<") => None,
            _ if is_signature => pooled_type(code).map(|new| Edit::new(start..end, new)),
            _ => {
                let pooled = pooled(label(span).contains("LocalPooledFuture<"));
                called_box(code).map(|at| Edit::new(start + at.start..start + at.end, format!("{pooled}::new")))
            }
        };
        any |= edit.is_some_and(|edit| places.entry(file).or_default().insert(edit));
    }
    any
}

fn label(span: &DiagnosticSpan) -> &str {
    span.label.as_deref().unwrap_or_default()
}

/// Returns the bytes of `Box::pin` in a call of it.
fn called_box(code: &str) -> Option<Range<usize>> {
    let Expr::Call(call) = syn::parse_str(code).ok()? else { return None };
    Some(call.func.span().byte_range()).filter(|made| code[made.clone()].ends_with("Box::pin"))
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
