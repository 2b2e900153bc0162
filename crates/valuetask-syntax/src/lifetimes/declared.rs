//! The lifetimes of a method whose declared type is what it returns.
//!
//! What the method holds has to outlive the task that the declared type stands for, and that isn't known by its name. So
//! each lifetime that the type mentions may be the task's, unless the type is proven to be one of the library's.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::visit_mut::VisitMut;
use syn::{
    FnArg, GenericArgument, Lifetime, Path, PathArguments, Receiver, ReceiverKind, ReturnType, Signature, Type,
    parse_quote,
};

use super::demands::{is_held, peel};
use super::mentions::Mentions;
use super::walk::{Held, is_elided, walk, walk_arg};
use super::{Names, called_of, declare, demand, fill, fill_all, resolve};
use crate::known::{is_pointer, is_scalar, is_task};
use crate::parse::Scope;
use crate::tokens::say;

/// Names the lifetimes of `sig`, which returns what is `declared`, and adds the clauses that it needs.
///
/// Where the declared type elides a lifetime, that is the task's.
pub(crate) fn resolve_declared(sig: &mut Signature, declared: &mut Type, scope: &Scope) {
    let mut elides = false;
    walk(declared, &mut |_, lifetime| elides |= is_elided(lifetime));
    let mut tasks = tasks(declared);
    let mut names = Names::of(sig, scope);
    if elides {
        let task = resolve(sig, scope);
        // Where nothing is borrowed, the compiler says best what an elided lifetime lacks.
        if task.ident != "static" {
            walk(declared, &mut |_, lifetime| fill(lifetime, &task));
        }
        if is_known(declared) {
            return;
        }
    } else {
        sig.inputs.iter_mut().for_each(|arg| name_held(arg, &mut names));
        if tasks.is_empty() {
            tasks.push(Lifetime::new("'static", Span::mixed_site()));
        }
    }
    let receiver = sig.receiver().and_then(|receiver| match &receiver.kind {
        ReceiverKind::Reference(_, lifetime, _) => lifetime.clone(),
        _ => None,
    });
    for task in &tasks {
        demand(sig, scope, task, &names.new, receiver.as_ref() == Some(task));
    }
    declare(sig, names.new);
}

/// Names the lifetimes that an argument elides in a type that is held.
fn name_held(arg: &mut FnArg, names: &mut Names) {
    let called = called_of(arg);
    let held = match arg {
        FnArg::Receiver(Receiver { kind: ReceiverKind::Typed(_, ty), .. }) => is_held(ty),
        FnArg::Receiver(_) => false,
        FnArg::Typed(arg) => is_held(&arg.ty),
    };
    walk_arg(arg, &mut |_, slot| {
        if held && is_elided(slot) {
            fill(slot, &names.free(&called, None));
        }
    });
}

/// The named lifetimes of a declared type that may be the task's.
fn tasks(declared: &Type) -> Vec<Lifetime> {
    let all = Mentions::of(declared);
    let known = is_known(declared).then(|| argument(declared));
    let mut tasks: Vec<Lifetime> = Vec::new();
    for lifetime in known.map_or(all.lifetimes, |known| known.into_iter().collect()) {
        if !tasks.contains(&lifetime)
            && !all.bound.contains(&lifetime)
            && lifetime.ident != "static"
            && !is_elided(&lifetime)
        {
            tasks.push(lifetime);
        }
    }
    tasks
}

/// Whether a type is one of the library's, or a box, by its name. [`constrained`] proves it.
fn is_known(declared: &Type) -> bool {
    matches!(peel(declared), Type::Path(path) if is_task(path)) && argument(declared).is_some()
}

/// The lifetime of a type that is [known](is_known): its argument, or the bound of the object in it.
fn argument(declared: &Type) -> Option<Lifetime> {
    let Type::Path(path) = peel(declared) else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) => Some(lifetime.clone()),
        GenericArgument::Type(Type::Path(boxed)) if is_pointer(boxed) => self::argument(&Type::Path(boxed.clone())),
        GenericArgument::Type(Type::TraitObject(object)) => object.bounds.iter().find_map(|bound| match bound {
            syn::TypeParamBound::Lifetime(lifetime) => Some(lifetime.clone()),
            _ => None,
        }),
        _ => None,
    })
}

