//! Lifetimes that may be there and aren't written: `Rows` for `Rows<'_>`. By their names alone, some types seem to have
//! one.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{
    GenericArgument, ImplItem, ItemImpl, ParenthesizedGenericArguments, PathArguments, PathSegment, Signature, TypePath,
};

use super::Scope;
use crate::known::seems_to_borrow;

/// Whether the output of `sig` names a type that by its name has a lifetime, and says none, and that doesn't begin with
/// `Self` or a type parameter: of those none can be left out.
///
/// It counts as said, in a trait and in its implementations alike, so that each may say it or not.
pub(crate) fn seems_to_hide_lifetime(sig: &Signature, scope: &Scope) -> bool {
    let own = sig.generics.type_params().map(|param| &param.ident);
    let mut names = Names { parameters: scope.types.iter().chain(own).collect(), found: Vec::new() };
    names.visit_return_type(&sig.output);
    names.found.iter().any(|name| !scope.whole.contains(name))
}

/// The types in the head and the associated types of `item` that by their names have a lifetime, and have none: there it
/// has to be said (E0106, E0726). What returns one may return a parameter or an associated type of the trait.
pub(super) fn whole(item: &ItemImpl) -> Vec<Ident> {
    let mut names = Names { parameters: Vec::new(), found: Vec::new() };
    item.trait_.iter().for_each(|(path, _)| names.visit_path(path));
    names.visit_type(&item.self_ty);
    for item in &item.items {
        if let ImplItem::Type(item) = item {
            names.visit_type(&item.ty);
        }
    }
    names.found
}

struct Names<'s> {
    /// The type parameters of the method and of what is around it.
    parameters: Vec<&'s Ident>,
    /// The names of types that seem to hide a lifetime.
    found: Vec<Ident>,
}

impl Visit<'_> for Names<'_> {
    fn visit_type_path(&mut self, ty: &TypePath) {
        let path = &ty.path.segments;
        let is_parameter = |name: &Ident| name == "Self" || self.parameters.contains(&name);
        let hides = |last: &&PathSegment| seems_to_borrow(&last.ident.to_string()) && !say_lifetime(&last.arguments);
        if ty.qself.is_none() && path.first().is_some_and(|first| !is_parameter(&first.ident)) {
            self.found.extend(path.last().filter(hides).map(|last| last.ident.clone()));
        }
        visit::visit_type_path(self, ty);
    }

    fn visit_parenthesized_generic_arguments(&mut self, _: &ParenthesizedGenericArguments) {}
    fn visit_type_fn_ptr(&mut self, _: &syn::TypeFnPtr) {}
    fn visit_expr(&mut self, _: &syn::Expr) {}
}

fn say_lifetime(arguments: &PathArguments) -> bool {
    matches!(arguments, PathArguments::AngleBracketed(arguments)
        if arguments.args.iter().any(|argument| matches!(argument, GenericArgument::Lifetime(_))))
}
