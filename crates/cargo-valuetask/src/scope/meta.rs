//! What attributes say of modules and items before any macro runs: which are the language's own, what `cfg_attr` puts
//! there, `cfg` and `path`.

use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned as _;
use syn::{Attribute, Expr, ExprLit, Ident, Lit, Meta, MetaNameValue, Path, Token};

use super::item::Words;

/// What an attribute says, without any `cfg_attr` around it.
pub(super) fn metas(attr: &Attribute) -> Vec<Meta> {
    fn flat(meta: &Meta) -> Vec<Meta> {
        let conditional = meta.require_list().ok().filter(|list| list.path.is_ident("cfg_attr"));
        let Some(list) = conditional else { return vec![meta.clone()] };
        let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).unwrap_or_default();
        // The first is the condition.
        metas.iter().skip(1).flat_map(flat).collect()
    }
    flat(&attr.meta)
}

/// Whether an attribute is one of the language or of a tool: not a macro, with any imports.
pub(super) fn is_of_the_language(path: &Words) -> bool {
    const BUILT_IN: &str = "\
        allow cfg cold coverage deny deprecated derive diagnostic doc expect export_name forbid ignore inline \
        link_section macro_use must_use no_implicit_prelude no_mangle optimize path rustfmt clippy should_panic \
        target_feature test track_caller unsafe warn";
    path.words.first().is_some_and(|first| BUILT_IN.split(' ').any(|name| first == name))
}

pub(super) fn words(path: &Path) -> Words {
    let words = path.segments.iter().map(|segment| word(&segment.ident)).collect();
    Words { words, global: path.leading_colon.is_some() }
}

pub(super) fn word(ident: &Ident) -> String {
    ident.unraw().to_string()
}

/// What stands in `#[cfg(…)]`.
pub(super) fn conditions(attrs: &[Attribute]) -> Vec<String> {
    let lists =
        attrs.iter().filter(|attr| attr.path().is_ident("cfg")).filter_map(|attr| attr.meta.require_list().ok());
    lists.map(|list| list.tokens.span().source_text().unwrap_or_else(|| list.tokens.to_string())).collect()
}

/// The files that `#[path]` names.
pub(super) fn paths(attrs: &[Attribute]) -> Vec<String> {
    let named = attrs.iter().flat_map(metas).filter_map(|meta| match meta {
        Meta::NameValue(MetaNameValue { path, value: Expr::Lit(ExprLit { lit: Lit::Str(text), .. }), .. }) => {
            path.is_ident("path").then(|| text.value())
        }
        _ => None,
    });
    named.collect()
}
