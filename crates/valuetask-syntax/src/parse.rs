//! From an item to its async methods, and what surrounds them.

pub(crate) mod unparsed;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Block, Error, Generics, Ident, ImplItem, ItemFn, ItemImpl, ItemTrait, Lifetime, Signature, Token,
    TraitItem, TraitItemFn, TypeParamBound, Visibility, WherePredicate,
};

use crate::known::last_is_among;

/// An item that the attribute may stand on.
pub(crate) enum Item {
    Trait(ItemTrait),
    Impl(ItemImpl),
    Fn(ItemFn),
    /// A method of a trait, by itself and without a body.
    Method(TraitItemFn),
}

/// A method of a trait without a body, if `item` is one.
pub(crate) fn bodiless(item: TokenStream) -> Option<Item> {
    syn::parse2::<TraitItemFn>(item).ok().filter(|method| method.default.is_none()).map(Item::Method)
}

impl Parse for Item {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        ahead.call(Attribute::parse_outer)?;
        ahead.parse::<Visibility>()?;
        if ahead.peek(Token![unsafe]) && !ahead.peek2(Token![fn]) && !ahead.peek2(Token![extern]) {
            ahead.parse::<Token![unsafe]>()?;
        }
        if ahead.peek(Token![trait]) || (ahead.peek(Token![auto]) && ahead.peek2(Token![trait])) {
            input.parse().map(Self::Trait)
        } else if ahead.peek(Token![impl]) {
            input.parse().map(Self::Impl)
        } else if is_fn(&ahead) {
            let method = input.fork();
            input.parse().map(Self::Fn).map_err(|error| match method.parse::<TraitItemFn>() {
                Ok(method) if method.default.is_none() => Error::new_spanned(
                    method.sig.fn_token,
                    "a method without a body has to agree with its implementations: put the attribute on the trait",
                ),
                _ => error,
            })
        } else {
            Err(ahead.error("expected a trait, an impl or an async function: put the attribute on one of those"))
        }
    }
}

fn is_fn(ahead: ParseStream<'_>) -> bool {
    ahead.peek(Token![fn])
        || ahead.peek(Token![async])
        || ahead.peek(Token![unsafe])
        || ahead.peek(Token![extern])
        || (ahead.peek(Token![const]) && !ahead.peek2(Ident) && !ahead.peek2(Token![_]))
}

impl ToTokens for Item {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Trait(item) => item.to_tokens(tokens),
            Self::Impl(item) => item.to_tokens(tokens),
            Self::Fn(item) => item.to_tokens(tokens),
            Self::Method(item) => item.to_tokens(tokens),
        }
    }
}

/// What stands around a method.
pub(crate) struct Scope {
    pub(crate) kind: Kind,
    /// The surrounding item, as a path names it.
    pub(crate) owner: Option<TokenStream>,
    /// The type parameters of the surrounding item.
    pub(crate) types: Vec<Ident>,
    /// The lifetimes of the surrounding item.
    pub(crate) lifetimes: Vec<Lifetime>,
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
    fn new(kind: Kind, owner: Option<TokenStream>, generics: &Generics) -> Self {
        Self {
            kind,
            owner,
            types: generics.type_params().map(|param| param.ident.clone()).collect(),
            lifetimes: generics.lifetimes().map(|param| param.lifetime.clone()).collect(),
            has_parameters: kind == Kind::Trait && !generics.params.is_empty(),
            self_send: false,
            self_sync: false,
        }
    }

    pub(crate) fn of_trait(item: &ItemTrait) -> Self {
        let mut scope = Self::new(Kind::Trait, Some(item.ident.to_token_stream()), &item.generics);
        scope.learn(item.supertraits.iter());
        for predicate in item.generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
            if let WherePredicate::Type(predicate) = predicate
                && matches!(&predicate.bounded_ty, syn::Type::Path(ty) if ty.path.is_ident("Self"))
            {
                scope.learn(predicate.bounds.iter());
            }
        }
        scope
    }

    fn learn<'b>(&mut self, bounds: impl Iterator<Item = &'b TypeParamBound>) {
        for bound in bounds {
            if let TypeParamBound::Trait(bound) = bound {
                self.self_send |= last_is_among("Send", &bound.path);
                self.self_sync |= last_is_among("Sync", &bound.path);
            }
        }
    }
}

/// One method, in place: whatever is changed here is changed in its item.
pub(crate) struct Method<'a> {
    pub(crate) attrs: &'a mut Vec<Attribute>,
    pub(crate) sig: &'a mut Signature,
    /// The body, unless a trait leaves it to its implementations.
    pub(crate) body: Option<&'a mut Block>,
}

impl Item {
    /// The signature of a function or method that is an item by itself.
    pub(crate) fn alone(&self) -> Option<&Signature> {
        match self {
            Self::Fn(function) => Some(&function.sig),
            Self::Method(method) => Some(&method.sig),
            Self::Trait(_) | Self::Impl(_) => None,
        }
    }
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
            let owner = item.trait_.as_ref().map_or_else(|| quote!(#ty), |(path, _)| quote!(<#ty as #path>));
            let mut scope = Scope::new(kind, Some(owner), &item.generics);
            let path = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
            scope.has_parameters = path.is_some_and(|last| !last.arguments.is_empty());
            for method in &mut item.items {
                match method {
                    ImplItem::Fn(method) => {
                        let body = Some(&mut method.block);
                        each(Method { attrs: &mut method.attrs, sig: &mut method.sig, body }, &scope);
                    }
                    // One whose body is still missing, for the compiler to say no more than that.
                    ImplItem::Verbatim(tokens) => {
                        if let Ok(mut method) = syn::parse2::<TraitItemFn>(tokens.clone()) {
                            each(Method { attrs: &mut method.attrs, sig: &mut method.sig, body: None }, &scope);
                            *tokens = method.into_token_stream();
                        }
                    }
                    _ => {}
                }
            }
        }
        Item::Fn(item) => {
            let scope = Scope::new(Kind::Inherent, None, &Generics::default());
            let body = Some(&mut *item.block);
            each(Method { attrs: &mut item.attrs, sig: &mut item.sig, body }, &scope);
        }
        Item::Method(item) => {
            let scope = Scope::new(Kind::Trait, None, &Generics::default());
            each(Method { attrs: &mut item.attrs, sig: &mut item.sig, body: None }, &scope);
        }
    }
}
