//! The default scheduler with spawned futures, closures and delays.
//!
//! | file            | question                                                             |
//! |-----------------|----------------------------------------------------------------------|
//! | `spawned`       | how does work end: with its output, its error, its panic?            |
//! | `schedulers`    | what do custom schedulers keep and drop?                             |
//! | `threads`       | on which threads does work run, and does it hold up other work?      |
//! | `workers`       | what happens while workers block by `blocking_wait`?                          |
//! | `delays`        | when do delays end, and value tasks with a time limit?               |
//! | `limits`        | when is a task with a time limit late?                               |
//! | `moved`         | which results are moved, and which payloads of panics are had?       |
//! | `continuations` | when do continuations and sources on a scheduler run?                |
//!
//! Rows: B-TASK-007, B-TASK-008, B-TASK-010, B-TASK-011, B-TASK-013, B-TASK-014, B-TASK-016, B-TASK-017,
//! B-TASK-019, B-TASK-025, B-TASK-027, B-TASK-030, B-TASK-033, B-TASK-034, B-TASK-036, B-TASK-039, B-COMB-027, B-COMB-028, B-TCS-011.

#[path = "../util/by_hand.rs"]
mod by_hand;
mod continuations;
mod delays;
mod limits;
mod moved;
mod schedulers;
mod spawned_on_rt;
mod threads;
#[path = "../../../valuetask/tests/util/mod.rs"]
mod util;
mod workers;

use std::thread;

use valuetask_tasks::{Task, TaskError};

fn thread_name() -> String {
    thread::current().name().unwrap_or_default().to_owned()
}

fn error<T>(task: &Task<T>) -> &TaskError {
    task.result().expect("complete").err().expect("an error")
}
