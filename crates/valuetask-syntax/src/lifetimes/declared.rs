//! The lifetimes of a method whose declared type is what it returns.
//!
//! From a signature and the type that it declares to their lifetimes by name, the clauses for what is held, and a proof.
//! The first lifetime of the type is the task's. That is known by no name, as an alias may stand for any type: so it is
//! proven that the type is made of a task of this lifetime.
//!
//! ```text
//! async fn get<'a>(&'a self) -> Own<'a, u8>
//!
//! fn __returns<'a>() { lasts::<'a, Own<'a, u8>>() }    in the body
//! async fn get<'a>(&'a self) -> Own<'a, T>             where Own<'a, T>: Lasts<'a>
//! ```
//!
//! The second is for a type that mentions parameters, whose bounds an item can't repeat. It makes `'a` early-bound. Of a
//! type of the library, the value is a parameter of the item: so the proof holds for every value.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{
    FnArg, GenericArgument, Generics, Lifetime, LifetimeParam, PathArguments, PredicateLifetime, Receiver,
    ReceiverKind, ReturnType, Signature, Type, TypeParamBound, WherePredicate, parse_quote,
};

use super::around::peel;
use super::mentions::Mentions;
use super::walk::{is_elided, walk, walk_arg};
use super::{Names, called_of, declare, demand, fill, fill_all, is_held, resolve};
use crate::known::{is_pointer, is_task};
use crate::parse::Scope;
use crate::tokens::located;

/// Names the lifetimes of `sig`, adds the clauses that it needs, and gives items that don't compile unless the declared
/// type is made of a task of the lifetime that is taken for the task's. `lasts` is the trait of such types.
///
/// Where the declared type elides a lifetime, that is the task's.
pub(crate) fn resolve_declared(sig: &mut Signature, scope: &Scope, lasts: &TokenStream) -> TokenStream {
    // What it elides is no loan of an argument's.
    let ReturnType::Type(arrow, mut declared) = std::mem::replace(&mut sig.output, ReturnType::Default) else {
        return TokenStream::new();
    };
    let mut elides = false;
    walk(&mut declared, &mut |_, lifetime| elides |= is_elided(lifetime));
    let task = if elides { resolve(sig, scope) } else { named(sig, scope, &declared) };
    // Where nothing is borrowed, the compiler says best what an elided lifetime lacks.
    let lasts_for_ever = task.ident == "static";
    if !lasts_for_ever {
        fill_all(&mut declared, &task);
    }
    sig.output = ReturnType::Type(arrow, declared);
    if lasts_for_ever { TokenStream::new() } else { prove(sig, scope, task, lasts) }
}

