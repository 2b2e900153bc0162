//! Threads that lease, complete, poll, pass on and drop both sides of operations by a seed.
//!
//! `VALUETASK_STRESS_SEED` and `VALUETASK_STRESS_LEASES` (of all threads) choose another run or a longer one.
//! Invariants:
//!
//! - each value arrives, is returned, or is dropped, once, and is that of its own lease; each waker is dropped once;
//! - a pending awaiter is woken once its value can be taken;
//! - a pool with a capacity never leases more;
//! - once the threads have ended, as many bytes are alive as before.

#[path = "../../valuetask/tests/util/ledger.rs"]
mod ledger;
#[path = "../../valuetask/tests/util/stress.rs"]
mod stress;
#[path = "../../valuetask/tests/util/mod.rs"]
mod util;

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use ledger::{Ledger, live_bytes};
use stress::{Random, from_env};
use util::live::{self, Counted};
use valuetask::{Abandoned, ValueTask, pool};
use valuetask_source::{Completer, CompletionPool};

#[global_allocator]
static ALLOCATOR: Ledger = Ledger;

const LEASES: usize = if cfg!(miri) { 200 } else { 100_000 };
const THREADS: usize = 4;
const CAPACITY: usize = if cfg!(miri) { 12 } else { 300 };

/// The value of a lease: its number.
type Value = Counted<usize>;

#[derive(Default)]
struct Flag(AtomicBool, Counted);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, SeqCst);
    }
}

/// A task, and the waker of its last poll.
struct Waiting {
    number: usize,
    task: ValueTask<'static, Result<Value, Abandoned>>,
    flag: Option<Arc<Flag>>,
}

/// The tasks and completers between the threads.
struct Shared {
    pools: [CompletionPool<Value>; 2],
    completers: Mutex<Vec<(usize, Completer<Value>)>>,
    waiting: Mutex<Vec<Waiting>>,
    leases: AtomicUsize,
}

impl Shared {
    fn lease(&self, random: &mut Random) {
        let pool = &self.pools[random.below(2)];
        let Ok((completer, task)) = pool.try_lease() else { return };
        assert!(pool.stats().is_none_or(|stats| stats.leased <= CAPACITY));
        let number = self.leases.fetch_add(1, SeqCst);
        match random.below(8) {
            0 => drop(completer),
            _ => push(&self.completers, (number, completer), random),
        }
        match random.below(8) {
            0 => drop(task),
            _ => push(&self.waiting, Waiting { number, task, flag: None }, random),
        }
    }

    fn complete(&self, random: &mut Random) {
        let Some((number, completer)) = pop(&self.completers, random) else { return };
        if random.below(6) == 0 {
            return drop(completer);
        }
        if let Err(value) = completer.complete(Counted::new(number)) {
            assert_eq!(*value.get(), number, "another's value came back");
        }
    }

    fn poll(&self, random: &mut Random) {
        let Some(mut waiting) = pop(&self.waiting, random) else { return };
        let was_woken = waiting.flag.take().is_some_and(|flag| flag.0.load(SeqCst));
        if random.below(10) == 0 {
            return;
        }
        let flag = Arc::<Flag>::default();
        match Pin::new(&mut waiting.task).poll(&mut Context::from_waker(&Waker::from(Arc::clone(&flag)))) {
            Poll::Ready(Ok(value)) => assert_eq!(*value.get(), waiting.number, "another's value arrived"),
            Poll::Ready(Err(_)) => {}
            Poll::Pending => {
                assert!(!was_woken, "woken, and there is nothing");
                waiting.flag = Some(flag);
                push(&self.waiting, waiting, random);
            }
        }
    }

    /// Checks the result of every task once no completer is left.
    fn settle(&self) {
        self.completers.lock().expect("no panic").clear();
        for mut waiting in self.waiting.lock().expect("no panic").drain(..) {
            assert!(waiting.flag.is_none_or(|flag| flag.0.load(SeqCst)), "polled, done, and not woken");
            assert!(util::poll(&mut waiting.task).is_ready());
        }
    }
}

fn push<T>(bag: &Mutex<Vec<T>>, item: T, random: &mut Random) {
    let mut bag = bag.lock().expect("no panic");
    bag.push(item);
    let (last, other) = (bag.len() - 1, random.below(bag.len()));
    bag.swap(last, other);
}

fn pop<T>(bag: &Mutex<Vec<T>>, random: &mut Random) -> Option<T> {
    let mut bag = bag.lock().expect("no panic");
    (!bag.is_empty()).then(|| random.below(bag.len())).map(|at| bag.swap_remove(at))
}

/// Returns the bytes that are alive once all threads have ended.
fn left_by_threads(seed: u64, leases: usize) -> isize {
    let shared = Shared {
        pools: [CompletionPool::new(), CompletionPool::with_capacity(CAPACITY)],
        completers: Mutex::default(),
        waiting: Mutex::default(),
        leases: AtomicUsize::new(0),
    };
    thread::scope(|scope| {
        let threads = (0..THREADS as u64).map(|thread| {
            let shared = &shared;
            scope.spawn(move || {
                let mut random = Random(seed.wrapping_mul(4).wrapping_add(thread));
                while shared.leases.load(SeqCst) < leases {
                    match random.below(8) {
                        0..2 => shared.lease(&mut random),
                        2..5 => shared.complete(&mut random),
                        _ => shared.poll(&mut random),
                    }
                }
            })
        });
        // The end of the scope doesn't wait for the destructors of thread-locals, but this does.
        threads.collect::<Vec<_>>().into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
    shared.settle();
    assert_eq!(shared.pools[1].stats().map(|stats| (stats.leased, stats.waiting)), Some((0, 0)));
    drop(shared);
    pool::trim();
    live_bytes()
}

#[test]
fn nothing_is_lost_left_or_mistaken() {
    let seed = from_env("VALUETASK_STRESS_SEED", 1);
    let leases = from_env("VALUETASK_STRESS_LEASES", LEASES);
    // The first round makes the allocations that the process keeps, also those of the test harness, which starts to
    // wait meanwhile.
    let round = || live::checked(|| left_by_threads(seed, leases));
    let before = round();
    let after = round();
    assert_eq!(after, before, "seed {seed}");
}
