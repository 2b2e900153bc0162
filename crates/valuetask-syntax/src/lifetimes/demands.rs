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
//! 3. Any other type is *held*, and demands each lifetime and each type parameter that is among its [words](Word), those of the
//!    method, those around it, and `Self`. A macro mentions all in scope. Unless it is a parameter itself, it also mentions
//!    what the bounds of its parameters do: `T::Item` may consist of that, and `Alias<T>` may stand for `T::Item`.
//! 4. What is demanded is `'task`, `'static`, or has a clause. `&self` says nothing of `Self` in a method that is used as a
//!    value: a `fn(&'x S<'s>, S<'s>)` is a `fn(&'static S<'static>, S<'s>)`, too.
//! 5. A lifetime that a held type hides has no name, so it is refused: see [`super::spelled`].
//!
//! A held type then consists of parts that outlive the task, as it has no other parts than those its tokens mention.
//! Equal words may name different things: of two parameters of one name, each under its condition, one remains; and a macro
//! and its caller may each declare an `'a`. So a demand belongs to a parameter at its place, each one of the name has it, and
//! no clause of the user's takes the place of one. That the task's lifetime outlives itself goes without saying only where no
//! other one has [its name](is_surely).
//!
//! Clauses make lifetimes early-bound, and a trait and its implementations must agree on the early-bound ones (E0195),
//! though one sees `K` where the other sees `String`. So in a trait with parameters or associated types, and without a
//! receiver, a method that holds anything has a clause: `(): 'task` if it needs no other. In an implementation of a trait
//! without parameters all that is declared around a method is part of `Self`, of which the trait's clause is.
//!
//! A clause of an implementation holds no caller, as each calls the trait's method. It lets the body rely on what the trait
//! demands, and has its price: rustc proves `Send` anew in each method that has one, as it forgets no lifetime of a clause.
//! So there [an output that implies it](Demands::imply) says it, which the compiler holds against the trait as it would the
//! clause (E0309, E0491). What is bound by nothing but `'task:` is early-bound, without a clause. Of a function that isn't a
//! trait's, the compiler checks no output where it becomes a `dyn Fn`. So where [a macro of another crate][is_unseen] gets
//! what is made, which may make one of it, the clauses stand.
//!
//! [is_unseen]: crate::foreign::is_unseen
//!
//! An attribute on one method of an implementation doesn't see the declarations around it. Each lifetime that the
//! method doesn't declare is one of those. A type parameter among them can't be told from a type, and is refused by the
//! fifth rule, as is such a lifetime in a held type.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{
    FnArg, GenericParam, Generics, Lifetime, ReceiverKind, ReturnType, Signature, Type, TypeParamBound, WherePredicate,
    parse_quote_spanned,
};

use super::walk::{is_elided, is_static};
use super::words::{is_parameter, is_surely};
use crate::parse::{Kind, Scope, predicates};
use crate::tokens::{Word, located, placed, say, words};

/// What may be demanded. Two are equal if they are one: a parameter at its place, a lifetime that is new, or one of those
/// that [`unite`](super::unite) made one.
#[derive(Clone, PartialEq)]
pub(crate) enum Subject {
    /// The method's parameter at this place.
    Own(usize),
    /// The parameter at this place of the item around the method.
    Outer(usize),
    /// A lifetime that is still to be declared, or that nothing here declares.
    Other(Lifetime),
    /// `Self`.
    This,
    /// `()`, for a clause that says nothing.
    Nothing,
}

impl Subject {
    /// Returns its name, as a clause has it.
    fn name(&self, sig: &Signature, scope: &Scope) -> TokenStream {
        match self {
            Self::Own(place) => name(&sig.generics.params[*place]),
            Self::Outer(place) => name(&scope.generics.params[*place]),
            Self::Other(lifetime) => lifetime.to_token_stream(),
            Self::This => quote!(Self),
            Self::Nothing => quote!(()),
        }
    }

    /// Returns where an error about it is shown: at a type parameter, or else `at` what demands it.
    fn shown(&self, sig: &Signature, at: Span) -> Span {
        let param = if let Self::Own(place) = self { Some(&sig.generics.params[*place]) } else { None };
        located(if let Some(GenericParam::Type(param)) = param { param.ident.span() } else { at })
    }

    /// Returns `true` if it is surely this lifetime, which outlives itself without a clause.
    fn is(&self, lifetime: &Lifetime, sig: &Signature, scope: &Scope) -> bool {
        is_surely(&self.name(sig, scope), lifetime, sig, scope)
    }
}

/// Returns the name of a parameter.
fn name(param: &GenericParam) -> TokenStream {
    match param {
        GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
    }
}

/// Returns the places of the lifetimes and types among parameters.
pub(crate) fn places(generics: &Generics) -> impl Iterator<Item = usize> {
    let params = generics.params.iter().enumerate();
    params.filter(|(_, param)| !matches!(param, GenericParam::Const(_))).map(|(place, _)| place)
}

