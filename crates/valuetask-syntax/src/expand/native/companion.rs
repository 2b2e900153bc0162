//! From a native trait and its methods to its companion, as a value: which supertraits, types and paths that has.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{
    Attribute, GenericParam, Generics, ItemTrait, Lifetime, Path, Signature, TraitItemType, TypeParamBound,
    WherePredicate, parse_quote, parse_quote_spanned,
};

use super::dyn_method::Dyn;
use super::method::{Becomes, Method};
use super::receiver::AutoTraits;
use super::self_types::{As, SelfTypes, parameter, types};
use crate::args::{Mode, Native};
use crate::conditions;
use crate::expand::quiet;
use crate::known::{last_is_among, seem_unsent};
use crate::lifetimes::rename;
use crate::tokens::{located, say};

/// A companion, and what it is made of.
pub(super) struct Companion<'a> {
    pub(super) item: &'a ItemTrait,
    pub(super) name: &'a Ident,
    pub(super) methods: &'a [Method],
    pub(super) mode: &'a Mode,
    /// The associated types that it has, too.
    pub(super) types: Vec<&'a TraitItemType>,
    /// Its supertraits.
    pub(super) supertraits: Vec<TypeParamBound>,
    /// The companion of the first native supertrait, which an object leads to.
    pub(super) base: Option<&'a Path>,
    /// What leads to an object implements the trait, too, where it can.
    pub(super) pointers: bool,
    /// The auto traits among them.
    pub(super) auto: AutoTraits,
    /// The conditions that the trait stands under.
    pub(super) cfg: Vec<Attribute>,
}

