//! Signatures of macros whose names, lifetimes and types are equal by their words, and are not the same: `'a` of the macro and `'a` of its
//! caller.

use crate::programs::{MODES, Mode};

/// Items with a method, the path of the method, and the lifetime of the task, where it is declared. `ON` is the attribute, and
/// `KEY` is `key` in a form that implies that it outlives the lifetime before it.
const FORMS: [(&str, &str, &str); 12] = [
    ("ON async fn $f<'a, $l>(_s: &'a u8, KEY<'a, $l>) -> OUT BODY", "$f", "'a"),
    ("ON async fn $f<'a, $l>(_s: &'a u8, KEY<'a, $l>) -> OUT BODY", "$f", "$l"),
    ("ON async fn $f<'a, $l>(_s: &$l u8, KEY<$l, 'a>) -> OUT BODY", "$f", "$l"),
    ("ON async fn $f<'task, $l>(_s: &'task u8, KEY<'task, $l>) -> OUT BODY", "$f", "'task"),
    ("ON impl S<'_> { async fn $f<'a, $l>(_s: &'a u8, KEY<'a, $l>) -> OUT BODY }", "S::$f", "'a"),
    ("impl S<'_> { ON async fn $f<'a, $l>(_s: &'a u8, KEY<'a, $l>) -> OUT BODY }", "S::$f", "'a"),
    ("ON impl<$l> S<$l> { async fn $f<'a>(_s: &'a u8, KEY<'a, $l>) -> OUT BODY }", "S::<'s>::$f", "'a"),
    ("impl<$l> S<$l> { ON async fn $f<'a>(_s: &'a u8, KEY<'a, $l>) -> OUT BODY }", "S::<'s>::$f", "'a"),
    (
        "ON impl<'a, $l> Two<'a, $l> { async fn $f(_s: &'a u8, KEY<'a, $l>) -> OUT BODY }",
        "Two::<'static, 's>::$f",
        "'a",
    ),
    (
        "ON trait Tr: Sync { async fn $f<'a, $l>(&'a self, KEY<'a, $l>) -> OUT; } \
         ON impl Tr for u8 { async fn $f<'a, $l>(&'a self, KEY<'a, $l>) -> OUT BODY }",
        "<u8 as Tr>::$f",
        "'a",
    ),
    (
        "ON trait Tr<$l>: Sync { async fn $f<'a>(&'a self, KEY<'a, $l>) -> OUT; } \
         ON impl<$l> Tr<$l> for u8 { async fn $f<'a>(&'a self, KEY<'a, $l>) -> OUT BODY }",
        "<u8 as Tr<'s>>::$f",
        "'a",
    ),
    (
        "#[value_task(dyn = DynTr)] trait Tr: Send + Sync { async fn $f<'a, $l>(&'a self, KEY<'a, $l>) -> OUT; } \
         #[value_task(dyn)] impl Tr for u8 { async fn $f<'a, $l>(&'a self, KEY<'a, $l>) -> OUT BODY }",
        "<dyn DynTr as Tr>::$f",
        "'a",
    ),
];

/// Arguments from which a method knows, unless it is used as a value, that the lifetime of `key` outlives another one.
const KEYS: [&str; 2] =
    ["key: <&FIRST &SECOND str as Own>::O, _w: ()", "key: &SECOND str, _w: <&FIRST &SECOND () as Projects>::U"];

fn items(form: &str, key: &str, mode: Mode, task: &str) -> String {
    let mut items = form.to_owned();
    for (first, second) in [("'a", "$l"), ("$l", "'a"), ("'task", "$l")] {
        let key = key.replace("FIRST", first).replace("SECOND", second);
        items = items.replace(&format!("KEY<{first}, {second}>"), &key);
    }
    let out = mode.output("()").replace("'_", task);
    items.replace("BODY", "{ pause().await; let _held = &key; }").replace("ON", mode.attribute).replace("OUT", &out)
}

/// Methods with a type parameter that is called like another one, or like a type that hides a lifetime.
const TYPES: [&str; 2] = [
    "macro make($f:ident, $T:ident) { ON async fn $f<T: Send, $T: AsRef<str> + Send>(_s: T, key: $T) -> OUT BODY } make!(f, T);",
    "type T<'a> = <&'static &'a str as Own>::O; \
     macro make($f:ident, $T:ident) { ON async fn $f<$T: Send>(_s: $T, key: T) -> OUT BODY } make!(f, T);",
];

/// Programs that let a borrow escape if they compile, and programs without an escape: each form under three attributes.
pub(crate) fn programs() -> (Vec<String>, Vec<String>) {
    let (mut escapes, mut controls) = (Vec::new(), Vec::new());
    let own = "trait Own { type O; } impl<'x, 'a> Own for &'x &'a str { type O = &'a str; } \
               pub struct S<'s>(&'s u8); pub struct Two<'s, 't>(&'s u8, &'t u8);";
    let (native, returning): (Vec<_>, Vec<_>) = MODES.into_iter().partition(|mode| mode.is_native());
    let mut modes = returning.iter().cycle();
    for (form, path, task) in FORMS {
        let is_native = form.contains("DynTr");
        let first = if is_native { "&'static dyn DynTr" } else { "&'static u8" };
        let modes: Vec<_> = if is_native { native.clone() } else { modes.by_ref().take(3).copied().collect() };
        for (key, mode) in KEYS.into_iter().flat_map(|key| modes.iter().map(move |mode| (key, *mode))) {
            let (items, name) = (items(form, key, mode, task), if form.contains("'task") { "'task" } else { "'a" });
            let program =
                |used: &str| format!("{own} macro make($f:ident, $l:lifetime) {{ {items} {used} }} make!(f, {name});");
            let escape = "-> impl Sized + use<>";
            escapes.push(program(&format!(
                "fn escape<'s>(first: {first}, key: &'s str) {escape} {{ apply3({path}, first, key, ()) }}"
            )));
            let path = path.replace("'s>", "'static>");
            controls.push(program(&format!(
                "async fn control(first: {first}, key: &'static str) {{ {path}(first, key, ()).await; }}"
            )));
        }
    }
    for (program, mode) in TYPES.iter().flat_map(|program| returning.iter().map(move |mode| (program, mode))) {
        let items = program.replace("ON", mode.attribute).replace("OUT", &mode.output("()"));
        let items = items.replace("BODY", "{ pause().await; let _held = &key; }");
        escapes.push(format!("{own} {items} fn escape(key: &str) -> impl Sized + use<> {{ apply(f, (), key) }}"));
    }
    (escapes, controls)
}
