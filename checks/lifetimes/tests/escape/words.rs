//! Signatures in which equal words are different types: `$crate::Key` of the program, and that of another crate.

use crate::programs::{MODES, Mode};

/// Items with a method, the path of the method, and the arguments of a call. `OURS` is a type that holds nothing, and `THEIRS`
/// the borrow of a `str`. `ON` is the attribute.
const FORMS: [(&str, &str, &str); 13] = [
    ("ON async fn sum(_ours: OURS, key: THEIRS) -> OUT BODY", "sum", "0, key"),
    ("ON async fn sum(key: THEIRS, _ours: OURS) -> OUT BODY", "sum", "key, 0"),
    ("ON async fn sum(_ours: Option<OURS>, key: Option<THEIRS>) -> OUT BODY", "sum", "None, Some(key)"),
    ("ON async fn sum(_ours: impl Into<OURS> + Send, key: THEIRS) -> OUT BODY", "sum", "0, key"),
    ("ON async fn sum<T>(_ours: T, key: THEIRS) -> OUT where T: Into<OURS> + Send BODY", "sum", "0, key"),
    (
        "ON async fn sum(_ours: (OURS, impl Sized + Send), key: (THEIRS, impl Sized + Send)) -> OUT BODY",
        "sum",
        "(0, ()), (key, ())",
    ),
    (
        "ON async fn sum(_ours: OURS, #[cfg(any())] key: OURS, #[cfg(not(any()))] key: THEIRS) -> OUT BODY",
        "sum",
        "0, key",
    ),
    ("ON impl S { async fn sum(_ours: OURS, key: THEIRS) -> OUT BODY }", "S::sum", "0, key"),
    ("impl S { ON async fn sum(_ours: OURS, key: THEIRS) -> OUT BODY }", "S::sum", "0, key"),
    ("impl S { ON async fn sum(_ours: (OURS, Option<Self>), key: THEIRS) -> OUT BODY }", "S::sum", "(0, None), key"),
    (
        "ON trait Tr { async fn sum(_ours: OURS, key: THEIRS) -> OUT; } \
         ON impl Tr for S { async fn sum(_ours: OURS, key: THEIRS) -> OUT BODY }",
        "<S as Tr>::sum",
        "0, key",
    ),
    (
        "ON trait Tr: Sync { async fn sum(_ours: OURS, key: THEIRS) -> OUT BODY } ON impl Tr for S {}",
        "<S as Tr>::sum",
        "0, key",
    ),
    (
        "ON impl Text { async fn sum(self: THEIRS_OF_SELF, _ours: OURS_OF_SELF) -> OUT BODY_OF_SELF }",
        "Text::sum",
        "text, 0",
    ),
];

/// A program of one form, in which the types of the other crate have their lifetime or hide it.
fn program(form: &str, mode: Mode, lifetime: &str, of_self: &str) -> String {
    let items = form
        .replace("THEIRS_OF_SELF", &format!("$($theirs)*{of_self}"))
        .replace("THEIRS", &format!("$($theirs)*{lifetime}"))
        .replace("OURS_OF_SELF", "$crate::Key<Self>")
        .replace("OURS", "$crate::Key")
        .replace("BODY_OF_SELF", "{ pause().await; let _held = &self; }")
        .replace("BODY", "{ pause().await; let _held = &key; }")
        .replace("ON", mode.attribute)
        .replace("OUT", &mode.output("()"));
    format!(
        "pub struct S; pub struct Text(String); macro_rules! make {{ ($($theirs:tt)*) => {{ {items} }} }} other::with_key! {{ make }}"
    )
}

/// Programs that let a borrow escape if they compile, and programs without an escape.
pub(crate) fn programs() -> (Vec<String>, Vec<String>) {
    let (mut escapes, mut controls) = (Vec::new(), Vec::new());
    for mode in MODES.into_iter().filter(|mode| !mode.is_native()) {
        for (form, path, arguments) in FORMS {
            let out = mode.task.replace("LT", "static");
            let escape =
                format!("fn escape(key: &str, text: &Text) -> {out} {{ apply({path}, {}) }}", typed(arguments));
            // A call itself asks for what the type implies: a borrow that lasts for ever.
            let taken = "key: &'static str, text: &'static Text";
            let control = format!("async fn control({taken}) {{ {path}({}).await; }}", typed(arguments));
            let (hidden, said) = (program(form, mode, "", "<Self>"), program(form, mode, "<'_>", "<'_, Self>"));
            escapes.extend([format!("{hidden} {escape}"), format!("{said} {escape}")]);
            controls.push(format!("{said} {control}"));
        }
    }
    (escapes, controls)
}

/// Arguments whose numbers have a type.
fn typed(arguments: &str) -> String {
    arguments.replace("0", "0_u8").replace("None)", "None::<S>)").replace("None,", "None::<u8>,")
}
