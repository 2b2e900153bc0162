//! Whether the future of a `Shared` or a `Task` has returned its result.

use std::panic::{AssertUnwindSafe, catch_unwind};

use valuetask_tasks::TaskCompletionSource;

use crate::Gate;
use crate::util::poll;

/// The future is terminated once it has returned its result, after `open`. Another poll panics.
macro_rules! terminates {
    ($future:expr, $open:expr) => {{
        let mut future = $future.into_future();
        assert!(poll(&mut future).is_pending() && !future.is_terminated());
        $open;
        assert!(!future.is_terminated());
        assert!(poll(&mut future).is_ready() && future.is_terminated());
        assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut future))).is_err());
    }};
}

#[test]
fn the_futures_of_a_shared_are_terminated_once_they_have_returned_the_result() {
    let gate = Gate::default();
    let shared = gate.shared();
    terminates!(&shared, gate.open());
    let gate = Gate::default();
    let shared = gate.shared();
    terminates!(shared.clone(), gate.open());
    let gate = Gate::default();
    terminates!(gate.shared(), gate.open());
}

#[test]
fn the_futures_of_a_task_are_terminated_once_they_have_returned_the_result() {
    let source = TaskCompletionSource::new();
    terminates!(source.task(), source.set_result(7).expect("the first"));
    let source = TaskCompletionSource::new();
    terminates!(source.task().clone(), source.set_result(7).expect("the first"));
}

#[cfg(feature = "futures")]
#[test]
fn a_loop_over_the_select_of_futures_gets_each_result_once() {
    use valuetask_tasks::{Shared, Task};

    let (shared, task) = (Shared::new(async { 7 }), Task::from_result(3));
    let (mut one, mut other, mut again) = (shared.clone().into_future(), task.into_future(), (&shared).into_future());
    let mut sum = 0;
    pollster::block_on(async {
        loop {
            futures_util::select! {
                value = one => sum += value.expect("no error"),
                value = other => sum += value.expect("no error"),
                value = again => sum += value.expect("no error"),
                complete => break,
            }
        }
    });
    assert_eq!(sum, 17);
}