/// What a held type may demand.
struct Candidate {
    subject: Subject,
    /// What mentions it.
    word: Word,
    /// `true` if it's declared around the method.
    is_outer: bool,
    /// `true` if a macro may mention it that doesn't show it.
    by_macros: bool,
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
        let has_receiver = leads && sig.receiver().is_some();
        let may_differ = scope.has_parameters || scope.has_types || !has_receiver;
        let agrees = scope.kind != Kind::Inherent && may_differ;
        let candidate = |named: Subject, subject: Subject, is_outer, by_macros| {
            let word = Word::of(&named.name(sig, scope));
            Candidate { subject, word, is_outer, by_macros }
        };
        let is_lifetime = |place: &usize| matches!(sig.generics.params[*place], GenericParam::Lifetime(_));
        let (lifetimes, types): (Vec<_>, Vec<_>) = places(&sig.generics).partition(is_lifetime);
        let own = lifetimes.into_iter().map(Subject::Own).chain(new.iter().cloned().map(Subject::Other));
        let own = own.chain(types.into_iter().map(Subject::Own));
        let mut candidates: Vec<_> = own.map(|own| candidate(own.clone(), own, false, true)).collect();
        let is_part_of_self = scope.kind == Kind::TraitImpl && !scope.has_parameters;
        let outer: Vec<_> = places(&scope.generics).map(Subject::Outer).collect();
        candidates.extend(outer.iter().cloned().map(|outer| {
            let subject = if is_part_of_self { Subject::This } else { outer.clone() };
            candidate(outer, subject, true, true)
        }));
        candidates.push(candidate(Subject::This, Subject::This, true, !scope.is_alone));
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
                demands.add(&Subject::This, at);
            }
            let must_agree = match taken {
                Taken::Held(ty) => demands.hold(ty, at, sig, scope, &candidates) || agrees,
                Taken::Lent(Some(lifetime), _) if !is_elided(lifetime) => {
                    let word = Word::of(lifetime);
                    let named: Vec<_> = candidates.iter().filter(|named| named.word.may_be(&word)).collect();
                    named.iter().for_each(|named| demands.add(&named.subject, at));
                    let other = Subject::Other(lifetime.clone());
                    match named.len() {
                        // It outlives every task.
                        0 if is_static(lifetime) => {}
                        0 => demands.add(&other, at),
                        1 => {}
                        // One more of the name may be declared around the method.
                        _ => demands.found.push((other, at)),
                    }
                    // Another one may be a parameter of the trait of this implementation.
                    named.iter().all(|named| named.is_outer) && agrees
                }
                _ => false,
            };
            demands.agreed = demands.agreed.or(must_agree.then_some(at));
        }
        if scope.is_around_native {
            // An implementation says so of `Self` alone: then the two agree on what is early-bound.
            let outer = outer.iter().filter(|_| scope.kind == Kind::Trait);
            [&Subject::This].into_iter().chain(outer).for_each(|subject| demands.add(subject, output));
        }
        demands
    }

    /// Returns `true` if there is a clause for a task of this lifetime.
    pub(super) fn is_early(&self, task: &Lifetime, sig: &Signature, scope: &Scope) -> bool {
        self.agreed.is_some() || self.found.iter().any(|(subject, _)| !subject.is(task, sig, scope))
    }

    /// Adds those of these candidates that a held type mentions, and returns `true` if it has a bound itself: an
    /// `impl Trait`.
    fn hold(&mut self, ty: &Type, at: Span, sig: &Signature, scope: &Scope, candidates: &[Candidate]) -> bool {
        let said = mentioned(ty, sig, scope);
        // A macro mentions more.
        let everything = said.iter().any(|said| said.is("!"));
        for Candidate { subject, word, by_macros, .. } in candidates {
            if word.may_be_among(&said) || everything && *by_macros {
                self.add(subject, at);
            }
        }
        say(ty.to_token_stream(), "impl")
    }

    fn add(&mut self, subject: &Subject, at: Span) {
        if self.found.iter().all(|(other, _)| other != subject) {
            self.found.push((subject.clone(), at));
        }
    }

    /// Leaves out what another step has written a clause for.
    pub(super) fn except(&mut self, done: &[Subject]) {
        self.found.retain(|(subject, _)| !done.contains(subject));
    }

    /// Returns what has to be said for a task of this lifetime.
    fn said(mut self, sig: &Signature, scope: &Scope, task: &Lifetime) -> Vec<(Subject, Span)> {
        self.found.retain(|(subject, _)| !subject.is(task, sig, scope));
        // A task that lasts for ever has no lifetime to agree on.
        if self.found.is_empty() && !is_static(task) {
            self.found.extend(self.agreed.map(|at| (Subject::Nothing, at)));
        }
        self.found
    }

    /// Adds the clauses for a task of this lifetime to `sig`. Nothing is left for its output to imply.
    pub(super) fn write(self, sig: &mut Signature, scope: &Scope, task: &Lifetime) -> Vec<TokenStream> {
        self.said(sig, scope, task).iter().for_each(|(subject, at)| outlive(sig, scope, subject, *at, task));
        Vec::new()
    }

    /// Makes the lifetimes of `sig` early-bound that clauses would, and gives what its output has to imply instead of
    /// them: see the [module](self).
    pub(super) fn imply(self, sig: &mut Signature, scope: &Scope, task: &Lifetime) -> Vec<TokenStream> {
        if is_static(task) {
            return self.write(sig, scope, task);
        }
        let (mut implied, mut early) = (Vec::new(), Vec::new());
        for (subject, at) in &self.said(sig, scope, task) {
            let (name, at) = (subject.name(sig, scope), subject.shown(sig, *at));
            let task = placed(task, at);
            if early.is_empty() {
                early.push(quote_spanned!(at=> #task:));
            }
            if *subject == Subject::Nothing || bound_itself(sig, subject, &task) {
                continue;
            }
            if Word::of(&name).is_lifetime() {
                implied.push(quote_spanned!(at=> &#task &#name ()));
                early.push(quote_spanned!(at=> #name:));
            } else {
                implied.push(quote_spanned!(at=> &#task #name));
            }
        }
        let early = early.into_iter().map(|clause| syn::parse2::<WherePredicate>(clause).expect("a clause"));
        sig.generics.make_where_clause().predicates.extend(early);
        implied
    }
}

/// Adds to `sig` that a lifetime or a type outlives the task.
pub(crate) fn outlive(sig: &mut Signature, scope: &Scope, subject: &Subject, at: Span, task: &Lifetime) {
    if bound_itself(sig, subject, task) {
        return;
    }
    let name = subject.name(sig, scope);
    let at = subject.shown(sig, at);
    let task = placed(task, at);
    let clause: WherePredicate = parse_quote_spanned!(at=> #name: #task);
    sig.generics.make_where_clause().predicates.push(clause);
}

/// Adds the bound to the parameter itself if that has attributes, and says so: neither a where-clause nor a part of a type
/// can have a `cfg`.
fn bound_itself(sig: &mut Signature, subject: &Subject, task: &Lifetime) -> bool {
    let Subject::Own(place) = subject else { return false };
    match &mut sig.generics.params[*place] {
        GenericParam::Lifetime(param) if !param.attrs.is_empty() => {
            param.colon_token.get_or_insert_default();
            param.bounds.push(task.clone());
        }
        GenericParam::Type(param) if !param.attrs.is_empty() => {
            param.colon_token.get_or_insert_default();
            param.bounds.push(TypeParamBound::Lifetime(task.clone()));
        }
        _ => return false,
    }
    true
}

/// Returns the words that a held type mentions, and unless it is a parameter, those of the bounds of what it mentions.
/// In a trait `Self` mentions the trait's parameters.
fn mentioned(ty: &Type, sig: &Signature, scope: &Scope) -> Vec<Word> {
    let mut said = words(ty.to_token_stream());
    if let Type::Path(path) = peel(ty)
        && let Some(name) = path.path.get_ident()
        && is_parameter(&Word::of(name), sig, scope)
    {
        return said;
    }
    let all = [&sig.generics, &scope.generics];
    let params = all.into_iter().flat_map(Generics::type_params);
    let params = params.map(|param| (param.ident.to_token_stream(), param.bounds.to_token_stream()));
    let clauses = all.into_iter().flat_map(predicates).filter_map(|predicate| match predicate {
        WherePredicate::Type(clause) => Some((clause.bounded_ty.to_token_stream(), clause.bounds.to_token_stream())),
        _ => None,
    });
    let this = match &scope.self_ty {
        // `Self::Item` is of the trait, which mentions more than the type.
        Some(ty) if !said.iter().any(|said| said.is(":")) => ty.to_token_stream(),
        Some(_) => scope.owner.clone(),
        // A trait is a bound of `Self`.
        None => scope.generics.params.iter().map(name).collect(),
    };
    let around = [(quote!(Self), this)];
    let mut bounds: Vec<_> = params.chain(clauses).chain(around).map(|(ty, bounds)| (words(ty), bounds)).collect();
    // A bound may mention a parameter that has bounds itself. Signs mention nothing.
    let is_said = |said: &[Word], ty: &[Word]| ty.iter().any(|word| !word.is_sign() && word.may_be_among(said));
    while let Some(place) = bounds.iter().position(|(ty, _)| is_said(&said, ty)) {
        said.extend(words(bounds.swap_remove(place).1));
    }
    said
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
