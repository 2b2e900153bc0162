//! From a signature that speaks of associated types to one by the names that they have where it is copied to.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{ItemTrait, Signature, TraitItem, TraitItemType, Type, TypePath, parse_quote};

use crate::known::HIDDEN_TYPE;

/// The associated types of a native trait that its companion may have: those without parameters.
pub(super) fn types(item: &ItemTrait) -> Vec<&TraitItemType> {
    let types = item.items.iter().filter_map(|part| match part {
        TraitItem::Type(ty) if ty.generics.params.is_empty() && ty.generics.where_clause.is_none() => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The type parameter that stands for the associated type `name` where `Self` is the companion's object.
pub(super) fn parameter(name: &Ident) -> Ident {
    format_ident!("{}{}", HIDDEN_TYPE, name.unraw(), span = name.span())
}

/// How an associated type is written.
#[derive(Clone)]
pub(super) enum As {
    /// As that of the companion: `Self::Key`.
    Own,
    /// As a type parameter.
    Parameter,
    /// As that of the native trait, which this is the path of: `<Self as Store>::Key`.
    Native(TokenStream),
}

/// Writes associated types in one way, whether they are `Self::Key` or `<Self as Store>::Key`.
pub(super) struct SelfTypes<'a> {
    /// The trait that has them.
    pub(super) of: &'a Ident,
    /// Those that the companion has, too.
    pub(super) names: Vec<Ident>,
    pub(super) write: As,
}

impl VisitMut for SelfTypes<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && let Some(name) = self.name(path)
        {
            *ty = match &self.write {
                As::Own => parse_quote!(Self::#name),
                As::Parameter => {
                    let name = parameter(&name);
                    parse_quote!(#name)
                }
                As::Native(of) => parse_quote!(<Self as #of>::#name),
            };
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

impl SelfTypes<'_> {
    /// The associated type of the trait that `path` is.
    fn name(&self, TypePath { qself, path, .. }: &TypePath) -> Option<Ident> {
        let segments: Vec<_> = path.segments.iter().map(|segment| &segment.ident).collect();
        let name = match (qself, &*segments) {
            (None, [first, name]) if *first == "Self" => name,
            (Some(qself), [.., of, name]) if qself.ty.to_token_stream().to_string() == "Self" && *of == self.of => name,
            _ => return None,
        };
        self.names.contains(name).then(|| (*name).clone())
    }
}

/// What a signature says of `Self`.
#[derive(Default)]
pub(super) struct Says {
    /// `Self` as a type, the receiver aside.
    pub(super) itself: bool,
    /// Names behind `Self::`.
    pub(super) names: Vec<Ident>,
}

impl Says {
    /// Reads the arguments and the output of `sig`, not its receiver.
    pub(super) fn of(sig: &Signature) -> Self {
        let mut says = Self::default();
        for arg in &sig.inputs {
            if let syn::FnArg::Typed(arg) = arg {
                says.visit_type(&arg.ty);
            }
        }
        says.visit_return_type(&sig.output);
        says
    }

    fn read(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.read(group.stream()),
                TokenTree::Ident(name) if name == "Self" => self.itself = true,
                _ => {}
            }
        }
    }
}

impl Visit<'_> for Says {
    fn visit_type_path(&mut self, ty: &TypePath) {
        let mut path = ty.path.segments.iter();
        match (&ty.qself, path.next()) {
            (None, Some(first)) if first.ident == "Self" => match path.next() {
                Some(name) => self.names.push(name.ident.clone()),
                None => self.itself = true,
            },
            (Some(qself), _) if qself.ty.to_token_stream().to_string() == "Self" => {
                self.names.extend(ty.path.segments.last().map(|last| last.ident.clone()));
            }
            _ => visit::visit_type_path(self, ty),
        }
        for segment in &ty.path.segments {
            self.visit_path_arguments(&segment.arguments);
        }
    }

    // The length of an array: a constant of `Self`, perhaps.
    fn visit_expr(&mut self, expr: &syn::Expr) {
        self.read(expr.to_token_stream());
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        self.read(mac.tokens.clone());
    }
}
