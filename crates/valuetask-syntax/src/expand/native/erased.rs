//! From a native trait and its methods to its erased trait, as a value: which supertraits, types and paths that has.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut;
use syn::{Attribute, GenericParam, Generics, ItemTrait, Path, Token, Type, TypeParamBound, parse_quote};

use super::method::{Around, Dyn, Method};
use super::self_types::{SelfTypes, parameter, types};
use crate::args::Native;
use crate::conditions;
use crate::expand::quiet;
use crate::tokens::say;
use crate::visitor::Through;

/// The erased trait of a native one, and what it is made of.
pub(super) struct Erased<'a> {
    pub(super) item: &'a ItemTrait,
    pub(super) name: &'a Ident,
    pub(super) methods: &'a [Method],
    pub(super) around: &'a Around<'a>,
    pub(super) native: &'a Native,
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

/// Whether a bound is that of the trait with this path.
pub(super) fn is_of(bound: &TypeParamBound, path: &Path) -> bool {
    let text = |path: &Path| path.to_token_stream().to_string();
    matches!(bound, TypeParamBound::Trait(bound) if text(&bound.path) == text(path))
}

/// Whether an object may have a bound of the trait's.
fn is_of_objects(bound: &TypeParamBound) -> bool {
    // Names of std's, as a trait of that name in another path may have another meaning.
    let sized = ["Clone", "Copy", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd", "Sized"];
    match bound {
        TypeParamBound::Trait(bound) => !sized.iter().any(|name| bound.path.is_ident(name)),
        _ => true,
    }
}

impl Erased<'_> {
    /// The methods that are the erased trait's, too.
    pub(super) fn dyn_methods(&self) -> impl Iterator<Item = (&Method, &Dyn)> {
        self.methods.iter().filter_map(|method| Some((method, method.of_dyn.as_ref().ok()?)))
    }

    /// Its supertraits: those of its trait that an object may have, native ones by their erased traits.
    pub(super) fn supertraits(&self) -> impl Iterator<Item = TypeParamBound> {
        self.item
            .supertraits
            .iter()
            .filter(|bound| is_of_objects(bound))
            .map(|bound| self.erased_supertrait(bound).map_or_else(|| bound.clone(), |erased| parse_quote!(#erased)))
    }

    /// The erased trait of a native supertrait.
    fn erased_supertrait(&self, bound: &TypeParamBound) -> Option<&Path> {
        let mut native = self.native.supertraits.iter();
        native.find_map(|(of, erased)| is_of(bound, of).then_some(erased))
    }

    /// Whether a bound of the trait is one of its objects, too, as the erased trait has it.
    pub(super) fn is_its_own(&self, bound: &TypeParamBound) -> bool {
        is_of_objects(bound) && self.erased_supertrait(bound).is_none()
    }

    /// The path of the erased trait, with its parameters.
    pub(super) fn path(&self) -> TokenStream {
        path(self.name, &self.item.generics, TokenStream::new())
    }

    /// The path of the erased trait, with its parameters and associated types.
    pub(super) fn path_with_types(&self) -> TokenStream {
        let types = self.around.types.iter().map(|name| {
            let parameter = parameter(name);
            quote!(#name = #parameter)
        });
        path(self.name, &self.item.generics, quote!(#(#types),*))
    }

    /// The erased trait's object with these auto traits, as in `+ Send`.
    pub(super) fn object(&self, auto: &TokenStream) -> TokenStream {
        let path = self.path_with_types();
        quote!(dyn #path #auto + '__valuetask_object)
    }

    /// The auto traits that objects are written with, also beside those that the trait has.
    pub(super) fn autos(&self) -> [TokenStream; 4] {
        let core = self.around.mode.core(Span::mixed_site());
        let (send, sync) = (quote!(+ #core::marker::Send), quote!(+ #core::marker::Sync));
        let both = quote!(#send #sync);
        [TokenStream::new(), send, sync, both]
    }

    /// Whether an object with these auto traits repeats one that the trait has, as people write out of habit.
    pub(super) fn repeats(&self, auto: &TokenStream) -> bool {
        let scope = self.around.scope;
        scope.self_send && say(auto.clone(), "Send") || scope.self_sync && say(auto.clone(), "Sync")
    }

    /// The parameters of an implementation for an object, which lives as long as the trait says that its implementers
    /// do, and so does all that it mentions.
    pub(super) fn generics(&self) -> Generics {
        let mut generics = self.item.generics.clone();
        let lifetimes = self.item.supertraits.iter().filter(|bound| matches!(bound, TypeParamBound::Lifetime(_)));
        let lifetimes: Vec<_> = lifetimes.cloned().collect();
        generics.params.insert(0, parse_quote!('__valuetask_object: #(#lifetimes)+*));
        for ty in types(self.item) {
            let (name, bounds) = (parameter(&ty.ident), &ty.bounds);
            generics.params.push(parse_quote!(#name: #bounds));
        }
        generics.type_params_mut().for_each(|param| param.bounds.extend(lifetimes.clone()));
        visit_mut::visit_generics_mut(&mut Through(&mut self.types_as(&parameter)), &mut generics);
        generics
    }

    /// What writes the associated types in a copy of a signature.
    pub(super) fn types_as<'s>(&'s self, write: &'s dyn Fn(&Ident) -> Type) -> SelfTypes<'s> {
        SelfTypes { of: &self.item.ident, names: self.around.types, write }
    }

    /// Writes an implementation for `ty`, of a trait if it says which. For an object with auto traits it isn't documented, as
    /// the one without them is.
    pub(super) fn implement(
        &self,
        auto: &TokenStream,
        generics: &Generics,
        unsafety: Option<Token![unsafe]>,
        of: Option<&TokenStream>,
        ty: &TokenStream,
        items: &TokenStream,
    ) -> TokenStream {
        let (cfg, quiet) = (conditions::of(&self.item.attrs), self.quiet());
        let derived = of.map(|_| quote!(#[automatically_derived]));
        let of = of.map(|of| quote!(#of for));
        let hidden = (!auto.is_empty()).then(|| quote!(#[doc(hidden)]));
        let (params, _, where_clause) = generics.split_for_impl();
        quote!(#(#cfg)* #hidden #derived #quiet #unsafety impl #params #of #ty #where_clause { #items })
    }

    /// The attributes of what is copied from a method.
    pub(super) fn quiet(&self) -> Attribute {
        quiet(Some(quote! {
            dead_code, deprecated, non_snake_case, refining_impl_trait_internal, refining_impl_trait_reachable,
            clippy::elidable_lifetime_names, clippy::manual_async_fn, clippy::missing_errors_doc,
            clippy::missing_panics_doc, clippy::must_use_candidate, clippy::needless_lifetimes,
            clippy::too_many_arguments, clippy::used_underscore_binding, clippy::wrong_self_convention,
        }))
    }
}
