//! A method with an argument of some type, a use of it that lets a borrow escape if it compiles, and one that must compile.

use crate::types::Ty;

/// The attribute of the method, or none: a plain `async fn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mode {
    pub(crate) attribute: &'static str,
    /// The return type for `'LT`.
    pub(crate) task: &'static str,
}

const TASK: &str = "ValueTask<'LT, ()>";
const POOLED: &str = "PooledFuture<'LT, ()>";

pub(crate) const PLAIN: Mode = Mode { attribute: "", task: "impl Future<Output = ()> + 'LT" };

pub(crate) const MODES: [Mode; 10] = [
    Mode { attribute: "#[value_task]", task: TASK },
    Mode { attribute: "#[value_task(lazy)]", task: TASK },
    Mode { attribute: "#[value_task(?Send)]", task: "LocalValueTask<'LT, ()>" },
    Mode { attribute: "#[value_task(boxed)]", task: "Pin<Box<dyn Future<Output = ()> + Send + 'LT>>" },
    Mode { attribute: "#[async_trait]", task: POOLED },
    Mode { attribute: "#[async_trait(exact)]", task: POOLED },
    Mode { attribute: "#[async_trait(?Send)]", task: "LocalPooledFuture<'LT, ()>" },
    Mode { attribute: "#[async_method]", task: TASK },
    Mode { attribute: "#[async_method]", task: POOLED },
    Mode { attribute: "#[value_task(dyn = DynTr)]", task: TASK },
];

impl Mode {
    /// Returns the declared type of a method whose body evaluates to this.
    pub(crate) fn output(self, value: &str) -> String {
        match self.attribute {
            "#[async_method]" => self.task.replace("'LT", "'_").replace("()", value),
            _ => value.to_owned(),
        }
    }

    pub(crate) fn is_native(self) -> bool {
        self.attribute.contains("dyn")
    }
}

/// The item around the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Free,
    Inherent,
    Static,
    Trait,
    TraitStatic,
    Given,
    GivenStatic,
}

pub(crate) const KINDS: [Kind; 7] =
    [Kind::Free, Kind::Inherent, Kind::Static, Kind::Trait, Kind::TraitStatic, Kind::Given, Kind::GivenStatic];

/// Other parts of the signature that imply a bound on the argument's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beside {
    Nothing,
    Condition,
    Argument,
    Reference,
    Output,
}

pub(crate) const BESIDES: [Beside; 5] =
    [Beside::Nothing, Beside::Condition, Beside::Argument, Beside::Reference, Beside::Output];

/// The use of the method as a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Closure,
    Pointer,
    ForAll,
    /// As a pointer to a function of a first argument that lasts for ever, which one for all lifetimes is, too.
    Weakened,
    Object,
}

pub(crate) const USES: [Use; 5] = [Use::Closure, Use::Pointer, Use::ForAll, Use::Weakened, Use::Object];

#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) ty: Ty,
    pub(crate) kind: Kind,
    pub(crate) beside: Beside,
    pub(crate) used: Use,
}

impl Case {
    /// Returns `true` if the type can be written there, and used so.
    pub(crate) fn is_one(&self) -> bool {
        let needs = self.ty.needs;
        let outer = !matches!(self.kind, Kind::Free | Kind::Trait | Kind::TraitStatic);
        let implies = matches!(self.beside, Beside::Argument | Beside::Reference | Beside::Output);
        let has_self = self.kind != Kind::Free;
        // An object's own type would have the tested bounds in the caller.
        let object = matches!(self.kind, Kind::Trait | Kind::Given)
            && !(needs.param || needs.bounded || needs.of_self || needs.outer || needs.associated);
        (outer || !needs.outer)
            && (has_self || !needs.of_self)
            && (self.is_of_trait() || !needs.associated)
            && !(implies && needs.once)
            && (object && !self.ty.said.contains("impl ") || self.used != Use::Object)
    }

    /// Returns `true` if an attribute can be put on it.
    pub(crate) fn fits(&self, mode: Mode) -> bool {
        let object = self.used == Use::Object;
        (!mode.is_native() || matches!(self.kind, Kind::Trait | Kind::Given) && object) && (mode != PLAIN || !object)
    }

    fn is_of_trait(&self) -> bool {
        matches!(self.kind, Kind::Trait | Kind::TraitStatic | Kind::Given | Kind::GivenStatic)
    }

    fn has_receiver(&self) -> bool {
        matches!(self.kind, Kind::Inherent | Kind::Trait | Kind::Given)
    }

