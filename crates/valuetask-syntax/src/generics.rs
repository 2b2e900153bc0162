//! What the types of a method are known for, where only its callers know what they are.

use proc_macro2::Ident;
use syn::visit::Visit;
use syn::{FnArg, Signature};

use crate::parse::{Kind, Scope};

/// Whether a method has types that only its callers know.
pub(crate) fn is_generic(sig: &Signature, scope: &Scope) -> bool {
    struct Opaque(bool);
    impl Visit<'_> for Opaque {
        fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut opaque = Opaque(false);
    sig.inputs.iter().for_each(|arg| opaque.visit_fn_arg(arg));
    opaque.0 || scope.kind == Kind::Trait || !scope.types.is_empty() || sig.generics.type_params().next().is_some()
}

/// Whether each of them is part of an argument, from which the compiler knows that it outlives the task.
///
/// A machine may only be given values of such types. What it makes itself needs no lifetime.
pub(crate) fn all_outlive_task(sig: &Signature, scope: &Scope) -> bool {
    let mut known = Names::default();
    for arg in &sig.inputs {
        match arg {
            FnArg::Receiver(_) => {
                known.has_self = true;
                scope.self_type.iter().for_each(|ty| known.visit_type(ty));
            }
            FnArg::Typed(arg) => known.visit_type(&arg.ty),
        }
    }
    let own = sig.generics.type_params().map(|param| &param.ident);
    (scope.kind != Kind::Trait || known.has_self) && scope.types.iter().chain(own).all(|name| known.all.contains(name))
}

/// The names in types.
#[derive(Default)]
struct Names {
    all: Vec<Ident>,
    has_self: bool,
}

impl Visit<'_> for Names {
    fn visit_ident(&mut self, name: &Ident) {
        self.has_self |= name == "Self";
        self.all.push(name.clone());
    }

    // What a function takes or returns, it doesn't hold.
    fn visit_parenthesized_generic_arguments(&mut self, _: &syn::ParenthesizedGenericArguments) {}
    fn visit_type_fn_ptr(&mut self, _: &syn::TypeFnPtr) {}
    fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {}
}
