//! What became of the calls of attributed methods, in all passes of a replay.

#![forbid(unsafe_code)]

use valuetask::stats::{Method, Snapshot};

use super::table::percent;
use crate::text::{grouped, line};

/// A sentence a method that was called.
pub(super) fn report(calls: &Snapshot, width: usize) -> String {
    let mut text = String::from("\n");
    line(&mut text, width, 0, "Calls of methods that return value tasks, in all passes:");
    calls.methods().iter().for_each(|method| line(&mut text, width, 2, &sentence(method)));
    text
}

fn sentence(method: &Method) -> String {
    let share = percent(method.share_at_call().unwrap_or(0.0));
    let [calls, suspended, polls, in_flight] =
        [method.calls(), method.suspended(), method.polls(), method.in_flight()].map(grouped);
    let name = method.name();
    format!(
        "{name}: {calls}, {share} answered at the call; {suspended} suspended, polls: {polls}, in flight: {in_flight}"
    )
}
