//! From a method of an implementation to the hidden method beside it: a task of the native method's future.
//!
//! ```text
//! async fn get(&self, key: &str) -> u64 { .. }
//!
//! fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> {
//!     hot(<Self as Store>::get(self, key))
//! }
//! ```

use proc_macro2::Ident;
use quote::{quote, quote_spanned};
use syn::{Expr, ImplItemFn, Path, Stmt};

use super::shape::{own_call, strip};
use crate::args::{Mode, counted_name};
use crate::conditions;
use crate::expand::{body, quiet};
use crate::lifetimes::{check_elided, leave_out};
use crate::parse::Scope;
use crate::signature;

/// Makes `method`, a copy of the native method `name` of the trait `path`, the hidden method. One that `is_ready`
/// returns the value of the native future, in which nothing can suspend.
pub(super) fn forward(
    method: &mut ImplItemFn,
    scope: &Scope,
    mode: &Mode,
    path: &Path,
    name: &Ident,
    is_ready: bool,
) -> syn::Result<()> {
    let ImplItemFn { attrs, sig, block, .. } = method;
    let elided = check_elided(sig, scope);
    let mut mode = mode.clone();
    mode.counted = counted_name(sig, scope);
    leave_out(sig, None);
    let outline = signature::rewrite(sig, scope, &mode, None);
    strip(sig);
    *attrs = conditions::of(attrs);
    attrs.push(quiet([quote!(deprecated, non_snake_case,)]));
    let (spelled, span) = (&outline.spelled, name.span());
    let future = mode.around(own_call(path, name, sig), span);
    let task = if is_ready {
        body::ready(&future, &mode, span)
    } else {
        let make = mode.maker(span);
        quote_spanned!(span=> #make(#future))
    };
    block.stmts = vec![Stmt::Expr(Expr::Verbatim(quote!(#spelled #task)), None)];
    elided
}
