//! Why a method isn't split, or not further.

use std::fmt;

use proc_macro2::Span;

use super::Mechanism;

/// One reason, and where it stands.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What stands in the way.
    pub why: Why,
    /// Where it is.
    pub span: Span,
}

/// What stands in the way of a split.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The attribute says `machine`.
    Asked,
    /// The declared return type is made of the whole body, and may be one that doesn't start at the call.
    DeclaredReturn,
    /// Another attribute macro wants to see the whole body.
    ForeignAttribute(String),
    /// So does one that may put an await of its own around it.
    UnknownAttribute(String),
    /// A type parameter is part of no argument, so what has it in its type can't be handed from one part to the other.
    UnboundType,
    /// What is awaited first isn't a call that could be made elsewhere: on what shared references lead to, with arguments that are
    /// copies or made on the spot.
    NotAPlainCall,
    /// An attribute may leave out the statement with the first await, or a part of it.
    MayBeLeftOut,
    /// The statement with the first await has another one.
    AwaitsTwice,
    /// There is a later await, and nothing in between returns or uses `?`.
    AwaitsAgain,
    /// What stands before the first await neither returns nor uses `?`.
    NeverLeavesEarly,
    /// An item in the body may be used on both sides.
    ItemInBody,
    /// The return type is `impl Trait`, and both sides would have to give the same one.
    OpaqueReturn,
    /// An argument is taken apart by a pattern, and its parts have a drop order.
    PatternArgument,
    /// An argument that the early part uses is `mut`.
    MutableArgument(String),
    /// An argument is used by value, or could be.
    UsesByValue(String),
    /// An exclusive reference is used, and what is returned may borrow from it.
    ReturnMayBorrow(String),
    /// A local of the early part may have a destructor, or borrow from what moves.
    LocalMayDrop(String),
    /// A local of the early part is bound by a pattern, under an attribute, or later than it is declared.
    LocalPattern,
    /// The value of a local of the early part is never read, which the compiler only sees in one piece.
    OverwrittenUnread(String),
    /// A loop that awaits binds something before it does, or in its condition.
    LoopBinds,
    /// An arm that awaits uses what the pattern bound, or a scrutinee that lives as long as the arm.
    ArmHoldsScrutinee,
}

impl Reason {
    pub(super) fn at(why: Why, span: Span) -> Self {
        Self { why, span }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Asked => write!(f, "the attribute says `machine`"),
            Self::DeclaredReturn => {
                write!(f, "the declared type is made of the whole body, and a boxed future doesn't start at the call")
            }
            Self::ForeignAttribute(name) => write!(f, "`#[{name}]` has to see the whole body"),
            Self::UnknownAttribute(name) => {
                write!(f, "`#[{name}]` has to see the whole body, and if it changes that, nothing runs at the call")
            }
            Self::UnboundType => {
                write!(f, "a type parameter is part of no argument, so that nobody says that it outlives the task")
            }
            Self::NotAPlainCall => {
                write!(
                    f,
                    "what is awaited isn't a call on what a shared reference leads to, with arguments that are copies"
                )
            }
            Self::MayBeLeftOut => write!(f, "an attribute may leave out what is awaited"),
            Self::AwaitsTwice => write!(f, "one statement awaits twice"),
            Self::AwaitsAgain => write!(f, "nothing between this await and the next returns or uses `?`"),
            Self::NeverLeavesEarly => write!(f, "nothing before the first await returns or uses `?`"),
            Self::ItemInBody => write!(f, "an item in the body may be used before and after the first await"),
            Self::OpaqueReturn => write!(f, "the return type is an `impl Trait`"),
            Self::PatternArgument => write!(f, "an argument is taken apart by a pattern"),
            Self::MutableArgument(name) => write!(f, "`mut {name}` is used before the first await"),
            Self::UsesByValue(name) => write!(f, "`{name}` is used by value, or could be, before the first await"),
            Self::ReturnMayBorrow(name) => write!(f, "what is returned early may borrow from `{name}`"),
            Self::LocalMayDrop(name) => {
                write!(f, "`{name}` lives to the end of the body and may have a destructor, or borrow from what moves")
            }
            Self::LocalPattern => write!(f, "a local before the first await isn't a plain `let name = value;`"),
            Self::OverwrittenUnread(name) => write!(f, "`{name}` is overwritten before it is read"),
            Self::LoopBinds => write!(f, "a turn of the loop binds something before it awaits"),
            Self::ArmHoldsScrutinee => write!(f, "an arm that awaits holds what is matched on"),
        }
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready => "ready: nothing is awaited, so the body runs at the call",
            Self::EarlyExit => "early exit: the statements before the first await run at the call",
            Self::Branches => "branches: all runs at the call but the arms that await",
            Self::Loop => "loop: the first turn runs at the call up to its first await",
            Self::Forward => "forward: the task of the call at the end is the method's own",
            Self::Ask => "ask: goes on at the call if the first task it awaits is complete",
            Self::HotMachine => "hot machine: runs at the call up to the first await that isn't complete",
            Self::Lazy => "lazy: nothing runs before the first poll",
        })
    }
}
