//! The attribute that decides the return type of a method, and the form in which its awaiters get it.

use proc_macro2::{TokenStream, TokenTree};
use syn::Meta;
use syn::spanned::Spanned as _;
use valuetask_syntax::Name;

use super::super::companion::{Companion, is_native};
use super::super::cost::says;
use super::super::names::Made;
use super::Collector;
use crate::audit::resolve::Meaning;
use crate::audit::scope::conditional_metas;
use crate::text::collapsed;

/// Attribute macros that leave what a method returns as it is, by their last word.
const HARMLESS: &str = "\
    auto_impl automock autoimpl delegatable_trait enum_dispatch framed instrument main test test_log trace \
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
    /// Whether it leaves a trait native.
    pub(super) fn is_native(&self) -> bool {
        is_native(&self.meanings, &self.args)
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

    /// What it makes of a trait of this name, or says of an impl, for `dyn`.
    pub(super) fn companion(&self, native: &str) -> Option<Companion> {
        Companion::of_attribute(&self.meanings, &self.args, native)
    }

    /// The attribute of valuetask that it is, if it is one under every configuration.
    fn ours(&self) -> Option<Name> {
        match &self.meanings[..] {
            [meaning] => meaning.ours(),
            _ => None,
        }
    }

    /// What holds for a method: where its own attribute is one of ours, that goes by its own name, and what the item's says of the start
    /// is for methods of the same name alone.
    pub(super) fn with(&self, own: Option<&Self>) -> (Vec<Meaning>, TokenStream) {
        let Some(own) = own else { return (self.meanings.clone(), self.args.clone()) };
        let is_other = own.ours().is_some() && self.ours().is_some() && own.ours() != self.ours();
        let of_item = self.args.clone().into_iter().filter(|token| !(is_other && start(token).is_some()));
        let meanings = if is_other { &own.meanings } else { &self.meanings };
        (meanings.clone(), own.args.clone().into_iter().chain(of_item).collect())
    }
}

impl Collector<'_> {
    /// The attribute among `attrs` that decides what a method returns, or might.
    pub(super) fn speaking(&self, attrs: &[syn::Attribute]) -> Option<Speaking> {
        let (mut known, mut unknown) = (None::<Speaking>, None);
        for (at, attr) in attrs.iter().enumerate() {
            let start = self.scope.bytes(attr.span()).start;
            for found in self.attributes.get(&start).into_iter().flatten() {
                let name = found.place.path.last().map_or("", String::as_str);
                let of_others =
                    found.meanings.iter().all(|meaning| matches!(meaning, Meaning::Unknown | Meaning::Foreign { .. }));
                if of_others && HARMLESS.split(' ').any(|harmless| harmless == name) {
                    continue;
                }
                let Some(meta) = self.part(&attr.meta, found.place.path_bytes.start) else { continue };
                let speaking = Speaking {
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
                        *known = Speaking { at: std::mem::take(&mut known.at), ..speaking };
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
        known.or(unknown)
    }

    /// The part of an attribute whose path begins at a byte.
    fn part(&self, meta: &Meta, start: usize) -> Option<Meta> {
        match conditional_metas(meta) {
            Some(metas) => metas.iter().find_map(|meta| self.part(meta, start)),
            None => (self.scope.bytes(meta.path().span()).start == start).then(|| meta.clone()),
        }
    }
}

/// The form in which the awaiters of a method get its future.
pub(super) fn made_by(meanings: &[Meaning], args: &TokenStream) -> Made {
    match meanings {
        _ if says(args, "boxed") => Made::Box,
        [Meaning::AsyncTrait | Meaning::AsyncRecursion] => Made::Box,
        [Meaning::TraitVariant | Meaning::Dynosaur | Meaning::Dynify] => Made::Native,
        _ if is_native(meanings, args) => Made::NativeTask,
        [meaning] => match meaning.ours() {
            // The method's own attribute says it first.
            Some(name) => match args.clone().into_iter().find_map(|token| start(&token)) {
                Some(hot) if hot => Made::HotTask,
                None if name != Name::AsyncTrait => Made::HotTask,
                _ => Made::Lazy,
            },
            None => Made::Unknown,
        },
        _ => Made::Unknown,
    }
}

/// Whether methods start at the call, if an argument says that.
fn start(token: &TokenTree) -> Option<bool> {
    let TokenTree::Ident(word) = token else { return None };
    if word == "hot" { Some(true) } else { (word == "lazy").then_some(false) }
}
