//! The default scheduler with spawned futures, closures and delays.
//!
//! | file         | question                                                                |
//! |--------------|-------------------------------------------------------------------------|
//! | `spawned`    | the end of work: its output, its error, its panic                       |
//! | `schedulers` | custom schedulers: the work they keep and drop, and their installation  |
//! | `threads`    | on which threads work runs, and that none keeps other work from running |
//! | `delays`     | delays, and time limits                                                 |
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
