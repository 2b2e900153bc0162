//! How long a task may live: its lifetime, what it is called, and what has to outlive it.
//!
//! All elided references of a signature share the task's lifetime, and no where-clause says so. What the task holds by value
//! is said by its return type (`__private::Holding`), from whose being well-formed the compiler derives it.

mod declared;
mod hidden;
mod once;
mod survey;
mod walk;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote_spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    FnArg, GenericParam, Lifetime, LifetimeParam, ParenthesizedGenericArguments, Receiver, ReceiverKind, ReturnType,
};
use syn::{Signature, Token, Type, TypeImplTrait, TypeParamBound, TypePtr, TypeReference, parse_quote};

use crate::parse::{Kind, Scope};
use crate::signature::located;
pub(crate) use declared::resolve_declared;
pub(crate) use hidden::hides_lifetime;
pub(crate) use once::leave_out;
use survey::Survey;
use walk::{Place, is_elided, of_reference, walk};

/// What a signature's lifetimes came to.
pub(crate) struct Lifetimes {
    /// The lifetime of the task, as the return type names it.
    pub(crate) task: Lifetime,
    /// Types that have to outlive the task, as it holds them.
    pub(crate) held: Vec<TokenStream>,
    /// A by-value receiver, in a trait: `Self: 'task` has to be a clause, as no return type of a `dyn` trait may name `Self`.
    pub(crate) self_clause: bool,
}

