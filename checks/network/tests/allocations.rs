//! The exact allocations of a request on both sides, on value tasks and completion pools, and on async-trait and
//! oneshots.

#[path = "../../../crates/valuetask/tests/util/alloc.rs"]
mod counting;

use counting::{Counting, allocations};
use network::{with_boxes, with_value_tasks};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Returns the allocations of a request with so many in flight, client and server on one thread. They are the
/// difference between twice the rounds and the rounds, each at its least in several runs. The sockets decide how many
/// requests the server holds at a time. Whenever that is more than ever before, pools and buffers grow once.
macro_rules! a_request {
    ($way:ident, $suspends:expr, $in_flight:expr) => {{
        let rounds = if $in_flight > 8 { 10 } else { 50 };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let echo = runtime.block_on($way::echo::Echo::new($suspends)).expect("it is connected");
        let ask = |rounds| runtime.block_on(echo.ask($in_flight, rounds)).expect("all are answered");
        let least = |rounds| (0..8).map(|_| allocations(|| ask(rounds))).min().expect("it ran");
        let (once, twice) = (least(rounds), least(2 * rounds));
        (twice as f64 - once as f64) / (rounds * $in_flight) as f64
    }};
}

const IN_FLIGHT: [usize; 3] = [1, 8, 64];

#[test]
fn a_request_on_value_tasks_allocates_nothing() {
    for suspends in [false, true] {
        for in_flight in IN_FLIGHT {
            let count = a_request!(with_value_tasks, suspends, in_flight);
            assert_eq!(count, 0.0, "suspends: {suspends}, in flight: {in_flight}");
        }
    }
}

#[test]
fn a_request_on_boxes_allocates_seven_times_or_more() {
    println!("allocations a request, client and server together:\n");
    println!("| handler | in flight | value tasks, completion pool | async-trait, oneshot |");
    println!("|---|---|---|---|");
    for suspends in [false, true] {
        for in_flight in IN_FLIGHT {
            let tasks = a_request!(with_value_tasks, suspends, in_flight);
            let boxes = a_request!(with_boxes, suspends, in_flight);
            let handler = if suspends { "suspends" } else { "answers at once" };
            println!("| {handler} | {in_flight} | {tasks:.2} | {boxes:.2} |");
            assert!(boxes >= 7.0, "{boxes}");
        }
    }
}
