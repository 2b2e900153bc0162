//! How many allocations a call makes, by the shape of its signature: what the method itself asks for, not what its body
//! does.

use proc_macro2::{TokenStream, TokenTree};
use valuetask_syntax::Name;

use crate::resolve::Meaning;

/// Allocations of a call, in steady state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub(crate) enum Cost {
    /// At the least, and at the most, where configurations or callers differ.
    Allocations {
        least: u8,
        most: u8,
    },
    Unknown,
}

impl Cost {
    pub(crate) const fn exactly(number: u8) -> Self {
        Self::Allocations { least: number, most: number }
    }

    /// What a method under an attribute costs; `args` are those of the attribute and of the method's own.
    pub(super) fn under(meaning: &Meaning, args: &TokenStream, declared: Option<Self>) -> Self {
        match meaning {
            Meaning::AsyncTrait | Meaning::AsyncRecursion => Self::exactly(1),
            Meaning::Ours(Name::AsyncMethod) => declared.unwrap_or(Self::Unknown),
            Meaning::Ours(_) => Self::exactly(u8::from(says(args, "boxed"))),
            Meaning::TraitVariant => Self::exactly(0),
            // In its mode `boxed`, one.
            Meaning::StandIn => Self::Allocations { least: 0, most: 1 },
            // None by a static call; through the companion a box, or a place that the caller chooses.
            Meaning::Dynosaur | Meaning::Dynify => Self::Allocations { least: 0, most: 1 },
            Meaning::Foreign { .. } | Meaning::Unknown => Self::Unknown,
        }
    }

    /// Either of two, by configuration.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Allocations { least, most }, Self::Allocations { least: other_least, most: other_most }) => {
                Self::Allocations { least: least.min(other_least), most: most.max(other_most) }
            }
            _ => Self::Unknown,
        }
    }

    /// Whether a call may allocate.
    pub(crate) fn is_some(self) -> bool {
        matches!(self, Self::Allocations { most, .. } if most > 0)
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Allocations { least, most } if least == most => write!(f, "{least}"),
            Self::Allocations { least, most } => write!(f, "{least} or {most}"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// Whether the arguments of an attribute have this word, outside of parentheses.
pub(super) fn says(args: &TokenStream, word: &str) -> bool {
    args.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(ident) if ident == word))
}