/// Names the lifetimes of `sig`, in place, and says what the return type needs.
pub(crate) fn resolve(sig: &mut Signature, scope: &Scope) -> Lifetimes {
    let survey = Survey::of(sig, scope);
    let here = located(sig.ident.span());
    let names = Names::new(&survey);
    if survey.needs_no_name() {
        return Lifetimes { task: lifetime("'_"), held: Vec::new(), self_clause: false };
    }
    if survey.borrows_nothing(scope.kind) {
        return Lifetimes { task: lifetime("'static"), held: Vec::new(), self_clause: false };
    }
    // Not with a `Self` that is taken by value: an associated type with a lifetime would have to say that `Self` outlives it.
    let alone = survey.total() == 1 && !survey.self_by_value;
    let only_named = (alone && !survey.wants_async_trait).then(|| survey.named.first().cloned()).flatten();
    let task = only_named.clone().unwrap_or_else(|| names.task.clone());
    let mut declared = Vec::new();
    if only_named.is_none() {
        declared.push(task.clone());
    }

    // The lifetime that an elided one in the output stands for, if it isn't the task's.
    let mut held = Vec::new();
    let receiver = match &survey.receiver {
        Some(Some(named)) => Some(named.clone()),
        Some(None) if survey.output_elided && survey.total() > 1 => {
            let own = names.fresh(0);
            declared.push(own.clone());
            held.push(quote_spanned!(here=> &#own ()));
            Some(own)
        }
        Some(None) => Some(task.clone()),
        None => None,
    };
    for named in survey.named.iter().chain(&survey.receiver_names).filter(|&named| *named != task) {
        held.push(quote_spanned!(here=> &#named ()));
    }

    let mut fresh = declared.len();
    let mut lone = None;
    let mut conditional = Vec::new();
    for arg in &mut sig.inputs {
        match arg {
            FnArg::Receiver(arg) => {
                let name = receiver.as_ref().unwrap_or(&task);
                match &mut arg.kind {
                    ReceiverKind::Reference(and, slot, _) => of_reference(*and, slot, |slot| fill(slot, name)),
                    ReceiverKind::Typed(_, ty) => walk(ty, &mut |place, slot| {
                        if place != Place::Beneath {
                            fill(slot, name);
                        }
                    }),
                    _ => {}
                }
            }
            FnArg::Typed(arg) => {
                walk(&mut arg.ty, &mut |place, slot| match place {
                    _ if !is_elided(slot) => {}
                    Place::Outer => fill(slot, &task),
                    Place::ByValue if alone => fill(slot, &task),
                    Place::ByValue => {
                        let own = names.fresh(fresh);
                        fresh += 1;
                        fill(slot, &own);
                        lone.get_or_insert_with(|| own.clone());
                        declared.push(own);
                    }
                    Place::Beneath => {}
                });
                BoundImplTraits(&task).visit_type_mut(&mut arg.ty);
                let holds = survey::held_by(&arg.ty, &task, scope, &survey);
                if arg.attrs.iter().any(|attr| attr.path().is_ident("cfg")) {
                    conditional.extend(holds);
                } else {
                    held.extend(holds);
                }
            }
        }
    }
    let lone = lone.or_else(|| survey.named.first().cloned()).unwrap_or_else(|| task.clone());
    let output = receiver.or_else(|| (survey.total() == 1).then_some(if alone { task.clone() } else { lone }));
    if let (Some(output), ReturnType::Type(_, ty)) = (output, &mut sig.output) {
        walk(ty, &mut |_, slot| fill(slot, &output));
    }
    for param in sig.generics.type_params_mut() {
        if conditional.iter().any(|ty| mentions(ty, &param.ident)) {
            param.colon_token.get_or_insert_default();
            param.bounds.push(parse_quote!(#task));
        }
    }
    declare(sig, declared);

    let by_value_self = survey.self_by_value;
    let self_clause = by_value_self && scope.kind != Kind::Plain;
    if by_value_self && !self_clause {
        held.push(quote_spanned!(here=> Self));
    }
    Lifetimes { task, held, self_clause }
}

/// Whether a type, in an argument that may be configured away, speaks of a type parameter that then may be, too.
fn mentions(ty: &TokenStream, param: &Ident) -> bool {
    ty.clone().into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *param,
        TokenTree::Group(group) => mentions(&group.stream(), param),
        _ => false,
    })
}

fn lifetime(name: &str) -> Lifetime {
    Lifetime::new(name, Span::mixed_site())
}

/// Adds `'task` to the bounds of each `impl Trait` that is taken by value; behind a reference it follows from that.
struct BoundImplTraits<'t>(&'t Lifetime);

impl VisitMut for BoundImplTraits<'_> {
    fn visit_type_impl_trait_mut(&mut self, ty: &mut TypeImplTrait) {
        visit_mut::visit_type_impl_trait_mut(self, ty);
        ty.bounds.push(TypeParamBound::Lifetime(self.0.clone()));
    }

    fn visit_type_ptr_mut(&mut self, ty: &mut TypePtr) {
        visit_mut::visit_type_ptr_mut(self, ty);
        if let Type::ImplTrait(elem) = &*ty.elem {
            *ty.elem = parse_quote!((#elem));
        }
    }

    fn visit_type_reference_mut(&mut self, _: &mut TypeReference) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {}
}

/// Gives an elided lifetime its name, at its place.
fn fill(slot: &mut Lifetime, name: &Lifetime) {
    if is_elided(slot) {
        let span = located(slot.ident.span());
        *slot = name.clone();
        slot.set_span(span);
    }
}

/// Declares lifetimes, each where an argument has it first.
fn declare(sig: &mut Signature, declared: Vec<Lifetime>) {
    let mut found = Vec::new();
    for arg in &mut sig.inputs {
        match arg {
            FnArg::Receiver(Receiver { kind: ReceiverKind::Reference(_, lifetime, _), .. }) => {
                found.extend(lifetime.clone())
            }
            FnArg::Receiver(Receiver { kind: ReceiverKind::Typed(_, ty), .. }) => {
                walk(ty, &mut |_, slot| found.push(slot.clone()))
            }
            FnArg::Receiver(_) => {}
            FnArg::Typed(arg) => walk(&mut arg.ty, &mut |_, slot| found.push(slot.clone())),
        }
    }
    if !declared.is_empty() {
        let here = located(sig.ident.span());
        sig.generics.lt_token.get_or_insert(Token![<](here));
        sig.generics.gt_token.get_or_insert(Token![>](here));
    }
    for mut lifetime in declared.into_iter().rev() {
        let span =
            found.iter().find(|found| **found == lifetime).map_or_else(|| located(sig.ident.span()), Lifetime::span);
        lifetime.set_span(span);
        sig.generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(lifetime)));
    }
}

/// Names that the signature doesn't use.
struct Names {
    task: Lifetime,
    stem: String,
}

impl Names {
    fn new(survey: &Survey) -> Self {
        let mut stem = String::from("'vt");
        while survey.mentioned.iter().any(|name| format!("'{name}").starts_with(&stem)) {
            stem.push('_');
        }
        let task = lifetime(if survey.wants_async_trait { "'async_trait" } else { &stem });
        Self { task, stem }
    }

    /// The name of a lifetime that isn't the task's.
    fn fresh(&self, index: usize) -> Lifetime {
        lifetime(&format!("{}{index}", self.stem))
    }
}
