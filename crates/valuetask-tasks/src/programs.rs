//! Whole programs in random interleavings, of more threads and steps than loom can exhaust: each thread takes random steps.
//!
//! | program  | threads                                                                  |
//! |----------|--------------------------------------------------------------------------|
//! | tasks    | two complete three sources; three await, combine, continue, drop          |
//! | spawned  | one runs work or drops it, the others await or drop its handles           |
//! | shared   | three poll, abandon and drop a `Shared`; one completes what it awaits     |
//! | joins    | one joins four tasks, or abandons the join; two complete them             |
//! | loaded   | three load a `Cached`, abandon or set it; loads fail and panic at times   |
//!
//! In each, an awaiter that isn't woken is a deadlock, which shuttle reports, and all that was made is dropped in the end.
#![forbid(unsafe_code)]

#[path = "../../valuetask/tests/util/random.rs"]
mod random;

use std::boxed::Box;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::time::Duration;
use std::vec::Vec;

use shuttle::sync::mpsc::{Receiver, channel};
use shuttle::thread;
use valuetask::ValueTask;

use crate::live::{Counted, model};
use crate::scheduler::TaskScheduler;
use crate::{Cached, Shared, Task, TaskCompletionSource, TaskError, try_when_all, when_all, when_any};
use random::{abandon, below, block_on};

type Value = Counted<u32>;

/// Panics without a message: only what isn't caught fails the program.
fn panic_at_times() {
    if below(6) == 0 {
        resume_unwind(Box::new(Counted::new(())));
    }
}

/// Completes in one of four ways, or hands the source on to be dropped.
fn complete(source: &TaskCompletionSource<Value>) {
    match below(5) {
        0 | 1 => drop(source.set_result(Counted::new(7))),
        2 => drop(source.set_error(TaskError::new(Counted::new("failed")))),
        3 => drop(source.set_canceled()),
        _ => {}
    }
}

/// Uses up a handle of a task, of which others are in `all`.
fn finish(task: Task<Value>, all: &[Task<Value>]) {
    match below(12) {
        0 => drop(task),
        1 => drop(block_on(task)),
        2 => drop(block_on(async { task.get().await.is_ok() })),
        3 => drop(task.blocking_wait_owned()),
        4 => abandon(task),
        5 => drop(block_on(task.continue_with(|task| Counted::new(task.is_faulted())))),
        6 => drop(
            task.try_continue_with(|task| task.result().unwrap().map(|value| value.clone()).map_err(TaskError::clone)),
        ),
        7 => drop(block_on(Task::when_all(all.iter().cloned()))),
        8 => drop(Task::when_any(all.iter().cloned()).map(block_on)),
        9 => drop(block_on(Task::try_when_all(all.iter().cloned()))),
        10 => {
            let mut each = Task::when_each(all.iter().cloned());
            for _ in 0..below(all.len() + 1) {
                block_on(each.next());
            }
        }
        _ => drop(block_on(task.try_continue_with(|_| Err::<Value, _>("late")))),
    }
}

#[test]
fn tasks() {
    model(|| {
        let sources: Arc<[_]> = (0..3).map(|_| TaskCompletionSource::<Value>::new()).collect();
        let tasks: Arc<[_]> = sources.iter().map(|source| source.task().clone()).collect();
        let awaiters: Vec<_> = (0..3).map(|_| Arc::clone(&tasks)).collect();
        drop(tasks);
        let completers: Vec<_> = (0..2).map(|_| Arc::clone(&sources)).collect();
        drop(sources);
        let mut threads = Vec::new();
        for sources in completers {
            threads.push(thread::spawn(move || sources.iter().for_each(complete)));
        }
        for tasks in awaiters {
            threads.push(thread::spawn(move || {
                for _ in 0..2 {
                    finish(tasks[below(3)].clone(), &tasks);
                }
            }));
        }
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
}

/// A scheduler that hands work to a thread.
struct Handing(shuttle::sync::mpsc::Sender<ValueTask<'static>>);

impl TaskScheduler for Handing {
    fn schedule(&self, work: ValueTask<'static>) {
        self.0.send(work).expect("the thread receives until the end");
    }

    fn schedule_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        work()
    }

    fn delay(&self, _: Duration) -> ValueTask<'static> {
        unreachable!("no program waits for a time")
    }
}

#[test]
fn spawned() {
    model(|| {
        let (sender, work): (_, Receiver<ValueTask<'static>>) = channel();
        let worker = thread::spawn(move || {
            for work in work {
                if below(4) > 0 { block_on(work) } else { abandon(work) }
            }
        });
        let scheduler = Handing(sender);
        let tasks: Vec<Task<Value>> = (0..3)
            .map(|number| {
                Task::spawn_on(&scheduler, async move {
                    panic_at_times();
                    Counted::new(number)
                })
            })
            .collect();
        drop(scheduler);
        let other = tasks[below(3)].clone();
        let thread = thread::spawn(move || {
            let all = [other.clone()];
            finish(other, &all);
        });
        for task in tasks {
            let all = [task.clone()];
            if below(3) == 0 { drop(task) } else { finish(task, &all) }
        }
        thread.join().expect("no panic");
        worker.join().expect("no panic");
    });
}

#[test]
fn shared() {
    model(|| {
        let (source, task) = TaskCompletionSource::<Value>::channel();
        let shared = Shared::new(async move {
            let value = task.await;
            panic_at_times();
            value.map_or_else(|_| Counted::new(0), |value| value)
        });
        let completer = thread::spawn(move || complete(&source));
        let awaiters = (0..3).map(|_| {
            let shared = shared.clone();
            thread::spawn(move || match below(5) {
                0 => drop(shared),
                1 => drop(block_on(shared)),
                2 => drop(block_on(async { shared.get().await.is_ok() })),
                3 => drop(shared.blocking_wait_owned()),
                _ => {
                    abandon(&shared);
                    drop(block_on(shared));
                }
            })
        });
        let awaiters: Vec<_> = awaiters.collect();
        drop(shared);
        awaiters.into_iter().for_each(|thread| thread.join().expect("no panic"));
        completer.join().expect("no panic");
    });
}

#[test]
fn joins() {
    model(|| {
        let (sources, tasks): (Vec<_>, Vec<_>) = (0..4).map(|_| TaskCompletionSource::<Value>::channel()).unzip();
        let tasks: Vec<_> = tasks.into_iter().map(ValueTask::from).collect();
        let mut sources = sources.into_iter();
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let sources: Vec<_> = sources.by_ref().take(2).collect();
                thread::spawn(move || sources.iter().for_each(complete))
            })
            .collect();
        match below(4) {
            0 => abandon(when_all(tasks)),
            1 => drop(when_any(tasks).map(block_on)),
            2 => drop(block_on(try_when_all(tasks))),
            _ => drop(block_on(when_all(tasks))),
        }
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
}

#[test]
fn loaded() {
    model(|| {
        let cached = Arc::new(Cached::<Value>::new());
        let load = || async {
            Task::yield_now().await;
            panic_at_times();
            if below(3) == 0 { Err("failed") } else { Ok(Counted::new(7)) }
        };
        let threads = (0..3).map(|_| {
            let cached = Arc::clone(&cached);
            thread::spawn(move || {
                for _ in 0..2 {
                    match below(4) {
                        0 => abandon(cached.try_get(load)),
                        1 => drop(cached.set(Counted::new(8))),
                        _ => drop(block_on(cached.try_get(load)).is_ok()),
                    }
                }
            })
        });
        let threads: Vec<_> = threads.collect();
        drop(cached);
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
}
