//! Reports the counts to the recorder of the crate `metrics`.
#![forbid(unsafe_code)]

use std::format;

use metrics::{counter, describe_counter, describe_gauge, gauge};

use super::{Snapshot, snapshot};

/// Reports the counts of all methods to the recorder of the crate `metrics`.
///
/// Call it where metrics are collected: in the handler that renders them, or at intervals. All have the label `method`.
///
/// | name | kind | |
/// |---|---|---|
/// | `valuetask_calls_total` | counter | [`calls`](super::Method::calls) |
/// | `valuetask_completed_at_call_total` | counter | [`completed_at_call`](super::Method::completed_at_call) |
/// | `valuetask_ready_at_first_poll_total` | counter | [`ready_at_first_poll`](super::Method::ready_at_first_poll) |
/// | `valuetask_suspended_total` | counter | [`suspended`](super::Method::suspended) |
/// | `valuetask_polls_total` | counter | [`polls`](super::Method::polls) |
/// | `valuetask_in_flight` | gauge | [`in_flight`](super::Method::in_flight) |
///
/// # Allocation
///
/// Each call allocates names.
pub fn record() {
    describe_counter!("valuetask_calls_total", "calls of a method");
    describe_counter!("valuetask_completed_at_call_total", "calls that returned with their value");
    describe_counter!(
        "valuetask_ready_at_first_poll_total",
        "calls whose value was there at the call or the first poll"
    );
    describe_counter!("valuetask_suspended_total", "calls whose value wasn't there at the first poll either");
    describe_counter!("valuetask_polls_total", "polls of the machines of pending calls");
    describe_gauge!("valuetask_in_flight", "tasks that have neither given their value nor been dropped");
    record_all(&snapshot());
}

fn record_all(snapshot: &Snapshot) {
    for method in snapshot.methods() {
        let name = format!("{}::{}", method.module(), method.name());
        let counters = [
            ("valuetask_calls_total", method.calls()),
            ("valuetask_completed_at_call_total", method.completed_at_call()),
            ("valuetask_ready_at_first_poll_total", method.ready_at_first_poll()),
            ("valuetask_suspended_total", method.suspended()),
            ("valuetask_polls_total", method.polls()),
        ];
        for (counter, count) in counters {
            counter!(counter, "method" => name.clone()).absolute(count as u64);
        }
        #[expect(clippy::cast_precision_loss, reason = "that many tasks don't fit into memory")]
        gauge!("valuetask_in_flight", "method" => name).set(method.in_flight() as f64);
    }
}
