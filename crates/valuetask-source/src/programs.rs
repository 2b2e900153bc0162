//! Whole programs in random interleavings, of more threads and steps than loom can exhaust: each thread takes random steps.
//!
//! | program  | threads                                                                  |
//! |----------|--------------------------------------------------------------------------|
//! | sources  | one awaits, abandons and resets; the other completes, by token            |
//! | leases   | two lease within a capacity, and await or drop; one completes or drops    |
//!
//! In each, an awaiter that isn't woken is a deadlock, which shuttle reports, and all that was made is dropped in the end.
#![forbid(unsafe_code)]

#[path = "../../valuetask/tests/util/random.rs"]
mod random;

use std::sync::Arc;
use std::vec::Vec;

use shuttle::sync::mpsc::{Receiver, channel};
use shuttle::thread;

use crate::live::{Counted, model};
use crate::{Completer, CompletionPool, ManualResetSource};
use random::{abandon, below, block_on};

type Value = Counted<u32>;

#[test]
fn sources() {
    model(|| {
        let source = Arc::new(ManualResetSource::<Value>::new());
        let (sender, tokens) = channel();
        let completer = thread::spawn({
            let source = Arc::clone(&source);
            move || {
                for token in tokens {
                    // Late, if the operation was abandoned.
                    if let Ok(completer) = source.completer_for(token) {
                        completer.complete(Counted::new(7));
                    }
                }
            }
        });
        for _ in 0..4 {
            let Ok(task) = source.next_task() else {
                thread::yield_now();
                continue;
            };
            sender.send(source.token()).expect("the completer receives until the end");
            if below(3) > 0 { drop(block_on(task)) } else { abandon(task) }
        }
        drop(sender);
        completer.join().expect("no panic");
    });
}

/// Completes these leases, or drops them, on a thread of its own.
fn answer(completers: Receiver<Completer<Value>>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for completer in completers {
            if below(3) > 0 {
                drop(completer.complete(Counted::new(7)));
            }
        }
    })
}

#[test]
fn leases() {
    model(|| {
        let pool = Arc::new(CompletionPool::<Value>::with_capacity(2));
        let (sender, completers) = channel();
        let completer = answer(completers);
        let lessees: Vec<_> = (0..2)
            .map(|_| {
                let (pool, sender) = (Arc::clone(&pool), sender.clone());
                thread::spawn(move || {
                    for _ in 0..2 {
                        if below(4) == 0 {
                            abandon(pool.lease_when_free());
                        }
                        let (completer, reply) = block_on(pool.lease_when_free());
                        sender.send(completer).expect("the completer receives until the end");
                        if below(3) > 0 { drop(block_on(reply)) } else { abandon(reply) }
                    }
                })
            })
            .collect();
        drop(sender);
        lessees.into_iter().for_each(|thread| thread.join().expect("no panic"));
        completer.join().expect("no panic");
        assert_eq!(pool.stats().expect("a capacity").leased, 0);
    });
}
