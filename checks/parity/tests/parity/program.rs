//! A program: a trait with one generated method, an implementation, and code that uses them. Features add to it.

mod text;

/// Which attribute a program stands under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    /// That of the crate async-trait.
    Theirs,
    /// `#[valuetask::async_trait]`.
    Ours,
    /// `#[valuetask::async_trait(exact)]`.
    Exact,
}

impl Attribute {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Theirs => "theirs",
            Self::Ours => "ours",
            Self::Exact => "exact",
        }
    }

    /// A text under this attribute, with its placeholders filled: `#ATTRIBUTE`, and `#LOCAL` for futures that aren't `Send`.
    pub(crate) fn on(self, text: &str) -> String {
        let text = text.replace("#ATTRIBUTE", &self.written(false)).replace("#LOCAL", &self.written(true));
        text.lines().map(str::trim).collect::<Vec<_>>().join(" ")
    }

    /// The attribute, for futures that are `Send` or not.
    pub(crate) fn written(self, local: bool) -> String {
        let arguments = match (local, self == Self::Exact) {
            (false, false) => "",
            (true, false) => "(?Send)",
            (false, true) => "(exact)",
            (true, true) => "(?Send, exact)",
        };
        let krate = if self == Self::Theirs { "async_trait" } else { "valuetask" };
        format!("#[{krate}::async_trait{arguments}]")
    }
}

/// A parameter of the trait.
#[derive(Clone, Debug)]
struct Param {
    /// With bounds, and with a default.
    declared: &'static str,
    /// What the implementation writes for it, if anything.
    implemented: &'static str,
    /// What the caller has for it.
    given: &'static str,
}

/// Other items of the trait.
#[derive(Clone, Debug, Default)]
struct Item {
    declared: &'static str,
    implemented: &'static str,
    /// In an implementation for what wraps an implementer.
    forwarded: &'static str,
    /// What a `dyn` has to say of it.
    equal: &'static str,
}

