//! What guide/waiting says of tokio's `select!`, which the library's own tests do without.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use valuetask::value_task;

#[value_task]
async fn counts(calls: &AtomicU32) {
    calls.fetch_add(1, Relaxed);
}

#[test]
fn a_branch_of_a_select_that_is_switched_off_has_run_its_first_segment() {
    let calls = AtomicU32::new(0);
    pollster::block_on(async {
        tokio::select! {
            () = async { counts(&calls).await }, if false => unreachable!(),
            else => {}
        }
        assert_eq!(calls.load(Relaxed), 0);
        tokio::select! {
            () = counts(&calls), if false => unreachable!(),
            else => {}
        }
    });
    assert_eq!(calls.load(Relaxed), 1);
}
