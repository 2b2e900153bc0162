//! From an erased trait to its declaration, its implementation for all that implement the trait, and the methods of its
//! object.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::visit_mut;
use syn::{Attribute, Generics, Token, TraitItemType, Type, TypeParamBound, WherePredicate, parse_quote};

use super::erased::Erased;
use super::self_types::{parameter, types};
use super::shape::{Called, arguments, own_call, this};
use crate::conditions::{self, unlinted};
use crate::known::{HIDDEN_TYPE, is_of_the_language};
use crate::lifetimes::Spelled;
use crate::tokens::say;
use crate::visitor::Through;

/// An associated type as that of the erased trait.
fn own(name: &Ident) -> Type {
    parse_quote!(Self::#name)
}

impl Erased<'_> {
    /// Declares the erased trait, which is unsafe to implement where the trait is: an object of it is taken for one.
    pub(super) fn declaration(&self) -> TokenStream {
        let Self { item, name, .. } = self;
        let copied = |attr: &&Attribute| is_of_the_language(attr.path()) && !attr.path().is_ident("cfg");
        let attrs: Vec<_> = item.attrs.iter().filter(copied).cloned().collect();
        let attrs = conditions::unexpect(&attrs);
        let (cfg, docs, quiet) = (conditions::of(&item.attrs), self.documentation(), self.quiet());
        let supertraits: Vec<_> = self.supertraits().collect();
        let (vis, unsafety) = (&item.vis, &item.unsafety);
        let mut generics = item.generics.clone();
        visit_mut::visit_generics_mut(&mut Through(&mut self.types_as(&own)), &mut generics);
        keep_dyn(&mut generics);
        let where_clause = &generics.where_clause;
        let colon = (!supertraits.is_empty()).then(|| quote!(:));
        let types = types(item).into_iter().map(|ty| {
            let mut ty = TraitItemType::clone(ty);
            ty.default = None;
            visit_mut::visit_trait_item_type_mut(&mut Through(&mut self.types_as(&own)), &mut ty);
            ty
        });
        let methods = self.dyn_methods().map(|(method, of_dyn)| {
            let (cfg, mut sig) = (method.cfg(), of_dyn.sig.clone());
            visit_mut::visit_signature_mut(&mut Through(&mut self.types_as(&own)), &mut sig);
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

    /// Implements the erased trait for all that implement the trait, and so have kept what an unsafe one asks.
    pub(super) fn blanket(&self) -> TokenStream {
        let (of, path) = (&self.around.path, self.path());
        let implementer = format_ident!("{HIDDEN_TYPE}Implementer");
        let mut generics = self.item.generics.clone();
        // A clause on a type of the erased trait's would be about the implementation that it stands on.
        let projection = |name: &Ident| parse_quote!(<Self as #of>::#name);
        visit_mut::visit_generics_mut(&mut Through(&mut self.types_as(&projection)), &mut generics);
        generics.params.push(parse_quote!(#implementer: #of));
        let types = self.around.types.iter().map(|name| quote!(type #name = <#implementer as #of>::#name;));
        let methods = self.dyn_methods().map(|(method, of_dyn)| {
            let (cfg, sig) = (method.cfg(), &of_dyn.sig);
            let by_value = (Called::of(&method.native.sig) == Some(Called::ByValue)).then(|| quote!(*));
            let (this, arguments) = (this(sig), arguments(sig).collect::<Vec<_>>());
            let call = |name| quote!(<#implementer as #of>::#name(#by_value #this #(, #arguments)*));
            let native = call(method.name());
            let mut body = of_dyn.make.as_ref().map_or(native.clone(), |make| {
                let spelled = Spelled::of(sig, self.around.scope).in_body(sig, self.around.scope);
                quote!(#spelled #make(#native))
            });
            if let Some(hidden) = &method.hidden {
                let (hidden, unlinted) = (call(&hidden.sig.ident), unlinted());
                body = quote!(#unlinted { #hidden } #[cfg(clippy)] { #body });
            }
            quote!(#(#cfg)* #[inline] #sig { #body })
        });
        let items = quote!(#(#types)* #(#methods)*);
        let (none, implementer) = (TokenStream::new(), implementer.to_token_stream());
        self.implement(&none, &generics, self.item.unsafety, Some(&path), &implementer, &items)
    }

    /// The methods of an object with these auto traits.
    pub(super) fn inherent(&self, auto: &TokenStream) -> TokenStream {
        let (path, vis) = (self.path(), &self.item.vis);
        let methods = self.dyn_methods().map(|(method, of_dyn)| {
            let (name, cfg, docs) = (method.name(), method.cfg(), method.docs().collect::<Vec<_>>());
            let mut sig = of_dyn.sig.clone();
            visit_mut::visit_signature_mut(&mut Through(&mut self.types_as(&parameter)), &mut sig);
            let hidden = std::mem::replace(&mut sig.ident, name.clone());
            let call = own_call(&path, &hidden, &of_dyn.sig);
            let text = format!(" Calls [`{}::{}`] of what this is.", self.item.ident.unraw(), name.unraw());
            let fallback = docs.is_empty().then(|| quote!(#[doc = #text]));
            quote!(#(#cfg)* #(#docs)* #fallback #[inline] #vis #sig { #call })
        });
        self.implement(auto, &self.generics(), None, None, &self.object(auto), &quote!(#(#methods)*))
    }

    /// Lets the methods of a native supertrait be called on an object with these auto traits.
    ///
    /// ```text
    /// impl<'object> Deref for dyn DynCache + 'object { type Target = dyn DynStore + 'object; .. }
    /// ```
    pub(super) fn leads(&self, auto: &TokenStream) -> Option<TokenStream> {
        let ((_, base), core) = (self.native.supertraits.first()?, self.around.mode.core(Span::mixed_site()));
        let implement = |of, items| self.implement(auto, &self.generics(), None, Some(&of), &self.object(auto), &items);
        let deref = quote! {
            type Target = dyn #base #auto + '__valuetask_object;
            #[inline]
            fn deref(&self) -> &Self::Target { self }
        };
        let deref_mut = quote! { #[inline] fn deref_mut(&mut self) -> &mut Self::Target { self } };
        let mut leads = implement(quote!(#core::ops::Deref), deref);
        leads.extend(implement(quote!(#core::ops::DerefMut), deref_mut));
        Some(leads)
    }
}

/// Takes from the generics of a trait what they ask by `Self`, as no bound of a trait may that a `dyn` can have. What
/// implements the native trait keeps it nevertheless.
fn keep_dyn(generics: &mut Generics) {
    let keep = |bounds: &mut Punctuated<TypeParamBound, Token![+]>| {
        bounds.retain(|bound| !say(bound.to_token_stream(), "Self"));
    };
    generics.type_params_mut().for_each(|param| keep(&mut param.bounds));
    let Some(clause) = &mut generics.where_clause else { return };
    clause.predicates.retain(|predicate| {
        let WherePredicate::Type(predicate) = predicate else { return true };
        keep(&mut predicate.bounds);
        !predicate.bounds.is_empty()
    });
}
