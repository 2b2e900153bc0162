//! The lifetimes and types that must outlive the task so that no borrow escapes: a clause for each that isn't known to.
//!
//! From a signature to its where-clauses.
//!
//! Only a clause demands it wherever a method is used. The compiler doesn't check the implied bounds of well-formed
//! types where the method is passed on as a value (rust-lang/rust #129005, #25860). Nor does a name prove anything:
//! `Option<&str>` may be an alias of a projection. So a clause relies on no name and on no implied bound:
//!
//! 1. Each lifetime in an argument or a typed receiver has a name or is `'task`, at any depth. Those that `for<..>`,
//!    `fn(..)` and `Fn(..)` bind don't count.
//! 2. `&'l T` demands `'l`: the caller's `&'l T` is well-formed as it stands.
//! 3. Any other type is *held*, and demands each lifetime and each type parameter that is among its [words], those of the
//!    method, those around it, and `Self`. A macro mentions all in scope. A path, as in `T::Item`, mentions what the
//!    bounds of `T` do, too.
//! 4. What is demanded is `'task`, `'static`, or has a clause. Beside `&self` in a trait without parameters `Self` and what
//!    is declared around the method need none: the receiver leads to all of it.
//! 5. A lifetime that a held type hides has no name, so it is refused: see [`super::spelled`].
//!
//! A held type then consists of parts that outlive the task, as it has no other parts than those its tokens mention.
//!
//! Clauses make lifetimes early-bound, and a trait and its implementations must agree on the early-bound ones (E0195),
//! though one sees `K` where the other sees `String`. So in a trait with parameters, and without a receiver, a method
//! that holds anything has a clause: `(): 'task` if it needs no other.
//!
//! An attribute on one method of an implementation doesn't see the declarations around it. Each lifetime that the
//! method doesn't declare is one of those. A type parameter among them can't be told from a type, and is refused by the
//! fifth rule, as is such a lifetime in a held type.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{
    FnArg, GenericParam, Generics, Lifetime, Receiver, ReceiverKind, ReturnType, Signature, Type, TypeParamBound,
    TypeReference, WherePredicate, parse_quote_spanned,
};

use super::walk::is_elided;
use super::words::{text, words};
use crate::parse::{Kind, Scope};
use crate::tokens::located;

/// A lifetime, a type parameter or `Self`, as a word and as it is written.
#[derive(Clone)]
struct Subject(String, TokenStream);

impl Subject {
    fn of(name: impl ToTokens) -> Self {
        Self(text(&name), name.into_token_stream())
    }
}

/// The demands of a signature's arguments.
pub(super) struct Demands {
    /// The lifetimes and type parameters of the method, those included that are still to be declared.
    own: Vec<Subject>,
    /// Those around the method, as far as they need a clause.
    outer: Vec<Subject>,
    /// `Self`, if it needs a clause.
    this: Option<Subject>,
    /// Each demand once, with the position of an error about it.
    found: Vec<(Subject, Span)>,
    /// The position of a held type, if the signature must have a clause.
    agreed: Option<Span>,
}

