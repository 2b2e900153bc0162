//! The child of a fork never hangs in the pool, at any moment of the parent's other threads.
#![cfg(all(unix, not(valuetask_no_pool), not(miri)))]

#[path = "util/fork.rs"]
mod fork;
mod util;

use std::process;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use fork::{Child, in_a_child};
use util::Once;
use valuetask::ValueTask;
use valuetask::pool::{self, Retention};

const CHILDREN: usize = 300;

/// Large slots, of which a magazine holds one: nearly every step uses the depot.
fn burst() {
    let tasks = [(); 64].map(|()| {
        ValueTask::from_future(async {
            let bytes = [1_u8; 3900];
            Once::default().await;
            bytes[7]
        })
    });
    drop(tasks);
}

#[test]
fn a_child_forked_while_others_are_in_the_depot_goes_on() {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Relaxed) {
                    burst();
                }
            });
        }
        let ends = [(); CHILDREN].map(|()| {
            in_a_child(|| {
                burst();
                pool::trim();
                pool::set_retention(Retention { thread: 8 * 1024, ..Retention::DEFAULT });
                burst();
                // What the parent's threads had taken out isn't counted any more.
                pool::set_retention(Retention { interval: Duration::ZERO, ..Retention::DEFAULT });
                pool::decay();
                if pool::stats().shared_slots != 0 {
                    // A message would take a lock that another thread of the parent may have had.
                    process::abort();
                }
            })
        });
        done.store(true, Relaxed);
        assert_eq!(ends.into_iter().find(|end| *end != Child::Ended), None, "of {CHILDREN} children");
    });
}
