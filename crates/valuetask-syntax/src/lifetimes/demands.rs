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
//! 3. Any other type is *held*, and demands each lifetime and each type parameter that its tokens [mention](Mentions),
//!    those of the method, those around it, and `Self`. A macro mentions all in scope. `T::Item` is demanded itself, too,
//!    as it may consist of what the bounds of `T` mention.
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
//! fifth rule.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{
    FnArg, Lifetime, Receiver, ReceiverKind, ReturnType, Signature, Type, TypeParamBound, TypeReference,
    parse_quote_spanned,
};

use super::around::{Around, is_behind, is_same, is_self, peel};
use super::mentions::Mentions;
use super::walk::is_elided;
use crate::conditions;
use crate::parse::{Kind, Scope};
use crate::tokens::{located, say};

/// The demands of a signature's arguments.
#[derive(Default)]
pub(super) struct Demands {
    /// The method's own lifetimes, each with the position of an E0195 about it.
    lifetimes: Vec<(Lifetime, Span)>,
    /// The method's own type parameters.
    types: Vec<Ident>,
    /// All other demands, each once.
    subjects: Vec<(TokenStream, Span)>,
    /// `true` if a held type has the bound itself: an `impl Trait`.
    opaque: bool,
    /// `true` if a held type mentions lifetimes in a macro, which can't be read.
    unread: bool,
    /// The position of a held type, if a trait and its implementations must agree on having a clause.
    agreed: Option<Span>,
}

impl Demands {
    /// Returns the demands of `sig`; `new` are names still to be declared.
    ///
    /// `leads` is `true` if a receiver that is a reference outlives the task, and so does all of `Self`.
    pub(super) fn of(sig: &Signature, scope: &Scope, new: &[Lifetime], leads: bool) -> Self {
        let has_receiver = leads && sig.receiver().is_some();
        let around = Around {
            generics: &sig.generics,
            scope,
            own: sig.generics.lifetimes().map(|param| &param.lifetime).chain(new).cloned().collect(),
            new,
            output: match &sig.output {
                ReturnType::Default => sig.ident.span(),
                ReturnType::Type(_, ty) => ty.span(),
            },
            has_self: scope.has_self || sig.receiver().is_some() || say(sig.to_token_stream(), "Self"),
            is_lent: leads
                && sig.receiver().is_some_and(|receiver| matches!(receiver.kind, ReceiverKind::Reference(..))),
            agrees: scope.kind != Kind::Inherent && (scope.has_parameters || !has_receiver),
        };
        let mut demands = Self::default();
        let mut held = None;
        for arg in &sig.inputs {
            let (ty, at, conditional) = match arg {
                FnArg::Receiver(receiver) => match demands.add_receiver(receiver, &around) {
                    Some(ty) => (ty, receiver.span(), false),
                    None => continue,
                },
                FnArg::Typed(arg) => (&*arg.ty, arg.ty.span(), !conditions::of(&arg.attrs).is_empty()),
            };
            match peel(ty) {
                Type::Reference(TypeReference { lifetime, .. }) => {
                    let lifetime = lifetime.as_ref().filter(|lifetime| !is_elided(lifetime));
                    lifetime.into_iter().for_each(|lifetime| demands.add_lifetime(lifetime, at, &around));
                    // Another lifetime may be a parameter of the trait of this implementation.
                    held = held.or(lifetime.filter(|lifetime| !around.is_own(lifetime)).map(|_| at));
                }
                ty => {
                    demands.add_held(ty, at, conditional, &around);
                    held = held.or(Some(at));
                }
            }
        }
        demands.agreed = held.filter(|_| around.agrees);
        demands
    }

    /// Returns `true` if there is a clause, by any names.
    pub(super) fn is_early(&self) -> bool {
        self.opaque || self.unread || self.agreed.is_some() || !self.types.is_empty() || !self.subjects.is_empty()
    }

    /// Returns the demanded lifetimes of the method.
    pub(super) fn own(&self) -> impl Iterator<Item = &Lifetime> {
        self.lifetimes.iter().map(|(lifetime, _)| lifetime)
    }

    /// Returns the demands on the declarations around the method, and on `Self`.
    pub(super) fn outer(&self) -> impl Iterator<Item = &TokenStream> {
        self.subjects.iter().map(|(subject, _)| subject)
    }

