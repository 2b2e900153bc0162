//! From an item to its async methods, and what surrounds them.

mod fragments;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::{
    Attribute, Block, Error, Generics, Ident, ImplItem, Item, ItemImpl, ItemTrait, PredicateType, Signature, TraitItem,
    Type, TypeParamBound, Visibility, WherePredicate, parse_quote_spanned,
};

use crate::known::last_is_among;

const OTHER: &str = "expected a trait, an impl or an async function with a body: put the attribute on one of those, \
                     below mockall's `#[automock]` by the name `async_trait`";

const NO_METHOD: &str = "the trait has no method of this name";
const NO_METHOD_OF_TYPE: &str = "the impl has no method of this name";
const SYNCHRONOUS: &str = "the method of this name isn't async: make it so, or remove its name";
const NOT_OF_A_FUNCTION: &str =
    "this argument names methods of a trait or an impl: put `#[value_task]` on the function instead";

/// Parses an item that the attribute may stand on.
pub(crate) fn item(tokens: TokenStream) -> syn::Result<Item> {
    let parse = |input: ParseStream<'_>| {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        ahead.parse::<Visibility>()?;
        match input.parse()? {
            item @ (Item::Trait(_) | Item::Impl(_) | Item::Fn(_)) => Ok(item),
            _ => Err(ahead.error(OTHER)),
        }
    };
    let mut item = parse.parse2(tokens)?;
    fragments::parenthesize(&mut item);
    Ok(item)
}

/// What stands around a method.
pub(crate) struct Scope {
    pub(crate) kind: Kind,
    /// The surrounding item, as a path names it.
    pub(crate) owner: TokenStream,
    /// The attributes of the surrounding item that the compiler expands later than this one: they see what it makes.
    pub(crate) attrs: Vec<Attribute>,
    /// The parameters of the surrounding item, and its clauses.
    pub(crate) generics: Generics,
    /// What `Self` is, as far as the surrounding item says it.
    pub(crate) self_ty: Option<Type>,
    /// The attribute stands on the method itself, which doesn't show what is around it.
    pub(crate) is_alone: bool,
    /// The trait has parameters, or an impl of it arguments for them: the two may see different types.
    pub(crate) has_parameters: bool,
    /// The trait has associated types: an implementation may write what they are.
    pub(crate) has_types: bool,
    /// A task holds a future of the method's own, and so what that may hold: `Self`, and the parameters of the trait.
    pub(crate) is_around_native: bool,
    /// `Self` is known to be `Send`, as a supertrait says.
    pub(crate) self_send: bool,
    /// `Self` is known to be `Sync`, as a supertrait says.
    pub(crate) self_sync: bool,
}

/// Where a method stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Trait,
    TraitImpl,
    /// In an impl without a trait, or a free function.
    Inherent,
}

impl Scope {
    fn new(kind: Kind, generics: &Generics, owner: TokenStream) -> Self {
        Self {
            kind,
            owner,
            attrs: Vec::new(),
            generics: generics.clone(),
            self_ty: None,
            is_alone: false,
            has_parameters: kind == Kind::Trait && !generics.params.is_empty(),
            has_types: false,
            is_around_native: false,
            self_send: false,
            self_sync: false,
        }
    }

    /// This scope for methods whose task holds the future of a native one.
    pub(crate) fn around_native(self) -> Self {
        Self { is_around_native: self.has_parameters, ..self }
    }

    pub(crate) fn of_trait(item: &ItemTrait) -> Self {
        let mut scope = Self::new(Kind::Trait, &item.generics, item.ident.to_token_stream());
        scope.attrs.clone_from(&item.attrs);
        scope.has_types = item.items.iter().any(|part| matches!(part, TraitItem::Type(_)));
        for bound in item.supertraits.iter().chain(bounds_of_self(&item.generics)) {
            if let TypeParamBound::Trait(bound) = bound {
                scope.self_send |= last_is_among("Send", &bound.path);
                scope.self_sync |= last_is_among("Sync", &bound.path);
            }
        }
        scope
    }