/// Items that don't compile unless the type that `sig` declares stands for one with the lifetimes that its words say. An
/// alias of a projection could stand for another, and then nothing would demand them where the method is used as a value.
///
/// ```text
/// fn __returns<'task>() { lasts::<'task, ValueTask<'task, ()>>() }
/// impl<'task> __Returns<Reply<'task>> for __Method { type Tasks = (&'task (),); }
/// ```
///
/// The first is for what is [known](is_known) by name. Of any other type each lifetime has to be constrained by it, as
/// those of an implementation are (E0207), which a projection doesn't do. Where it has parameters, whose bounds can't be
/// repeated, a clause demands that it is well-formed, which makes its lifetimes early-bound.
pub(crate) fn constrained(sig: &mut Signature, scope: &Scope, lasts: &TokenStream) -> TokenStream {
    let ReturnType::Type(_, declared) = &sig.output else { return TokenStream::new() };
    let mut repeated = Type::clone(declared);
    fill_all(&mut repeated, &Lifetime::new("'__task", Span::mixed_site()));
    if let (true, Some(task)) = (is_known(&repeated), argument(&repeated)) {
        Plain.visit_type_mut(&mut repeated);
        let declared = (task.ident != "static").then_some(&task);
        return quote!(const _: () = { fn __returns<#declared>() { #lasts::<#task, #repeated>() } };);
    }
    let tasks = tasks(&repeated);
    if tasks.is_empty() {
        return TokenStream::new();
    }
    let mut params = Params { types: names(sig, scope), is_alone: scope.is_alone, is_within: false, found: false };
    params.visit_type(&repeated);
    if !params.found {
        return quote! {
            const _: () = {
                struct __Method;
                trait __Returns<__Task: ?::core::marker::Sized> { type Tasks; }
                impl<#(#tasks),*> __Returns<#repeated> for __Method { type Tasks = (#(&#tasks (),)*); }
            };
        };
    }
    name_all(sig, scope);
    if let ReturnType::Type(_, declared) = &sig.output {
        let clause = parse_quote!(#declared:);
        sig.generics.make_where_clause().predicates.push(clause);
    }
    TokenStream::new()
}

fn names(sig: &Signature, scope: &Scope) -> Vec<Ident> {
    sig.generics.type_params().map(|param| &param.ident).chain(&scope.types).cloned().collect()
}

/// Names the lifetime that the receiver and the output still elide.
fn name_all(sig: &mut Signature, scope: &Scope) {
    let mut names = Names::of(sig, scope);
    let task = names.free("task", None);
    let mut found = false;
    let mut name = |_: Held, slot: &mut Lifetime| {
        found |= is_elided(slot);
        fill(slot, &task);
    };
    sig.inputs.iter_mut().for_each(|arg| walk_arg(arg, &mut name));
    if let ReturnType::Type(_, ty) = &mut sig.output {
        walk(ty, &mut name);
    }
    if found {
        declare(sig, names.new);
    }
}

/// Makes the unit of what a type that is known yields.
struct Plain;

impl VisitMut for Plain {
    fn visit_generic_argument_mut(&mut self, argument: &mut GenericArgument) {
        match argument {
            GenericArgument::Type(Type::Path(boxed)) if is_pointer(boxed) => self.visit_type_path_mut(boxed),
            GenericArgument::Type(Type::TraitObject(object)) => self.visit_type_trait_object_mut(object),
            GenericArgument::Type(ty) => *ty = parse_quote!(()),
            GenericArgument::AssocType(output) => output.ty = parse_quote!(()),
            _ => {}
        }
    }
}

/// Looks for type parameters, `Self`, macros and what is opaque.
struct Params {
    types: Vec<Ident>,
    /// Any name may be that of a type parameter, but those of numbers.
    is_alone: bool,
    is_within: bool,
    found: bool,
}

impl Visit<'_> for Params {
    fn visit_type(&mut self, ty: &Type) {
        self.found |= matches!(ty, Type::Macro(_) | Type::ImplTrait(_) | Type::Verbatim(_))
            || self.is_alone && self.is_within && matches!(ty, Type::Path(_)) && !is_scalar(ty);
        self.is_within = true;
        visit::visit_type(self, ty);
    }

    fn visit_path(&mut self, path: &Path) {
        let tokens = path.to_token_stream();
        self.found |=
            say(tokens.clone(), "Self") || self.types.iter().any(|name| say(tokens.clone(), &name.to_string()));
        visit::visit_path(self, path);
    }
}
