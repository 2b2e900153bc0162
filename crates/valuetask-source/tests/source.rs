//! Sources: what an awaiter and a completer see of one another, in order and out of it.
//!
//! | file         | question                                                                             |
//! |--------------|--------------------------------------------------------------------------------------|
//! | `manual`     | one operation after another                                                          |
//! | `wakers`     | which waker is woken, where, and what a panic of a waker does                        |
//! | `tokens`     | which operation is meant; stale tokens                                               |
//! | `own`        | custom sources in safe code, correct and incorrect                                   |
//! | `leases`     | many operations at once: either side dropped, bounds, waiting                        |
//! | `turns`      | the order of leases, also when other turns are given up                              |
//! | `slots`      | a `TaskSlot`, also when a task is leaked                                             |
//! | `traits`     | auto traits                                                                          |
//! | `misuse`     | misuse in safe code, and its effect                                                  |

#[path = "../../valuetask/tests/util/traits.rs"]
mod asserted;
#[path = "source/leases.rs"]
mod leases;
#[path = "../../valuetask/tests/util/left.rs"]
mod left;
#[path = "source/manual.rs"]
mod manual;
#[path = "source/misuse.rs"]
mod misuse;
#[path = "source/own.rs"]
mod own;
#[path = "source/slots.rs"]
mod slots;
#[path = "../../valuetask/tests/util/stress.rs"]
mod stress;
#[path = "source/tokens.rs"]
mod tokens;
#[path = "source/traits.rs"]
mod traits;
#[path = "source/turns.rs"]
mod turns;
#[path = "../../valuetask/tests/util/unclonable.rs"]
mod unclonable;
#[path = "../../valuetask/tests/util/mod.rs"]
mod util;
#[path = "source/wakers.rs"]
mod wakers;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use util::{Wakes, poll_with};

/// Does the work on another thread, and waits for it.
fn elsewhere<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| scope.spawn(work).join().expect("no panic"))
}

/// What a panic says.
fn message_of<R>(panics: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(|| drop(panics()))).expect_err("it panics");
    match payload.downcast::<String>() {
        Ok(message) => *message,
        Err(payload) => payload.downcast_ref::<&str>().expect("a message").to_string(),
    }
}