    pub(crate) fn of_impl(item: &ItemImpl) -> Self {
        let ItemImpl { attrs, self_ty, generics, .. } = item;
        let scope = match &item.trait_ {
            None => Self::new(Kind::Inherent, generics, self_ty.to_token_stream()),
            Some((path, _)) => {
                let has_parameters = path.segments.last().is_some_and(|last| !last.arguments.is_empty());
                let has_types = item.items.iter().any(|part| matches!(part, ImplItem::Type(_)));
                Self { has_parameters, has_types, ..Self::new(Kind::TraitImpl, generics, quote!(<#self_ty as #path>)) }
            }
        };
        Self { self_ty: Some(Type::clone(self_ty)), attrs: attrs.clone(), ..scope }
    }

    /// The scope of a function by itself.
    fn alone() -> Self {
        let unknown = Self::new(Kind::Inherent, &Generics::default(), TokenStream::new());
        Self { is_alone: true, ..unknown }
    }
}

/// Puts `#[value_task]` on the methods of these names, where mockall's `#[automock]` doesn't see it.
///
/// Returns an error for each name of which a trait or a type has no async method. An implementation of a trait may leave one
/// out.
pub(crate) fn put_value_task(item: &mut Item, names: &[Ident]) -> Vec<Error> {
    if let (Item::Fn(_), Some(name)) = (&*item, names.first()) {
        return vec![Error::new_spanned(name, NOT_OF_A_FUNCTION)];
    }
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    methods(item, |method, _| {
        let name = names.iter().find(|name| **name == method.sig.ident);
        method.attrs.extend(name.map(|name| -> Attribute { parse_quote_spanned!(name.span()=> #[value_task]) }));
        let synchronous = name.filter(|_| method.sig.asyncness.is_none());
        errors.extend(synchronous.map(|name| Error::new_spanned(name, SYNCHRONOUS)));
        found.extend(name.cloned());
    });
    let what = match item {
        Item::Impl(ItemImpl { trait_: Some(_), .. }) => return errors,
        Item::Impl(_) => NO_METHOD_OF_TYPE,
        _ => NO_METHOD,
    };
    let missing = names.iter().filter(|name| !found.contains(name));
    errors.extend(missing.map(|name| Error::new_spanned(name, what)));
    errors
}

/// What a where-clause says.
pub(crate) fn predicates(generics: &Generics) -> impl Iterator<Item = &WherePredicate> {
    generics.where_clause.iter().flat_map(|clause| &clause.predicates)
}

/// The bounds that a where-clause puts on `Self`.
pub(crate) fn bounds_of_self(generics: &Generics) -> impl Iterator<Item = &TypeParamBound> {
    let of_self =
        predicates(generics).filter(|predicate| is_about_self(predicate)).filter_map(|predicate| match predicate {
            WherePredicate::Type(predicate) => Some(&predicate.bounds),
            _ => None,
        });
    of_self.flatten()
}

/// Whether a predicate puts bounds on `Self`.
pub(crate) fn is_about_self(predicate: &WherePredicate) -> bool {
    matches!(predicate, WherePredicate::Type(PredicateType { bounded_ty: Type::Path(ty), .. }) if ty.path.is_ident("Self"))
}

/// One method, in place: a change of it changes its item.
pub(crate) struct Method<'a> {
    pub(crate) attrs: &'a mut Vec<Attribute>,
    pub(crate) sig: &'a mut Signature,
    /// The body, unless a trait leaves it to its implementations.
    pub(crate) body: Option<&'a mut Block>,
}

/// Calls `each` with every method of `item`, async or not.
pub(crate) fn methods(item: &mut Item, mut each: impl FnMut(Method<'_>, &Scope)) {
    match item {
        Item::Trait(item) => {
            let scope = Scope::of_trait(item);
            for method in &mut item.items {
                if let TraitItem::Fn(method) = method {
                    let body = method.default.as_mut();
                    each(Method { attrs: &mut method.attrs, sig: &mut method.sig, body }, &scope);
                }
            }
        }
        Item::Impl(item) => {
            let scope = Scope::of_impl(item);
            for method in &mut item.items {
                if let ImplItem::Fn(method) = method {
                    let body = Some(&mut method.block);
                    each(Method { attrs: &mut method.attrs, sig: &mut method.sig, body }, &scope);
                }
            }
        }
        Item::Fn(item) => {
            let body = Some(&mut *item.block);
            each(Method { attrs: &mut item.attrs, sig: &mut item.sig, body }, &Scope::alone());
        }
        _ => {}
    }
}
