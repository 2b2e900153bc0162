//! Whether the types of a method are known where it is written, or only to its callers.

use syn::Signature;
use syn::visit::Visit;

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
