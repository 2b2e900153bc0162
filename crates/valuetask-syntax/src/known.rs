//! What is known by its name alone: attributes, macros and types.
//!
//! A name is a guess: another item may have it. What rests on one is speed, lints, messages, whether a lifetime has to be written, and
//! two things that change what code does, which the documentation of the attribute names: a macro of one's own that is called as a plain
//! one, and a type of one's own, with a destructor, that is called as a number.

use syn::{Path, Type, TypePath};

/// Attributes of the language that don't look at the body.
const ATTRIBUTES: &[&str] = &[
    "allow",
    "cfg",
    "cold",
    "deny",
    "deprecated",
    "doc",
    "expect",
    "export_name",
    "forbid",
    "inline",
    "link_section",
    "must_use",
    "no_mangle",
    "target_feature",
    "track_caller",
    "unsafe",
    "warn",
];

/// Tools whose attributes the compiler knows, and no macro expands.
const TOOLS: &[&str] = &["clippy", "diagnostic", "miri", "rust_analyzer", "rustfmt"];

/// Attribute macros whose wrapper around the body does nothing but note when it is polled, on whichever thread and task that
/// is: those of tracing and fastrace.
///
/// Not async-backtrace's `framed`: its frame must not outlive the one that it was first polled in, as it would where a task
/// is made in one and spawned into another.
const TRANSPARENT: &[&str] = &["instrument", "trace"];

/// Macros that expand to no await of their own: those of std, log, tracing, anyhow and serde_json.
const MACROS: &[&str] = &[
    "addr_of",
    "addr_of_mut",
    "anyhow",
    "assert",
    "assert_eq",
    "assert_ne",
    "bail",
    "cfg",
    "column",
    "compile_error",
    "concat",
    "dbg",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "debug_span",
    "ensure",
    "env",
    "eprint",
    "eprintln",
    "error",
    "error_span",
    "event",
    "file",
    "format",
    "format_args",
    "include_bytes",
    "include_str",
    "info",
    "info_span",
    "json",
    "line",
    "log",
    "log_enabled",
    "matches",
    "module_path",
    "offset_of",
    "option_env",
    "panic",
    "pin",
    "print",
    "println",
    "span",
    "stringify",
    "todo",
    "trace",
    "trace_span",
    "unimplemented",
    "unreachable",
    "vec",
    "warn",
    "warn_span",
    "write",
    "writeln",
];

/// Numbers and the like: no destructor, no lifetime.
const SCALARS: &[&str] = &[
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "u128", "u16", "u32", "u64", "u8",
    "usize",
];

/// Types of std that may be taken for ones of shorter lifetimes, argument by argument. (`Cow` may not, in what it borrows.)
const COVARIANT: &[&str] =
    &["Arc", "BTreeMap", "BTreeSet", "Box", "HashMap", "HashSet", "Option", "Pin", "Rc", "Result", "Vec", "VecDeque"];

/// Types without a lifetime of their own. Types of errors, by the end of their name, count among them.
const WITHOUT_LIFETIME: &[&str] = &[
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

/// How the names of types end that are known for a lifetime.
const BORROWING: &[&str] = &["Cursor", "Guard", "Iter", "Iterator", "Ref", "RefMut", "Rows", "Slice", "View"];

/// Whether an attribute of this path is one of the language or of a tool, and no macro.
pub(crate) fn is_of_the_language(path: &Path) -> bool {
    let known = if path.segments.len() == 1 { ATTRIBUTES } else { TOOLS };
    path.segments.first().is_some_and(|first| is_one_of(known, &first.ident.to_string()))
}

/// Whether an attribute macro of this path only notes when the body is polled.
pub(crate) fn is_transparent(path: &Path) -> bool {
    path.segments.last().is_some_and(|last| is_one_of(TRANSPARENT, &last.ident.to_string()))
}

/// Whether a macro of this name expands to no await of its own.
pub(crate) fn is_plain_macro(name: &str) -> bool {
    is_one_of(MACROS, name)
}

/// Whether a type is a number, a `bool` or a `char`.
pub(crate) fn is_scalar(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.get_ident().is_some_and(|name| is_one_of(SCALARS, &name.to_string()))
}

/// Whether a type may be taken for one whose arguments live shorter.
pub(crate) fn is_covariant(ty: &TypePath) -> bool {
    ty.qself.is_none() && ty.path.segments.last().is_some_and(|last| is_one_of(COVARIANT, &last.ident.to_string()))
}

/// Whether a type of this name has no lifetime of its own.
pub(crate) fn has_no_lifetime(name: &str) -> bool {
    name.ends_with("Error") || is_one_of(WITHOUT_LIFETIME, name)
}

/// Whether a type of this name seems to have a lifetime.
pub(crate) fn seems_to_borrow(name: &str) -> bool {
    BORROWING.iter().any(|end| name.ends_with(end))
}

fn is_one_of(sorted: &[&str], name: &str) -> bool {
    sorted.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_sorted_for_its_binary_search() {
        for list in [ATTRIBUTES, TOOLS, TRANSPARENT, MACROS, SCALARS, COVARIANT, WITHOUT_LIFETIME] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
