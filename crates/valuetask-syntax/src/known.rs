//! What is known by its name alone: attributes, macros and types. From a name to a yes or a no.
//! Each list is words in the order of the alphabet.
//!
//! A name is a guess: another item may have it. What rests on one is speed, lints, messages, whether a lifetime has to
//! be written, and two things that change what code does, which the documentation of the attribute names: a user's
//! macro with the name of one that awaits nothing, and a user's type with a destructor and the name of a number.

use syn::{Attribute, Path, Type, TypePath};

/// The attributes that this crate expands. The name says what methods return.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// `#[value_task]`: a `ValueTask`, whose first part runs at the call.
    ValueTask,
    /// `#[async_trait]`: a `PooledFuture`, which runs when it is polled.
    AsyncTrait,
    /// `#[async_method]`: what the method declares.
    AsyncMethod,
    /// `#[async_recursion]`: a `PooledFuture`, of one function.
    AsyncRecursion,
}

impl Name {
    /// The attribute's name in code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ValueTask => "value_task",
            Self::AsyncTrait => "async_trait",
            Self::AsyncMethod => "async_method",
            Self::AsyncRecursion => "async_recursion",
        }
    }

    /// That of an attribute, by the last word of its path.
    ///
    /// Not `async_recursion`: under an attribute of an item, such a method awaits itself anyway, and the crate
    /// async-recursion has one, too.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let last = &path.segments.last()?.ident;
        [Self::ValueTask, Self::AsyncTrait, Self::AsyncMethod].into_iter().find(|name| last == name.as_str())
    }
}

/// How the names of the hidden methods of native traits begin.
pub(crate) const HIDDEN: &str = "__valuetask_native_";

/// How the names of the type parameters begin that implementations for native traits add to the user's.
pub(crate) const HIDDEN_TYPE: &str = "__Valuetask";

/// Attributes of the language that don't look at the body.
const ATTRIBUTES: &str = "\
    allow automatically_derived cfg cold coverage deny deprecated derive doc expect export_name forbid inline link_section \
    macro_export macro_use must_use no_mangle non_exhaustive repr target_feature track_caller unsafe warn";

/// What std derives, which reads no attribute beside it.
pub(crate) const DERIVES: &str = "Clone Copy Debug Default Eq Hash Ord PartialEq PartialOrd";

/// Attributes that set the level of lints.
const LEVELS: &str = "allow deny expect forbid warn";

/// Tools whose attributes the compiler knows, and no macro expands.
const TOOLS: &str = "clippy diagnostic miri rust_analyzer rustfmt";

/// Attribute macros whose wrapper around the body does nothing but note when it is polled, on whichever thread and task
/// that is: those of tracing and fastrace.
///
/// And mockall's, which leaves the bodies of a trait as they are.
///
/// Not async-backtrace's `framed`: its frame must not outlive the one that it was first polled in, as it would where a
/// task is made in one and spawned into another.
pub(crate) const TRANSPARENT: &str = "automock instrument trace";

/// Macros that expand to no await of their own: those of std, log, tracing, anyhow and serde_json.
const MACROS: &str = "\
    addr_of addr_of_mut anyhow assert assert_eq assert_ne bail cfg column compile_error concat dbg debug \
    debug_assert debug_assert_eq debug_assert_ne debug_span enabled ensure env eprint eprintln error error_span \
    event event_enabled file format format_args include_bytes include_str info info_span \
    is_x86_feature_detected json line log log_enabled matches module_path offset_of option_env panic pin print \
    println span span_enabled stringify todo trace trace_span unimplemented unreachable vec warn warn_span write writeln";

/// Numbers and the like: no destructor, no lifetime.
const SCALARS: &str = "bool char f32 f64 i128 i16 i32 i64 i8 isize u128 u16 u32 u64 u8 usize";

/// Types of std that may be taken for ones of shorter lifetimes, argument by argument. (`Cow` may not, in what it
/// borrows.)
const COVARIANT: &str = "Arc BTreeMap BTreeSet Box HashMap HashSet Option Pin Rc Result Vec VecDeque";

/// Types of std with the size of a pointer, for any target.
const POINTERS: &str = "Arc Box Pin Rc Weak";

/// Types with a lifetime that run the body of a method.
const TASKS: &str = "BoxFuture LocalBoxFuture LocalPooledFuture LocalValueTask Pin PooledFuture ValueTask";

/// Whether an attribute is one that this crate expands, by any path.
pub(crate) fn is_ours(attr: &Attribute) -> bool {
    Name::of(attr.path()).is_some()
}

/// Whether an attribute of this path is one of the language or of a tool, and no macro.
pub(crate) fn is_of_the_language(path: &Path) -> bool {
    let known = if path.segments.len() == 1 { ATTRIBUTES } else { TOOLS };
    path.segments.first().is_some_and(|first| is_among(known, &first.ident.to_string()))
}

/// Whether an attribute of this path sets the level of lints.
pub(crate) fn is_level(path: &Path) -> bool {
    path.get_ident().is_some_and(|name| is_among(LEVELS, &name.to_string()))
}

/// Whether a macro of this name expands to no await of its own.
pub(crate) fn awaits_nothing(name: &str) -> bool {
    is_among(MACROS, name)
}

/// Whether a type is a number, a `bool` or a `char`.
pub(crate) fn is_scalar(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.get_ident().is_some_and(|name| is_among(SCALARS, &name.to_string()))
}

/// Whether a type may be taken for one whose arguments live shorter.
pub(crate) fn is_covariant(ty: &TypePath) -> bool {
    ty.qself.is_none() && last_is_among(COVARIANT, &ty.path)
}

/// Whether a type seems to be one with a lifetime that runs the body of a method.
pub(crate) fn is_task(ty: &TypePath) -> bool {
    ty.qself.is_none() && last_is_among(TASKS, &ty.path)
}

/// Whether a type has one size, for any target of its pointers.
pub(crate) fn is_pointer(ty: &TypePath) -> bool {
    last_is_among(POINTERS, &ty.path)
}

/// Whether a path ends in one of these words.
pub(crate) fn last_is_among(words: &str, path: &Path) -> bool {
    path.segments.last().is_some_and(|last| is_among(words, &last.ident.to_string()))
}

fn is_among(words: &str, name: &str) -> bool {
    words.split(' ').any(|word| word == name)
}
