//! What the default scheduler does with spawned futures, closures and delays.
//!
//! | file         | question                                                                |
//! |--------------|-------------------------------------------------------------------------|
//! | `spawned`    | what comes of work: its output, its error, its panic                    |
//! | `schedulers` | schedulers of one's own: what they keep and drop, and how they are given |
//! | `threads`    | on which threads work runs, and that none keeps other work from running |
//! | `delays`     | delays, and what has only so much time                                  |
//!
//! Rows: B-TASK-007, B-TASK-008, B-TASK-010, B-TASK-011, B-TASK-013, B-TASK-014, B-TASK-027, B-TASK-030, B-TASK-039, B-COMB-027, B-COMB-028.

mod delays;
mod schedulers;
mod spawned;
mod threads;
#[path = "../util/mod.rs"]
mod util;

use std::thread;

fn thread_name() -> String {
    thread::current().name().unwrap_or_default().to_owned()
}