    fn signature(&self, mode: Mode) -> String {
        let (Ty { said, needs, .. }, mut generics) = (&self.ty, Vec::new());
        generics.extend(needs.lifetime.then_some("'a"));
        generics.extend(needs.param.then_some("T: Send + Sync"));
        generics.extend(needs.bounded.then_some("H: Has<'a>"));
        let first = if self.has_receiver() { "&self" } else { "_s: &u8" };
        let unit = format!("<&'static {said} as Projects>::U");
        let cfg = if self.beside == Beside::Condition { "#[cfg(all())] " } else { "" };
        let beside = match self.beside {
            Beside::Argument => format!(", _w: {unit}"),
            Beside::Reference => format!(", _w: &{unit}"),
            _ => String::new(),
        };
        let output = mode.output(if self.beside == Beside::Output { &unit } else { "()" });
        let sized = if needs.of_self && self.is_of_trait() { "where Self: Sized" } else { "" };
        format!("async fn f<{}>({first}, {cfg}x: {said}{beside}) -> {output} {sized}", generics.join(", "))
    }

    /// Returns the items, with the method in them.
    fn items(&self, mode: Mode) -> String {
        let (on, on_impl) = (mode.attribute, if mode.is_native() { "#[value_task(dyn)]" } else { mode.attribute });
        let signature = self.signature(mode);
        let value = if self.beside == Beside::Output { "unreachable!()" } else { "()" };
        let body = format!("{{ pause().await; let _x = &x; {value} }}");
        let this = "pub struct S<'o, P>(PhantomData<(&'o (), P)>);";
        let own = "impl<'o, P: Send + Sync> S<'o, P>";
        match self.kind {
            Kind::Free => format!("{on} {signature} {body}"),
            Kind::Inherent | Kind::Static => format!("{this} {on} {own} {{ {signature} {body} }}"),
            Kind::Trait | Kind::TraitStatic => format!(
                "pub struct S<'o>(&'o str); {on} trait Tr: Send + Sync {{ type A: Send + Sync; {signature}; }} \
                 {on_impl} impl<'o> Tr for S<'o> {{ type A = &'o str; {signature} {body} }}"
            ),
            Kind::Given | Kind::GivenStatic => format!(
                "{on} trait Tr<'o, P: Send + Sync>: Send + Sync {{ type A: Send + Sync; {signature}; }} \
                 {on_impl} impl<'o, P: Send + Sync> Tr<'o, P> for S {{ type A = &'o str; {signature} {body} }}"
            ),
        }
    }

    /// Returns the arguments of the item around the method: those that the type needs, as a plain method holds all of
    /// them.
    fn outer(&self) -> (&'static str, &'static str) {
        let needs = self.ty.needs;
        let of_self = needs.of_self && !matches!(self.kind, Kind::Given | Kind::GivenStatic);
        if needs.outer || needs.associated || of_self { ("'s", "&'s str") } else { ("'static", "u8") }
    }

    /// Returns the type of the method.
    fn this(&self) -> String {
        let (lifetime, ty) = self.outer();
        match self.kind {
            Kind::Free => "u8".to_owned(),
            Kind::Inherent | Kind::Static => format!("S<{lifetime}, {ty}>"),
            Kind::Trait | Kind::TraitStatic => format!("S<{lifetime}>"),
            Kind::Given | Kind::GivenStatic => "S".to_owned(),
        }
    }

    /// Returns the path of the method, and the type of its first argument.
    fn path(&self, mode: Mode) -> (String, String) {
        let needs = self.ty.needs;
        let own = [needs.param.then_some("&'s str"), needs.bounded.then_some("()")];
        let own: Vec<_> = own.into_iter().flatten().collect();
        let turbofish = if own.is_empty() { String::new() } else { format!("::<{}>", own.join(", ")) };
        let (this, (lifetime, ty)) = (self.this(), self.outer());
        let name = if mode.is_native() { "DynTr" } else { "Tr" };
        let object = match self.kind {
            Kind::Trait => format!("dyn {name}<A = u8>"),
            _ => format!("dyn {name}<'static, u8, A = u8>"),
        };
        let is_object = self.used == Use::Object;
        let path = match self.kind {
            _ if is_object => format!("<{object}>::f"),
            Kind::Free => "f".to_owned(),
            Kind::Inherent | Kind::Static => format!("S::<{lifetime}, {ty}>::f"),
            Kind::Trait | Kind::TraitStatic => format!("<{this} as Tr>::f"),
            Kind::Given | Kind::GivenStatic => format!("<S as Tr<{lifetime}, {ty}>>::f"),
        };
        let first = match () {
            () if is_object => format!("({object})"),
            () if self.has_receiver() => this,
            () => "u8".to_owned(),
        };
        (path + &turbofish, first)
    }

    /// Returns `true` if the argument holds a borrow. A function's argument isn't one: a function of `&'s u8` is one of
    /// `&'static u8`.
    pub(crate) fn borrows(&self) -> bool {
        let given = self.ty.given.replace("SELF", &self.this());
        let (mut depth, mut of_functions) = (0, Vec::new());
        let held = given.char_indices().filter(|&(at, sign)| {
            match sign {
                '(' => {
                    depth += 1;
                    of_functions.extend(given[..at].ends_with("fn").then_some(depth));
                }
                ')' => {
                    of_functions.pop_if(|of_function| *of_function == depth);
                    depth -= 1;
                }
                _ => {}
            }
            of_functions.is_empty()
        });
        held.map(|(_, sign)| sign).collect::<String>().contains("'s")
    }

