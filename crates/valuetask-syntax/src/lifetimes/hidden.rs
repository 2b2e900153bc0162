//! Lifetimes that may be there and aren't written: `Rows` for `Rows<'_>`. By their names alone, some types seem to have
//! one, and others not.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{GenericArgument, ParenthesizedGenericArguments, PathArguments, PathSegment, Signature, Type, TypePath};

use crate::known::{has_no_lifetime, is_scalar, seems_to_borrow};
use crate::parse::Scope;

/// Whether the output of `sig` names a type that may have a lifetime, and says none.
pub(crate) fn hides_lifetime(sig: &Signature, scope: &Scope) -> bool {
    names_in_output(sig, scope, |name| !has_no_lifetime(name))
}

/// Whether the output of `sig` names a type that by its name has a lifetime, and says none.
///
/// It counts as said, in a trait and in its implementations alike, so that each may say it or not.
pub(super) fn seems_to_hide_lifetime(sig: &Signature, scope: &Scope) -> bool {
    names_in_output(sig, scope, seems_to_borrow)
}

/// Whether the output of `sig` has a type of such a name without a lifetime, which doesn't begin with `Self` or a type
/// parameter: of those none can be left out.
fn names_in_output(sig: &Signature, scope: &Scope, is_such: fn(&str) -> bool) -> bool {
    let own = sig.generics.type_params().map(|param| &param.ident);
    let mut names = Names { parameters: scope.types.iter().chain(own).collect(), is_such, found: false };
    names.visit_return_type(&sig.output);
    names.found
}

struct Names<'s> {
    /// The type parameters of the method and of what is around it.
    parameters: Vec<&'s Ident>,
    is_such: fn(&str) -> bool,
    found: bool,
}

impl Visit<'_> for Names<'_> {
    fn visit_type_path(&mut self, ty: &TypePath) {
        let path = &ty.path.segments;
        let is_parameter = |name: &Ident| name == "Self" || self.parameters.contains(&name);
        let such = |last: &PathSegment| !says_lifetime(last) && (self.is_such)(&last.ident.to_string());
        self.found |= ty.qself.is_none()
            && path.first().is_some_and(|first| !is_parameter(&first.ident))
            && !is_scalar(&Type::Path(ty.clone()))
            && path.last().is_some_and(such);
        visit::visit_type_path(self, ty);
    }

    fn visit_parenthesized_generic_arguments(&mut self, _: &ParenthesizedGenericArguments) {}
    fn visit_type_fn_ptr(&mut self, _: &syn::TypeFnPtr) {}
    fn visit_expr(&mut self, _: &syn::Expr) {}
}

fn says_lifetime(last: &PathSegment) -> bool {
    let is_lifetime = |argument: &GenericArgument| matches!(argument, GenericArgument::Lifetime(_));
    matches!(&last.arguments, PathArguments::AngleBracketed(arguments) if arguments.args.iter().any(is_lifetime))
}
