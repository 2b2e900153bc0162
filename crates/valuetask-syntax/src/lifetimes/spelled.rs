//! Refuses a lifetime that a held type hides, as `Key` does for `Key<'_>`: nothing can be demanded of it.
//!
//! From a signature to code beside it, in which each held type is what a function pointer returns: there the language
//! wants every lifetime said (E0106).
//!
//! ```text
//! async fn put<K>(&self, key: K, at: Place, from: Peekable<impl Iterator<Item = u8>>)
//!
//! let _: fn() -> K;                               in the body
//! let _: fn() -> Place;
//! fn __held<K, I: Iterator<Item = u8>>(_: fn() -> Peekable<I>) {}
//!
//! trait __ValuetaskHeld: Store {                  beside a trait, of a method without a body
//!     fn __put<K, I: Iterator<Item = u8>>(_: fn() -> K, _: fn() -> Place, _: fn() -> Peekable<I>) {}
//! }
//! ```
//!
//! Each argument is repeated, with its own tokens: equal words may be other types (`$crate::Key` of two crates).
//!
//! What stands for an `impl Trait` is a parameter with its bounds. Only an item has parameters, and an item can't use what
//! is declared around it. So it declares that again, `Self` included. Where the attribute stands on one method alone, all
//! types are an item's. What is declared around that method isn't known: a type parameter from there can't be told from a
//! type, and so is refused, too (E0401).
//!
//! A parameter of ours must not be what a type of the user's names. So its name isn't among the words of the signature and of
//! what is around it. A macro may say any name: a type with one has no such parameter in its item, where an `impl Trait` or
//! `Self` beside the macro is refused (E0562, E0401).

use std::cell::LazyCell;
use std::ops::Deref;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::visit_mut;
use syn::{Attribute, FnArg, GenericParam, Ident, Lifetime, Signature, Type, TypePath, WherePredicate, parse_quote};

use super::demands::peel;
use super::held;
use super::walk::{is_elided, is_static, replace_opaque, walk};
use crate::conditions;
use crate::known::HIDDEN_TYPE;
use crate::parse::{Kind, Scope};
use crate::tokens::{Word, may_be, say, words};
use crate::visitor::{Through, Visitor};

/// What doesn't compile if a type that is held hides a lifetime.
pub(crate) struct Spelled {
    /// Items, for a body or beside a trait.
    pub(crate) items: TokenStream,
    /// Types that may hide one.
    types: Vec<Held>,
    /// The types that an item has in a body.
    of_items: Vec<Held>,
}

/// A type that is held.
struct Held {
    conditions: Vec<Attribute>,
    ty: Type,
    /// The parameters that stand for what is opaque in it.
    params: Vec<GenericParam>,
}

