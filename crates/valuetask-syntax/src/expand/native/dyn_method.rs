//! From a method of a native trait to the one of its companion: its signatures, and what it returns.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{FnArg, Pat, ReceiverKind, ReturnType, Signature, Type, WherePredicate, parse_quote};

use super::boxed::Boxed;
use super::clause::Clause;
use super::receiver::{AutoTraits, this};
use super::shape::{hidden, task_lifetime, value_of};
use super::signature::{Written, bind, returned_behind_dyn};
use crate::args::{Mode, Start};

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

impl Dyn {
    pub(super) fn of_task(written: &Written, mode: &Mode) -> Self {
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
    pub(super) fn of_boxed(written: &Written, boxed: &Boxed, mode: &Mode) -> Self {
        let output = |task: &ReturnType| Some(boxed.object(&task_lifetime(task)?, mode));
        let boxes = Boxes { make: boxed.maker(mode), refined: written.refined.as_ref().and_then(output) };
        let mut this = Self { task: None, boxes: Some(boxes), ..Self::of_task(written, mode) };
        this.object.output = output(&written.hot.output).unwrap_or(ReturnType::Default);
        this
    }

    pub(super) fn of_plain(sig: &Signature) -> Self {
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

/// A call of `Self`'s method `name` of the trait `path`, with what a signature is given.
pub(super) fn own_call(path: &impl ToTokens, name: &Ident, sig: &Signature) -> TokenStream {
    let (this, arguments) = (this(sig), arguments(sig));
    quote!(<Self as #path>::#name(#this #(, #arguments)*))
}

/// Takes the attributes of the arguments, which are lints, from a signature whose body uses each of them.
pub(super) fn strip(sig: &mut Signature) {
    sig.inputs.iter_mut().for_each(|arg| match arg {
        FnArg::Receiver(receiver) => receiver.attrs.clear(),
        FnArg::Typed(arg) => arg.attrs.clear(),
    });
}

pub(super) fn sized(mode: &Mode) -> WherePredicate {
    let core = mode.core(Span::mixed_site());
    parse_quote!(Self: #core::marker::Sized)
}
