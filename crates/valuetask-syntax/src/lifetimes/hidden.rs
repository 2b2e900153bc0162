//! Whether a type may have a lifetime that isn't written: `Rows` for `Rows<'_>`.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{GenericArgument, ParenthesizedGenericArguments, PathArguments, PathSegment, Signature, Type, TypePath};

use crate::known::is_scalar;
use crate::parse::Scope;

/// Types without a lifetime of their own, by their last name. Types of errors, by the end of theirs, count among them.
const WITHOUT: &[&str] = &[
    "Arc",
    "BTreeMap",
    "BTreeSet",
    "Box",
    "Bytes",
    "Duration",
    "HashMap",
    "HashSet",
    "Instant",
    "Mutex",
    "NonZero",
    "Option",
    "OsString",
    "PathBuf",
    "Pin",
    "Rc",
    "Result",
    "RwLock",
    "SocketAddr",
    "String",
    "SystemTime",
    "Uuid",
    "Value",
    "Vec",
    "VecDeque",
    "str",
];

/// Whether the output of `sig` names a type that may have a lifetime, and says none.
pub(crate) fn hides_lifetime(sig: &Signature, scope: &Scope) -> bool {
    let own = sig.generics.type_params().map(|param| &param.ident);
    let mut hides = Hides { parameters: scope.types.iter().chain(own).collect(), found: false };
    hides.visit_return_type(&sig.output);
    hides.found
}

struct Hides<'s> {
    /// The type parameters of the method and of what is around it.
    parameters: Vec<&'s Ident>,
    found: bool,
}

impl Hides<'_> {
    /// Whether a path begins with `Self` or a type parameter: then no lifetime can be left out.
    fn is_parameter(&self, name: &Ident) -> bool {
        name == "Self" || self.parameters.contains(&name)
    }
}

impl Visit<'_> for Hides<'_> {
    fn visit_type_path(&mut self, ty: &TypePath) {
        let path = &ty.path.segments;
        let plain = ty.qself.is_none() && path.first().is_some_and(|first| !self.is_parameter(&first.ident));
        self.found |= plain && !is_scalar(&Type::Path(ty.clone())) && path.last().is_some_and(may_hide);
        visit::visit_type_path(self, ty);
    }

    fn visit_parenthesized_generic_arguments(&mut self, _: &ParenthesizedGenericArguments) {}
    fn visit_type_fn_ptr(&mut self, _: &syn::TypeFnPtr) {}
    fn visit_expr(&mut self, _: &syn::Expr) {}
}

/// Whether the last part of a type's path leaves out a lifetime that it may have.
fn may_hide(last: &PathSegment) -> bool {
    let name = last.ident.to_string();
    let says_one = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().any(|argument| matches!(argument, GenericArgument::Lifetime(_)))
        }
        _ => false,
    };
    !says_one && !name.ends_with("Error") && WITHOUT.binary_search(&name.as_str()).is_err()
}
