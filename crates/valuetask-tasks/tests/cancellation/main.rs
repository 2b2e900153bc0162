//! The effects of a canceled token: on callbacks, tasks and delays.
//!
//! | file            | question                                                             |
//! |-----------------|----------------------------------------------------------------------|
//! | `callbacks`     | which are called, in which order, and the effect of a panic          |
//! | `registrations` | callbacks that are removed, also while they run                      |
//! | `tokens`        | single tokens: checked, reset, canceled later or elsewhere           |
//! | `linked`        | tokens that are canceled with others                                 |
//! | `tasks`         | work and delays with a token                                         |
//! | `waiting`       | tasks that are awaited with a token                                  |
//!
//! Rows: B-CANCEL-001 to 004, 006, 008, 010, 012, 014 to 020, 022, B-TASK-004, B-TASK-009, B-TASK-010, B-TASK-021,
//! B-TASK-029, B-TASK-035, B-TCS-006.

#[path = "../util/by_hand.rs"]
mod by_hand;
mod callbacks;
mod linked;
mod registrations;
mod tasks;
mod tokens;
#[path = "../../../valuetask/tests/util/mod.rs"]
mod util;
mod waiting;

use std::sync::{Arc, Mutex};

use valuetask_tasks::cancel::CancellationToken;

/// The called callbacks, in order.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<u32>>>);

impl Calls {
    /// Returns a callback that records its call.
    fn callback(&self, n: u32) -> impl FnOnce() + Send + 'static {
        let calls = self.clone();
        move || calls.0.lock().expect("no panic under it").push(n)
    }

    fn taken(&self) -> Vec<u32> {
        std::mem::take(&mut self.0.lock().expect("no panic under it"))
    }
}

fn canceled() -> CancellationToken {
    let token = CancellationToken::new();
    token.cancel();
    token
}