/// Names the lifetimes of `sig`, which declares a type that elides none, and gives that of the task.
fn named(sig: &mut Signature, scope: &Scope, declared: &Type) -> Lifetime {
    let mut names = Names::of(sig, scope);
    sig.inputs.iter_mut().for_each(|arg| name_held(arg, &mut names));
    let task = argument(declared).or_else(|| first(declared));
    let task = task.unwrap_or_else(|| Lifetime::new("'static", Span::mixed_site()));
    let leads = sig.receiver().is_some_and(
        |receiver| matches!(&receiver.kind, ReceiverKind::Reference(_, Some(lifetime), _) if *lifetime == task),
    );
    demand(sig, scope, &task, &names.new, leads);
    declare(sig, names.new);
    task
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

/// The first lifetime that a type mentions.
fn first(declared: &Type) -> Option<Lifetime> {
    let mentions = Mentions::of(declared);
    mentions.lifetimes.iter().find(|lifetime| !mentions.bound.contains(lifetime)).cloned()
}

/// The lifetime of a type that is one of the library's, or a box, by its name: its argument, or the bound of the object
/// in it.
fn argument(declared: &Type) -> Option<Lifetime> {
    let Type::Path(path) = peel(declared) else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else { return None };
    let arguments = arguments.args.iter().filter(|_| is_task(path) || is_pointer(path));
    arguments.into_iter().find_map(|argument| match argument {
        GenericArgument::Lifetime(lifetime) => Some(lifetime.clone()),
        GenericArgument::Type(boxed @ Type::Path(_)) => self::argument(boxed),
        GenericArgument::Type(Type::TraitObject(object)) => object.bounds.iter().find_map(|bound| match bound {
            TypeParamBound::Lifetime(lifetime) => Some(lifetime.clone()),
            _ => None,
        }),
        _ => None,
    })
}

/// Proves that what `sig` declares is made of a task of this lifetime: by items, or by a clause.
fn prove(sig: &mut Signature, scope: &Scope, task: Lifetime, lasts: &TokenStream) -> TokenStream {
    let ReturnType::Type(_, declared) = &sig.output else { return TokenStream::new() };
    let (mut repeated, at) = (Type::clone(declared), located(declared.span()));
    let elided = Names::of(sig, scope).free("__task", None);
    fill_all(&mut repeated, &elided);
    let mut any = ForAny::default();
    if argument(&repeated).is_some() {
        any.visit_type_mut(&mut repeated);
    }
    let values = any.values;
    let mut mentions = Mentions::of(&repeated);
    if !mentions.names.iter().any(|name| is_parameter(name, sig, scope)) && !mentions.everything && !mentions.opaque {
        mentions.lifetimes.retain(|lifetime| !mentions.bound.contains(lifetime));
        mentions.lifetimes.sort();
        mentions.lifetimes.dedup();
        let clauses = said_of(&sig.generics, &mentions.lifetimes);
        let (lifetimes, task) = (mentions.lifetimes, if is_elided(&task) { elided } else { task });
        return quote_spanned! {at=>
            const _: () = {
                fn __lasts<'__task, __Declared: #lasts<'__task>>() {}
                fn __returns<#(#lifetimes,)* #(#values,)*>() where #(#clauses,)* { __lasts::<#task, #repeated>() }
            };
        };
    }
    let task = if is_elided(&task) { name_all(sig, scope) } else { task };
    if let ReturnType::Type(_, declared) = &sig.output {
        let clause = parse_quote!(#declared: #lasts<#task>);
        sig.generics.make_where_clause().predicates.push(clause);
    }
    TokenStream::new()
}

/// What is said of these lifetimes alone: that one outlives others. It is checked where the method is used, unlike what
/// types imply.
fn said_of(generics: &Generics, lifetimes: &[Lifetime]) -> Vec<WherePredicate> {
    let declared = generics.lifetimes().filter(|param| param.attrs.is_empty());
    let declared = declared.map(|LifetimeParam { lifetime, bounds, .. }| (lifetime, bounds));
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Lifetime(PredicateLifetime { lifetime, bounds, .. }) => Some((lifetime, bounds)),
        _ => None,
    });
    let said = declared.chain(clauses).filter(|(lifetime, _)| lifetimes.contains(lifetime));
    let said = said.flat_map(|(lifetime, bounds)| bounds.iter().map(move |bound| (lifetime, bound)));
    let said = said.filter(|(_, bound)| bound.ident == "static" || lifetimes.contains(bound));
    said.map(|(lifetime, bound)| parse_quote!(#lifetime: #bound)).collect()
}

/// Whether a name is that of a type parameter, or `Self`.
fn is_parameter(name: &Ident, sig: &Signature, scope: &Scope) -> bool {
    name == "Self" || scope.types.contains(name) || sig.generics.type_params().any(|param| param.ident == *name)
}

/// Names the lifetime that the receiver and the output still elide, and gives it.
fn name_all(sig: &mut Signature, scope: &Scope) -> Lifetime {
    let mut names = Names::of(sig, scope);
    let task = names.free("task", None);
    sig.inputs.iter_mut().for_each(|arg| walk_arg(arg, &mut |_, slot| fill(slot, &task)));
    if let ReturnType::Type(_, ty) = &mut sig.output {
        fill_all(ty, &task);
    }
    declare(sig, names.new);
    task
}

/// Puts a parameter for what a type of the library yields. A type of the user's may be called like one and have several:
/// each gets its own.
#[derive(Default)]
struct ForAny {
    values: Vec<Ident>,
}

impl ForAny {
    fn value(&mut self) -> Type {
        let number = self.values.len();
        let number = if number == 0 { String::new() } else { number.to_string() };
        let value = format_ident!("__Value{number}", span = Span::mixed_site());
        self.values.push(value.clone());
        parse_quote!(#value)
    }
}

impl VisitMut for ForAny {
    fn visit_generic_argument_mut(&mut self, argument: &mut GenericArgument) {
        match argument {
            GenericArgument::Type(Type::Path(boxed)) if is_pointer(boxed) => self.visit_type_path_mut(boxed),
            GenericArgument::Type(Type::TraitObject(object)) => self.visit_type_trait_object_mut(object),
            GenericArgument::Type(ty) => *ty = self.value(),
            GenericArgument::AssocType(output) => output.ty = self.value(),
            _ => {}
        }
    }
}
