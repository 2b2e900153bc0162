//! Which calls are effects, by their names: writes, sends, counters, and what starts something of its own.
//!
//! A name is a guess. A call counts where what it is called on is shared with others; see [`super::shared`].

#![forbid(unsafe_code)]

use syn::{BinOp, Expr, ExprCall, ExprMethodCall};

use super::super::awaits::{Call, call};
use super::shared::{Names, is_among};

/// Something that others see.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Effect {
    pub(crate) line: usize,
    pub(crate) kind: EffectKind,
    /// The expression, on one line.
    #[serde(rename = "source")]
    pub(crate) text: String,
}

/// What kind of effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum EffectKind {
    Write,
    Send,
    Counter,
    /// It starts something of its own.
    Spawn,
    /// It calls a method that has an effect.
    Call,
}

impl EffectKind {
    /// What a method with it does.
    pub(crate) fn verb(self) -> &'static str {
        match self {
            Self::Write => "writes",
            Self::Send => "sends",
            Self::Counter => "counts",
            Self::Spawn => "spawns",
            Self::Call => "calls a method that writes",
        }
    }
}

/// Methods that change what they are called on. Also what begins with one of [`CHANGES`].
const WRITES: &str = "\
    append call_once clear compare_exchange compare_exchange_weak drain extend get_or_init get_or_insert \
    get_or_insert_with get_or_try_init insert insert_entry or_default or_insert or_insert_with or_insert_with_key pop \
    pop_back pop_front push push_back push_front push_str put remove replace retain save set store swap take truncate \
    try_insert update upsert write write_all write_str";

/// How the names of methods begin that change what they are called on.
const CHANGES: [&str; 8] = ["add_", "clear_", "delete_", "insert_", "push_", "remove_", "set_", "update_"];

/// Methods that hand something to others.
const SENDS: &str = "\
    abort cancel complete emit notify notify_all notify_one notify_waiters publish send send_replace try_send wake \
    wake_by_ref";

/// Methods that count.
const COUNTS: &str = "\
    dec decrement fetch_add fetch_and fetch_max fetch_min fetch_nand fetch_or fetch_sub fetch_update fetch_xor inc \
    inc_by increment observe record";

/// Methods and functions that start something.
const STARTS: &str = "spawn spawn_blocking spawn_local spawn_on";

/// Whether a call of this name starts something, which runs the closures that it is given elsewhere.
pub(super) fn starts(name: &(impl PartialEq<str> + ?Sized)) -> bool {
    is_among(STARTS, name)
}

/// What a call of this name does to what it is called on, or given first, if that is shared; `others` is how many
/// arguments it has beside that.
pub(super) fn effect_of_name(name: &str, others: usize) -> Option<EffectKind> {
    match name {
        name if is_among(SENDS, name) => Some(EffectKind::Send),
        name if is_among(COUNTS, name) => Some(EffectKind::Counter),
        // That of a lock, of an iterator, of a text.
        "write" if others == 0 => None,
        "take" if others == 1 => None,
        "replace" if others == 2 => None,
        name if is_among(WRITES, name) || CHANGES.iter().any(|start| name.starts_with(start)) => {
            Some(EffectKind::Write)
        }
        _ => None,
    }
}

/// What a method call does to what it is called on, if that is shared.
pub(super) fn effect_of_method(call: &ExprMethodCall, names: &Names<'_>) -> Option<EffectKind> {
    let name = call.method.to_string();
    if starts(&*name) {
        return Some(EffectKind::Spawn);
    }
    effect_of_name(&name, call.args.len()).filter(|_| {
        // No other code counts by an atomic that a function has only just made.
        let counts = || name.starts_with("fetch_") && matches!(*call.receiver, Expr::Call(_));
        names.is_shared(&call.receiver) || counts()
    })
}

/// What a call of a function does; one by the path of a type or a module may be of a method.
pub(super) fn effect_of_call(expr: &Expr, names: &Names<'_>) -> Option<EffectKind> {
    const READS: &str = "read read_to_string metadata read_dir canonicalize";
    let Expr::Call(ExprCall { args, .. }) = expr else { return None };
    let Call { name, qualifier, .. } = call(expr)?;
    match qualifier.as_deref() {
        _ if starts(&*name) => Some(EffectKind::Spawn),
        Some("fs") if !is_among(READS, &*name) => Some(EffectKind::Write),
        Some(_) => {
            args.first().filter(|first| names.is_shared(first))?;
            effect_of_name(&name, args.len() - 1)
        }
        None => None,
    }
}

/// Whether an operator changes its left side.
pub(super) fn assigns(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}
