//! Sleeping and waking in every interleaving. A wake-up that is lost is a model in which all threads wait.
//!
//! | workers                     | meanwhile                                    | what holds                          |
//! |-----------------------------|----------------------------------------------|-------------------------------------|
//! | one falls asleep            | one piece of work comes                      | it is done                          |
//! | one falls asleep, twice     | two pieces come                              | both are done                       |
//! | two fall asleep             | two pieces come, and each worker does one    | both are done: one wakes the other  |
//! | one falls asleep            | another one that is busy puts work in its own | it is helped                       |
//! | one falls asleep            | another one takes a share of what came       | it is helped with that share        |

use std::sync::Arc;
use std::vec::Vec;

use ::loom::thread;

use super::shared::Shared;

fn worker(shared: &Arc<Shared<u32>>, number: usize, pieces: u32) -> thread::JoinHandle<u32> {
    let shared = Arc::clone(shared);
    let next = move |_| shared.find(number, false).unwrap_or_else(|| shared.wait(number));
    thread::spawn(move || (0..pieces).map(next).sum())
}

/// So many workers do so many pieces each, which come from the outside.
fn falls_asleep_while_work_comes(workers: usize, pieces: u32) {
    ::loom::model(move || {
        let shared = Arc::new(Shared::new(workers));
        let threads: Vec<_> = (0..workers).map(|number| worker(&shared, number, pieces)).collect();
        let all = workers as u32 * pieces;
        (1..=all).for_each(|piece| shared.push(None, piece));
        let done: u32 = threads.into_iter().map(|thread| thread.join().expect("no panic")).sum();
        assert_eq!(done, (1..=all).sum());
    });
}

#[test]
fn a_worker_that_falls_asleep_does_what_comes() {
    falls_asleep_while_work_comes(1, 1);
    falls_asleep_while_work_comes(1, 2);
}

#[test]
fn a_worker_that_is_woken_wakes_the_next_if_there_is_more() {
    falls_asleep_while_work_comes(2, 1);
}

#[test]
fn a_worker_that_falls_asleep_helps_one_that_is_busy() {
    ::loom::model(|| {
        let shared = Arc::new(Shared::new(2));
        let helper = worker(&shared, 0, 1);
        shared.push(Some(1), 7);
        assert_eq!(helper.join().expect("no panic"), 7);
    });
}

#[test]
fn a_worker_that_falls_asleep_helps_one_that_has_taken_more_than_it_does() {
    ::loom::model(|| {
        let shared = Arc::new(Shared::new(2));
        (1..=3).for_each(|piece| shared.push(None, piece));
        let helper = worker(&shared, 0, 2);
        let own = shared.find(1, false).expect("there is more than the helper does");
        assert_eq!(own + helper.join().expect("no panic"), 1 + 2 + 3);
    });
}
