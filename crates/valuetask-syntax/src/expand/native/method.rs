//! What becomes of each method of a native trait: itself, a hidden method beside it, and one of the companion.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{
    AttrStyle, Attribute, Block, Error, Expr, FnArg, Pat, ReceiverKind, ReturnType, Signature, Stmt, TraitItemFn, Type,
    WherePredicate, parse_quote,
};

use super::boxed::Boxed;
use super::clause::Clause;
use super::reason::{can_be_hidden, why_native};
use super::receiver::{AutoTraits, this};
use super::signature::{Returned, Written, bind, future_of, returned_behind_dyn, task_lifetime, value_of};
use super::{hidden, unlinted};
use crate::args::{Mode, Start, take_ours};
use crate::conditions;
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

/// What is left to whoever implements the trait for the companion's object.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// Nothing: there is a default body.
    Nothing,
    /// The method, where the type is `Sized`.
    WhereSized,
    /// The method.
    All,
}

/// A method of the companion.
pub(super) struct Dyn {
    /// Its signature in the native trait, without what only a default body needs.
    pub(super) native: Signature,
    /// Its signature in the companion, under the hidden name.
    pub(super) object: Signature,
    /// What is its own of a method that returns a task.
    pub(super) task: Option<Task>,
    /// What is its own of a method whose result is boxed.
    pub(super) boxes: Option<Boxes>,
    /// Whether a clause or a default body of it asks that `Self` is `Send`, or `Sync`.
    pub(super) bound: AutoTraits,
}

/// What a method has whose result the companion boxes.
pub(super) struct Boxes {
    /// The function that makes the box.
    pub(super) make: TokenStream,
    /// The box, as what the native method may return where the companion's object implements it: if it is for one
    /// lifetime.
    pub(super) refined: Option<ReturnType>,
}

/// What a method has that returns a task.
pub(super) struct Task {
    /// The signature of the hidden method of the native trait. A lazy method has none.
    pub(super) hot: Option<Signature>,
    /// What the task yields.
    pub(super) value: Type,
    /// The task, as what the native method may return where the companion's object implements it.
    pub(super) refined: Option<ReturnType>,
    /// Its future has to be `Send`.
    pub(super) send: bool,
    /// The function that makes what the companion returns of the native method's future.
    pub(super) make: TokenStream,
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
                errors.extend(validate(&mut method.sig, false).err());
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

impl Dyn {
    fn of_task(written: &Written, mode: &Mode) -> Self {
        let mut object = written.hot.clone();
        object.ident = hidden(&object.ident);
        strip(&mut object);
        if let Some(FnArg::Receiver(receiver)) = object.inputs.first_mut()
            && matches!(receiver.kind, ReceiverKind::Value)
        {
            let boxed = mode.private("Box", receiver.self_token.span);
            let this = receiver.self_token;
            *receiver = parse_quote!(#this: #boxed<Self>);
        }
        let mut native = written.native.clone();
        native.generics.where_clause.clone_from(&written.user_where);
        bind(&mut native, &written.hot);
        strip(&mut native);
        let mut hot = object.clone();
        hot.inputs.clone_from(&written.hot.inputs);
        strip(&mut hot);
        hot.generics.make_where_clause().predicates.push(sized(mode));
        let value = value_of(&written.hot.output);
        let make = returned_behind_dyn(mode).starting(Start::Lazy).maker(Span::mixed_site());
        let hot = (mode.start == Start::Hot).then_some(hot);
        let task = Task { hot, value, refined: written.refined.clone(), send: mode.send, make };
        Self { native, object, task: Some(task), boxes: None, bound: written.bound }
    }

    /// A method whose result is boxed.
    fn of_boxed(written: &Written, boxed: &Boxed, mode: &Mode) -> Self {
        let output = |task: &ReturnType| Some(boxed.object(&task_lifetime(task)?, mode));
        let boxes = Boxes { make: boxed.maker(mode), refined: written.refined.as_ref().and_then(output) };
        let mut this = Self { task: None, boxes: Some(boxes), ..Self::of_task(written, mode) };
        this.object.output = output(&written.hot.output).unwrap_or(ReturnType::Default);
        this
    }

    fn of_plain(sig: &Signature) -> Self {
        let mut native = sig.clone();
        strip(&mut native);
        for (index, arg) in native.inputs.iter_mut().enumerate() {
            match arg {
                FnArg::Receiver(receiver) => receiver.mutability = None,
                FnArg::Typed(arg) => {
                    let name = match &*arg.pat {
                        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => pat.ident.clone(),
                        _ => quote::format_ident!("__arg{index}", span = Span::mixed_site()),
                    };
                    *arg.pat = parse_quote!(#name);
                }
            }
        }
        let object = Signature { ident: hidden(&sig.ident), ..native.clone() };
        Self { native, object, task: None, boxes: None, bound: Clause::of(sig).auto }
    }
}

/// The names of the arguments of a signature whose patterns are names.
pub(super) fn arguments(sig: &Signature) -> impl Iterator<Item = &Pat> {
    sig.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(arg) => Some(&*arg.pat),
        FnArg::Receiver(_) => None,
    })
}

/// Takes the attributes of the arguments, which are lints, from a signature whose body uses each of them.
pub(super) fn strip(sig: &mut Signature) {
    sig.inputs.iter_mut().for_each(|arg| match arg {
        FnArg::Receiver(receiver) => receiver.attrs.clear(),
        FnArg::Typed(arg) => arg.attrs.clear(),
    });
}

fn sized(mode: &Mode) -> WherePredicate {
    let core = mode.core(Span::mixed_site());
    parse_quote!(Self: #core::marker::Sized)
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
    let (name, path, arguments) = (&sig.ident, &around.path, arguments(&written.hot));
    let spelled = Spelled::of(&written.hot, around.scope);
    let this = this(&written.hot);
    let make = mode.starting(Start::Lazy).maker(name.span());
    let (quiet, unlinted) = (quiet([quote!(deprecated, non_snake_case,)]), unlinted());
    parse_quote! {
        #(#cfg)*
        #unlinted
        #[doc(hidden)]
        #quiet
        #[inline]
        #hot { #spelled #make(<Self as #path>::#name(#this #(, #arguments)*)) }
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
