//! From an item to its async methods, and what surrounds them.

pub(crate) mod unparsed;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::{ParseStream, Parser};
use syn::token::Brace;
use syn::{
    Attribute, Block, Error, Generics, Ident, ImplItem, Item, ItemMod, ItemStruct, ItemTrait, Lifetime, PredicateType,
    Signature, Token, TraitItem, TraitItemFn, Type, TypeParamBound, Visibility, WherePredicate,
};

use crate::known::{is_mock, last_is_among};

const OTHER: &str = "expected a trait, an impl or an async function: put the attribute on one of those";
const BODILESS: &str = "a method without a body has to agree with its implementations: put the attribute on the trait";
const MOCKED: &str = "mockall knows this attribute by the name `async_trait` alone: import it by that, as in \
                      `use valuetask::value_task as async_trait`, and write `#[async_trait]` below `#[automock]`";
const MOCKED_METHOD: &str = "mockall copies what a method is given to where no attribute can stand: \
                             write this on the trait, or on an impl of it";

/// Parses an item that the attribute may stand on. A method of a trait by itself, without a body, is one where its
/// return type is `declared`.
pub(crate) fn item(tokens: TokenStream, declared: bool) -> syn::Result<Item> {
    let parse = |input: ParseStream<'_>| {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        ahead.parse::<Visibility>()?;
        // mockall hands the attributes of a trait on, to what it makes of it and to a statement in that; those of a
        // method to a block, too.
        if ahead.peek(Brace) {
            return Err(Error::new(Span::call_site(), MOCKED_METHOD));
        }
        let item = input.parse().map_err(|error| if ahead.peek(Token![self]) { ahead.error(MOCKED) } else { error })?;
        match item {
            item @ (Item::Trait(_) | Item::Impl(_) | Item::Fn(_)) => Ok(item),
            Item::Verbatim(tokens) => match syn::parse2::<TraitItemFn>(tokens.clone()) {
                Ok(_) if declared => Ok(Item::Verbatim(tokens)),
                Ok(method) => Err(Error::new_spanned(method.sig.fn_token, BODILESS)),
                Err(_) => Err(ahead.error(OTHER)),
            },
            Item::Struct(ItemStruct { ident, .. }) | Item::Mod(ItemMod { ident, .. }) if is_mock(&ident) => {
                Err(ahead.error(MOCKED))
            }
            _ => Err(ahead.error(OTHER)),
        }
    };
    parse.parse2(tokens)
}

/// What stands around a method.
pub(crate) struct Scope {
    pub(crate) kind: Kind,
    /// The surrounding item, as a path names it; only where calls are counted under such names.
    pub(crate) owner: Option<TokenStream>,
    /// The type parameters of the surrounding item.
    pub(crate) types: Vec<Ident>,
    /// The lifetimes of the surrounding item.
    pub(crate) lifetimes: Vec<Lifetime>,
    /// The attribute stands on the method itself, which doesn't show what is around it.
    pub(crate) is_alone: bool,
    /// The trait has parameters, or an impl of it arguments for them: the two may see different types.
    pub(crate) has_parameters: bool,
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
    fn new(kind: Kind, generics: &Generics) -> Self {
        Self {
            kind,
            owner: None,
            types: generics.type_params().map(|param| param.ident.clone()).collect(),
            lifetimes: generics.lifetimes().map(|param| param.lifetime.clone()).collect(),
            is_alone: false,
            has_parameters: kind == Kind::Trait && !generics.params.is_empty(),
            self_send: false,
            self_sync: false,
        }
    }

    /// The same, in an item that is named so.
    fn owned_by(mut self, name: impl FnOnce() -> TokenStream) -> Self {
        self.owner = cfg!(feature = "stats").then(name);
        self
    }

    pub(crate) fn of_trait(item: &ItemTrait) -> Self {
        let mut scope = Self::new(Kind::Trait, &item.generics).owned_by(|| item.ident.to_token_stream());
        for bound in item.supertraits.iter().chain(bounds_of_self(&item.generics)) {
            if let TypeParamBound::Trait(bound) = bound {
                scope.self_send |= last_is_among("Send", &bound.path);
                scope.self_sync |= last_is_among("Sync", &bound.path);
            }
        }
        scope
    }
}

/// The bounds that a where-clause puts on `Self`.
pub(crate) fn bounds_of_self(generics: &Generics) -> impl Iterator<Item = &TypeParamBound> {
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let of_self = predicates.filter_map(|predicate| match predicate {
        WherePredicate::Type(PredicateType { bounded_ty: Type::Path(ty), bounds, .. }) => {
            ty.path.is_ident("Self").then_some(bounds)
        }
        _ => None,
    });
    of_self.flatten()
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
            let kind = if item.trait_.is_some() { Kind::TraitImpl } else { Kind::Inherent };
            let ty = &item.self_ty;
            let name = || item.trait_.as_ref().map_or_else(|| quote!(#ty), |(path, _)| quote!(<#ty as #path>));
            let mut scope = Scope::new(kind, &item.generics).owned_by(name);
            let path = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
            scope.has_parameters = path.is_some_and(|last| !last.arguments.is_empty());
            for method in &mut item.items {
                match method {
                    ImplItem::Fn(method) => {
                        let body = Some(&mut method.block);
                        each(Method { attrs: &mut method.attrs, sig: &mut method.sig, body }, &scope);
                    }
                    ImplItem::Verbatim(tokens) => bodiless(tokens, &scope, &mut each),
                    _ => {}
                }
            }
        }
        Item::Fn(item) => {
            let scope = Scope { is_alone: true, ..Scope::new(Kind::Inherent, &Generics::default()) };
            let body = Some(&mut *item.block);
            each(Method { attrs: &mut item.attrs, sig: &mut item.sig, body }, &scope);
        }
        Item::Verbatim(tokens) => {
            let scope = Scope { is_alone: true, ..Scope::new(Kind::Trait, &Generics::default()) };
            bodiless(tokens, &scope, &mut each);
        }
        _ => {}
    }
}

/// Calls `each` with a method that has no body: one of a trait by itself, or of an impl, where the compiler is to say
/// no more than that it is missing.
fn bodiless(tokens: &mut TokenStream, scope: &Scope, each: &mut impl FnMut(Method<'_>, &Scope)) {
    if let Ok(mut method) = syn::parse2::<TraitItemFn>(tokens.clone()) {
        each(Method { attrs: &mut method.attrs, sig: &mut method.sig, body: None }, scope);
        *tokens = method.into_token_stream();
    }
}
