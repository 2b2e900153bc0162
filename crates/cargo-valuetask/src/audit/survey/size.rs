//! How many bytes a result takes, as far as its type says: numbers, tuples, what std makes of them, and the structs and
//! enums of the workspace. On a machine of 64 bits.

use std::cell::RefCell;
use std::collections::HashMap;

use syn::spanned::Spanned as _;
use syn::{Fields, Generics, Ident, Item, ItemEnum, ItemStruct, ItemType, PathArguments, Type, TypePath};

use super::returns::types;
use crate::text::collapsed;

/// More than this is moved rather than returned in place, and better behind an `Arc`.
pub(crate) const LARGE: u64 = 64;

/// The size of a result.
#[derive(Clone, Debug)]
pub(crate) struct Size {
    /// The type, as it is written.
    pub(crate) written: String,
    /// At least so many bytes; generic parts and types of other crates count as none.
    pub(crate) at_least: u64,
    /// All of it is known.
    pub(crate) known: bool,
}

impl Size {
    /// That of a type within these generics; nothing is `()`.
    pub(super) fn of<'g>(ty: Option<&Type>, generics: impl IntoIterator<Item = &'g Generics>, types: &Types) -> Self {
        let params: Vec<_> = generics.into_iter().flat_map(params_of).collect();
        let written = ty.map_or_else(|| "()".to_owned(), |ty| collapsed(ty.span()));
        let layout = ty.map_or(exactly(0, 1), |ty| types.layout(ty, &params));
        Self { written, at_least: layout.size, known: layout.known }
    }

    /// It is known to be more than 64 bytes.
    pub(crate) fn is_large(&self) -> bool {
        self.at_least > LARGE
    }
}

/// What is known of a layout: its least size, its least alignment, and whether that is all.
#[derive(Clone, Copy, Debug)]
struct Layout {
    size: u64,
    align: u64,
    known: bool,
}

const fn exactly(size: u64, align: u64) -> Layout {
    Layout { size, align, known: true }
}

const UNKNOWN: Layout = Layout { size: 0, align: 1, known: false };
const POINTER: Layout = exactly(8, 8);

impl Layout {
    /// What it takes in an array.
    fn rounded(self) -> Self {
        Self { size: self.size.checked_next_multiple_of(self.align).unwrap_or(u64::MAX), ..self }
    }
}

/// Parts that are all there, in whichever order leaves the fewest gaps.
fn together(parts: impl Iterator<Item = Layout>) -> Layout {
    let sum = parts.fold(exactly(0, 1), |sum, part| Layout {
        size: sum.size.saturating_add(part.size),
        align: sum.align.max(part.align),
        known: sum.known && part.known,
    });
    sum.rounded()
}

/// The least layout of an enum's variants: where it keeps its tag isn't known.
fn one_of(parts: impl IntoIterator<Item = Layout>) -> Layout {
    let largest = parts.into_iter().fold(UNKNOWN, |largest, part| Layout {
        size: largest.size.max(part.size),
        align: largest.align.max(part.align),
        known: false,
    });
    largest.rounded()
}

/// The types of the workspace, by name: nothing where several have the name.
#[derive(Debug, Default)]
pub(super) struct Types {
    declared: HashMap<String, Option<Item>>,
    /// The layouts that were asked for.
    layouts: RefCell<HashMap<String, Layout>>,
}

impl Types {
    /// Adds a struct, an enum or an alias.
    pub(super) fn add(&mut self, name: &Ident, item: &Item) {
        let new = || Some(item.clone());
        self.declared.entry(name.to_string()).and_modify(|known| *known = None).or_insert_with(new);
    }

    /// The type that an alias stands for, if a name is one.
    pub(super) fn aliased(&self, name: &str) -> Option<&Type> {
        match self.declared.get(name)? {
            Some(Item::Type(alias)) => Some(&alias.ty),
            _ => None,
        }
    }

