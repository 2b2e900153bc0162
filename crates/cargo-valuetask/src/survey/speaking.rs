//! The attribute that decides the return type of a method.

use proc_macro2::{TokenStream, TokenTree};
use syn::Meta;
use syn::spanned::Spanned as _;
use valuetask_syntax::Name;

use super::cost::says;
use crate::resolve::{Attribute, Meaning};
use crate::scope::{Scope, conditional_metas};
use crate::text::collapsed;

/// Attribute macros that leave what a method returns as it is, by their last word.
const HARMLESS: &str = "\
    auto_impl automock autoimpl delegatable_trait enum_dispatch framed instrument main trace";

/// Attribute macros of functions that are tests, or what tests are given, by their last word.
const TESTS: &str = "\
    async_std_test bench case file_parallel file_serial fixture gtest parallel proptest quickcheck rstest \
    rstest_reuse serial template test test_case test_context test_log test_matrix timeout traced_test \
    wasm_bindgen_test";

/// An attribute that speaks for methods.
#[derive(Debug)]
pub(crate) struct Speaking {
    /// As it is written, `cfg_attr` and all.
    pub(crate) written: String,
    /// Its path, as it is written.
    pub(crate) path: String,
    /// It, and others that do as much under other configurations, among those of its item.
    pub(super) at: Vec<usize>,
    pub(crate) meanings: Vec<Meaning>,
    pub(super) args: TokenStream,
    /// The attribute of ours whose name it has, if its path leads nowhere that could be read.
    pub(crate) by_name: Option<Name>,
}

impl Speaking {
    /// The one among `attrs` that decides what a method returns, or might. `found` has what is known of the attributes that
    /// begin at a byte.
    pub(super) fn among<'a>(
        attrs: &[syn::Attribute],
        scope: &Scope,
        found: impl Fn(usize) -> &'a [&'a Attribute],
    ) -> Option<Self> {
        let (mut known, mut unknown, mut is_test) = (None::<Self>, None, false);
        for (at, attr) in attrs.iter().enumerate() {
            for found in found(scope.bytes(attr.span()).start) {
                let name = found.place.path.last().map_or("", String::as_str);
                let is_among = |names: &str| names.split(' ').any(|known| known == name);
                let of_others =
                    found.meanings.iter().all(|meaning| matches!(meaning, Meaning::Unknown | Meaning::Foreign { .. }));
                is_test |= of_others && is_among(TESTS);
                if of_others && is_among(HARMLESS) {
                    continue;
                }
                let Some(meta) = part(&attr.meta, found.place.path_bytes.start, scope) else { continue };
                let speaking = Self {
                    written: collapsed(attr.span()),
                    path: found.place.path.join("::"),
                    at: vec![at],
                    meanings: found.meanings.clone(),
                    args: meta.require_list().map(|list| list.tokens.clone()).unwrap_or_default(),
                    by_name: Name::of(meta.path()).filter(|_| found.meanings == [Meaning::Unknown]),
                };
                match &mut known {
                    _ if of_others => {
                        unknown.get_or_insert(speaking);
                    }
                    None => known = Some(speaking),
                    // Trait-variant adds to what another makes of a trait.
                    Some(known) if known.meanings == [Meaning::TraitVariant] => {
                        known.at.push(at);
                        *known = Self { at: std::mem::take(&mut known.at), ..speaking };
                    }
                    Some(known) if speaking.meanings == [Meaning::TraitVariant] => known.at.push(at),
                    Some(known) => {
                        known.at.push(at);
                        known.meanings.extend(speaking.meanings);
                        known.meanings.sort();
                        known.meanings.dedup();
                    }
                }
            }
        }
        known.or(unknown.filter(|_| !is_test))
    }

    /// Whether it leaves its trait native: ours, with the argument `dyn`.
    pub(super) fn is_native(&self) -> bool {
        self.name().is_some() && self.says_dyn()
    }

    /// Whether it says `dyn`: a caller that knows the type calls an `async fn`.
    pub(crate) fn says_dyn(&self) -> bool {
        says(&self.args, "dyn")
    }

    /// The attribute of valuetask that it is, the first of several by configuration, or has the name of.
    pub(crate) fn name(&self) -> Option<Name> {
        let ours = self.meanings.first().filter(|_| self.meanings.iter().all(Meaning::is_ours));
        ours.and_then(Meaning::ours).or(self.by_name)
    }

    /// The attribute of valuetask that it is, if it is one under every configuration.
    fn ours(&self) -> Option<Name> {
        match &self.meanings[..] {
            [meaning] => meaning.ours(),
            _ => None,
        }
    }

    /// What holds for a method: where its own attribute is one of ours, that goes by its own name, and what the item's says
    /// of the start is for methods of the same name alone.
    pub(super) fn with(&self, own: Option<&Self>) -> (Vec<Meaning>, TokenStream) {
        let Some(own) = own else { return (self.meanings.clone(), self.args.clone()) };
        let is_other = own.ours().is_some() && self.ours().is_some() && own.ours() != self.ours();
        let starts = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "hot" || word == "lazy");
        let of_item = self.args.clone().into_iter().filter(|token| !(is_other && starts(token)));
        let meanings = if is_other { &own.meanings } else { &self.meanings };
        (meanings.clone(), own.args.clone().into_iter().chain(of_item).collect())
    }
}

/// The part of an attribute whose path begins at a byte.
fn part(meta: &Meta, start: usize, scope: &Scope) -> Option<Meta> {
    match conditional_metas(meta) {
        Some(metas) => metas.iter().find_map(|meta| part(meta, start, scope)),
        None => (scope.bytes(meta.path().span()).start == start).then(|| meta.clone()),
    }
}
