//! The exact memory of joins. A process of its own, as slots move between the threads of tests, each of which counts
//! its own.
#![cfg(not(valuetask_no_pool))]

#[path = "../../valuetask/tests/util/alloc.rs"]
mod counting;
#[path = "../../valuetask/tests/util/mod.rs"]
mod util;

use counting::{Counting, ROUNDS, bytes_kept};
use util::{number, poll};
use valuetask::ValueTask;
use valuetask_tasks::when_all;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn joins_that_end_or_are_dropped_keep_nothing() {
    // A thread's cache is made once.
    drop(ValueTask::from_future(async {}));
    valuetask::pool::trim();
    let kept = bytes_kept(|| {
        for _ in 0..ROUNDS {
            let mut all = when_all((0..100).map(number));
            assert!(poll(&mut all).is_pending());
            drop(all);
            assert_eq!(pollster::block_on(when_all((0..200).map(number))).len(), 200);
        }
        valuetask::pool::trim();
    });
    assert_eq!(kept, 0);
}
