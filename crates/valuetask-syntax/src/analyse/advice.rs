//! What would make a hit cheaper: a sentence for each reason why a body isn't split, or not further.

use super::Why;

impl Why {
    /// What to write instead, where a hit is worth it.
    #[must_use]
    pub fn advice(&self) -> String {
        match self {
            Self::Asked => "leave `machine` out of the attribute".to_owned(),
            Self::DeclaredReturn => {
                "where it is a plain `ValueTask`, declare its value, under `#[value_task]`".to_owned()
            }
            Self::ForeignAttribute(name) => {
                format!("put `#[{name}]` on a method of its own that does the slow part, and answer a hit before calling it")
            }
            Self::UnknownAttribute(name) => format!(
                "if `#[{name}]` only wraps how the body is polled, nothing has to change; if it awaits something, put it on a \
                 method of its own that does the slow part"
            ),
            Self::UnboundType => "put what answers a hit, and awaits, into a method without that type parameter".to_owned(),
            Self::NotAPlainCall => {
                "call through a shared reference (`self.field.call(..)` in a `&self` method, or a function), and pass references, \
                 numbers or values made on the spot"
                    .to_owned()
            }
            Self::MayBeLeftOut => "put what stands under the attribute into a method of its own".to_owned(),
            Self::AwaitsTwice => "give each await a `let` of its own".to_owned(),
            Self::AwaitsAgain => "return, or use `?`, between the two where the first one's value is the answer".to_owned(),
            Self::NeverLeavesEarly => {
                "return before this await where the answer is at hand: `if let Some(hit) = .. { return hit; }`".to_owned()
            }
            Self::ItemInBody => "move the item out of the body".to_owned(),
            Self::OpaqueReturn => "name the type that is returned".to_owned(),
            Self::PatternArgument => "give the argument a name, and take it apart after the first await".to_owned(),
            Self::MutableArgument(name) => {
                format!("take `{name}` without `mut`, and bind it again after the first await: `let mut {name} = {name};`")
            }
            Self::UsesByValue(name) => format!("use `{name}` by reference until the first await, or take a reference"),
            Self::ReturnMayBorrow(name) => {
                format!("return what doesn't borrow, or take `{name}` by shared reference")
            }
            Self::LocalMayDrop(name) => format!(
                "let `{name}` end before the await: use it within one statement that returns the hit; or make it from \
                 shared references and numbers alone, and use it after the awaiting statement, too; or write its type if that is a \
                 number or a shared reference: `let {name}: &T = ..`"
            ),
            Self::LocalPattern => "bind one name with a plain `let name: Type = value;`, and test it in the next statement".to_owned(),
            Self::OverwrittenUnread(name) => format!("bind `{name}` where it gets the value that is read"),
            Self::LoopBinds => {
                "begin the turn with what returns, and bind nothing before: `loop { if let Some(hit) = .. { return hit; } .. }`"
                    .to_owned()
            }
            Self::ArmHoldsScrutinee => {
                "return the hit in a statement of its own, `if let Some(hit) = .. { return hit; }`, and await after it".to_owned()
            }
        }
    }
}
