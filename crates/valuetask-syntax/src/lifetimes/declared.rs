//! The lifetimes of a method whose declared type is what it returns.
//!
//! From a signature and the type that it declares to their lifetimes by name, the clauses for what is held, and a proof.
//! The first lifetime of the type is the task's. That is known by no name, as an alias may stand for any type: so it is
//! proven that the type is made of a task of this lifetime.
//!
//! ```text
//! async fn get<'a>(&'a self) -> Own<'a, u8>
//!
//! trait Says<'task> { type Declared; }                   in the body
//! impl<'a> Says<'a> for () { type Declared = Own<'a, u8>; }
//! fn __lasts<'a>() { <<() as Says<'a>>::Declared as Lasts<'a>>::LASTS }
//! async fn get<'a>(&'a self) -> Own<'a, T>            where Own<'a, T>: Lasts<'a>
//! ```
//!
//! The second is for a type that mentions parameters or another lifetime, whose bounds an item can't repeat. In a trait that
//! has parameters or types it is for each type of the user's, as an implementation may write what stands for them. It makes
//! `'a` early-bound. Of a type of the library, the value is a parameter of the item: so the proof holds for every value.
//!
//! In both, the type stands where it means what it means in the signature. In an expression, the lifetime of an object that
//! says none would be any that fits the proof, where in the signature it is `'static`; and so would be a lifetime that the
//! type hides, which both refuse (E0106). Neither takes for given what the type implies. The function is for the message,
//! as a bound of the associated type would prove the same.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut;
use syn::{
    AssocType, GenericArgument, Lifetime, PathArguments, ReceiverKind, ReturnType, Signature, Type, TypeParamBound,
    parse_quote,
};

use super::demands::{Demands, peel};
use super::spelled::free;
use super::walk::{is_elided, is_static, walk, walk_arg};
use super::words::{Names, is_one, is_parameter, is_surely};
use super::{called_of, declare, demand, fill, fill_all, held, only, resolve_named};
use crate::known::{HIDDEN_TYPE, is_pointer, is_task};
use crate::parse::Scope;
use crate::tokens::{Word, located, words};
use crate::visitor::{Through, Visitor};

/// Names the lifetimes of `sig`, adds the clauses that it needs, and gives items that don't compile unless the declared
/// type is made of a task of the lifetime that is taken for the task's. `lasts` is the trait of such types.
///
/// Where the declared type elides a lifetime, that is the task's.
pub(crate) fn resolve_declared(sig: &mut Signature, scope: &Scope, lasts: &TokenStream) -> TokenStream {
    // What it elides is no loan of an argument's.
    let ReturnType::Type(arrow, mut declared) = std::mem::replace(&mut sig.output, ReturnType::Default) else {
        return TokenStream::new();
    };
    let mut lifetimes = Vec::new();
    walk(&mut declared, &mut |_, lifetime| lifetimes.push(lifetime.clone()));
    let task = if lifetimes.iter().any(is_elided) {
        let names = Names::of(sig, scope);
        let only = only(sig, scope, &names);
        resolve_named(sig, scope, names, only, Demands::write).0
    } else {
        let first = argument(&declared).or_else(|| lifetimes.into_iter().next());
        let task = first.unwrap_or_else(|| Lifetime::new("'static", Span::mixed_site()));
        name_held(sig, scope, &task);
        task
    };
    // Where nothing is borrowed, the compiler says best what an elided lifetime lacks.
    let lasts_for_ever = is_static(&task);
    if !lasts_for_ever {
        fill_all(&mut declared, &task);
    }
    sig.output = ReturnType::Type(arrow, declared);
    if lasts_for_ever { TokenStream::new() } else { prove(sig, scope, &task, lasts) }
}

/// Names the lifetimes that are elided in types that a task of this lifetime holds.
fn name_held(sig: &mut Signature, scope: &Scope, task: &Lifetime) {
    let mut names = Names::of(sig, scope);
    for arg in &mut sig.inputs {
        let (called, is_held) = (called_of(arg), held(arg).is_some());
        walk_arg(arg, &mut |_, slot| {
            if is_held && is_elided(slot) {
                fill(slot, &names.free(&called));
            }
        });
    }
    let leads = sig.receiver().is_some_and(|receiver| match &receiver.kind {
        ReceiverKind::Reference(_, Some(lifetime), _) => is_surely(lifetime, task, sig, scope),
        _ => false,
    });
    demand(sig, scope, task, &names.new, leads, Demands::write);
    declare(sig, names.new);
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
fn prove(sig: &mut Signature, scope: &Scope, task: &Lifetime, lasts: &TokenStream) -> TokenStream {
    let ReturnType::Type(_, declared) = &sig.output else { return TokenStream::new() };
    let (mut repeated, at) = (Type::clone(declared), located(declared.span()));
    let mut any = ForAny::default();
    let is_own = argument(&repeated).is_none();
    if !is_own {
        any.visit_type_mut(&mut repeated);
    }
    let (name, is_one) = (Word::of(task), is_one(task, sig, scope));
    let is_known = |word: &Word| word.is("'static") || word.is("'_") || is_one && word.may_be(&name);
    let is_other = |word: &Word| word.is_lifetime() && !is_known(word);
    let is_const = |word: &Word| {
        let mut params = sig.generics.const_params().chain(scope.generics.const_params());
        params.any(|param| word.may_be(&Word::of(&param.ident)))
    };
    // An item can't repeat a parameter, and doesn't know the bounds of another lifetime. A macro may say either.
    // A name that isn't recognised is an error there.
    let is_unnamed = |word: &Word| {
        word.is("!") || word.is("impl") || is_other(word) || is_const(word) || is_parameter(word, sig, scope)
    };
    // A trait's parameter may be any type in an implementation, which has the same clauses nevertheless.
    let may_differ = is_own && (scope.has_parameters || scope.has_types);
    if may_differ || words(repeated.to_token_stream()).iter().any(is_unnamed) {
        let clause = parse_quote!(#declared: #lasts<#task>);
        sig.generics.make_where_clause().predicates.push(clause);
        return TokenStream::new();
    }
    let (values, says) = (any.values, free(format!("{HIDDEN_TYPE}Says"), &words(repeated.to_token_stream())));
    quote_spanned! {at=>
        const _: () = {
            trait #says<'__task> { type Declared; }
            impl<#task, #(#values,)*> #says<#task> for (#(#values,)*) { type Declared = #repeated; }
            fn __lasts<#task, #(#values,)*>() {
                <<(#(#values,)*) as #says<#task>>::Declared as #lasts<#task>>::LASTS
            }
        };
    }
}

/// Puts a parameter for what a type of the library yields. A type of the user's may be called like one and have several:
/// each gets its own.
#[derive(Default)]
struct ForAny {
    values: Vec<Ident>,
}

impl Visitor for ForAny {
    fn visit_generic_argument_mut(&mut self, argument: &mut GenericArgument) {
        match argument {
            GenericArgument::Type(Type::Path(boxed)) if is_pointer(boxed) => self.visit_type_path_mut(boxed),
            GenericArgument::Type(Type::TraitObject(object)) => {
                visit_mut::visit_type_trait_object_mut(&mut Through(self), object)
            }
            GenericArgument::Type(ty) | GenericArgument::AssocType(AssocType { ty, .. }) => {
                let value = format_ident!("__Value{}", self.values.len(), span = Span::mixed_site());
                *ty = parse_quote!(#value);
                self.values.push(value);
            }
            _ => {}
        }
    }
}