impl Held {
    /// The type of an argument, unless it is a reference. The names of its parameters aren't `taken`.
    fn of(arg: &FnArg, taken: &impl Deref<Target = Vec<Word>>) -> Option<Self> {
        // What is opaque as a whole hides nothing: it has the bound itself.
        let mut ty = held(arg).filter(|ty| !matches!(peel(ty), Type::ImplTrait(_))).cloned()?;
        let conditions = match arg {
            FnArg::Typed(arg) => conditions::of(&arg.attrs),
            FnArg::Receiver(_) => Vec::new(),
        };
        let mut params = Vec::new();
        if !has_macro(&ty) {
            // From the inside: the bounds of one may mention another.
            replace_opaque(&mut ty, &mut |opaque| {
                let name = free(format!("{HIDDEN_TYPE}Opaque{}", params.len()), taken);
                let bounds = &opaque.bounds;
                params.push(parse_quote!(#name: #bounds));
                parse_quote!(#name)
            });
        }
        Some(Self { conditions, ty, params })
    }
}

/// Returns `true` if a type may say what its words don't.
fn has_macro(ty: &Type) -> bool {
    // What else has the sign, as the type `!`, is taken for one.
    say(ty.to_token_stream(), "!")
}

/// Makes a name that isn't `taken`.
pub(super) fn free(name: String, taken: &[Word]) -> Ident {
    Ident::new(&Word::free(name, taken), Span::mixed_site())
}

/// Returns all words that a type of a signature may name something by, if it has no macro.
fn taken(sig: &Signature, scope: &Scope) -> Vec<Word> {
    let Scope { generics, owner, .. } = scope;
    let clause = &generics.where_clause;
    words(quote!(#sig #generics #clause #owner))
}

impl Spelled {
    /// For the arguments of `sig`, whose lifetimes have their names.
    pub(crate) fn of(sig: &Signature, scope: &Scope) -> Self {
        // Asked for what is opaque alone.
        let taken = LazyCell::new(|| taken(sig, scope));
        let held = sig.inputs.iter().filter_map(|arg| Held::of(arg, &taken));
        // In a macro `Self` is refused (E0401).
        let is_own = |held: &Held| !held.params.is_empty() || scope.is_alone && say(held.ty.to_token_stream(), "Self");
        let (of_items, types): (Vec<_>, Vec<_>) = held.partition(is_own);
        let mut spelled = Self { items: TokenStream::new(), types, of_items };
        if scope.is_alone {
            let mut types = std::mem::take(&mut spelled.types);
            if !types.is_empty() {
                spelled.items = item(&format_ident!("__held"), sig, scope, &mut types);
            }
            spelled = spelled.in_body(sig, scope);
        }
        spelled
    }

    /// Makes items of the types that need one in a body.
    pub(crate) fn in_body(mut self, sig: &Signature, scope: &Scope) -> Self {
        for (number, held) in std::mem::take(&mut self.of_items).iter_mut().enumerate() {
            self.items.extend(item(&format_ident!("__held{number}"), sig, scope, std::slice::from_mut(held)));
        }
        self
    }

    /// Methods of a trait that is a subtrait of the one of `sig`, which has no body and stands under these attributes.
    pub(crate) fn methods(&self, sig: &Signature, around: &[Attribute]) -> TokenStream {
        let method = |name: String, params: &[GenericParam], types: &[Held], items: &TokenStream| {
            let name = format_ident!("{name}");
            let mut generics = sig.generics.clone();
            generics.params.extend(params.iter().cloned());
            let (generics, _, clause) = generics.split_for_impl();
            let arguments = arguments(types);
            quote!(#(#around)* fn #name #generics(#(#arguments),*) #clause { #items })
        };
        let (name, mut methods) = (sig.ident.unraw(), TokenStream::new());
        if !self.types.is_empty() || !self.items.is_empty() {
            methods.extend(method(format!("__{name}"), &[], &self.types, &self.items));
        }
        for (number, held) in self.of_items.iter().enumerate() {
            let types = std::slice::from_ref(held);
            methods.extend(method(format!("__{number}_{name}"), &held.params, types, &TokenStream::new()));
        }
        methods
    }
}

/// The statements and items of a body.
impl ToTokens for Spelled {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.items.to_tokens(tokens);
        for Held { conditions, ty, .. } in &self.types {
            // An argument of `Option` would get a suggestion that the signature doesn't, so an unknown type two messages.
            tokens.extend(quote!(#(#conditions)* let _: fn() -> #ty;));
        }
    }
}

/// Arguments that return these types.
fn arguments(types: &[Held]) -> impl Iterator<Item = TokenStream> {
    types.iter().map(|Held { conditions, ty, .. }| quote!(#(#conditions)* _: fn() -> #ty))
}

/// An item of this name with these types of `sig`, what that declares, and what is declared around it.
fn item(name: &Ident, sig: &Signature, scope: &Scope, types: &mut [Held]) -> TokenStream {
    let mut generics = scope.generics.clone();
    for param in &mut generics.params {
        match param {
            GenericParam::Type(param) => param.default = None,
            GenericParam::Const(param) => param.default = None,
            GenericParam::Lifetime(_) => {}
        }
    }
    generics.params.extend(sig.generics.params.iter().cloned());
    generics.params.extend(types.iter_mut().flat_map(|held| std::mem::take(&mut held.params)));
    let mut clauses = sig.generics.where_clause.clone();
    if let Some(clauses) = clauses.as_mut().filter(|_| scope.is_alone) {
        clauses.predicates = clauses.predicates.iter().filter(|said| is_own(said, sig)).cloned().collect();
    }
    generics.make_where_clause().predicates.extend(clauses.into_iter().flat_map(|clauses| clauses.predicates));
    let mut renamed = Renamed::new(scope, &taken(sig, scope));
    if !types.iter().any(|held| has_macro(&held.ty)) {
        visit_mut::visit_generics_mut(&mut Through(&mut renamed), &mut generics);
        types.iter_mut().for_each(|held| renamed.visit_type_mut(&mut held.ty));
    }
    if let Some(this) = renamed.param.filter(|_| renamed.found) {
        generics.params.push(this);
    }
    if let Some(lent) = renamed.lent {
        generics.params.insert(0, parse_quote!(#lent));
    }
    let (params, _, clause) = generics.split_for_impl();
    let (quiet, arguments) = (quiet(), arguments(types));
    quote!(#quiet fn #name #params(#(#arguments),*) #clause {})
}

/// Returns `true` if a clause of a method that stands alone speaks of no lifetime and no `Self` from around it.
fn is_own(said: &WherePredicate, sig: &Signature) -> bool {
    let is_declared = |lifetime: &Lifetime| {
        is_static(lifetime) || sig.generics.lifetimes().any(|param| may_be(&param.lifetime, lifetime))
    };
    match said {
        WherePredicate::Lifetime(said) => is_declared(&said.lifetime) && said.bounds.iter().all(is_declared),
        said => !say(quote!(#said), "Self"),
    }
}

/// Allows lints that speak of what a signature declares, where its types are written again.
pub(crate) fn quiet() -> TokenStream {
    quote!(#[allow(
        non_camel_case_types, unused_lifetimes, clippy::extra_unused_lifetimes, clippy::extra_unused_type_parameters,
        clippy::multiple_bound_locations, clippy::type_complexity, clippy::type_repetition_in_bounds,
    )])
}

/// Calls `Self` by another name.
struct Renamed {
    /// What `Self` is: a type, or a parameter.
    this: Type,
    /// What `Self::` is before what is associated with it. Nothing knows that of a method that stands alone.
    owner: Option<TokenStream>,
    /// The parameter.
    param: Option<GenericParam>,
    found: bool,
    /// The lifetime that the header of an impl elides, by its new name.
    lent: Option<Lifetime>,
    name_of_lent: Ident,
}

impl Renamed {
    fn new(scope: &Scope, taken: &[Word]) -> Self {
        let (owner, arguments) = (&scope.owner, scope.generics.split_for_impl().1);
        // An object may get a reference before it, which the grammar takes for one of its first bound.
        let self_ty = scope.self_ty.as_ref().map(|ty| match ty {
            Type::TraitObject(object) => parse_quote!((#object)),
            ty => Type::clone(ty),
        });
        let (this, owner, param): (Type, _, Option<GenericParam>) = match (self_ty, scope.kind) {
            (Some(this), Kind::Inherent) => {
                let owner = quote!(<#this>);
                (this, Some(owner), None)
            }
            (Some(this), _) => (this, Some(owner.clone()), None),
            (None, Kind::Trait) => {
                let this = free(format!("{HIDDEN_TYPE}Self"), taken);
                let param = parse_quote!(#this: ?::core::marker::Sized + #owner #arguments);
                (parse_quote!(#this), Some(quote!(#this)), Some(param))
            }
            (None, _) => {
                let this = free(UNKNOWN_SELF.to_owned(), taken);
                (parse_quote!(#this), None, Some(parse_quote!(#this)))
            }
        };
        Self { this, owner, param, found: false, lent: None, name_of_lent: free("__lent".to_owned(), taken) }
    }
}

/// Stands for `Self` where the attribute stands on one method alone. A message about a bound that `Self` lacks has the name.
const UNKNOWN_SELF: &str = "Self_of_an_impl_that_needs_the_attribute_itself";

impl Visitor for Renamed {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(TypePath { qself: None, path, .. }) = ty
            && path.segments.first().is_some_and(|first| first.ident == "Self")
        {
            let rest: Vec<_> = path.segments.iter().skip(1).collect();
            match &self.owner {
                _ if rest.is_empty() => *ty = self.this.clone(),
                Some(owner) => *ty = parse_quote!(#owner::#(#rest)::*),
                None => return,
            }
            self.found = true;
            let (lent, name) = (&mut self.lent, &self.name_of_lent);
            walk(ty, &mut |_, slot| {
                if is_elided(slot) {
                    *slot = Lifetime { apostrophe: slot.apostrophe, ident: name.clone() };
                    lent.get_or_insert_with(|| slot.clone());
                }
            });
            return;
        }
        if !matches!(ty, Type::Path(TypePath { qself: Some(_), .. }) if self.owner.is_none()) {
            visit_mut::visit_type_mut(&mut Through(self), ty);
        }
    }
}
