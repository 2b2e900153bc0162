//! The types that a file declares, for the sizes of results, and its statics, for what is done to them.

#![forbid(unsafe_code)]

use syn::visit::{self, Visit};
use syn::{Item, ItemEnum, ItemStatic, ItemStruct, ItemType};

use super::super::names::Index;
use super::super::size::{Declared, types_of};
use crate::audit::tree::{FileId, Tree};

/// Adds the types and the statics that a file declares.
pub(in super::super) fn declare(file: FileId, tree: &Tree, index: &mut Index) {
    struct Types<'i>(&'i mut Index);
    impl Visit<'_> for Types<'_> {
        fn visit_item(&mut self, item: &Item) {
            match item {
                Item::Struct(ItemStruct { ident, generics, fields, .. }) => {
                    self.0.types.add(ident.to_string(), generics, Declared::Struct(types_of(fields)));
                }
                Item::Enum(ItemEnum { ident, generics, variants, .. }) => {
                    let variants = variants.iter().map(|variant| types_of(&variant.fields)).collect();
                    self.0.types.add(ident.to_string(), generics, Declared::Enum(variants));
                }
                Item::Type(ItemType { ident, generics, ty, .. }) => {
                    self.0.types.add(ident.to_string(), generics, Declared::Alias(ty.clone()));
                }
                Item::Static(ItemStatic { ident, .. }) => {
                    self.0.statics.insert(ident.to_string());
                }
                _ => {}
            }
            visit::visit_item(self, item);
        }
    }
    if let Some(syntax) = &tree.files[file].syntax {
        Types(index).visit_file(syntax);
    }
}
