//! What has to outlive the task, and isn't known to: a clause for each.
//!
//! A clause is the only way to say it that holds wherever a method is used: what only a return type's being well-formed
//! implies isn't checked where the method is passed on as a value (rust-lang/rust #129005, #25860).
//!
//! Clauses make lifetimes early-bound, and a trait and its implementations must agree on which are (E0195), though one
//! sees `K` where the other sees `String`. So what decides is what both see:
//!
//! | taken by value | what is said |
//! |---|---|
//! | `K`, `Key<'_>`, `impl Trait`: with a type parameter or a lifetime of the method | `K: 'task`, `'of_key: 'task` |
//! | anything, in a trait with parameters or a method of a trait without a receiver | `u64: 'task` |
//! | `self`, `Box<Self>`, `Arc<Self>` | `Self: 'task` |
//! | with a type parameter or a lifetime of the impl, in an impl without a trait | `T: 'task` |
//! | with `Self`, in a method of a trait without a receiver | `Self: 'task` |
//! | `Self::Key` beside a receiver | nothing: it is part of `Self`, to which the receiver leads |
//! | `String` | nothing |

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, FnArg, Lifetime, ReceiverKind, ReturnType, Signature, Type, TypeParamBound, TypePtr, TypeReference,
    parse_quote, parse_quote_spanned,
};

use super::parts::Parts;
use super::survey::Survey;
use super::walk::{is_elided, walk};
use crate::parse::Scope;
use crate::tokens::located;

/// Adds the clauses that `sig`, whose lifetimes have their names, needs for its `task`; `new` are names still to be
/// declared.
pub(super) fn add(sig: &mut Signature, scope: &Scope, survey: &Survey, task: &Lifetime, new: &[Lifetime]) {
    let own: Vec<_> = sig.generics.lifetimes().map(|param| &param.lifetime).chain(new).cloned().collect();
    let is_own = |lifetime: &&Lifetime| *lifetime != task && own.contains(lifetime);
    let output = match &sig.output {
        ReturnType::Default => sig.ident.span(),
        ReturnType::Type(_, ty) => ty.span(),
    };
    let mut clauses = Clauses::default();
    for (index, arg) in sig.inputs.iter_mut().enumerate() {
        match arg {
            FnArg::Receiver(receiver) => {
                let parts = match &receiver.kind {
                    ReceiverKind::Reference(_, Some(lifetime), _) => vec![lifetime.clone()],
                    ReceiverKind::Typed(_, ty) => Parts::of(ty).lifetimes,
                    _ => Vec::new(),
                };
                // A new one is there for the output's sake.
                for lifetime in parts.iter().filter(|lifetime| is_own(lifetime) || scope.lifetimes.contains(lifetime)) {
                    clauses.say(lifetime, if new.contains(lifetime) { output } else { lifetime.span() });
                }
                if survey.self_by_value {
                    clauses.say(&quote!(Self), receiver.span());
                }
            }
            FnArg::Typed(arg) => {
                let parts = Parts::of(&arg.ty);
                let at = arg.ty.span();
                parts.lifetimes.iter().filter(is_own).for_each(|lifetime| clauses.say(lifetime, at));
                bound_impl_traits(&mut arg.ty, task, false);
                // A type can't be named as a whole that has an `impl Trait` or an elided lifetime, or that a `cfg` may
                // leave out.
                let mut nameless = parts.opaque || arg.attrs.iter().any(|attr| attr.path().is_ident("cfg"));
                walk(&mut arg.ty, &mut |_, lifetime| nameless |= is_elided(lifetime));
                if survey.whole[index] && nameless {
                    parts.outer(scope).iter().for_each(|outer| clauses.say(outer, at));
                } else if survey.whole[index] {
                    clauses.say(&subject(&arg.ty), at);
                }
                // An implementation may see parts of `Self` in what its trait calls `Self::Key`.
                if survey.whole[index] && survey.without_self() && parts.names.iter().any(|name| name == "Self") {
                    clauses.say(&quote!(Self), at);
                }
                clauses.names.extend(parts.names);
            }
        }
    }
    clauses.write(sig, task);
}

/// A type as what a clause is about: one that begins with `for<..>` in parentheses, as that would be the clause's.
fn subject(ty: &Type) -> Type {
    match ty {
        Type::Group(ty) => subject(&ty.elem),
        Type::FnPtr(pointer) if pointer.lifetimes.is_some() => parse_quote!((#ty)),
        ty => ty.clone(),
    }
}

/// What is said to outlive the task, each once.
#[derive(Default)]
struct Clauses {
    /// Each with the place that it is said for, which the compiler shows where a trait and its implementation disagree.
    subjects: Vec<(TokenStream, Span)>,
    /// The names in what is taken by value. What is said of a type parameter under a `#[cfg]` is said where it is
    /// declared.
    names: Vec<Ident>,
}

impl Clauses {
    fn say(&mut self, subject: &impl ToTokens, at: Span) {
        let subject = subject.to_token_stream();
        if self.subjects.iter().all(|(said, _)| said.to_string() != subject.to_string()) {
            self.subjects.push((subject, at));
        }
    }

    fn write(mut self, sig: &mut Signature, task: &Lifetime) {
        let mut subjects = Vec::new();
        for param in sig.generics.type_params_mut().filter(|param| self.names.contains(&param.ident)) {
            self.subjects.retain(|(subject, _)| param.ident != subject.to_string());
            if param.attrs.is_empty() {
                subjects.push((param.ident.to_token_stream(), param.ident.span()));
            } else {
                param.colon_token.get_or_insert_default();
                param.bounds.push(TypeParamBound::Lifetime(task.clone()));
            }
        }
        subjects.append(&mut self.subjects);
        for (subject, at) in subjects {
            let mut task = task.clone();
            task.set_span(located(at));
            let said = parse_quote_spanned!(located(at)=> #subject: #task);
            sig.generics.make_where_clause().predicates.push(said);
        }
    }
}

/// Adds `lifetime` to the bounds of each `impl Trait` in a type, and `beneath` references, in parentheses where the
/// grammar asks for them.
pub(crate) fn bound_impl_traits(ty: &mut Type, lifetime: &Lifetime, beneath: bool) {
    Bound { lifetime, beneath }.visit_type_mut(ty);
}

struct Bound<'t> {
    lifetime: &'t Lifetime,
    beneath: bool,
}

impl VisitMut for Bound<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if self.beneath || !matches!(ty, Type::Reference(_)) {
            visit_mut::visit_type_mut(self, ty);
        }
        match ty {
            Type::ImplTrait(opaque) => opaque.bounds.push(TypeParamBound::Lifetime(self.lifetime.clone())),
            Type::Reference(TypeReference { elem, .. }) | Type::Ptr(TypePtr { elem, .. }) => {
                if let Type::ImplTrait(opaque) = &**elem {
                    **elem = parse_quote!((#opaque));
                }
            }
            _ => {}
        }
    }

    fn visit_expr_mut(&mut self, _: &mut Expr) {}
}
