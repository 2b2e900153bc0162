//! How much there is to gain at a place.
//!
//! | worth | means |
//! |---|---|
//! | 3 | it costs or waits for a poll, and could be answered at once: no await, or a path past its awaits |
//! | 2 | the same, where its first await can be answered at the call, or could after a change |
//! | 1 | a call allocates, and what it awaits isn't known or it writes; or only a later await can be brought nearer |
//! | 0 | nothing, a declaration, a method that writes and allocates nothing, or not known what it is |
//!
//! In tests, examples and benches it is 1 at the most.

use super::place::Place;
use super::rule::Rule;

/// What a place is worth.
pub(super) fn of(place: &Place) -> u8 {
    let worth = if place.shape.is_unknown() { 0 } else { known(place) };
    if place.test { worth.min(1) } else { worth }
}

fn known(place: &Place) -> u8 {
    let costs = place.cost.is_some();
    let Some(body) = &place.body else { return 0 };
    if place.writes.is_some() {
        return u8::from(costs);
    }
    if costs || place.is_lazy() {
        return match body.answered() {
            worth @ 2.. => worth,
            _ => u8::from(costs),
        };
    }
    let nearer = [Rule::LockAwait, Rule::HiddenAwait, Rule::InnerBox];
    let is_nearer = place.shape.is_ours() && place.advice.iter().any(|advice| nearer.contains(&advice.rule));
    if is_nearer && !body.fast_path { 2 } else { u8::from(is_nearer) }
}
