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
    FnArg, Generics, Lifetime, ReceiverKind, ReturnType, Signature, Type, TypeParamBound, WherePredicate,
    parse_quote_spanned,
};

use super::walk::is_elided;
use super::words::{text, words};
use crate::parse::{Kind, Scope, predicates};
use crate::tokens::located;

/// A lifetime, a type parameter or `Self`, which may be demanded.
#[derive(Clone)]
struct Subject {
    word: String,
    tokens: TokenStream,
    /// `true` if a macro may mention it that doesn't show it.
    by_macros: bool,
    /// `true` if an associated type of another one may consist of it: it is declared around the method.
    by_paths: bool,
}

impl Subject {
    fn new(name: impl ToTokens, by_macros: bool, by_paths: bool) -> Self {
        Self { word: text(&name), tokens: name.into_token_stream(), by_macros, by_paths }
    }
}

/// The demands of a signature's arguments.
#[derive(Default)]
pub(super) struct Demands {
    /// What is demanded, each once, with the position of an error about it.
    found: Vec<(Subject, Span)>,
    /// The position of a held type, if the signature must have a clause.
    pub(super) agreed: Option<Span>,
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
        let lifetimes = sig.generics.lifetimes().map(|param| &param.lifetime).chain(new);
        let mut subjects: Vec<_> = lifetimes.map(|lifetime| Subject::new(lifetime, true, false)).collect();
        subjects.extend(sig.generics.type_params().map(|param| Subject::new(&param.ident, true, false)));
        if says_outer {
            subjects.extend(scope.lifetimes.iter().map(|lifetime| Subject::new(lifetime, true, true)));
            subjects.extend(scope.types.iter().map(|name| Subject::new(name, true, true)));
        }
        let this = Subject::new(quote!(Self), !scope.is_alone, false);
        if says_outer && !matches!(receiver, Some(ReceiverKind::Reference(..))) {
            subjects.push(this.clone());
        }
        // A receiver has a lifetime that isn't the task's for the output.
        let output = match &sig.output {
            ReturnType::Default => sig.ident.span(),
            ReturnType::Type(_, ty) => ty.span(),
        };
        let mut demands = Self::default();
        for arg in &sig.inputs {
            let (taken, is_receiver) = (Taken::of(arg), matches!(arg, FnArg::Receiver(_)));
            let at = match arg {
                FnArg::Typed(arg) => arg.ty.span(),
                FnArg::Receiver(_) if matches!(taken, Taken::Lent(_, None)) => output,
                FnArg::Receiver(receiver) => receiver.span(),
            };
            if is_receiver && !matches!(taken, Taken::Lent(_, target) if target.is_none_or(is_self)) {
                demands.add(&this, at);
            }
            let must_agree = match taken {
                Taken::Held(ty) => demands.hold(ty, at, sig, scope, &subjects) || agrees,
                Taken::Lent(Some(lifetime), _) if !is_elided(lifetime) => {
                    let lent = Subject::new(lifetime, true, false);
                    let is_own = subjects.iter().any(|subject| subject.word == lent.word && !subject.by_paths);
                    if is_own || lent.word != "'static" && (says_outer || is_receiver) {
                        demands.add(&lent, at);
                    }
                    // Another one may be a parameter of the trait of this implementation.
                    !is_own && agrees
                }
                _ => false,
            };
            demands.agreed = demands.agreed.or(must_agree.then_some(at));
        }
        if scope.is_held {
            // An implementation says so of `Self` alone: then the two agree on what is early-bound.
            let outer = subjects.iter().filter(|subject| subject.by_paths && scope.kind == Kind::Trait);
            [&this].into_iter().chain(outer).for_each(|subject| demands.add(subject, output));
        }
        demands
    }

    /// Returns `true` if there is a clause for a task of this lifetime.
    pub(super) fn is_early(&self, task: &Lifetime) -> bool {
        let task = text(task);
        self.agreed.is_some() || self.found.iter().any(|(subject, _)| subject.word != task)
    }

    /// Adds those of these subjects that a held type mentions, and returns `true` if it has a bound itself: an
    /// `impl Trait`.
    fn hold(&mut self, ty: &Type, at: Span, sig: &Signature, scope: &Scope, subjects: &[Subject]) -> bool {
        let mut said: BTreeSet<_> = words(ty.to_token_stream()).into_iter().collect();
        let is_path = said.contains(":");
        if is_path {
            add_bounds(&mut said, &sig.generics);
        }
        let all = is_path && (said.contains("Self") || scope.types.iter().any(|name| said.contains(&text(name))));
        let everything = said.contains("!");
        for subject in subjects {
            if said.contains(&subject.word) || everything && subject.by_macros || all && subject.by_paths {
                self.add(subject, at);
            }
        }
        said.contains("impl")
    }

    fn add(&mut self, subject: &Subject, at: Span) {
        if self.found.iter().all(|(other, _)| other.word != subject.word) {
            self.found.push((subject.clone(), at));
        }
    }

    /// Adds the clauses for a task of this lifetime to `sig`.
    pub(super) fn write(mut self, sig: &mut Signature, task: &Lifetime) {
        let word = text(task);
        self.found.retain(|(subject, _)| subject.word != word);
        if self.found.is_empty() && word != "'static" {
            self.found.extend(self.agreed.map(|at| (Subject::new(quote!(()), false, false), at)));
        }
        self.found.iter().for_each(|(subject, at)| outlive(sig, &subject.tokens, *at, task));
    }
}

/// Adds the clause that a lifetime or a type outlives the task, unless `sig` has it.
pub(crate) fn outlive(sig: &mut Signature, subject: &TokenStream, at: Span, task: &Lifetime) {
    let word = text(subject);
    // A where-clause can't have a `cfg`.
    let conditional =
        sig.generics.type_params_mut().find(|param| !param.attrs.is_empty() && text(&param.ident) == word);
    if let Some(param) = conditional {
        param.colon_token.get_or_insert_default();
        return param.bounds.push(TypeParamBound::Lifetime(task.clone()));
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
    let clauses = predicates(generics).filter_map(|predicate| match predicate {
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

/// Returns `true` if a type is `Self`.
pub(crate) fn is_self(ty: &Type) -> bool {
    matches!(peel(ty), Type::Path(ty) if ty.path.is_ident("Self"))
}

/// What a method takes by an argument.
enum Taken<'a> {
    /// A reference, by its lifetime and its target, which `&self` doesn't say.
    Lent(Option<&'a Lifetime>, Option<&'a Type>),
    /// A type that is held.
    Held(&'a Type),
    /// `self`.
    Whole,
}

impl<'a> Taken<'a> {
    fn of(arg: &'a FnArg) -> Self {
        let ty = match arg {
            FnArg::Typed(arg) => &arg.ty,
            FnArg::Receiver(receiver) => match &receiver.kind {
                ReceiverKind::Reference(_, lifetime, _) => return Self::Lent(lifetime.as_ref(), None),
                ReceiverKind::Typed(_, ty) => ty,
                _ => return Self::Whole,
            },
        };
        match peel(ty) {
            Type::Reference(ty) => Self::Lent(ty.lifetime.as_ref(), Some(&ty.elem)),
            ty => Self::Held(ty),
        }
    }
}

/// Returns the type of an argument, or of a receiver that says it, if that is held.
pub(crate) fn held(arg: &FnArg) -> Option<&Type> {
    if let Taken::Held(ty) = Taken::of(arg) { Some(ty) } else { None }
}
