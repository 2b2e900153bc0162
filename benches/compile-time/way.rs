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
}

impl Way {
    pub(crate) const ALL: [Self; 5] = [Self::AsyncTrait, Self::Alias, Self::ValueTask, Self::Boxed, Self::Native];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AsyncTrait => "async-trait",
            Self::Alias => "valuetask::async_trait",
            Self::ValueTask => "value_task",
            Self::Boxed => "boxed by hand",
            Self::Native => "async fn in trait",
        }
    }

    /// The attribute of a trait and of an impl.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::AsyncTrait => "#[async_trait::async_trait]",
            Self::Alias => "#[valuetask::async_trait]",
            Self::ValueTask => "#[valuetask::value_task]",
            Self::Boxed | Self::Native => "",
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