/// The path of a trait of this name, with the parameters of `generics` as its arguments, and what its types are.
pub(super) fn path(name: &Ident, generics: &Generics, types: TokenStream) -> TokenStream {
    let arguments = generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
        GenericParam::Type(param) => param.ident.to_token_stream(),
        GenericParam::Const(param) => param.ident.to_token_stream(),
    });
    let arguments: Vec<_> = arguments.chain((!types.is_empty()).then_some(types)).collect();
    if arguments.is_empty() { name.to_token_stream() } else { quote!(#name<#(#arguments),*>) }
}

impl<'a> Companion<'a> {
    pub(super) fn new(
        item: &'a ItemTrait,
        native: &'a Native,
        name: &'a Ident,
        methods: &'a [Method],
        mode: &'a Mode,
    ) -> Self {
        let companion = |bound: &TypeParamBound| match bound {
            TypeParamBound::Trait(bound) => {
                let path = bound.path.to_token_stream().to_string();
                let is_it = |(of, _): &&(Path, Path)| of.to_token_stream().to_string() == path;
                native.supertraits.iter().find(is_it).map(|(_, companion)| companion.clone())
            }
            _ => None,
        };
        let supertraits = item
            .supertraits
            .iter()
            .filter(|bound| !is_of_sized(bound))
            .map(|bound| companion(bound).map_or_else(|| bound.clone(), |companion| parse_quote!(#companion)));
        let supertraits: Vec<_> = supertraits.collect();
        let says = |name: &str| supertraits.iter().any(|bound| is_bound(name, bound));
        let auto = AutoTraits { send: says("Send"), sync: says("Sync") };
        let base = native.supertraits.first().map(|(_, companion)| companion);
        let cfg = conditions::of(&item.attrs);
        Self { item, name, methods, mode, types: types(item), supertraits, base, pointers: native.pointers, auto, cfg }
    }

    /// The methods that are the companion's, too.
    pub(super) fn dyn_methods(&self) -> impl Iterator<Item = (&Method, &Dyn)> {
        self.methods.iter().filter_map(|method| match &method.becomes {
            Becomes::Dyn(dyn_method) => Some((method, &**dyn_method)),
            Becomes::Native { .. } => None,
        })
    }

    /// The path of the native trait, with its parameters.
    pub(super) fn of(&self) -> TokenStream {
        path(&self.item.ident, &self.item.generics, TokenStream::new())
    }

    /// The path of the companion, with its parameters.
    pub(super) fn path(&self) -> TokenStream {
        path(self.name, &self.item.generics, TokenStream::new())
    }

    /// The companion's object, which has these auto traits, too, and lives for [`object_lifetime`].
    pub(super) fn object(&self, auto: AutoTraits) -> TokenStream {
        let types = self.types.iter().map(|ty| {
            let (name, parameter) = (&ty.ident, parameter(&ty.ident));
            quote!(#name = #parameter)
        });
        self.object_of(&path(self.name, &self.item.generics, quote!(#(#types),*)), auto)
    }

    /// The object of a trait, with these auto traits, for [`object_lifetime`].
    pub(super) fn object_of(&self, path: &TokenStream, auto: AutoTraits) -> TokenStream {
        let core = self.mode.core(Span::mixed_site());
        let send = auto.send.then(|| quote!(+ #core::marker::Send));
        let sync = auto.sync.then(|| quote!(+ #core::marker::Sync));
        let lifetime = object_lifetime();
        quote!(dyn #path #send #sync + #lifetime)
    }

    /// A lifetime as a parameter, which outlives what the trait says that its implementers do.
    pub(super) fn lasting(&self, lifetime: &Lifetime) -> GenericParam {
        let bounds = self.supertraits.iter().filter_map(|bound| match bound {
            TypeParamBound::Lifetime(lifetime) => Some(lifetime),
            _ => None,
        });
        parse_quote!(#lifetime: #(#bounds)+*)
    }

    /// The parameters of an implementation for an object.
    pub(super) fn generics(&self) -> Generics {
        let mut generics = self.item.generics.clone();
        generics.params.insert(0, self.lasting(&object_lifetime()));
        for ty in &self.types {
            let (name, bounds) = (parameter(&ty.ident), &ty.bounds);
            generics.params.push(parse_quote!(#name: #bounds));
        }
        self.types_as(As::Parameter).visit_generics_mut(&mut generics);
        generics
    }

    /// What has to be `Send` for the tasks of an object to be: values that depend on a parameter, for any lifetime. Of
    /// one that by its name isn't, a trait of the library says what to write instead. A pooled future is `Send` anyhow.
    pub(super) fn sendable(&self) -> Vec<WherePredicate> {
        let core = self.mode.core(Span::mixed_site());
        let any = |index| Lifetime::new(&format!("'__valuetask_any{index}"), Span::mixed_site());
        let mut clauses = BTreeMap::new();
        let tasks = self.dyn_methods().filter_map(|(_, dyn_method)| dyn_method.task.as_ref());
        for task in tasks.filter(|task| task.send && task.hot.is_some()) {
            let mut value = task.value.clone();
            self.types_as(As::Parameter).visit_type_mut(&mut value);
            let lifetimes = rename(&mut value, any);
            let has = |name: &Ident| say(value.to_token_stream(), &name.to_string());
            let depends = self.types.iter().any(|ty| has(&parameter(&ty.ident)))
                || self.item.generics.type_params().any(|param| has(&param.ident));
            let is_unsent = lifetimes.is_empty() && seem_unsent(&value.to_token_stream());
            let (span, said) = (located(value.span()), quote!(#value).to_string());
            if !depends && is_unsent {
                let send = self.mode.private("SendValue", span);
                clauses.insert(said, parse_quote_spanned!(span=> #value: #send));
            } else if depends {
                clauses.insert(said, parse_quote!(for<#(#lifetimes),*> #value: #core::marker::Send));
            }
        }
        clauses.into_values().collect()
    }

    fn type_names(&self) -> Vec<Ident> {
        self.types.iter().map(|ty| ty.ident.clone()).collect()
    }

    /// What writes the associated types in a copy of a signature.
    pub(super) fn types_as(&self, write: As) -> SelfTypes<'_> {
        SelfTypes { of: &self.item.ident, names: self.type_names(), write }
    }

    /// The signature of a method, as the companion says it.
    pub(super) fn declared(&self, dyn_method: &Dyn) -> Signature {
        let mut sig = dyn_method.object.clone();
        self.types_as(As::Own).visit_signature_mut(&mut sig);
        sig
    }

    /// The attributes of what is copied from a method.
    pub(super) fn quiet(&self) -> Attribute {
        quiet([quote! {
            deprecated,
            non_snake_case,
            clippy::multiple_bound_locations,
            clippy::missing_errors_doc,
            clippy::missing_panics_doc,
            clippy::must_use_candidate,
            clippy::elidable_lifetime_names,
            clippy::needless_lifetimes,
            clippy::should_implement_trait,
            clippy::too_many_arguments,
            clippy::used_underscore_binding,
            clippy::wrong_self_convention,
        }])
    }
}

/// For how long an object lives.
fn object_lifetime() -> Lifetime {
    Lifetime::new("'__valuetask_object", Span::mixed_site())
}

/// Whether a bound is that of a trait which no object has, and only what is `Sized`.
pub(super) fn is_of_sized(bound: &TypeParamBound) -> bool {
    let names = ["Clone", "Copy", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd", "Sized"];
    let TypeParamBound::Trait(of) = bound else { return false };
    let is_plain = of.path.segments.last().is_some_and(|last| last.arguments.is_empty());
    // A trait of this name in another path may have another meaning.
    let first = &of.path.segments[0].ident;
    let is_known = of.path.segments.len() == 1 || first == "std" || first == "core";
    is_plain && is_known && names.iter().any(|name| is_bound(name, bound))
}

/// Whether a bound is that of a trait of this name.
pub(super) fn is_bound(name: &str, bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.maybe.is_none() && last_is_among(name, &bound.path))
}