    /// Whether there are types of a name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// That of a type, within these parameters for types.
    fn layout(&self, ty: &Type, params: &[String]) -> Layout {
        let inner = |ty: &Type| self.layout(ty, params);
        match ty {
            Type::Paren(paren) => inner(&paren.elem),
            Type::Group(group) => inner(&group.elem),
            Type::Never(_) => exactly(0, 1),
            Type::Tuple(tuple) => together(tuple.elems.iter().map(inner)),
            Type::FnPtr(_) => POINTER,
            Type::Reference(reference) => self.pointer(&reference.elem, params),
            Type::Ptr(pointed) => self.pointer(&pointed.elem, params),
            Type::Array(array) => match &array.len {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(length), .. }) => {
                    let (element, length) = (inner(&array.elem), length.base10_parse().unwrap_or(0));
                    Layout { size: element.size.saturating_mul(length), ..element }
                }
                _ => UNKNOWN,
            },
            Type::Path(TypePath { qself: None, path, .. }) => match (path.segments.first(), path.segments.last()) {
                // The last word of `T::Item` is no type of the workspace.
                (Some(first), _) if first.ident == "Self" || params.iter().any(|own| first.ident == own) => UNKNOWN,
                (_, Some(last)) => self.named(&last.ident.to_string(), &last.arguments, params),
                _ => UNKNOWN,
            },
            _ => UNKNOWN,
        }
    }

    /// A pointer to a slice, a text or a trait object has two words; what a name that isn't known stands for may be one.
    fn pointer(&self, to: &Type, params: &[String]) -> Layout {
        match to {
            Type::Slice(_) | Type::TraitObject(_) => exactly(16, 8),
            Type::Path(path) => match path.path.get_ident().map(ToString::to_string) {
                Some(name) if name == "str" => exactly(16, 8),
                Some(name) if !self.declares(&name) => Layout { known: self.layout(to, params).known, ..POINTER },
                _ => POINTER,
            },
            _ => POINTER,
        }
    }

    fn named(&self, name: &str, args: &PathArguments, params: &[String]) -> Layout {
        let args = types(args);
        let inner = |at: usize| args.get(at).map_or(UNKNOWN, |ty| self.layout(ty, params));
        match name {
            "bool" | "u8" | "i8" => exactly(1, 1),
            "u16" | "i16" => exactly(2, 2),
            "u32" | "i32" | "f32" | "char" => exactly(4, 4),
            "u64" | "i64" | "f64" | "usize" | "isize" => exactly(8, 8),
            "u128" | "i128" => exactly(16, 16),
            "String" | "PathBuf" | "OsString" if args.is_empty() => exactly(24, 8),
            "Vec" | "BTreeMap" | "BTreeSet" | "BinaryHeap" => exactly(24, 8),
            "VecDeque" => exactly(32, 8),
            "HashMap" | "HashSet" if args.len() == if name == "HashMap" { 2 } else { 1 } => exactly(48, 8),
            "Duration" | "SystemTime" | "Instant" if args.is_empty() => exactly(16, 8),
            "Box" | "Arc" | "Rc" | "Weak" if args.len() == 1 => self.pointer(args[0], params),
            "Pin" => inner(0),
            "PhantomData" => exactly(0, 1),
            "Option" => one_of([inner(0)]),
            // An alias such as `io::Result` leaves its error to itself.
            "Result" if !self.declares("Result") => one_of([inner(0), inner(1)]),
            _ => self.declared(name, args.is_empty()),
        }
    }

    /// That of the type of a name; `whole` if it has no parameters, which aren't followed into it.
    fn declared(&self, name: &str, whole: bool) -> Layout {
        let Some(Some(item)) = self.declared.get(name) else { return UNKNOWN };
        let known = self.layouts.borrow().get(name).copied();
        let found = known.unwrap_or_else(|| {
            // A type that holds itself ends here.
            self.layouts.borrow_mut().insert(name.to_owned(), UNKNOWN);
            self.layout_of(item)
        });
        self.layouts.borrow_mut().insert(name.to_owned(), found);
        Layout { known: found.known && whole, ..found }
    }

    fn layout_of(&self, item: &Item) -> Layout {
        let (Item::Struct(ItemStruct { generics, .. })
        | Item::Enum(ItemEnum { generics, .. })
        | Item::Type(ItemType { generics, .. })) = item
        else {
            return UNKNOWN;
        };
        let params: Vec<_> = params_of(generics).collect();
        let all = |fields: &Fields| together(fields.iter().map(|field| self.layout(&field.ty, &params)));
        match item {
            Item::Struct(item) => all(&item.fields),
            Item::Enum(item) => one_of(item.variants.iter().map(|variant| all(&variant.fields))),
            Item::Type(item) => self.layout(&item.ty, &params),
            _ => UNKNOWN,
        }
    }
}

/// The names of parameters for types.
fn params_of(generics: &Generics) -> impl Iterator<Item = String> {
    generics.type_params().map(|param| param.ident.to_string())
}
