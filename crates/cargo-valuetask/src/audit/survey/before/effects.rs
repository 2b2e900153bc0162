//! Which calls are effects, by their names: writes, sends, counters, and what starts something of its own.
//!
//! A name is a guess. A call counts where what it is called on is shared with others; see [`super::shared`].

#![forbid(unsafe_code)]

use syn::{BinOp, Expr, ExprCall, ExprMethodCall};

use super::EffectKind;
use super::shared::Names;

/// Methods that change what they are called on. Also what begins with one of [`CHANGES`].
const WRITES: &str = "\
    append clear drain extend insert or_default or_insert or_insert_with pop pop_back pop_front push push_back \
    push_front push_str put remove replace retain save set store swap take truncate update upsert write write_all \
    write_str";

/// How the names of methods begin that change what they are called on.
const CHANGES: [&str; 8] = ["add_", "clear_", "delete_", "insert_", "push_", "remove_", "set_", "update_"];

/// Methods that hand something to others.
const SENDS: &str = "\
    abort cancel complete emit notify notify_all notify_one notify_waiters publish send send_replace try_send wake \
    wake_by_ref";

/// Methods that count.
const COUNTS: &str = "\
    dec decrement fetch_add fetch_and fetch_max fetch_min fetch_or fetch_sub fetch_update inc inc_by increment observe \
    record";

/// Methods and functions that start something.
pub(super) const STARTS: &str = "spawn spawn_blocking spawn_local spawn_on";

fn is_among(words: &str, name: &str) -> bool {
    words.split(' ').any(|word| word == name)
}

/// What a method call does to what it is called on, if that is shared.
pub(super) fn effect_of_method(call: &ExprMethodCall, names: &Names) -> Option<EffectKind> {
    let name = call.method.to_string();
    let kind = match name.as_str() {
        name if is_among(STARTS, name) => return Some(EffectKind::Spawn),
        name if is_among(SENDS, name) => EffectKind::Send,
        name if is_among(COUNTS, name) => EffectKind::Counter,
        // Without an argument, it is a lock's.
        "write" if call.args.is_empty() => return None,
        name if is_among(WRITES, name) || CHANGES.iter().any(|start| name.starts_with(start)) => EffectKind::Write,
        _ => return None,
    };
    names.is_shared(&call.receiver).then_some(kind)
}

/// What a call of a function does.
pub(super) fn effect_of_call(call: &ExprCall) -> Option<EffectKind> {
    let Expr::Path(path) = &*call.func else { return None };
    let mut words = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
    let (last, before) = (words.next()?, words.next());
    match before.as_deref() {
        _ if is_among(STARTS, &last) => Some(EffectKind::Spawn),
        Some("fs")
            if !matches!(last.as_str(), "read" | "read_to_string" | "metadata" | "read_dir" | "canonicalize") =>
        {
            Some(EffectKind::Write)
        }
        _ => None,
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