#[derive(Clone, Debug)]
struct Arg {
    attribute: &'static str,
    pattern: &'static str,
    declared: &'static str,
    implemented: &'static str,
    given: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The names of its features.
    pub(crate) features: Vec<&'static str>,
    /// A feature is listed in the guide.
    pub(crate) is_listed: bool,
    is_local: bool,
    /// The trait and its implementation stand in modules of their own.
    is_apart: bool,
    /// The implementation is what a macro expands to.
    is_by_macro: bool,
    is_unsafe: bool,
    /// The trait has the body.
    has_default: bool,
    /// The implementation has it.
    is_implemented: bool,
    items: String,
    trait_attributes: String,
    impl_attributes: String,
    method_attributes: String,
    supertraits: &'static str,
    params: Vec<Param>,
    others: Vec<Item>,
    trait_where: Vec<&'static str>,
    impl_params: Vec<&'static str>,
    impl_where: Vec<&'static str>,
    /// What the trait is implemented for, what the caller calls that, and how it is made.
    target: [&'static str; 3],
    /// In the trait and in the implementation.
    receiver: [&'static str; 2],
    /// What the caller does to `x` first, and how it calls the method.
    prepare: &'static str,
    call: &'static str,
    generics: Vec<&'static str>,
    clauses: Vec<&'static str>,
    args: Vec<Arg>,
    before: String,
    /// In the trait and in the implementation.
    output: [&'static str; 2],
    statements: String,
    tail: &'static str,
    show: &'static str,
    /// With placeholders: see [`text`].
    used: String,
}

/// How most results are shown.
const SHOWN: &str = "note(&r);";

impl Default for Program {
    fn default() -> Self {
        Self {
            features: Vec::new(),
            is_listed: false,
            is_local: false,
            is_apart: false,
            is_by_macro: false,
            is_unsafe: false,
            has_default: false,
            is_implemented: true,
            items: String::new(),
            trait_attributes: String::new(),
            impl_attributes: String::new(),
            method_attributes: String::new(),
            supertraits: "Base",
            params: Vec::new(),
            others: Vec::new(),
            trait_where: Vec::new(),
            impl_params: Vec::new(),
            impl_where: Vec::new(),
            target: ["S", "S", "S::new()"],
            receiver: ["&self"; 2],
            prepare: "",
            call: "x.f",
            generics: Vec::new(),
            clauses: Vec::new(),
            args: Vec::new(),
            before: String::new(),
            output: ["u64"; 2],
            statements: String::new(),
            tail: "7",
            show: SHOWN,
            used: String::new(),
        }
    }
}

impl Program {
    /// Adds what a line of a feature says: a word for the place, and a text.
    pub(crate) fn add(&mut self, line: &'static str) {
        let (word, text) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "listed" => self.is_listed = true,
            "local" => self.is_local = true,
            "apart" => self.is_apart = true,
            "by-macro" => self.is_by_macro = true,
            "unsafe" => self.is_unsafe = true,
            "body-default" => (self.has_default, self.is_implemented) = (true, false),
            "body-both" => self.has_default = true,
            "item" => self.items += &format!("{text} "),
            "supertraits" => self.supertraits = text,
            "trait-attribute" => self.trait_attributes += text,
            "trait-where" => self.trait_where.push(text),
            "impl-attribute" => self.impl_attributes += text,
            "impl-param" => self.impl_params.push(text),
            "impl-where" => self.impl_where.push(text),
            "target" => self.target = parts(text),
            "method-attribute" => self.method_attributes += text,
            "generic" => self.generics.push(text),
            "where" => self.clauses.push(text),
            "receiver" => (self.receiver, self.prepare, self.call) = ([text; 2], "", "x.f"),
            "implemented-receiver" => self.receiver[1] = text,
            "prepare" => self.prepare = text,
            "call" => self.call = text,
            "before" => self.before += text,
            "says" => self.statements += &format!("{text} "),
            "returns" => (self.output, self.show) = ([text; 2], SHOWN),
            "implemented-output" => self.output[1] = text,
            "tail" => self.tail = text,
            "show" => self.show = text,
            "param" => {
                let [declared, implemented, given] = parts(text);
                self.params.push(Param { declared, implemented, given });
            }
            "other" | "associated" => self.others.push(Item { declared: text, ..Item::default() }),
            "implemented" => self.last_item().implemented = text,
            "forwarded" => self.last_item().forwarded = text,
            "equal" => self.last_item().equal = text,
            "with" => {}
            "arg" => self.add_arg(text),
            "under" => self.last_arg().attribute = text,
            "written" => self.last_arg().implemented = text,
            _ => self.add_use(word, text),
        }
    }

    fn add_arg(&mut self, text: &'static str) {
        let (declared, given) = text.split_once(" <- ").expect("what is given");
        let is_whole = |at: &usize| declared[..*at].matches('{').count() == declared[..*at].matches('}').count();
        let end = declared.match_indices(": ").map(|(at, _)| at).find(is_whole).expect("a type");
        let (pattern, ty) = (&declared[..end], &declared[end + 2..]);
        // What is borrowed has to last as long as the call is held.
        let (borrow, place) = given.split_at(given.find(|c| c != '&').unwrap_or_default());
        let (borrow, place) = place.strip_prefix("mut ").map_or((borrow, place), |place| ("&mut ", place));
        let given = if !borrow.is_empty() && place.contains(['(', '[', '{']) && !place.starts_with('|') {
            let name = format!("lent{}", self.args.len());
            self.before += &format!("let mut {name} = {place};");
            format!("{borrow}{name}")
        } else {
            given.to_owned()
        };
        self.args.push(Arg { attribute: "", pattern, declared: ty, implemented: ty, given });
    }

    fn last_arg(&mut self) -> &mut Arg {
        self.args.last_mut().expect("an argument before this line")
    }

    fn last_item(&mut self) -> &mut Item {
        self.others.last_mut().expect("an item before this line")
    }
}

fn parts<const N: usize>(text: &'static str) -> [&'static str; N] {
    let parts: Vec<_> = text.split('|').map(str::trim).collect();
    parts.try_into().expect("as many parts as the line has")
}
