//! Types of arguments, in the signature and in the caller.

/// A type, and the declarations that it needs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ty {
    /// The type in the signature.
    pub(crate) said: String,
    /// The type in the caller's words, with `'s` for every lifetime and `&'s str` for every parameter.
    pub(crate) given: String,
    pub(crate) needs: Needs,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Needs {
    /// The method's own lifetime `'a`.
    pub(crate) lifetime: bool,
    /// Its own type parameter `T`.
    pub(crate) param: bool,
    /// Its own type parameter `H`, whose bound mentions `'a`.
    pub(crate) bounded: bool,
    /// A lifetime or a parameter from around the method.
    pub(crate) outer: bool,
    /// `Self` or an associated type of it.
    pub(crate) of_self: bool,
    pub(crate) associated: bool,
    /// `true` if the type can't be written a second time: it elides a lifetime, or has an `impl Trait`.
    pub(crate) once: bool,
}

impl Ty {
    /// `true` if a lifetime is elided in a macro's input.
    pub(crate) fn elides_in_a_macro(&self) -> bool {
        self.said.split("!(").skip(1).any(|within| within.contains("'_"))
    }
}

impl Needs {
    fn or(self, other: Self) -> Self {
        Self {
            lifetime: self.lifetime || other.lifetime,
            param: self.param || other.param,
            bounded: self.bounded || other.bounded,
            outer: self.outer || other.outer,
            of_self: self.of_self || other.of_self,
            associated: self.associated || other.associated,
            once: self.once || other.once,
        }
    }
}

fn leaf(said: &str, given: &str, needs: Needs) -> Ty {
    Ty { said: said.to_owned(), given: given.to_owned(), needs }
}

pub(crate) fn leaves() -> Vec<Ty> {
    let none = Needs::default();
    vec![
        leaf("u8", "u8", none),
        leaf("T", "&'s str", Needs { param: true, ..none }),
        leaf("H::O", "&'s str", Needs { bounded: true, lifetime: true, ..none }),
        leaf("P", "&'s str", Needs { outer: true, ..none }),
        leaf("Self", "SELF", Needs { of_self: true, ..none }),
        leaf("Self::A", "&'s str", Needs { associated: true, ..none }),
        leaf("named::u64", "&'s str", none),
    ]
}

/// Returns all types that one constructor makes of `inner`.
pub(crate) fn made_of(inner: &Ty) -> Vec<Ty> {
    let none = Needs::default();
    let lifetimes = [
        ("'a ", Needs { lifetime: true, ..none }),
        ("'o ", Needs { outer: true, ..none }),
        ("'_ ", Needs { once: true, ..none }),
    ];
    let with_lifetime = [
        ("&L X", "&L X"),
        ("&L mut X", "&L mut X"),
        ("Bor<L, X>", "Bor<L, X>"),
        ("Pro<L, X>", "X"),
        ("<&L X as Deref>::Target", "X"),
        ("Box<dyn Eat<X> + Send + Sync + L>", "Box<dyn Eat<X> + Send + Sync + L>"),
    ];
    // A projection is replaced by its type, as its own tokens would have the tested bounds in the caller.
    let without = [
        ("(X, u8)", "(X, u8)"),
        ("[X; 1]", "[X; 1]"),
        ("Own<X>", "Own<X>"),
        ("Id<X>", "X"),
        ("named::Option<X>", "X"),
        ("Option<X>", "Option<X>"),
        ("Hid<X>", "(X, &'s str)"),
        ("fn(X) -> u8", "fn(X) -> u8"),
        ("for<'b> fn(&'b X) -> u8", "for<'b> fn(&'b X) -> u8"),
        ("again!(X)", "X"),
        ("projected!(X)", "X"),
    ];
    let fill = |form: &str, lifetime: &str, inner: &str| form.replace('L', lifetime.trim()).replace('X', inner);
    let mut made = Vec::new();
    for (said, given) in with_lifetime {
        for (lifetime, needs) in lifetimes {
            let (said, given) = (fill(said, lifetime, &inner.said), fill(given, "'s", &inner.given));
            made.push(Ty { said, given, needs: inner.needs.or(needs) });
        }
    }
    for (said, given) in without {
        let (said, given) = (fill(said, "", &inner.said), fill(given, "", &inner.given));
        made.push(Ty { said, given, needs: inner.needs });
    }
    let opaque = Needs { once: true, ..inner.needs };
    made.push(Ty {
        said: format!("impl Eat<{}> + Send + Sync", inner.said),
        given: format!("Eater<{}>", inner.given),
        needs: opaque,
    });
    made
}
