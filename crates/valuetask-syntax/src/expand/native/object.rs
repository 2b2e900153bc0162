//! From a companion to its declaration, its implementation for all that implement the trait, and the methods of its object.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::visit_mut::VisitMut;
use syn::{Attribute, TraitItemType, parse_quote};

use super::clause::keep_dyn;
use super::companion::Companion;
use super::dyn_method::{Boxes, Task, arguments, own_call};
use super::method::Method;
use super::receiver::{AutoTraits, Called, this};
use super::self_types::As;
use crate::conditions::{self, unlinted};
use crate::known::{HIDDEN_TYPE, is_of_the_language};

impl Companion<'_> {
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
            let call = own_call(&path, &hidden, &dyn_method.object);
            let text = format!(" Calls [`{}::{}`] of what this is.", self.item.ident.unraw(), name.unraw());
            let fallback = docs.is_empty().then(|| quote!(#[doc = #text]));
            quote! {
                #(#cfg)* #(#docs)* #fallback
                #[inline]
                #vis #sig { #call }
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
