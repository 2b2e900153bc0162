//! The types that a file declares, for the sizes of results, and its statics, for what is done to them.

#![forbid(unsafe_code)]

use syn::{Item, ItemEnum, ItemStatic, ItemStruct, ItemType};

use super::super::names::Index;
use super::super::size::{Declared, types_of};
use crate::audit::tree::{FileId, Tree};
use crate::walk::{Node, walk};

/// Adds the types and the statics that a file declares.
pub(in super::super) fn declare(file: FileId, tree: &Tree, index: &mut Index) {
    let mut add = |node: Node<'_>| {
        match node {
            Node::Item(Item::Struct(ItemStruct { ident, generics, fields, .. })) => {
                index.types.add(ident.to_string(), generics, Declared::Struct(types_of(fields)));
            }
            Node::Item(Item::Enum(ItemEnum { ident, generics, variants, .. })) => {
                let variants = variants.iter().map(|variant| types_of(&variant.fields)).collect();
                index.types.add(ident.to_string(), generics, Declared::Enum(variants));
            }
            Node::Item(Item::Type(ItemType { ident, generics, ty, .. })) => {
                index.types.add(ident.to_string(), generics, Declared::Alias(ty.clone()));
            }
            Node::Item(Item::Static(ItemStatic { ident, .. })) => {
                index.statics.insert(ident.to_string());
            }
            _ => {}
        }
        true
    };
    if let Some(syntax) = &tree.files[file].syntax {
        walk(&mut add, Node::File(syntax));
    }
}
