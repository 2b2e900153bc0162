//! The pooled future in place of a boxed one, in code.

use std::ops::Range;

use syn::Expr;
use syn::spanned::Spanned as _;

use super::tokens::is_letter;
use crate::survey::boxed_type;

/// Returns the bytes of `Box::pin` in a call of it.
pub(super) fn called_box(code: &str) -> Option<Range<usize>> {
    let Expr::Call(call) = syn::parse_str(code).ok()? else { return None };
    Some(call.func.span().byte_range()).filter(|made| code[made.clone()].ends_with("Box::pin"))
}

pub(super) fn pooled(local: bool) -> &'static str {
    if local { "valuetask::LocalPooledFuture" } else { "valuetask::PooledFuture" }
}

/// Returns the pooled future in place of a boxed one.
pub(super) fn pooled_type(code: &str) -> Option<String> {
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