impl Demands {
    /// Returns the demands of `sig`; `new` are names still to be declared.
    ///
    /// `leads` is `true` if a receiver that is a reference outlives the task, and so does all of `Self`.
    pub(super) fn of(sig: &Signature, scope: &Scope, new: &[Lifetime], leads: bool) -> Self {
        let receiver = sig.receiver().filter(|_| leads).map(|receiver| &receiver.kind);
        let agrees = scope.kind != Kind::Inherent && (scope.has_parameters || receiver.is_none());
        // Beside a receiver in a trait without parameters there is no need: what an implementation declares is part of
        // `Self`.
        let says_outer = agrees || scope.kind == Kind::Inherent;
        let says_self = says_outer && !matches!(receiver, Some(ReceiverKind::Reference(..)));
        let lifetimes = sig.generics.lifetimes().map(|param| &param.lifetime).chain(new).map(Subject::of);
        let types = sig.generics.type_params().map(|param| Subject::of(&param.ident));
        let outer = scope.lifetimes.iter().map(Subject::of).chain(scope.types.iter().map(Subject::of));
        let mut demands = Self {
            own: lifetimes.chain(types).collect(),
            outer: outer.filter(|_| says_outer).collect(),
            this: says_self.then(|| Subject::of(quote!(Self))),
            found: Vec::new(),
            agreed: None,
        };
        // A receiver has a lifetime that isn't the task's for the output.
        let output = match &sig.output {
            ReturnType::Default => sig.ident.span(),
            ReturnType::Type(_, ty) => ty.span(),
        };
        for arg in &sig.inputs {
            let (ty, at) = match arg {
                FnArg::Typed(arg) => (&*arg.ty, arg.ty.span()),
                FnArg::Receiver(receiver) => match demands.add_receiver(receiver, output) {
                    Some(ty) => (ty, receiver.span()),
                    None => continue,
                },
            };
            let has_clause = match peel(ty) {
                Type::Reference(TypeReference { lifetime, .. }) => {
                    // Another lifetime may be a parameter of the trait of this implementation.
                    !demands.lend(lifetime.as_ref(), says_outer, at) && agrees
                }
                ty => demands.hold(ty, at, sig, scope) || agrees,
            };
            demands.agreed = demands.agreed.or(has_clause.then_some(at));
        }
        demands
    }

    /// Returns `true` if there is a clause for a task of this lifetime.
    pub(super) fn is_early(&self, task: &Lifetime) -> bool {
        self.agreed.is_some() || self.found.iter().any(|(subject, _)| subject.0 != text(task))
    }

    /// Adds the demands of a receiver, and returns its type if that is still to be checked.
    fn add_receiver<'r>(&mut self, receiver: &'r Receiver, output: Span) -> Option<&'r Type> {
        let at = receiver.span();
        match &receiver.kind {
            ReceiverKind::Reference(_, lifetime, _) => drop(self.lend(lifetime.as_ref(), true, output)),
            ReceiverKind::Typed(_, ty) => {
                if !matches!(peel(ty), Type::Reference(ty) if is_self(&ty.elem)) {
                    self.add(Subject::of(quote!(Self)), at);
                }
                return Some(ty);
            }
            _ => self.add(Subject::of(quote!(Self)), at),
        }
        None
    }

    /// Adds the demand of a reference, and returns `true` if the method declares or elides its lifetime.
    fn lend(&mut self, lifetime: Option<&Lifetime>, says_outer: bool, at: Span) -> bool {
        let Some(lifetime) = lifetime.filter(|lifetime| !is_elided(lifetime)) else { return true };
        let subject = Subject::of(lifetime);
        let is_own = self.own.iter().any(|own| own.0 == subject.0);
        if is_own || says_outer && lifetime.ident != "static" {
            self.add(subject, at);
        }
        is_own
    }

    /// Adds the demands of a type that is held, and returns `true` if that has a bound itself: an `impl Trait`.
    fn hold(&mut self, ty: &Type, at: Span, sig: &Signature, scope: &Scope) -> bool {
        let mut said: BTreeSet<_> = words(ty.to_token_stream()).into_iter().collect();
        let is_path = said.contains(":");
        if is_path {
            add_bounds(&mut said, &sig.generics);
        }
        // An associated type may consist of all that is declared around its type.
        let all = is_path && (said.contains("Self") || scope.types.iter().any(|name| said.contains(&text(name))));
        let everything = said.contains("!");
        let own = self.own.iter().filter(|subject| everything || said.contains(&subject.0));
        let outer = self.outer.iter().filter(|subject| everything || all || said.contains(&subject.0));
        let this = self.this.iter().filter(|_| everything && !scope.is_alone || said.contains("Self"));
        let demanded: Vec<_> = own.chain(outer).chain(this).cloned().collect();
        demanded.into_iter().for_each(|subject| self.add(subject, at));
        said.contains("impl")
    }

    fn add(&mut self, subject: Subject, at: Span) {
        if self.found.iter().all(|(other, _)| other.0 != subject.0) {
            self.found.push((subject, at));
        }
    }

    /// Adds the clauses for a task of this lifetime to `sig`.
    pub(super) fn write(mut self, sig: &mut Signature, task: &Lifetime) {
        self.found.retain(|(subject, _)| subject.0 != text(task));
        if self.found.is_empty() && task.ident != "static" {
            self.found.extend(self.agreed.map(|at| (Subject::of(quote!(())), at)));
        }
        self.found.iter().for_each(|(Subject(_, subject), at)| outlive(sig, subject, *at, task));
    }

    /// Adds the clauses on what isn't declared by `sig`, which has those on its own lifetimes and types.
    pub(super) fn write_outer(mut self, sig: &mut Signature, task: &Lifetime) {
        self.agreed = None;
        self.write(sig, task);
    }
}

