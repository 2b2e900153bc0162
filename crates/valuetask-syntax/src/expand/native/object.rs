//! The companion of a native trait: its declaration, its implementation for all that implement the trait, and the
//! methods of its object.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{
    Attribute, GenericParam, Generics, ItemTrait, Lifetime, Path, Signature, TraitItem, TraitItemType, TypeParamBound,
    WherePredicate, parse_quote, parse_quote_spanned,
};

use super::clause::keep_dyn;
use super::method::{Becomes, Boxes, Dyn, Method, Task, arguments};
use super::receiver::{AutoTraits, Called, this};
use super::self_types::{As, SelfTypes, parameter};
use super::unlinted;
use crate::args::{Mode, Native};
use crate::conditions;
use crate::expand::quiet;
use crate::known::{HIDDEN_TYPE, is_of_the_language, last_is_among, seem_unsent};
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
    supertraits: Vec<TypeParamBound>,
    /// The companion of the first native supertrait, which an object leads to.
    base: Option<&'a Path>,
    /// What leads to an object implements the trait, too, where it can.
    pub(super) pointers: bool,
    /// The auto traits among them.
    pub(super) auto: AutoTraits,
    /// The conditions that the trait stands under.
    pub(super) cfg: Vec<Attribute>,
}

/// The associated types of a native trait that its companion may have: those without parameters.
pub(super) fn types(item: &ItemTrait) -> Vec<&TraitItemType> {
    let types = item.items.iter().filter_map(|part| match part {
        TraitItem::Type(ty) if ty.generics.params.is_empty() && ty.generics.where_clause.is_none() => Some(ty),
        _ => None,
    });
    types.collect()
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
    fn object_of(&self, path: &TokenStream, auto: AutoTraits) -> TokenStream {
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
    fn types_as(&self, write: As) -> SelfTypes<'_> {
        SelfTypes { of: &self.item.ident, names: self.type_names(), write }
    }

    /// The signature of a method, as the companion says it.
    fn declared(&self, dyn_method: &Dyn) -> Signature {
        let mut sig = dyn_method.object.clone();
        self.types_as(As::Own).visit_signature_mut(&mut sig);
        sig
    }

    /// The attributes of what is copied from a method.
    fn quiet(&self) -> Attribute {
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

    /// Declares the companion, which is unsafe to implement where the trait is: an object of it is taken for one.
    pub(super) fn declaration(&self) -> TokenStream {
        let Self { item, name, supertraits, .. } = self;
        let copied = |attr: &&Attribute| is_of_the_language(attr.path()) && !attr.path().is_ident("cfg");
        let mut attrs: Vec<_> = item.attrs.iter().filter(copied).cloned().collect();
        conditions::unexpect(&mut attrs);
        let (cfg, docs) = (&self.cfg, self.documentation());
        let (vis, unsafety) = (&item.vis, &item.unsafety);
        let mut generics = item.generics.clone();
        self.types_as(As::Own).visit_generics_mut(&mut generics);
        keep_dyn(&mut generics);
        let where_clause = &generics.where_clause;
        let colon = (!supertraits.is_empty()).then(|| quote!(:));
        let types = self.types.iter().map(|ty| {
            let mut ty = TraitItemType::clone(ty);
            ty.default = None;
            self.types_as(As::Own).visit_trait_item_type_mut(&mut ty);
            ty
        });
        let quiet = self.quiet();
        let methods = self.dyn_methods().map(|(method, dyn_method)| {
            let (cfg, sig) = (&method.cfg, self.declared(dyn_method));
            quote!(#(#cfg)* #[doc(hidden)] #sig;)
        });
        quote! {
            #(#cfg)*
            #(#attrs)*
            #docs
            #quiet
            #vis #unsafety trait #name #generics #colon #(#supertraits)+* #where_clause {
                #(#types)*
                #(#methods)*
            }
        }
    }

    /// Implements the companion for all that implement the trait, and so have kept what an unsafe one asks.
    pub(super) fn blanket(&self) -> TokenStream {
        let (of, path, cfg) = (self.of(), self.path(), &self.cfg);
        let implementer = format_ident!("{HIDDEN_TYPE}Implementer");
        let mut generics = self.item.generics.clone();
        // A clause on a type of the companion's would be about the implementation that it stands on.
        self.types_as(As::Native(of.clone())).visit_generics_mut(&mut generics);
        generics.params.push(parse_quote!(#implementer: #of));
        let (params, _, where_clause) = generics.split_for_impl();
        let types = self.types.iter().map(|ty| {
            let name = &ty.ident;
            quote!(type #name = <#implementer as #of>::#name;)
        });
        let unsafety = self.item.unsafety.map(|_| quote!(unsafe));
        let quiet = self.quiet();
        let methods = self.dyn_methods().map(|(method, dyn_method)| {
            let cfg = &method.cfg;
            let sig = self.declared(dyn_method);
            let by_value = matches!(Called::of(&dyn_method.native), Called::ByValue).then(|| quote!(*));
            let (this, arguments) = (this(&sig), arguments(&sig).collect::<Vec<_>>());
            let call = |name| quote!(<#implementer as #of>::#name(#by_value #this #(, #arguments)*));
            let native = call(&dyn_method.native.ident);
            let call = match (&dyn_method.task, &dyn_method.boxes) {
                (Some(Task { hot: Some(hot), make, .. }), _) => {
                    let (hidden, unlinted) = (call(&hot.ident), unlinted());
                    quote!(#unlinted { #hidden } #[cfg(clippy)] { #make(#native) })
                }
                (Some(Task { hot: None, make, .. }), _) => quote!(#make(#native)),
                (None, Some(Boxes { make, .. })) => quote!(#make(#native)),
                (None, None) => native,
            };
            quote! {
                #(#cfg)*
                #[inline]
                #sig { #call }
            }
        });
        quote! {
            #(#cfg)*
            #[automatically_derived]
            #quiet
            #unsafety impl #params #path for #implementer #where_clause {
                #(#types)*
                #(#methods)*
            }
        }
    }

    /// The methods of an object with these auto traits.
    pub(super) fn inherent(&self, auto: AutoTraits) -> TokenStream {
        let (object, path, cfg, vis) = (self.object(auto), self.path(), &self.cfg, &self.item.vis);
        let generics = self.generics();
        let (params, _, where_clause) = generics.split_for_impl();
        let quiet = self.quiet();
        let methods = self.dyn_methods().map(|(method, dyn_method)| {
            let Method { name, cfg, docs, .. } = method;
            let mut sig = dyn_method.object.clone();
            self.types_as(As::Parameter).visit_signature_mut(&mut sig);
            let hidden = std::mem::replace(&mut sig.ident, name.clone());
            let (this, arguments) = (this(&dyn_method.object), arguments(&dyn_method.object));
            let text = format!(" Calls [`{}::{}`] of what this is.", self.item.ident.unraw(), name.unraw());
            let fallback = docs.is_empty().then(|| quote!(#[doc = #text]));
            quote! {
                #(#cfg)* #(#docs)* #fallback
                #[inline]
                #vis #sig { <Self as #path>::#hidden(#this #(, #arguments)*) }
            }
        });
        quote! {
            #(#cfg)*
            #[allow(dead_code)]
            #quiet
            impl #params #object #where_clause { #(#methods)* }
        }
    }

    /// Lets the methods of a native supertrait be called on an object with these auto traits.
    ///
    /// ```text
    /// impl<'object> Deref for dyn DynCache + 'object { type Target = dyn DynStore + 'object; .. }
    /// ```
    pub(super) fn leads(&self, auto: AutoTraits) -> Option<TokenStream> {
        let base = self.base?;
        let (object, cfg, core) = (self.object(auto), &self.cfg, self.mode.core(Span::mixed_site()));
        let target = self.object_of(&base.to_token_stream(), auto);
        let generics = self.generics();
        let (params, _, where_clause) = generics.split_for_impl();
        Some(quote! {
            #(#cfg)*
            #[automatically_derived]
            impl #params #core::ops::Deref for #object #where_clause {
                type Target = #target;
                #[inline]
                fn deref(&self) -> &Self::Target {
                    self
                }
            }
            #(#cfg)*
            #[automatically_derived]
            impl #params #core::ops::DerefMut for #object #where_clause {
                #[inline]
                fn deref_mut(&mut self) -> &mut Self::Target {
                    self
                }
            }
        })
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
    // By its path, a trait of that name may be anybody's.
    let first = &of.path.segments[0].ident;
    let is_known = of.path.segments.len() == 1 || first == "std" || first == "core";
    is_plain && is_known && names.iter().any(|name| is_bound(name, bound))
}

/// Whether a bound is that of a trait of this name.
pub(super) fn is_bound(name: &str, bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.maybe.is_none() && last_is_among(name, &bound.path))
}
