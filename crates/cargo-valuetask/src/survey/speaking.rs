//! The attribute that decides the return type of a method.

use std::collections::BTreeSet;

use valuetask_syntax::Name;

use crate::resolve::{Attribute, Meaning, Resolver};
use crate::scope::AttributeUse;
use crate::tree::FileId;

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
    /// It, and others that do as much under other configurations.
    pub(crate) attributes: Vec<Attribute>,
    /// All that these mean.
    pub(crate) meanings: Vec<Meaning>,
}

impl Speaking {
    /// The one among an item's attributes that decides what its methods return, or might.
    pub(super) fn among(file: FileId, attributes: &[AttributeUse], resolver: &mut Resolver<'_>) -> Option<Self> {
        let of_others = |attribute: &Attribute| attribute.meanings.iter().all(Meaning::is_unknown);
        let is_among =
            |names: &str, attribute: &Attribute| names.split(' ').any(|name| name == attribute.place.path.last());
        let (unknown, mut found): (Vec<_>, Vec<_>) =
            attributes.iter().map(|place| resolver.attribute(file, place)).partition(of_others);
        if found.is_empty() {
            if unknown.iter().any(|attribute| is_among(TESTS, attribute)) {
                return None;
            }
            found.extend(unknown.into_iter().find(|attribute| !is_among(HARMLESS, attribute)));
        }
        let meanings: BTreeSet<_> = found.iter().flat_map(|attribute| attribute.meanings.clone()).collect();
        (!found.is_empty()).then_some(Self { attributes: found, meanings: meanings.into_iter().collect() })
    }

    /// Whether the arguments of the first have this word.
    pub(crate) fn says(&self, word: &str) -> bool {
        self.attributes[0].place.says(word)
    }

    /// The attribute of valuetask whose name it has, if its path leads nowhere that could be read.
    pub(crate) fn by_name(&self) -> Option<Name> {
        let name = syn::parse_str(self.attributes[0].place.path.last()).ok();
        name.as_ref().and_then(Name::of).filter(|_| self.meanings == [Meaning::Unknown])
    }

    /// The attribute of valuetask that it is, the first of several by configuration.
    pub(super) fn ours(&self) -> Option<Name> {
        self.meanings.iter().map(Meaning::ours).collect::<Option<Vec<_>>>()?.first().copied()
    }

    /// The attribute of valuetask that it is, or has the name of.
    pub(crate) fn name(&self) -> Option<Name> {
        self.ours().or_else(|| self.by_name())
    }
}