    /// Returns a program that lets a borrow escape if it compiles, or `None` if there is no borrow.
    pub(crate) fn escape(&self, mode: Mode) -> String {
        let (path, first) = self.path(mode);
        let given = self.ty.given.replace("SELF", &self.this());
        let (w, more) = match self.beside {
            Beside::Argument => ("()", ", ()"),
            Beside::Reference => ("&'static ()", ", &()"),
            _ => ("", ""),
        };
        let (out, any) = (mode.task.replace("LT", "static"), mode.task.replace("LT", "x"));
        // A receiver is `'static` if its type is.
        let lasts = if first.contains("'s") && self.used != Use::Weakened { "'s" } else { "'static" };
        let lasting = first.replace("'s ", "'static ").replace("'s,", "'static,").replace("'s>", "'static>");
        let taken = if self.used == Use::Weakened { &lasting } else { &first };
        let (call, used) = (if w.is_empty() { "apply(" } else { "apply3(" }, self.used);
        let body = match used {
            Use::Closure | Use::Object => format!("{call}{path}, s, x{more})"),
            Use::Pointer => format!("let p: fn(&{lasts} {first}, {given}, {w}) -> {out} = {path}; p(s, x{more})"),
            Use::ForAll => format!("let p: for<'x> fn(&'x {first}, {given}, {w}) -> {any} = {path}; p(s, x{more})"),
            Use::Weakened => format!(
                "let p: for<'x> fn(&'x {first}, {given}, {w}) -> {any} = {path}; \
                 let p: fn(&'static {lasting}, {given}, {w}) -> {out} = p; p(s, x{more})"
            ),
        };
        format!("{} fn escape<'s>(s: &{lasts} {taken}, x: {given}) -> {out} {{ {body} }}", self.items(mode))
    }

    /// Returns a program without an escape.
    pub(crate) fn control(&self, mode: Mode) -> String {
        let (path, first) = self.path(mode);
        let given = self.ty.given.replace("SELF", &self.this());
        let more = match self.beside {
            Beside::Argument => ", ()",
            Beside::Reference => ", &()",
            _ => "",
        };
        format!("{} async fn control<'s>(s: &{first}, x: {given}) {{ {path}(s, x{more}).await; }}", self.items(mode))
    }
}

/// Receivers in the signature and in the caller, with `S` in place of `Self`.
pub(crate) const RECEIVERS: [(&str, &str); 14] = [
    ("Self", "S"),
    ("Box<Self>", "Box<S>"),
    ("Arc<Self>", "Arc<S>"),
    ("Pin<&mut Self>", "Pin<&'s mut S>"),
    ("Pin<&'a Self>", "Pin<&'s S>"),
    ("&Self", "&'s S"),
    ("&'a Box<Self>", "&'s Box<S>"),
    ("Id<Self>", "S"),
    ("Pro<'_, Self>", "S"),
    ("Pro<'a, Box<Self>>", "Box<S>"),
    ("<&Self as Deref>::Target", "S"),
    ("named::Option<Self>", "S"),
    ("again!(Box<Self>)", "Box<S>"),
    ("projected!(Self)", "S"),
];

/// Not an escape, as all borrows are `'static`: it compiles if the result has the expected type.
pub(crate) fn lasting(escape: &str) -> String {
    escape.replace("escape<'s>", "lasting").replace("'static", "'S").replace("'s", "'static").replace("'S", "'static")
}

/// For each receiver under each of its attributes, an escape and a program without one.
pub(crate) fn receivers(mode: Mode) -> Vec<(String, String)> {
    let output = mode.output("()");
    let (on, out) = (mode.attribute, mode.task.replace("LT", "static"));
    let programs = RECEIVERS.iter().flat_map(|(said, given)| {
        let given = given.replace('S', "S<'s>");
        let method = format!("async fn f<'a>(self: {said}, _s: &u8) -> {output} where Self: Sized");
        let body = "{ pause().await; let _x = &self; }";
        let this = "pub struct S<'o>(&'o str);";
        let inherent = format!("{this} {on} impl<'o> S<'o> {{ {method} {body} }}");
        let of_trait = format!(
            "{this} {on} trait Tr: Send + Sync {{ {method}; }} {on} impl<'o> Tr for S<'o> {{ {method} {body} }}"
        );
        [(inherent, "S::<'s>::f"), (of_trait, "<S<'s> as Tr>::f")].map(|(items, path)| {
            let escape = format!("fn escape<'s>(x: {given}, s: &'static u8) -> {out} {{ apply({path}, x, s) }}");
            let control = format!("async fn control<'s>(x: {given}, s: &u8) {{ {path}(x, s).await; }}");
            (format!("{items} {escape}"), format!("{items} {control}"))
        })
    });
    programs.collect()
}
