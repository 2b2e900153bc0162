//! From each method of a native trait to what becomes of it: itself, a hidden method beside it, and one of the companion.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{AttrStyle, Attribute, Block, Error, Expr, Signature, Stmt, TraitItemFn, parse_quote};

use super::boxed::Boxed;
use super::dyn_method::{Dyn, own_call, sized, strip};
use super::reason::why_native;
use super::shape::{Returned, can_be_hidden, future_of, hidden, task_lifetime};
use super::signature::{Written, bind};
use crate::args::{Mode, Start, take_ours};
use crate::conditions::{self, unlinted};
use crate::expand::{body, quiet, quiet_body, validate};
use crate::known::last_is_among;
use crate::lifetimes::Spelled;
use crate::parse::Scope;
use crate::signature::{End, is_sized};

/// A method of a native trait.
pub(super) struct Method {
    pub(super) name: Ident,
    /// The conditions that it stands under.
    pub(super) cfg: Vec<Attribute>,
    /// What its documentation says, and whether it is deprecated.
    pub(super) docs: Vec<Attribute>,
    /// What stands for it in the trait: itself, and the hidden method beside it.
    pub(super) native: Vec<TraitItemFn>,
    pub(super) becomes: Becomes,
}

/// Whether a method is one of the companion, too.
pub(super) enum Becomes {
    Dyn(Box<Dyn>),
    /// It stays on the native trait alone.
    Native {
        why: &'static str,
        left: Left,
    },
}

/// The methods that are left to the implementers of the trait for the companion's object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing: there is a default body.
    Nothing,
    /// The method, where the type is `Sized`.
    WhereSized,
    /// The method.
    All,
}

/// What the methods of a trait have around them.
pub(super) struct Around<'a> {
    pub(super) scope: &'a Scope,
    pub(super) mode: &'a Mode,
    /// The path of the trait, with its parameters.
    pub(super) path: TokenStream,
    /// The associated types that the companion has, too.
    pub(super) types: &'a [Ident],
}

impl Method {
    /// Reads `method`, and reports what is wrong in it.
    pub(super) fn of(mut method: TraitItemFn, around: &Around<'_>, errors: &mut Vec<Error>) -> Self {
        let mode = take_ours(&mut method.attrs, around.mode).unwrap_or_else(|error| {
            errors.push(error);
            around.mode.clone()
        });
        let is_outer = |attr: &Attribute| matches!(attr.style, AttrStyle::Outer);
        let is_shown = |attr: &&Attribute| is_outer(attr) && last_is_among("doc deprecated", attr.path());
        let docs = method.attrs.iter().filter(is_shown).cloned().collect();
        let cfg = conditions::of(&method.attrs);
        let name = method.sig.ident.clone();
        let why = why_native(&method.sig, around.types);
        let left = match () {
            () if method.default.is_some() => Left::Nothing,
            () if is_sized(&method.sig) => Left::WhereSized,
            () => Left::All,
        };
        let future = future_of(&method.sig);
        let becomes;
        let mut native;
        if method.sig.asyncness.is_some() || future.is_some() {
            if method.sig.asyncness.is_some() {
                errors.extend(validate(&method.sig).err());
            }
            let mut mode = mode;
            mode.send = future.as_ref().map_or(mode.send, |future| future.is_send);
            let written = Written::of(&method.sig, future, method.default.as_ref(), around.scope, &mode);
            let is_hidden = mode.start == Start::Hot && can_be_hidden(&method.sig);
            let hot = is_hidden.then(|| hidden_method(&cfg, &written, &method.sig, around, &mode));
            becomes = match why {
                None => Becomes::Dyn(Box::new(Dyn::of_task(&written, &mode))),
                Some(why) => Becomes::Native { why, left },
            };
            write_native(&mut method, written, &mode);
            native = vec![method];
            native.extend(hot);
        } else {
            becomes = match (why, Boxed::of(&method.sig)) {
                (Some(why), _) => Becomes::Native { why, left },
                (None, None) => Becomes::Dyn(Box::new(Dyn::of_plain(&method.sig))),
                (None, Some(boxed)) => {
                    let (returned, body) = (Returned::boxed(&boxed), method.default.as_ref());
                    let written = Written::of(&method.sig, Some(returned), body, around.scope, &mode);
                    let becomes = if written.refined.is_none() && left == Left::Nothing {
                        Becomes::Native {
                            why: "it returns an `impl Trait` that one reference alone doesn't lend",
                            left,
                        }
                    } else {
                        Becomes::Dyn(Box::new(Dyn::of_boxed(&written, &boxed, &mode)))
                    };
                    if let Some(task) = written.refined.as_ref().and_then(task_lifetime) {
                        let mut native = Signature { output: boxed.native(&task), ..written.native };
                        bind(&mut native, &method.sig);
                        method.sig = native;
                    }
                    becomes
                }
            };
            native = vec![method];
        }
        Self { name, cfg, docs, native, becomes }
    }
}

/// Writes the hidden method: a lazy task of the native method's future.
///
/// ```text
/// fn __valuetask_native_get<'task>(&'task self, key: &'task str) -> ValueTask<'task, u64> where Self: Sized {
///     ValueTask::from_future(<Self as Store>::get(self, key))
/// }
/// ```
fn hidden_method(
    cfg: &[Attribute],
    written: &Written,
    sig: &Signature,
    around: &Around<'_>,
    mode: &Mode,
) -> TraitItemFn {
    let mut hot = written.hot.clone();
    strip(&mut hot);
    hot.ident = hidden(&hot.ident);
    if !is_sized(sig) {
        hot.generics.make_where_clause().predicates.push(sized(mode));
    }
    let call = own_call(&around.path, &sig.ident, &written.hot);
    let spelled = Spelled::of(&written.hot, around.scope);
    let make = mode.starting(Start::Lazy).maker(sig.ident.span());
    let (quiet, unlinted) = (quiet([quote!(deprecated, non_snake_case,)]), unlinted());
    parse_quote! {
        #(#cfg)*
        #unlinted
        #[doc(hidden)]
        #quiet
        #[inline]
        #hot { #spelled #make(#call) }
    }
}

/// Makes `method` return a future that says what it is, with its default body as one.
fn write_native(method: &mut TraitItemFn, written: Written, mode: &Mode) {
    let Written { native, outline, .. } = written;
    let Some(outline) = outline else {
        method.sig = native;
        return;
    };
    let was_async = method.sig.asyncness.is_some();
    if let (Some(block), true) = (&mut method.default, was_async) {
        let future = body::machine(block, None, &outline, mode, false);
        *block = as_body(block, future);
    }
    let end = End::of(&method.sig);
    method.sig = native;
    end.close(&mut method.sig);
    method.attrs.insert(0, quiet(None));
    method.attrs.push(quiet_body(Some(quote!(clippy::manual_async_fn,))));
}

fn as_body(block: &Block, tail: TokenStream) -> Block {
    Block { stmts: vec![Stmt::Expr(Expr::Verbatim(tail), None)], ..block.clone() }
}
