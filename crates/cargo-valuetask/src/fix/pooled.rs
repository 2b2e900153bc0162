//! The pooled future in place of a boxed one, in code.
//!
//! ```text
//! fn load(&self) -> BoxFuture<'_, u8> { Box::pin(async move { .. }) }
//! fn load(&self) -> valuetask::PooledFuture<'_, u8> { valuetask::PooledFuture::new(async move { .. }) }
//! ```
//!
//! What else names the box is found by the compiler, and mended or taken back.

use std::ops::Range;

use syn::Expr;
use syn::spanned::Spanned as _;

use super::edits::Edit;
use crate::scope::{Boxed, boxed_type, called_box};
use crate::text::words;

/// Returns the changes of a function that boxes its future by its own signature.
pub(super) fn edits(boxed: &Boxed, text: &str) -> Option<Vec<Edit>> {
    let made = boxed.made.clone().filter(|_| boxed.aliases.is_empty())?;
    let new = pooled_type(&text[boxed.ty.clone()])?;
    let made = unboxed(made, text, new.starts_with(LOCAL))?;
    Some([vec![Edit::new(boxed.ty.clone(), new)], made].concat())
}

/// Makes a pooled future by the code in a range that makes a box.
pub(super) fn unboxed(made: Range<usize>, text: &str, local: bool) -> Option<Vec<Edit>> {
    let expr: Expr = syn::parse_str(&text[made.clone()]).ok()?;
    let within = called_box(&expr)?.span().byte_range();
    let within = made.start + within.start..made.start + within.end;
    let maker = format!("{}::new", if local { LOCAL } else { POOLED });
    Some(match expr {
        Expr::MethodCall(_) => {
            vec![Edit::new(made.start..made.start, maker + "("), Edit::new(within.end..made.end, ")")]
        }
        _ => vec![Edit::new(within, maker)],
    })
}

const POOLED: &str = "valuetask::PooledFuture";
const LOCAL: &str = "valuetask::LocalPooledFuture";

/// Returns the pooled future in place of a boxed one.
pub(super) fn pooled_type(code: &str) -> Option<String> {
    let value = boxed_type(&syn::parse_str(code).ok()?)?.span().byte_range();
    let around = format!("{}{}", &code[..value.start], &code[value.end..]);
    let is = |word: &str| words(&around).any(|found| found == word);
    let local = is("LocalBoxFuture") || is("Pin") && !is("Send");
    let lifetime = around.split('\'').nth(1).and_then(|rest| words(rest).next());
    let pooled = if local { LOCAL } else { POOLED };
    Some(format!("{pooled}<'{}, {}>", lifetime.unwrap_or("static"), &code[value]))
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