/// Adds the clause that a lifetime or a type outlives the task, unless `sig` has it.
pub(crate) fn outlive(sig: &mut Signature, subject: &TokenStream, at: Span, task: &Lifetime) {
    let word = text(subject);
    for param in &mut sig.generics.params {
        // A where-clause can't have a `cfg`.
        match param {
            GenericParam::Type(param) if !param.attrs.is_empty() && text(&param.ident) == word => {
                param.colon_token.get_or_insert_default();
                return param.bounds.push(TypeParamBound::Lifetime(task.clone()));
            }
            GenericParam::Lifetime(param) if !param.attrs.is_empty() && text(&param.lifetime) == word => {
                param.colon_token.get_or_insert_default();
                return param.bounds.push(task.clone());
            }
            _ => {}
        }
    }
    let own = sig.generics.type_params().find(|param| text(&param.ident) == word);
    let at = located(own.map_or(at, |param| param.ident.span()));
    let mut task = task.clone();
    task.set_span(at);
    let clause: WherePredicate = parse_quote_spanned!(at=> #subject: #task);
    let predicates = &mut sig.generics.make_where_clause().predicates;
    if !predicates.iter().any(|other| *other == clause) {
        predicates.push(clause);
    }
}

/// Adds to words those in the bounds of what they mention.
fn add_bounds(said: &mut BTreeSet<String>, generics: &Generics) {
    let params = generics.type_params().map(|param| (param.ident.to_token_stream(), &param.bounds));
    let clauses = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let clauses = clauses.filter_map(|predicate| match predicate {
        WherePredicate::Type(clause) => Some((clause.bounded_ty.to_token_stream(), &clause.bounds)),
        _ => None,
    });
    let bounds: Vec<_> =
        params.chain(clauses).map(|(ty, bounds)| (words(ty), words(bounds.to_token_stream()))).collect();
    // A bound may mention a parameter that has bounds itself.
    for _ in &bounds {
        for (ty, bounds) in &bounds {
            if ty.iter().any(|word| said.contains(word)) {
                said.extend(bounds.iter().cloned());
            }
        }
    }
}

/// Returns a type without parentheses and invisible groups.
pub(super) fn peel(ty: &Type) -> &Type {
    match ty {
        Type::Paren(ty) => peel(&ty.elem),
        Type::Group(ty) => peel(&ty.elem),
        ty => ty,
    }
}

fn is_self(ty: &Type) -> bool {
    matches!(peel(ty), Type::Path(ty) if ty.path.is_ident("Self"))
}

/// Returns the type of an argument, or of a receiver that says it, if that is held.
pub(crate) fn held(arg: &FnArg) -> Option<&Type> {
    let ty = match arg {
        FnArg::Typed(arg) => &arg.ty,
        FnArg::Receiver(Receiver { kind: ReceiverKind::Typed(_, ty), .. }) => ty,
        FnArg::Receiver(_) => return None,
    };
    (!matches!(peel(ty), Type::Reference(_))).then_some(ty)
}