    /// Adds the demands of a receiver, and returns its type if it is still to be checked.
    fn add_receiver<'r>(&mut self, receiver: &'r Receiver, around: &Around<'_>) -> Option<&'r Type> {
        let at = receiver.span();
        match &receiver.kind {
            ReceiverKind::Reference(_, Some(lifetime), _) if around.is_own(lifetime) => {
                let at = if around.new.contains(lifetime) { around.output } else { lifetime.span() };
                self.lifetimes.push((lifetime.clone(), at));
            }
            ReceiverKind::Reference(_, Some(lifetime), _) if around.is_outer(lifetime) => {
                self.add(lifetime, lifetime.span());
            }
            ReceiverKind::Reference(..) => {}
            ReceiverKind::Typed(_, ty) => {
                if !matches!(peel(ty), Type::Reference(ty) if is_self(&ty.elem)) {
                    self.add(&quote!(Self), at);
                }
                return Some(ty);
            }
            _ => self.add(&quote!(Self), at),
        }
        None
    }

    fn add_held(&mut self, ty: &Type, at: Span, conditional: bool, around: &Around<'_>) {
        let mut mentions = Mentions::of(ty);
        // A method's bounds on `Self` may change the meaning of an associated type.
        if mentions.paths.iter().any(|path| is_behind(path, &Ident::new("Self", at))) {
            mentions.add_bounds_of_self(around.generics);
        }
        mentions.lifetimes.retain(|lifetime| {
            !mentions.bound.contains(lifetime) || around.is_own(lifetime) || around.is_declared(lifetime)
        });
        // Under a condition, a path may have no meaning for a clause.
        let everything = mentions.everything || conditional && !mentions.paths.is_empty();
        let mentioned = |name: &Ident| everything || mentions.names.iter().any(|other| is_same(other, name));
        self.opaque |= mentions.opaque;
        self.unread |= everything && around.generics.lifetimes().next().is_some();
        let types = around.generics.type_params().map(|param| &param.ident);
        self.types.extend(types.filter(|name| mentioned(name)).cloned());
        let own = around.generics.lifetimes().map(|param| &param.lifetime);
        let lifetimes = own.chain(&around.scope.lifetimes).filter(|_| everything).chain(&mentions.lifetimes);
        lifetimes.for_each(|lifetime| self.add_lifetime(lifetime, at, around));
        for path in mentions.paths.iter().filter(|path| !conditional && around.is_associated(path)) {
            self.add(path, at);
        }
        if around.says_outer() {
            // An associated type of `Self` may consist of all arguments of its trait.
            let this = Ident::new("Self", at);
            let all = mentions.paths.iter().any(|path| is_behind(path, &this));
            let this = (around.has_self && !around.is_lent && mentioned(&this)).then_some(&this);
            let types = around.scope.types.iter().filter(|name| all || mentioned(name)).chain(this);
            types.for_each(|name| self.add(name, at));
            around.scope.lifetimes.iter().filter(|_| all).for_each(|lifetime| self.add(lifetime, at));
        }
    }

    fn add_lifetime(&mut self, lifetime: &Lifetime, at: Span, around: &Around<'_>) {
        if around.is_own(lifetime) {
            self.lifetimes.push((lifetime.clone(), at));
        } else if around.is_outer(lifetime) && around.says_outer() {
            self.add(lifetime, at);
        }
    }

    fn add(&mut self, subject: &impl ToTokens, at: Span) {
        let subject = subject.to_token_stream();
        if self.subjects.iter().all(|(other, _)| other.to_string() != subject.to_string()) {
            self.subjects.push((subject, at));
        }
    }

    /// Adds the clauses for a task of this lifetime to `sig`.
    pub(super) fn write(self, sig: &mut Signature, task: &Lifetime) {
        let mut subjects = Vec::new();
        let is_own = |name: &Ident| self.types.iter().any(|ty| is_same(ty, name));
        for param in sig.generics.type_params_mut().filter(|param| is_own(&param.ident)) {
            if param.attrs.is_empty() {
                subjects.push((param.ident.to_token_stream(), param.ident.span()));
            } else {
                // A where-clause can't have a `cfg`.
                param.colon_token.get_or_insert_default();
                param.bounds.push(TypeParamBound::Lifetime(task.clone()));
            }
        }
        let lifetimes = self.lifetimes.into_iter().filter(|(lifetime, _)| !is_same(&lifetime.ident, &task.ident));
        for (lifetime, at) in lifetimes {
            if subjects.iter().all(|(other, _)| other.to_string() != lifetime.to_string()) {
                subjects.push((lifetime.to_token_stream(), at));
            }
        }
        subjects.extend(self.subjects);
        if subjects.is_empty() && task.ident != "static" {
            subjects.extend(self.agreed.map(|at| (quote!(()), at)));
        }
        for (subject, at) in subjects {
            let mut task = task.clone();
            task.set_span(located(at));
            let said = parse_quote_spanned!(located(at)=> #subject: #task);
            sig.generics.make_where_clause().predicates.push(said);
        }
    }
}
