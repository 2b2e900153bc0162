//! Threads that make, poll, pass on, drop and leak tasks by a seed, while bounds change and memory is freed.
//!
//! `VALUETASK_STRESS_SEED` and `VALUETASK_STRESS_STEPS` (of each thread) choose another run or a longer one.
//! Invariants:
//!
//! - the content of a task doesn't change before the task runs or is dropped;
//! - each task's value is dropped once;
//! - once the threads have ended and the depot is empty, as many bytes are alive as before.

#[path = "util/ledger.rs"]
mod ledger;
#[path = "util/stress.rs"]
mod stress;
mod util;

use std::array;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicIsize, AtomicUsize, Ordering::SeqCst};
use std::sync::{Barrier, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use ledger::{Ledger, live_bytes};
use stress::{Random, from_env};
use util::{Counted, Drops, Once, live, poll};
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
        // Miri checks each byte of a large one for long.
        20 if !cfg!(miri) => task::<20_000>(with, drops, panics),
        21 if !cfg!(miri) => task::<50_000>(with, drops, panics),
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
    // Else this thread's slots would go to the depot when it ends, within the other test's turn.
    pool::trim();
    live_bytes()
}

/// The bounds are those of the process, so the tests take turns.
static TURN: Mutex<()> = Mutex::new(());

#[test]
fn nothing_is_overwritten_lost_or_left() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let seed = from_env("VALUETASK_STRESS_SEED", 1);
    // The first threads make the allocations that the process keeps.
    let round = |steps| live::checked(|| left_by_threads(seed, steps));
    let before = round(if cfg!(miri) { STEPS } else { STEPS / 20 });
    let after = round(from_env("VALUETASK_STRESS_STEPS", STEPS));
    assert_eq!(after, before, "seed {seed}");
}

type Make = fn(u8, &Drops, bool) -> Task;

macro_rules! makes {
    ($($size:literal)*) => { [$(task::<$size>),*] };
}

/// Tasks of up to 300 KB.
const ANY_SIZE: [Make; 18] =
    makes!(8 40 100 300 511 520 700 1000 1500 3000 4096 5000 9000 20_000 33_000 70_000 150_000 300_000);
const SIZES: usize = ANY_SIZE.len();

/// Returns the bytes that a task of each size takes from the allocator.
///
/// The thread of the test before may be ending, and frees what it had: two measures have to agree.
fn bytes_of_each(drops: &Drops) -> [isize; SIZES] {
    // The cache of this thread is made.
    drop(task::<8>(7, drops, false));
    pool::trim();
    let mut bytes = measured(drops);
    loop {
        let again = measured(drops);
        if again == bytes {
            return bytes;
        }
        bytes = again;
    }
}

fn measured(drops: &Drops) -> [isize; SIZES] {
    array::from_fn(|size| {
        let before = live_bytes();
        let task = ANY_SIZE[size](7, drops, false);
        let bytes = live_bytes() - before;
        drop(task);
        pool::trim();
        bytes
    })
}

/// What the harness may allocate meanwhile.
const SLACK: isize = 16 * 1024;

/// The depot never has more than its bound, whichever sizes eight threads take and return.
///
/// The allocator says what it has: at each stop of all threads, its live bytes without those of the tasks and those that
/// the threads keep are the depot's.
#[test]
#[cfg_attr(miri, ignore = "takes minutes, and Miri has no say on a bound")]
fn the_depot_stays_within_its_bound_at_all_times() {
    const BOUND: isize = 256 * 1024;
    const THREADS: usize = 8;
    const STOPS: u64 = 200;
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    pool::set_retention(Retention { shared: BOUND as usize, ..Retention::DEFAULT });
    let drops = Drops::default();
    // A task of 300 KB is moved a few times, where nothing is optimised.
    let with_a_stack = || thread::Builder::new().stack_size(16 << 20);
    let bytes = thread::scope(|scope| {
        let measures = with_a_stack().spawn_scoped(scope, || bytes_of_each(&drops));
        measures.expect("there are threads").join().expect("no panic")
    });
    let handed = Mutex::new(Vec::with_capacity(16));
    // Bytes of the tasks that are alive, and of the free slots that the threads keep.
    let (in_tasks, in_threads, before) = (AtomicIsize::new(0), AtomicIsize::new(0), AtomicIsize::new(0));
    // The most that was seen. A thread that panicked would leave the others waiting.
    let [most_in_depot, most_in_stats, most_in_thread, difference] = [const { AtomicIsize::new(0) }; 4];
    let stop = Barrier::new(THREADS);
    let take_stock = |seed| {
        in_threads.fetch_add(pool::stats().thread_bytes as isize, SeqCst);
        stop.wait();
        if seed == 1 {
            let beside = before.load(SeqCst) + in_tasks.load(SeqCst) + in_threads.swap(0, SeqCst);
            let in_depot = live_bytes() - beside;
            most_in_depot.fetch_max(in_depot, SeqCst);
            difference.fetch_max((in_depot - pool::stats().shared_bytes as isize).abs(), SeqCst);
        }
        stop.wait();
    };
    let run = &|seed| {
        let (mut random, mut held) = (Random(seed), Vec::with_capacity(16));
        let freed = |(task, size): (Task, usize)| {
            drop(task);
            in_tasks.fetch_sub(bytes[size], SeqCst);
        };
        // The cache of this thread is made.
        drop(task::<8>(7, &drops, false));
        pool::trim();
        if stop.wait().is_leader() {
            before.store(live_bytes(), SeqCst);
        }
        stop.wait();
        for _ in 0..STOPS {
            for _ in 0..25 {
                if random.below(2) == 0 && held.len() < 12 {
                    let size = random.below(SIZES);
                    in_tasks.fetch_add(bytes[size], SeqCst);
                    held.push((ANY_SIZE[size](7, &drops, false), size));
                } else if let Some(task) = held.pop() {
                    let mut handed = handed.lock().expect("no panic");
                    handed.push(task);
                    let taken = (handed.len() > 8).then(|| handed.swap_remove(0));
                    drop(handed);
                    taken.map(freed);
                }
                let stats = pool::stats();
                most_in_stats.fetch_max(stats.shared_bytes as isize, SeqCst);
                most_in_thread.fetch_max(stats.thread_bytes as isize, SeqCst);
            }
            if random.below(2) == 0 {
                held.drain(..).for_each(freed);
            }
            take_stock(seed);
        }
    };
    thread::scope(|scope| {
        let spawn = |seed| with_a_stack().spawn_scoped(scope, move || run(seed));
        let threads: Vec<_> = (1..=THREADS as u64).map(|seed| spawn(seed).expect("there are threads")).collect();
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
    drop(handed);
    assert_eq!(drops.count(), MADE.swap(0, SeqCst), "values dropped, values made");
    let [in_depot, in_stats, in_thread, difference] =
        [most_in_depot, most_in_stats, most_in_thread, difference].map(AtomicIsize::into_inner);
    assert!(in_depot <= BOUND + SLACK && in_stats <= BOUND, "{in_depot}, {in_stats}");
    assert!(in_thread <= Retention::DEFAULT.thread as isize, "{in_thread}");
    assert!(difference <= SLACK, "{difference} bytes between what the allocator and the pool say");
    assert!(cfg!(valuetask_no_pool) || in_stats > BOUND / 2, "{in_stats}: the bound was tried");
}
