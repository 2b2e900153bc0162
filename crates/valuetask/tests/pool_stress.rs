//! Threads that make, poll, pass on, drop and leak tasks by a seed, while bounds change and memory is freed.
//!
//! `VALUETASK_STRESS_SEED` and `VALUETASK_STRESS_STEPS` (of each thread) choose another run or a longer one.
//! Invariants:
//!
//! - the content of a task doesn't change before the task runs or is dropped;
//! - each task's value is dropped once;
//! - once the threads have ended and the stash is empty, as many bytes are alive as before.

#[path = "util/ledger.rs"]
mod ledger;
#[path = "util/stress.rs"]
mod stress;
mod util;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use ledger::{Ledger, live_bytes};
use stress::{Random, from_env};
use util::{Counted, Drops, Once, poll};
use valuetask::ValueTask;
use valuetask::pool::{self, Retention};

#[global_allocator]
static ALLOCATOR: Ledger = Ledger;

const STEPS: u64 = if cfg!(miri) { 60 } else { 20_000 };
/// The most tasks that a thread holds, and that are between threads.
const HELD: usize = if cfg!(miri) { 12 } else { 300 };

/// The number of values that were made.
static MADE: AtomicUsize = AtomicUsize::new(0);

type Task = ValueTask<'static, u8>;
/// Tasks on their way between threads.
type Handed = Mutex<Vec<Task>>;

/// Bytes whose drop panics if they have changed.
struct Written<const SIZE: usize> {
    bytes: [u8; SIZE],
    with: u8,
    _counted: Counted,
}

impl<const SIZE: usize> Written<SIZE> {
    fn check(&self) {
        assert!(self.bytes.iter().all(|byte| *byte == self.with), "overwritten: {SIZE} bytes of {}", self.with);
    }
}

impl<const SIZE: usize> Drop for Written<SIZE> {
    fn drop(&mut self) {
        self.check();
    }
}

/// Aligned to a cache line, unlike any slot.
#[repr(align(64))]
struct Aligned<T>(T);

/// The payload of an intended panic.
struct OnPurpose;

async fn work<const SIZE: usize>(written: Written<SIZE>, panics: bool) -> u8 {
    for _ in 0..2 {
        Once::default().await;
        written.check();
    }
    if panics {
        resume_unwind(Box::new(OnPurpose));
    }
    written.with
}

fn written<const SIZE: usize>(with: u8, drops: &Drops) -> Written<SIZE> {
    MADE.fetch_add(1, SeqCst);
    Written { bytes: [with; SIZE], with, _counted: drops.value() }
}

fn task<const SIZE: usize>(with: u8, drops: &Drops, panics: bool) -> Task {
    ValueTask::from_future(work(written::<SIZE>(with, drops), panics))
}

fn make(random: &mut Random, drops: &Drops) -> Task {
    let with = random.below(256) as u8;
    let panics = random.below(8) == 0;
    match random.below(24) {
        0..8 => task::<8>(with, drops, panics),
        8..12 => task::<200>(with, drops, panics),
        12..15 => task::<900>(with, drops, panics),
        15..18 => task::<1800>(with, drops, panics),
        18..20 => task::<6000>(with, drops, panics),
        20 => task::<20_000>(with, drops, panics),
        21 => task::<50_000>(with, drops, panics),
        _ => {
            let aligned = Aligned(written::<64>(with, drops));
            ValueTask::from_future(async move {
                let Aligned(written) = &aligned;
                Once::default().await;
                written.check();
                with
            })
        }
    }
}

/// Polls once. A task that is ready or panics is removed.
fn poll_once(mut task: Task, held: &mut Vec<Task>) {
    match catch_unwind(AssertUnwindSafe(|| poll(&mut task).is_pending())) {
        Ok(true) => held.push(task),
        Ok(false) => {}
        Err(payload) if payload.is::<OnPurpose>() => {}
        Err(payload) => resume_unwind(payload),
    }
}

fn retention(random: &mut Random) -> Retention {
    let bytes = |random: &mut Random| [0, 1 << 10, 16 << 10, 64 << 10, 1 << 20][random.below(5)];
    let interval = Duration::from_millis([0, 1, 1000][random.below(3)]);
    Retention { thread: bytes(random), shared: bytes(random), interval }
}

