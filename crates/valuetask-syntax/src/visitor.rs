//! One walk for all visitors of this crate: syn's, by way of an object. A walk for each would be most of what the compiler builds.

macro_rules! visitor {
    ($($visit:ident: $Node:ty,)*) => {
        /// As syn's trait `VisitMut`, of the nodes that a visitor here looks at.
        pub(crate) trait Visitor: AsObject {
            $(fn $visit(&mut self, node: &mut $Node) {
                syn::visit_mut::$visit(&mut Through(self.as_object()), node);
            })*
        }

        /// The walk: what is below a node goes through the visitor.
        pub(crate) struct Through<'v>(pub(crate) &'v mut dyn Visitor);

        impl syn::visit_mut::VisitMut for Through<'_> {
            $(fn $visit(&mut self, node: &mut $Node) {
                self.0.$visit(node);
            })*
        }
    };
}

/// A visitor as an object.
pub(crate) trait AsObject {
    fn as_object(&mut self) -> &mut dyn Visitor;
}

impl<V: Visitor> AsObject for V {
    fn as_object(&mut self) -> &mut dyn Visitor {
        self
    }
}

visitor! {
    visit_attribute_mut: syn::Attribute,
    visit_bound_lifetimes_mut: syn::BoundLifetimes,
    visit_expr_mut: syn::Expr,
    visit_generic_argument_mut: syn::GenericArgument,
    visit_item_mut: syn::Item,
    visit_lifetime_mut: syn::Lifetime,
    visit_macro_mut: syn::Macro,
    visit_parenthesized_generic_arguments_mut: syn::ParenthesizedGenericArguments,
    visit_pat_mut: syn::Pat,
    visit_receiver_kind_mut: syn::ReceiverKind,
    visit_trait_bound_mut: syn::TraitBound,
    visit_type_fn_ptr_mut: syn::TypeFnPtr,
    visit_type_mut: syn::Type,
    visit_type_param_bound_mut: syn::TypeParamBound,
    visit_type_path_mut: syn::TypePath,
    visit_type_ptr_mut: syn::TypePtr,
    visit_type_reference_mut: syn::TypeReference,
}
