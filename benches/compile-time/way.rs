//! The ways to write an async trait.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Way {
    AsyncTrait,
    /// `valuetask::async_trait`, which is lazy.
    Alias,
    /// `#[value_task]`, which starts hot.
    ValueTask,
    /// Boxed futures, written by hand.
    Boxed,
    /// `async fn` in a trait, without any attribute.
    Native,
    /// A native trait, wrapped for `dyn` in a struct.
    Dynosaur,
    /// A native trait, with another that returns constructors of futures.
    Dynify,
    /// A native trait whose futures are `Send`, without any `dyn`.
    TraitVariant,
    /// `#[value_task(dyn = ..)]` on the trait alone.
    Erased,
    /// The same, with implementations that start hot behind `dyn`.
    HotErased,
}

impl Way {
    /// Those whose trait is changed, and what is written by hand.
    pub(crate) const CHANGED: &'static [Self] =
        &[Self::AsyncTrait, Self::Alias, Self::ValueTask, Self::Boxed, Self::Native];

    /// Those that leave the trait native, beside async-trait.
    pub(crate) const NATIVE: &'static [Self] = &[
        Self::AsyncTrait,
        Self::Native,
        Self::Dynosaur,
        Self::Dynify,
        Self::TraitVariant,
        Self::Erased,
        Self::HotErased,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AsyncTrait => "async-trait",
            Self::Alias => "valuetask::async_trait",
            Self::ValueTask => "value_task",
            Self::Boxed => "boxed by hand",
            Self::Native => "async fn in trait",
            Self::Dynosaur => "dynosaur",
            Self::Dynify => "dynify",
            Self::TraitVariant => "trait-variant",
            Self::Erased => "value_task(dyn)",
            Self::HotErased => "value_task(dyn), hot",
        }
    }

    /// The attribute of a trait.
    pub(crate) fn on_trait(self) -> &'static str {
        match self {
            Self::AsyncTrait => "#[async_trait::async_trait]",
            Self::Alias => "#[valuetask::async_trait]",
            Self::ValueTask => "#[valuetask::value_task]",
            Self::Boxed | Self::Native => "",
            Self::Dynosaur => "#[dynosaur::dynosaur(pub DynService = dyn(box) Service)]",
            Self::Dynify => "#[dynify::dynify]",
            Self::TraitVariant => "#[trait_variant::make(Send)]",
            Self::Erased | Self::HotErased => "#[valuetask::value_task(dyn = DynService)]",
        }
    }

    /// The attribute of an implementation.
    pub(crate) fn on_impl(self) -> &'static str {
        match self {
            Self::AsyncTrait | Self::Alias | Self::ValueTask => self.on_trait(),
            Self::HotErased => "#[valuetask::value_task(dyn)]",
            _ => "",
        }
    }

    /// A trait of these methods and bounds.
    pub(crate) fn declare(self, generics: &str, methods: &str) -> String {
        let bounds = if self == Self::TraitVariant { ": Sync" } else { "" };
        let declared = format!("{}\npub trait Service{generics}{bounds} {{\n{methods}}}", self.on_trait());
        // Its two traits have methods of the same names, of which only one may be in scope.
        if self == Self::Dynify {
            format!("mod declared {{\nuse super::*;\n{declared}\n}}\npub use declared::Service;")
        } else {
            declared
        }
    }

    /// A method that returns a number; without a body, for a trait.
    pub(crate) fn method(self, name: &str, arguments: Arguments, body: Option<&str>) -> String {
        let body = body.map_or_else(|| ";".to_owned(), |body| self.block(body));
        if self == Self::Boxed {
            let value = "Pin<Box<dyn Future<Output = Result<u64, Error>> + Send + 'a>>";
            return match arguments {
                Arguments::References => {
                    format!("    fn {name}<'a>(&'a self, key: &'a str, at: u64) -> {value}{body}\n")
                }
                Arguments::ByValue => format!(
                    "    fn {name}<'a, 'k: 'a>(&'a self, key: Key<'k>, owned: K, at: u64) -> {value} where K: 'a{body}\n"
                ),
            };
        }
        let arguments = match arguments {
            Arguments::References => "key: &str, at: u64",
            Arguments::ByValue => "key: Key<'_>, owned: K, at: u64",
        };
        format!("    async fn {name}(&self, {arguments}) -> Result<u64, Error>{body}\n")
    }

    fn block(self, body: &str) -> String {
        if self == Self::Boxed { format!(" {{ Box::pin(async move {{{body}}}) }}") } else { format!(" {{{body}}}") }
    }
}

/// What a method is given, beside its receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arguments {
    /// A reference and a number.
    References,
    /// A type with a lifetime and one that the trait leaves open, by value, so that the task has to say that it holds them.
    ByValue,
}
