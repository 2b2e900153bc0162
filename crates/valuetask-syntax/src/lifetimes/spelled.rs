//! Refuses a lifetime that a held type hides, as `Key` does for `Key<'_>`: nothing can be demanded of it.
//!
//! The types are written again where the language wants every lifetime said (E0106), and checks nothing else: in an alias.
//!
//! ```text
//! async fn put<K>(&self, key: K, at: Place)
//!
//! type __Held<K> = (K, Place, K,);
//! ```
//!
//! An alias can't use what is declared around it. So it declares the parameters again, without their bounds, and uses each;
//! `Self` becomes one of them. What needs bounds, `K::Item`, becomes `(K,)`, an `impl Trait` becomes `()`.
//!
//! The tokens of a macro can't be changed: it might tell the difference. Such a type stands in a statement of the body,
//! as what a function pointer returns, which wants every lifetime said, too; without a body, in a method of a subtrait.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Expr, FnArg, GenericArgument, GenericParam, Macro, Path, PathArguments, ReceiverKind, Signature, Type,
    TypeArray, TypeImplTrait, parse_quote,
};

use super::demands::peel;
use crate::conditions;
use crate::parse::Scope;
use crate::tokens::{say, uses_of_lifetime};

/// What doesn't compile if a type that is held hides a lifetime.
#[derive(Default)]
pub(crate) struct Spelled {
    /// Items, for a body or beside a trait.
    pub(crate) items: TokenStream,
    /// Types that can't be repeated in an item, each with its conditions.
    unread: Vec<(Vec<Attribute>, Type)>,
}

impl Spelled {
    /// For the arguments of `sig`, whose lifetimes have their names.
    pub(crate) fn of(sig: &Signature, scope: &Scope) -> Self {
        let params: Vec<_> = scope.generics.params.iter().chain(&sig.generics.params).map(bare).collect();
        let (mut spelled, mut always) = (Self::default(), Vec::new());
        for arg in &sig.inputs {
            let (ty, conditions) = match arg {
                FnArg::Typed(arg) => (&arg.ty, conditions::of(&arg.attrs)),
                FnArg::Receiver(receiver) => match &receiver.kind {
                    ReceiverKind::Typed(_, ty) => (ty, Vec::new()),
                    _ => continue,
                },
            };
            match peel(ty) {
                Type::Reference(_) => {}
                // What is around the method would be seen in a statement, and isn't known to the macro.
                ty if !scope.is_alone && is_unread(ty) => {
                    let mut ty = ty.clone();
                    Opaque.visit_type_mut(&mut ty);
                    spelled.unread.push((conditions, ty));
                }
                ty if conditions.is_empty() => always.push(ty.clone()),
                ty => spelled.items.extend(alias(&conditions, vec![ty.clone()], &params)),
            }
        }
        spelled.items.extend(alias(&[], always, &params));
        spelled
    }

    /// Methods of a trait that is a subtrait of the one of `sig`, which has no body and stands under these attributes.
    pub(crate) fn methods(&self, sig: &Signature, around: &[Attribute]) -> TokenStream {
        let (generics, _, clause) = sig.generics.split_for_impl();
        let methods = self.unread.iter().enumerate().map(|(index, (conditions, ty))| {
            let name = format_ident!("__{}{index}", sig.ident.unraw());
            quote!(#(#around)* #(#conditions)* fn #name #generics(_: fn() -> #ty) #clause;)
        });
        methods.collect()
    }
}

/// The statements and items of a body.
impl ToTokens for Spelled {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.items.to_tokens(tokens);
        for (conditions, ty) in &self.unread {
            let (option, none) = (quote!(::core::option::Option), quote!(::core::option::Option::None));
            tokens.extend(quote!(#(#conditions)* let _: #option<fn() -> #ty> = #none;));
        }
    }
}

/// Whether a type has a macro, or an expression that says `Self`.
fn is_unread(ty: &Type) -> bool {
    struct Unread(bool);
    impl Visit<'_> for Unread {
        // What is opaque is demanded as a whole.
        fn visit_type_impl_trait(&mut self, _: &TypeImplTrait) {}

        fn visit_macro(&mut self, _: &Macro) {
            self.0 = true;
        }

        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= say(expr.to_token_stream(), "Self");
            visit::visit_expr(self, expr);
        }
    }
    let mut unread = Unread(false);
    unread.visit_type(ty);
    unread.0
}

/// Replaces each `impl Trait`, which may stand in no other place than an argument.
struct Opaque;

