//! The code that errors ask for: each way to name the box of async-trait's methods has one remedy.
//!
//! | code | becomes |
//! |---|---|
//! | a call whose result is wanted as a box | `call.into_boxed()` |
//! | a method that is implemented by hand, `-> Pin<Box<dyn Future<Output = T> + Send + 'a>>` or `-> BoxFuture<'a, T>` | `-> valuetask::PooledFuture<'a, T>` |
//! | the box that such a method makes, `Box::pin(future)` | `valuetask::PooledFuture::new(future)` |
//! | the box that such a method hands on | `call.into()` |
//! | an import that nothing uses any more, where the code denies that | nothing |
//! | a trait whose implementation has other lifetimes (E0195) | `exact` on the trait and all of its implementations |
//!
//! A method that is implemented by hand has async-trait's lifetimes, as it compiled: its trait has to be `exact`.

use std::ops::Range;

use cargo_metadata::diagnostic::DiagnosticSpan;

use super::check::Finding;
use super::edits::{Changes, Edit};
use super::found::Found;
use super::pooled::{pooled_type, unboxed};

/// Adds the code that an error asks for at its places. Returns `true` if that is new.
pub(super) fn add(places: &mut Changes, finding: &Finding, changes: &Changes, found: &Found<'_>) -> bool {
    let is_unused = finding.message.starts_with("error[unused_imports]");
    let is_about_it = is_unused || finding.spans.iter().any(|span| label(span).contains("PooledFuture<"));
    let is_wrapped = finding.spans.iter().any(|span| span.suggested_replacement.as_deref() == Some("Box::pin("));
    let is_signature = finding.message.starts_with("error[E0053]");
    let mut any = false;
    for span in finding.spans.iter().filter(|_| is_about_it) {
        let place = found.before(span, changes).filter(|(file, _)| found.is_asked_for(*file));
        let Some((file, Range { start, end })) = place else { continue };
        let text = &found.resolver.tree.files[file].text;
        let edits = match span.suggested_replacement.as_deref() {
            // It would box the call, behind `Box::pin(`, which asks more of types than code may promise.
            Some(")") if is_wrapped => Some(vec![Edit::new(end..end, ".into_boxed()")]),
            Some(".into()") => Some(vec![Edit::new(end..end, ".into()")]),
            Some("") if is_unused => Some(vec![Edit::new(start..end, "")]),
            _ if !label(span).contains("found `Pin<Box<") => None,
            _ if is_signature => text.get(start..end).and_then(pooled_type).map(|new| vec![Edit::new(start..end, new)]),
            _ => {
                text.get(start..end).and_then(|_| unboxed(start..end, text, label(span).contains("LocalPooledFuture<")))
            }
        };
        for edit in edits.into_iter().flatten() {
            any |= places.insert((file, edit));
        }
    }
    any
}

fn label(span: &DiagnosticSpan) -> &str {
    span.label.as_deref().unwrap_or_default()
}
