//! What a canceled token does: to callbacks, to tasks, to delays.
//!
//! | file            | question                                                             |
//! |-----------------|----------------------------------------------------------------------|
//! | `callbacks`     | which are called, in which order, and what comes of one that panics  |
//! | `registrations` | callbacks that are taken out, also while they run                    |
//! | `tokens`        | tokens by themselves: checked, reset, canceled later or elsewhere    |
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
#[path = "../util/mod.rs"]
mod util;
mod waiting;

use std::sync::{Arc, Mutex};

use valuetask::cancel::CancellationToken;

/// What was called, in order.
#[derive(Clone, Default)]
struct Calls(Arc<Mutex<Vec<u32>>>);

impl Calls {
    /// A callback that says so.
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