impl VisitMut for Opaque {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::ImplTrait(_) = ty {
            *ty = parse_quote!(());
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// An alias of all of `types`, which may use `params`, under `conditions`.
fn alias(conditions: &[Attribute], mut types: Vec<Type>, params: &[GenericParam]) -> TokenStream {
    let this = Ident::new("__ValuetaskSelf", Span::mixed_site());
    // A name under a condition may be another's.
    let certain = params.iter().filter(|param| conditions_of(param).is_empty());
    let known = certain.filter_map(type_name).cloned().chain([Ident::new("Self", Span::call_site())]).collect();
    let mut again = Again { types: known, this, has_macro: false, has_path: false };
    types.retain_mut(|ty| {
        again.has_path = false;
        Opaque.visit_type_mut(ty);
        again.visit_type_mut(ty);
        again.has_path
    });
    if types.is_empty() {
        return TokenStream::new();
    }
    let (types, this) = (quote!(#(#types,)*), again.this);
    // What a macro uses can't be read.
    let is_used = |param: &&GenericParam| {
        again.has_macro
            || match param {
                GenericParam::Lifetime(param) => uses_of_lifetime(types.clone(), &param.lifetime.ident.to_string()) > 0,
                GenericParam::Type(param) => say(types.clone(), &param.ident.to_string()),
                GenericParam::Const(param) => say(types.clone(), &param.ident.to_string()),
            }
    };
    let (lifetimes, others): (Vec<_>, Vec<_>) =
        params.iter().filter(is_used).partition(|param| matches!(param, GenericParam::Lifetime(_)));
    let this = say(types.clone(), &this.to_string()).then_some(this);
    let used = others.iter().filter_map(|param| type_name(param)).chain(&this);
    let (used, this) = (quote!(#(#used,)*), this.iter());
    // Each in a block of its own, so that none is meant by the types of another.
    quote! {
        #(#conditions)*
        const _: () = { type __Held<#(#lifetimes,)* #(#others,)* #(#this)*> = (#types #used); };
    }
}

fn conditions_of(param: &GenericParam) -> Vec<Attribute> {
    match param {
        GenericParam::Lifetime(param) => conditions::of(&param.attrs),
        GenericParam::Type(param) => conditions::of(&param.attrs),
        GenericParam::Const(param) => conditions::of(&param.attrs),
    }
}

/// A parameter without its bounds and default.
fn bare(param: &GenericParam) -> GenericParam {
    let conditions = conditions_of(param);
    match param {
        GenericParam::Lifetime(param) => {
            let lifetime = &param.lifetime;
            parse_quote!(#(#conditions)* #lifetime)
        }
        GenericParam::Type(param) => {
            let name = &param.ident;
            parse_quote!(#(#conditions)* #name)
        }
        GenericParam::Const(param) => {
            let (name, ty) = (&param.ident, &param.ty);
            parse_quote!(#(#conditions)* const #name: #ty)
        }
    }
}

fn type_name(param: &GenericParam) -> Option<&Ident> {
    match param {
        GenericParam::Type(param) => Some(&param.ident),
        _ => None,
    }
}

/// Writes types again so that they stand in an alias.
struct Again {
    /// The type parameters in scope, and `Self`.
    types: Vec<Ident>,
    /// What `Self` is called.
    this: Ident,
    has_macro: bool,
    /// A path, or a macro, was met that may hide a lifetime.
    has_path: bool,
}

impl Again {
    /// The parameter, or `Self`, whose associated type a path names.
    fn behind(&self, path: &Path) -> Option<Type> {
        let first = path.segments.first().filter(|_| path.leading_colon.is_none() && path.segments.len() > 1)?;
        let first = self.types.contains(&first.ident).then_some(&first.ident)?;
        let name = if first == "Self" { &self.this } else { first };
        Some(parse_quote!(#name))
    }
}

impl VisitMut for Again {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        visit_mut::visit_type_mut(self, ty);
        let Type::Path(path) = &*ty else { return };
        let behind = match &path.qself {
            Some(qself) if qself.position == 0 => Some(Type::clone(&qself.ty)),
            Some(_) => None,
            None => self.behind(&path.path),
        };
        if let Some(behind) = behind {
            let arguments = path.path.segments.iter().flat_map(|segment| arguments(&segment.arguments));
            *ty = parse_quote!((#behind, #(#arguments,)*));
        } else if path.path.is_ident("Self") {
            let this = &self.this;
            *ty = parse_quote!(#this);
        }
    }

    fn visit_path_mut(&mut self, path: &mut Path) {
        let first = path.segments.first().map(|first| &first.ident).filter(|_| path.leading_colon.is_none());
        self.has_path |= !first.is_some_and(|first| self.types.contains(first) || *first == self.this);
        visit_mut::visit_path_mut(self, path);
    }

    fn visit_type_array_mut(&mut self, ty: &mut TypeArray) {
        self.visit_type_mut(&mut ty.elem);
        ty.len = parse_quote!(0);
    }

    fn visit_macro_mut(&mut self, _: &mut Macro) {
        (self.has_macro, self.has_path) = (true, true);
    }
}

/// The types and lifetimes among generic arguments, as types.
fn arguments(arguments: &PathArguments) -> Vec<Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        GenericArgument::Lifetime(lifetime) => Some(parse_quote!(&#lifetime ())),
        _ => None,
    });
    types.collect()
}
