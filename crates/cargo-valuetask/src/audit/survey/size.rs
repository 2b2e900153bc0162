//! How many bytes a result takes, as far as its type says: numbers, tuples, what std makes of them, and the structs and
//! enums of the workspace. On a machine of 64 bits.

#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::collections::HashMap;

use syn::{Fields, Generics, Path, PathArguments, Type};

use super::returns::types;

/// More than this is moved rather than returned in place, and better behind an `Arc`.
pub(crate) const LARGE: u64 = 64;

/// The size of a result.
#[derive(Clone, Debug)]
pub(crate) struct Size {
    /// The type, as it is written.
    pub(crate) written: String,
    ty: Option<Type>,
    /// The parameters for types around it.
    params: Vec<String>,
    /// At least so many bytes; generic parts and types of other crates count as none.
    pub(crate) at_least: u64,
    /// All of it is known.
    pub(crate) known: bool,
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

impl Size {
    /// That of a type within these generics, settled later; nothing is `()`.
    pub(super) fn of<'g>(ty: Option<Type>, generics: impl IntoIterator<Item = &'g Generics>) -> Self {
        let written =
            ty.as_ref().map_or_else(|| "()".to_owned(), |ty| crate::text::collapsed(syn::spanned::Spanned::span(ty)));
        let params = generics.into_iter().flat_map(params_of).collect();
        Self { written, ty, params, at_least: 0, known: false }
    }

    /// Finds out how large it is.
    pub(super) fn settle(&mut self, types: &Types) {
        let all = Known { types, params: &self.params };
        let layout = self.ty.take().map_or(exactly(0, 1), |ty| layout(&ty, all));
        (self.at_least, self.known) = (layout.size, layout.known);
    }

    /// It is known to be more than 64 bytes.
    pub(crate) fn is_large(&self) -> bool {
        self.at_least > LARGE
    }
}

/// What names of types mean.
#[derive(Clone, Copy)]
struct Known<'k> {
    types: &'k Types,
    /// The names of parameters.
    params: &'k [String],
}

impl Known<'_> {
    /// Whether a path is of a parameter or of `Self`: the last word of `T::Item` is no type of the workspace.
    fn is_generic(&self, path: &Path) -> bool {
        path.segments
            .first()
            .is_some_and(|first| first.ident == "Self" || self.params.iter().any(|own| first.ident == own))
    }
}

fn layout(ty: &Type, all: Known<'_>) -> Layout {
    let inner = |ty: &Type| layout(ty, all);
    match ty {
        Type::Paren(paren) => inner(&paren.elem),
        Type::Group(group) => inner(&group.elem),
        Type::Never(_) => exactly(0, 1),
        Type::Tuple(tuple) => together(tuple.elems.iter().map(inner)),
        Type::FnPtr(_) => exactly(8, 8),
        Type::Reference(reference) => pointer(&reference.elem, all),
        Type::Ptr(pointed) => pointer(&pointed.elem, all),
        Type::Array(array) => match &array.len {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(length), .. }) => {
                let (element, length) = (inner(&array.elem), length.base10_parse().unwrap_or(0));
                Layout { size: element.size.saturating_mul(length), ..element }
            }
            _ => UNKNOWN,
        },
        Type::Path(path) if path.qself.is_none() && !all.is_generic(&path.path) => {
            let Some(last) = path.path.segments.last() else { return UNKNOWN };
            named(&last.ident.to_string(), &last.arguments, all)
        }
        _ => UNKNOWN,
    }
}

/// A pointer to a slice, a text or a trait object has two words.
fn pointer(to: &Type, all: Known<'_>) -> Layout {
    match to {
        Type::Slice(_) | Type::TraitObject(_) => exactly(16, 8),
        Type::Path(path) if path.path.is_ident("str") => exactly(16, 8),
        Type::Path(path) if path.path.get_ident().is_some_and(|name| !all.types.declares(&name.to_string())) => {
            let known = layout(to, all).known;
            Layout { size: 8, align: 8, known }
        }
        _ => exactly(8, 8),
    }
}

