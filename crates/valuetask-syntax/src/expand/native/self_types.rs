//! From a signature that speaks of associated types to one by the names that they have where it is copied to.

use proc_macro2::Ident;
use quote::format_ident;
use syn::ext::IdentExt;
use syn::visit_mut;
use syn::{ItemTrait, TraitItem, TraitItemType, Type, TypePath, parse_quote};

use crate::known::HIDDEN_TYPE;
use crate::lifetimes::is_self;
use crate::visitor::{Through, Visitor};

/// The associated types of a native trait that its erased trait may have: those without parameters.
pub(super) fn types(item: &ItemTrait) -> Vec<&TraitItemType> {
    let types = item.items.iter().filter_map(|part| match part {
        TraitItem::Type(ty) if ty.generics.params.is_empty() && ty.generics.where_clause.is_none() => Some(ty),
        _ => None,
    });
    types.collect()
}

/// The type parameter that stands for the associated type `name` where `Self` is the erased trait's object.
pub(super) fn parameter(name: &Ident) -> Type {
    let name = format_ident!("{}{}", HIDDEN_TYPE, name.unraw(), span = name.span());
    parse_quote!(#name)
}

/// Writes associated types in one way, whether they are `Self::Key` or `<Self as Store>::Key`.
pub(super) struct SelfTypes<'a> {
    /// The trait that has them.
    pub(super) of: &'a Ident,
    /// Those that the erased trait has, too.
    pub(super) names: &'a [Ident],
    pub(super) write: &'a dyn Fn(&Ident) -> Type,
}

impl Visitor for SelfTypes<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::Path(path) = ty
            && let Some(name) = self.name(path)
        {
            *ty = (self.write)(name);
        }
        visit_mut::visit_type_mut(&mut Through(self), ty);
    }
}

impl SelfTypes<'_> {
    /// The associated type of the trait that `path` is.
    fn name(&self, TypePath { qself, path, .. }: &TypePath) -> Option<&Ident> {
        let segments: Vec<_> = path.segments.iter().map(|segment| &segment.ident).collect();
        let name = match (qself, &*segments) {
            (None, [first, name]) if *first == "Self" => name,
            (Some(qself), [.., of, name]) if is_self(&qself.ty) && *of == self.of => name,
            _ => return None,
        };
        self.names.iter().find(|own| own == name)
    }
}
