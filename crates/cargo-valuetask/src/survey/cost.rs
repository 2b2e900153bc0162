//! What a call allocates for its future, by the signature: what the method itself asks for, not what its body does.

use valuetask_syntax::Name;

use crate::resolve::Meaning;

/// The allocations of a call, in steady state; the less is known of them, the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Cost {
    Nothing,
    EveryCall,
    ByConfiguration,
    Unknown,
}

impl Cost {
    /// What a method under an attribute costs, which says `boxed` or declares a type that is a box.
    pub(super) fn under(meaning: &Meaning, says_boxed: bool, is_box: Option<bool>) -> Self {
        let once = |is_box: bool| if is_box { Self::EveryCall } else { Self::Nothing };
        match meaning {
            Meaning::AsyncTrait | Meaning::AsyncRecursion => Self::EveryCall,
            Meaning::Ours(Name::AsyncMethod) => is_box.map_or(Self::Unknown, once),
            Meaning::Ours(_) => once(says_boxed),
            // In its mode `boxed`.
            Meaning::StandIn => Self::ByConfiguration,
            Meaning::Foreign { .. } | Meaning::Unknown => Self::Unknown,
        }
    }

    /// Either of two, by configuration.
    pub(crate) fn or(self, other: Self) -> Self {
        if self == other { self } else { self.max(other).max(Self::ByConfiguration) }
    }

    /// Whether a call may allocate.
    pub(crate) fn is_some(self) -> bool {
        matches!(self, Self::EveryCall | Self::ByConfiguration)
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::EveryCall => "every call",
            Self::ByConfiguration => "by configuration",
            Self::Unknown => "unknown",
        }
    }
}
