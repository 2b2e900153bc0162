//! In what order the default scheduler's workers take their work, and how many threads block. Nothing else may be scheduled meanwhile.

use std::sync::{Mutex, mpsc};
use std::thread;

use valuetask::{Task, TaskCompletionSource};

/// One test at a time has the workers.
static WORKERS: Mutex<()> = Mutex::new(());

/// Runs this on a worker while all the others are held up.
fn alone_on_a_worker(work: impl FnOnce() + Send + 'static, until: impl FnOnce()) {
    let _workers = WORKERS.lock().expect("no test has failed");
    let others = thread::available_parallelism().map_or(1, usize::from) - 1;
    let (gate, (begin, begun)) = (TaskCompletionSource::new(), mpsc::channel());
    for _ in 0..others {
        let (open, begin) = (gate.task().clone(), begin.clone());
        drop(Task::spawn(async move {
            begin.send(()).expect("somebody listens");
            // It holds the worker up, and is meant to.
            open.wait().is_ok()
        }));
    }
    let worked = Task::spawn(async move {
        (0..others).for_each(|_| begun.recv().expect("they begin"));
        work();
    });
    assert_eq!(worked.wait(), Ok(&()));
    until();
    gate.set_result(()).expect("the first");
}

#[test]
fn a_worker_does_next_what_it_has_spawned_last() {
    let (say, said) = mpsc::channel();
    let work = move || {
        for n in 0..3 {
            let say = say.clone();
            drop(Task::spawn(async move { say.send(n).expect("somebody listens") }));
        }
    };
    alone_on_a_worker(work, || assert_eq!(said.iter().collect::<Vec<_>>(), [2, 0, 1]));
}

#[test]
fn a_worker_that_blocks_leaves_what_it_has_spawned_to_the_others() {
    let _workers = WORKERS.lock().expect("no test has failed");
    if thread::available_parallelism().is_ok_and(|count| count.get() > 1) {
        let waits = Task::spawn(async { Task::spawn(async {}).wait().is_ok() });
        assert_eq!(waits.wait(), Ok(&true));
    }
}

/// Spawns work that spawns the next, a hundred times.
fn chain(n: u32, say: mpsc::Sender<u32>) {
    drop(Task::spawn(async move {
        say.send(n).expect("somebody listens");
        if n < 100 {
            chain(n + 1, say);
        }
    }));
}

#[test]
fn what_waits_has_its_turn_after_a_few_that_were_spawned_later() {
    let (say, said) = mpsc::channel();
    let work = move || {
        let waits = say.clone();
        drop(Task::spawn(async move { waits.send(0).expect("somebody listens") }));
        chain(1, say);
    };
    alone_on_a_worker(work, || {
        let order: Vec<_> = said.iter().collect();
        assert_eq!(order.len(), 101);
        let before = order.iter().position(|n| *n == 0).expect("it had its turn");
        assert!((1..=16).contains(&before), "{before}");
    });
}

#[test]
#[cfg_attr(miri, ignore = "it starts many threads")]
fn no_more_than_512_threads_block() {
    const MOST: usize = 512;
    let (gate, (begin, begun)) = (TaskCompletionSource::new(), mpsc::channel());
    let blocked: Vec<_> = (0..=MOST)
        .map(|_| {
            let (open, begin) = (gate.task().clone(), begin.clone());
            Task::spawn_blocking(move || {
                begin.send(thread::current().name().map(str::to_owned)).expect("somebody listens");
                open.wait().is_ok()
            })
        })
        .collect();
    drop(begin);
    let mut names: Vec<_> = begun.iter().take(MOST).collect();
    gate.set_result(()).expect("the first");
    names.extend(begun);
    names.sort();
    names.dedup();
    assert_eq!(names.len(), MOST, "the last one was done by a thread that had done another");
    assert!(blocked.iter().all(|task| task.wait() == Ok(&true)));
}