fn step(random: &mut Random, held: &mut Vec<Task>, handed: &Handed, drops: &Drops) {
    let any = |random: &mut Random, held: &mut Vec<Task>| {
        (!held.is_empty()).then(|| held.swap_remove(random.below(held.len())))
    };
    match random.below(1000) {
        0..350 if held.len() < HELD => held.push(make(random, drops)),
        0..650 => any(random, held).into_iter().for_each(|task| poll_once(task, held)),
        650..750 => drop(any(random, held)),
        750..870 => {
            let mut handed = handed.lock().expect("no panic");
            if handed.len() < HELD {
                handed.extend(any(random, held));
            }
        }
        870..990 => held.extend(any(random, &mut handed.lock().expect("no panic"))),
        990..994 => held.clear(),
        994..996 => pool::trim(),
        996..998 => pool::set_retention(retention(random)),
        998 => pool::decay(),
        _ => assert!(pool::stats().thread_slots < usize::MAX / 2),
    }
}

/// Runs one thread's steps.
fn run(seed: u64, steps: u64, handed: &Handed, drops: &Drops) {
    let (mut random, mut held) = (Random(seed), Vec::new());
    (0..steps).for_each(|_| step(&mut random, &mut held, handed, drops));
}

/// Returns the bytes that are alive once all threads have ended.
fn left_by_threads(seed: u64, steps: u64) -> isize {
    let (handed, drops) = (Handed::default(), Drops::default());
    thread::scope(|scope| {
        let threads = [0, 1, 2, 3].map(|thread| {
            let (handed, drops) = (&handed, &drops);
            scope.spawn(move || run(seed.wrapping_mul(4).wrapping_add(thread), steps, handed, drops))
        });
        // The end of the scope doesn't wait for the destructors of thread-locals, but this does.
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
    drop(handed);
    assert_eq!(drops.count(), MADE.swap(0, SeqCst), "values dropped, values made");
    drop(drops);
    pool::set_retention(Retention::DEFAULT);
    live_bytes()
}

/// The bounds are those of the process, so the tests take turns.
static TURN: Mutex<()> = Mutex::new(());

#[test]
fn nothing_is_overwritten_lost_or_left() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let seed = from_env("VALUETASK_STRESS_SEED", 1);
    // The first threads make the allocations that the process keeps.
    let before = left_by_threads(seed, STEPS / 20);
    let after = left_by_threads(seed, from_env("VALUETASK_STRESS_STEPS", STEPS));
    assert_eq!(after, before, "seed {seed}");
}

/// A task of up to 300 KiB.
fn of_any_size(random: &mut Random, drops: &Drops) -> Task {
    macro_rules! one_of {
        ($($size:literal)*) => {{
            let makes: &[fn(u8, &Drops, bool) -> Task] = &[$(task::<$size>),*];
            // Miri checks each byte of a large one for long.
            makes[random.below(if cfg!(miri) { 8 } else { makes.len() })](7, drops, false)
        }};
    }
    one_of!(8 40 100 300 511 520 700 1000 1500 3000 4096 5000 9000 20_000 33_000 70_000 150_000 300_000)
}

/// The stash never has more than its bound, whichever sizes eight threads take and return.
#[test]
fn the_stash_stays_within_its_bound_at_all_times() {
    const BOUND: usize = 2 << 20;
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    pool::set_retention(Retention { shared: BOUND, interval: Duration::from_millis(1), ..Retention::DEFAULT });
    let (handed, drops) = (Handed::default(), Drops::default());
    let run = &|seed| {
        let (mut random, mut held) = (Random(seed), Vec::new());
        for _ in 0..STEPS / 4 {
            if random.below(2) == 0 && held.len() < 12 {
                held.push(of_any_size(&mut random, &drops));
            } else if let Some(task) = held.pop() {
                let mut handed = handed.lock().expect("no panic");
                handed.push(task);
                let taken = (handed.len() > 8).then(|| handed.swap_remove(0));
                drop(handed);
                drop(taken);
            }
            let stats = pool::stats();
            assert!(stats.shared_bytes <= BOUND, "{stats:?}");
            assert!(stats.thread_bytes <= Retention::DEFAULT.thread, "{stats:?}");
        }
    };
    thread::scope(|scope| {
        // A task of 300 KiB is moved a few times, where nothing is optimised.
        let spawn = |seed| thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, move || run(seed));
        let threads: Vec<_> = (1..=8).map(|seed| spawn(seed).expect("there are threads")).collect();
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
    drop(handed);
    assert_eq!(drops.count(), MADE.swap(0, SeqCst), "values dropped, values made");
}