fn named(name: &str, args: &PathArguments, all: Known<'_>) -> Layout {
    let args = types(args);
    let inner = |at: usize| args.get(at).map(|ty| layout(ty, all));
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
        "Box" | "Arc" | "Rc" | "Weak" if args.len() == 1 => pointer(args[0], all),
        "Pin" => inner(0).unwrap_or(UNKNOWN),
        "PhantomData" => exactly(0, 1),
        "Option" if args.len() == 1 => one_of([exactly(0, 1), inner(0).unwrap_or(UNKNOWN)], has_niche(args[0])),
        // An alias such as `io::Result` leaves its error to itself.
        "Result" if !all.types.declares("Result") => {
            let mut layout = one_of([inner(0).unwrap_or(UNKNOWN), inner(1).unwrap_or(UNKNOWN)], false);
            layout.known &= args.len() == 2;
            layout
        }
        _ => all.types.layout(name, args.is_empty()),
    }
}

/// Whether `None` of it takes no room of its own.
fn has_niche(ty: &Type) -> bool {
    match ty {
        Type::Reference(_) => true,
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            ["String", "Vec", "Box", "Arc", "Rc", "bool", "char", "PathBuf", "HashMap", "Duration"]
                .iter()
                .any(|name| last.ident == name)
        }),
        _ => false,
    }
}

/// Parts that are all there, in whichever order leaves the fewest gaps.
fn together(parts: impl Iterator<Item = Layout>) -> Layout {
    let sum = parts.fold(exactly(0, 1), |sum, part| Layout {
        size: sum.size.saturating_add(part.size),
        align: sum.align.max(part.align),
        known: sum.known && part.known,
    });
    Layout { size: sum.size.checked_next_multiple_of(sum.align).unwrap_or(u64::MAX), ..sum }
}

/// The layout of an enum's variants. The discriminant takes no room of its own if it fits into a niche of a variant.
fn one_of(parts: impl IntoIterator<Item = Layout>, niche: bool) -> Layout {
    let largest = parts.into_iter().fold(exactly(0, 1), |largest, part| Layout {
        size: largest.size.max(part.size),
        align: largest.align.max(part.align),
        known: largest.known && part.known,
    });
    Layout {
        size: largest.size.checked_next_multiple_of(largest.align).unwrap_or(u64::MAX),
        known: largest.known && niche,
        ..largest
    }
}

/// The types of the workspace, by name: nothing where several have the name.
#[derive(Debug, Default)]
pub(super) struct Types {
    declared: HashMap<String, Option<(Vec<String>, Declared)>>,
    /// The layouts that were asked for.
    layouts: RefCell<HashMap<String, Layout>>,
}

impl Types {
    pub(super) fn add(&mut self, name: String, generics: &Generics, declared: Declared) {
        let new = Some((params_of(generics).collect(), declared));
        self.declared.entry(name).and_modify(|known| *known = None).or_insert(new);
    }

    /// The type of a name, if there is one.
    pub(super) fn get(&self, name: &str) -> Option<&Declared> {
        self.declared.get(name)?.as_ref().map(|(_, declared)| declared)
    }

    /// Whether there are types of a name.
    pub(super) fn declares(&self, name: &str) -> bool {
        self.declared.contains_key(name)
    }

    /// That of the type of a name; `whole` if it has no parameters, which aren't followed into it.
    fn layout(&self, name: &str, whole: bool) -> Layout {
        let Some(Some((params, declared))) = self.declared.get(name) else { return UNKNOWN };
        let known = self.layouts.borrow().get(name).copied();
        let found = known.unwrap_or_else(|| {
            // A type that holds itself ends here.
            self.layouts.borrow_mut().insert(name.to_owned(), UNKNOWN);
            declared.layout(Known { types: self, params })
        });
        self.layouts.borrow_mut().insert(name.to_owned(), found);
        Layout { known: found.known && whole, ..found }
    }
}

/// The names of parameters for types.
fn params_of(generics: &Generics) -> impl Iterator<Item = String> {
    generics.type_params().map(|param| param.ident.to_string())
}

/// A struct, an enum or an alias of the workspace.
#[derive(Clone, Debug)]
pub(super) enum Declared {
    Struct(Vec<Type>),
    Enum(Vec<Vec<Type>>),
    Alias(Box<Type>),
}

impl Declared {
    fn layout(&self, all: Known<'_>) -> Layout {
        let inner = |ty: &Type| layout(ty, all);
        match self {
            Self::Struct(fields) => together(fields.iter().map(inner)),
            Self::Enum(variants) => one_of(variants.iter().map(|fields| together(fields.iter().map(inner))), false),
            Self::Alias(ty) => inner(ty),
        }
    }
}

/// The types of the fields.
pub(super) fn types_of(fields: &Fields) -> Vec<Type> {
    fields.iter().map(|field| field.ty.clone()).collect()
}
