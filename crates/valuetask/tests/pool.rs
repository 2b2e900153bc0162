//! The memory that the pool keeps and frees. The bounds are global, so the tests take turns.
#![cfg(not(valuetask_no_pool))]

#[path = "util/alloc.rs"]
mod counting;
mod util;

use std::array;
use std::sync::{Mutex, MutexGuard, mpsc};
use std::thread;
use std::time::Duration;

use counting::{Counting, allocations, bytes_kept};
use util::{Once, poll};
use valuetask::ValueTask;
use valuetask::pool::{self, Retention};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Enough slots to fill a thread and go through the depot. Miri looks at each class wherever one is used, for long.
const MANY: usize = if cfg!(miri) { 200 } else { 100_000 };
/// The bytes of a thread's share: two magazines.
const SHARE: usize = 8 * 1024;

/// No interval ends.
const LASTING: Retention = Retention { interval: Duration::MAX, ..Retention::DEFAULT };
/// An interval ends whenever the clock is looked at.
const PASSING: Retention = Retention { interval: Duration::ZERO, ..Retention::DEFAULT };

/// The depot and the bounds are one for the process: a test that checks them runs alone, and begins with them empty.
fn alone(bounds: Retention) -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    let turn = TURN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    pool::set_retention(bounds);
    turn
}

/// A task in a slot of at least so many bytes.
fn task<const BYTES: usize>() -> ValueTask<'static, u8> {
    ValueTask::from_future(async {
        let bytes = [1_u8; BYTES];
        Once::default().await;
        bytes[BYTES - 1]
    })
}

/// Makes so many tasks, all alive at once, and then drops them.
fn wave<const BYTES: usize>(count: usize) {
    drop((0..count).map(|_| task::<BYTES>()).collect::<Vec<_>>());
}

/// Makes, suspends and completes so many tasks, all of them alive at once.
fn burst(count: usize) {
    let mut tasks: Vec<_> = (0..count).map(|_| task::<8>()).collect();
    for task in &mut tasks {
        assert!(poll(task).is_pending() && poll(task).is_ready());
    }
}

/// One class of each order of size.
fn wave_of_all(count: usize) {
    wave::<8>(count);
    wave::<90>(count);
    wave::<200>(count);
    wave::<400>(count);
    wave::<900>(count);
    wave::<1900>(count);
    wave::<3900>(count);
}

/// The slots that come from the global allocator meanwhile.
fn slots_allocated(work: impl FnOnce()) -> usize {
    let before = pool::stats().allocations;
    work();
    pool::stats().allocations - before
}

#[test]
fn a_burst_of_live_tasks_leaves_no_more_than_the_bounds() {
    let _turn = alone(LASTING);
    burst(1);
    pool::trim();
    let kept = bytes_kept(|| wave::<900>(MANY));
    let stats = pool::stats();
    assert!(stats.thread_slots > 0 && stats.shared_slots > 0, "{stats:?}");
    assert!(stats.thread_bytes <= LASTING.thread && stats.shared_bytes <= LASTING.shared, "{stats:?}");
    assert!(cfg!(miri) || stats.shared_bytes > LASTING.shared - 8192, "the depot is used to the end: {stats:?}");
    assert_eq!(kept, (stats.thread_bytes + stats.shared_bytes) as isize, "what the allocator saw: {stats:?}");
}

#[test]
fn trim_frees_the_memory_of_this_thread_and_the_depot() {
    let _turn = alone(LASTING);
    burst(MANY);
    pool::trim();
    let stats = pool::stats();
    assert_eq!((stats.thread_slots, stats.thread_bytes, stats.shared_slots, stats.shared_bytes), (0, 0, 0, 0));
    burst(10);
    assert!(pool::stats().thread_slots > 0, "the pool keeps slots after a trim");
}

#[test]
fn a_thread_without_slots_has_nothing_to_trim() {
    let _turn = alone(LASTING);
    let trimmed = thread::spawn(|| allocations(pool::trim)).join().expect("no panic");
    assert_eq!(trimmed, 0);
}

#[test]
fn a_smaller_bound_holds_at_once() {
    let _turn = alone(LASTING);
    burst(MANY);
    let small = Retention { thread: 4096, shared: 8192, ..LASTING };
    pool::set_retention(small);
    assert_eq!(pool::stats().shared_slots, 0);
    burst(MANY);
    let stats = pool::stats();
    assert!(stats.thread_bytes <= small.thread && stats.shared_bytes <= small.shared, "{stats:?}");
}

#[test]
fn a_thread_of_nothing_turns_the_pool_off() {
    let _turn = alone(LASTING);
    pool::set_retention(Retention { thread: 0, ..LASTING });
    let before = pool::stats();
    assert_eq!(slots_allocated(|| burst(20)), 20);
    wave::<60_000>(3);
    let stats = pool::stats();
    assert_eq!((stats.thread_slots, stats.shared_slots, stats.refused), (0, 0, before.refused));
}

#[test]
fn a_depot_of_nothing_keeps_nothing_and_counts_nothing() {
    let _turn = alone(LASTING);
    pool::set_retention(Retention { shared: 0, ..LASTING });
    let before = pool::stats().refused;
    burst(MANY);
    let stats = pool::stats();
    assert!(stats.thread_bytes > 0 && stats.thread_bytes <= SHARE, "{stats:?}");
    assert_eq!((stats.shared_slots, stats.refused), (0, before));
}

#[test]
fn allocations_stand_still_in_steady_state() {
    let _turn = alone(LASTING);
    burst(1);
    assert_eq!(slots_allocated(|| (0..100).for_each(|_| burst(1))), 0);
}

#[test]
fn surplus_of_one_thread_serves_another() {
    let _turn = alone(LASTING);
    burst(MANY);
    let allocated = thread::spawn(|| slots_allocated(|| burst(MANY / 2))).join().expect("no panic");
    assert_eq!(allocated, 0, "the other thread took from the depot");
}

/// The waves of a batch job or a server: from the second on, none allocates, at any size and number.
#[test]
fn waves_allocate_once() {
    let _turn = alone(LASTING);
    let waves: [(fn(usize), usize); 8] = [
        (wave::<8>, MANY),
        (wave::<60>, MANY / 8),
        (wave::<500>, 2000),
        (wave::<1000>, 3000),
        (wave::<5000>, 200),
        (wave::<8192>, 64),
        (wave::<60_000>, 33),
        (wave::<200_000>, 20),
    ];
    for (number, (wave, count)) in waves.into_iter().enumerate() {
        let count = if cfg!(miri) { count.min(10) } else { count };
        let allocated: [_; 4] = array::from_fn(|_| slots_allocated(|| wave(count)));
        assert_eq!(allocated, [count, 0, 0, 0], "wave {number}, of {count}");
        pool::trim();
    }
}

#[test]
fn waves_of_one_class_allocate_once_while_another_is_busy() {
    let _turn = alone(LASTING);
    let (some, more) = if cfg!(miri) { (4, 20) } else { (200, 500) };
    let both = || {
        wave::<1000>(more);
        (0..some).for_each(|_| wave::<100>(some));
    };
    let allocated: [_; 4] = array::from_fn(|_| slots_allocated(both));
    assert_eq!(allocated, [some + more, 0, 0, 0]);
}

#[test]
fn large_and_small_calls_in_turn_evict_nothing() {
    let _turn = alone(LASTING);
    let turn = || {
        wave::<200_000>(1);
        wave::<8_000>(1);
    };
    turn();
    assert_eq!(slots_allocated(|| (0..100).for_each(|_| turn())), 0);
}

#[test]
fn a_size_without_a_share_leaves_the_others_theirs() {
    // Two slots of 3 KB for each of two sizes.
    let _turn = alone(Retention { thread: 14 * 1024, shared: 0, ..LASTING });
    thread::spawn(|| {
        let both = || {
            wave::<3000>(1);
            wave::<3100>(1);
        };
        both();
        let beside = slots_allocated(|| (0..50).for_each(|_| _ = (both(), wave::<3300>(1))));
        assert_eq!(beside, 50, "the third allocates, and the others keep theirs");
    })
    .join()
    .expect("no panic");
}

#[test]
fn sizes_that_exceed_the_shares_allocate_once() {
    let _turn = alone(LASTING);
    let all = || {
        wave::<12_000>(1);
        wave::<14_000>(1);
        wave::<16_000>(1);
        wave::<18_000>(1);
        wave::<20_000>(1);
        wave::<22_000>(1);
    };
    all();
    assert_eq!(slots_allocated(|| (0..50).for_each(|_| all())), 0);
    assert!(pool::stats().thread_bytes <= LASTING.thread);
}

#[test]
fn a_thread_that_ends_hands_its_slots_to_the_others() {
    let _turn = alone(LASTING);
    burst(MANY.min(1000));
    thread::spawn(|| wave::<8>(1)).join().expect("no panic");
    let shared = pool::stats().shared_slots;
    assert_eq!(slots_allocated(|| thread::spawn(|| wave::<8>(10)).join().expect("no panic")), 0);
    assert_eq!(pool::stats().shared_slots, shared, "what it took is there again");
}

/// Makes tasks here, and drops them on another thread, in turns.
fn passed_on<const BYTES: usize>(turns: usize) {
    let (send, received) = mpsc::channel::<ValueTask<'static, u8>>();
    let (done, is_done) = mpsc::channel();
    let other = thread::spawn(move || {
        for task in received {
            drop(task);
            done.send(()).expect("the test waits");
        }
    });
    for _ in 0..turns {
        send.send(task::<BYTES>()).expect("the thread waits");
        is_done.recv().expect("no panic");
    }
    drop(send);
    other.join().expect("no panic");
}

#[test]
fn a_thread_that_makes_tasks_of_any_size_for_another_stops_allocating() {
    let _turn = alone(LASTING);
    let turns = if cfg!(miri) { 4 } else { 3000 };
    for pass_on in [passed_on::<8>, passed_on::<3000>, passed_on::<10_000>, passed_on::<100_000>] {
        pool::trim();
        let allocated = slots_allocated(|| pass_on(turns));
        assert!(allocated <= 2 * 64 * 3, "{allocated} of {turns}: until both threads have two magazines");
    }
}

/// A wave of which each call uses the depot. A thread looks at the clock at its 64th use.
fn large_wave(count: usize) {
    assert!(count < 32, "no interval ends within it, on a new thread");
    wave::<60_000>(count);
}

/// Uses the depot often: each magazine has one slot.
fn other_work(rounds: usize) {
    (0..if cfg!(miri) { rounds / 25 } else { rounds }).for_each(|_| wave::<4900>(20));
}

#[test]
fn what_no_interval_needs_is_freed_by_other_work() {
    let _turn = alone(PASSING);
    large_wave(30);
    let peak = pool::stats().shared_bytes;
    assert!(peak > 1_800_000, "{peak}");
    other_work(300);
    let stats = pool::stats();
    assert!(stats.shared_bytes < peak / 10, "{stats:?}");
}

#[test]
fn decay_frees_what_no_interval_needed() {
    let _turn = alone(PASSING);
    large_wave(20);
    (0..20).for_each(|_| burst(1));
    let before = pool::stats();
    pool::decay();
    assert_eq!(pool::stats().shared_bytes, before.shared_bytes, "the wave was in this interval");
    pool::decay();
    assert_eq!((pool::stats().shared_bytes, pool::stats().thread_bytes), (0, before.thread_bytes));
    pool::trim();
    assert_eq!((before.thread_bytes > 0, pool::stats().thread_bytes), (true, 0), "a thread's own are freed by `trim`");
    pool::set_retention(LASTING);
    wave::<900>(if cfg!(miri) { 40 } else { 2000 });
    let before = pool::stats().shared_bytes;
    (0..10).for_each(|_| pool::decay());
    assert_eq!(pool::stats().shared_bytes, before, "no interval has ended");
}

#[test]
fn a_wave_in_each_interval_keeps_its_slots() {
    let _turn = alone(PASSING);
    large_wave(3);
    pool::decay();
    for _ in 0..8 {
        assert_eq!(slots_allocated(|| large_wave(3)), 0);
        pool::decay();
    }
}

/// No call frees more than a bounded number of slots.
#[test]
fn what_is_surplus_is_freed_bit_by_bit() {
    let _turn = alone(PASSING);
    wave::<100>(if cfg!(miri) { 200 } else { 20_000 });
    let mut before = pool::stats().shared_slots + pool::stats().thread_slots;
    for _ in 0..if cfg!(miri) { 10 } else { 200 } {
        wave::<4900>(1);
        wave::<5900>(3);
        let stats = pool::stats();
        let now = stats.shared_slots + stats.thread_slots;
        // Seven slow paths, at most.
        assert!(before.saturating_sub(now) <= 7 * 64, "{before}, {now}");
        before = now;
    }
}

#[test]
fn beyond_the_bound_slots_are_freed_and_counted() {
    const BOUND: usize = 64 * 1024;
    const COUNT: usize = if cfg!(miri) { 100 } else { 1000 };
    let _turn = alone(Retention { shared: BOUND, ..LASTING });
    let before = pool::stats().refused;
    wave::<1000>(COUNT);
    let stats = pool::stats();
    assert!(stats.shared_bytes <= BOUND && stats.shared_bytes > BOUND - 6 * 1024, "{stats:?}");
    let refused = stats.refused - before;
    assert_eq!(refused + stats.shared_slots + stats.thread_slots, COUNT);
    assert_eq!(slots_allocated(|| wave::<1000>(COUNT)), refused);
}

#[test]
fn a_class_that_needs_room_gets_that_of_one_which_needs_less() {
    let _turn = alone(Retention { shared: 1024 * 1024, ..PASSING });
    large_wave(16);
    assert!(pool::stats().shared_bytes > 900_000);
    other_work(200);
    let waves = || {
        wave::<90_000>(10);
        slots_allocated(|| wave::<90_000>(10))
    };
    assert_eq!(thread::spawn(waves).join().expect("no panic"), 0);
}

/// Runs a part on another thread for each message, and returns the memory that it keeps.
struct Other {
    begin: mpsc::Sender<fn()>,
    kept: mpsc::Receiver<pool::Stats>,
}

impl Other {
    fn new() -> Self {
        let (begin, parts) = mpsc::channel::<fn()>();
        let (done, kept) = mpsc::channel();
        thread::spawn(move || {
            parts.iter().for_each(|part| {
                part();
                done.send(pool::stats()).expect("the test waits");
            });
        });
        Self { begin, kept }
    }

    fn kept_after(&self, part: fn()) -> pool::Stats {
        self.begin.send(part).expect("the thread waits");
        self.kept.recv().expect("no panic")
    }
}

/// Enough to fill a thread.
const WAVE: usize = if cfg!(miri) { 40 } else { 200 };
const SMALL: Retention = Retention { thread: 16 * 1024, shared: 16 * 1024, ..LASTING };

#[test]
fn another_thread_keeps_its_memory_until_it_has_no_free_slot() {
    let _turn = alone(LASTING);
    let other = Other::new();
    let before = other.kept_after(|| wave_of_all(WAVE)).thread_bytes;
    pool::set_retention(SMALL);
    assert!(before > SMALL.thread && before <= LASTING.thread, "{before}");
    assert_eq!(other.kept_after(|| wave::<8>(1)).thread_bytes, before, "a slot was free");
    assert!(other.kept_after(|| wave::<5000>(1)).thread_bytes <= 2 * 5100, "no slot of that size was");
    assert!(other.kept_after(|| wave_of_all(WAVE)).thread_bytes <= SMALL.thread);
}

#[test]
fn another_thread_keeps_its_memory_until_it_has_no_room() {
    let _turn = alone(SMALL);
    let other = Other::new();
    let before = other.kept_after(|| wave_of_all(WAVE)).thread_bytes;
    pool::set_retention(LASTING);
    assert!(before > 0 && before <= SMALL.thread, "{before}");
    assert_eq!(other.kept_after(|| wave::<8>(1)).thread_bytes, before, "a slot was free, and room");
    let after = other.kept_after(|| wave_of_all(WAVE)).thread_bytes;
    assert!(after > SMALL.thread && after <= LASTING.thread, "{after}");
}

#[test]
fn a_thread_has_two_magazines_of_a_class_and_the_depot_the_rest() {
    let _turn = alone(LASTING);
    let makes = [wave::<8> as fn(usize), wave::<200>, wave::<2000>, wave::<5000>];
    for make in makes.into_iter().skip(if cfg!(miri) { 2 } else { 0 }) {
        pool::trim();
        make(1);
        let a_magazine = (4096 / pool::stats().thread_bytes).clamp(1, 64);
        for (count, kept, stashed) in
            [(2 * a_magazine, 2 * a_magazine, 0), (2 * a_magazine + 1, a_magazine + 1, a_magazine)]
        {
            pool::trim();
            make(count);
            assert_eq!((pool::stats().thread_slots, pool::stats().shared_slots), (kept, stashed), "{count}");
        }
    }
}

#[test]
fn a_thread_keeps_no_slot_of_more_than_32_kib() {
    let _turn = alone(LASTING);
    wave::<31_000>(2);
    assert_eq!((pool::stats().thread_slots, pool::stats().shared_slots), (2, 0));
    pool::trim();
    wave::<40_000>(2);
    assert_eq!((pool::stats().thread_slots, pool::stats().shared_slots), (0, 2));
}

/// Makes waves of classes that share no size, each a 64th larger than the last.
fn waves_of_many_classes(count: usize) {
    macro_rules! waves {
        ($($size:literal)*) => { $(wave::<$size>(count);)* };
    }
    waves! {
        8 40 70 90 100 120 136 150 170 180 200 220 230 250 260 280 300 310 330 340 360 380 390 410 420 440 460 470 490
        520 560 590 620 660 690 720 760 790 820 850 890 920 950 990 1050 1100 1200 1250 1300 1400 1450 1500 1600 1650
        1700 1800 1850 1900 2000 2100 2200 2400 2500 2600 2800 2900 3000 3200 3300 3400 3600 3700 3800 4000
    }
}

#[test]
#[cfg_attr(miri, ignore = "many classes, each of them slow")]
fn a_thread_of_many_classes_stays_within_its_bytes() {
    let _turn = alone(LASTING);
    let small = || pool::stats().thread_bytes <= LASTING.thread;
    for count in 20..22 {
        waves_of_many_classes(count);
        assert!(small(), "{:?}", pool::stats());
        assert_eq!(slots_allocated(|| waves_of_many_classes(count)), 0, "{count} of each");
    }
}

#[test]
fn a_slot_has_a_mebibyte_at_most() {
    let _turn = alone(LASTING);
    let large = || {
        wave::<1_048_000>(1);
        let one = pool::stats().shared_slots;
        pool::trim();
        wave::<1_048_576>(1);
        (one, pool::stats().shared_slots)
    };
    let thread = thread::Builder::new().stack_size(64 * 1024 * 1024).spawn(large).expect("there are threads");
    assert_eq!(thread.join().expect("no panic"), (1, 0));
}

#[test]
fn every_slot_that_comes_from_the_global_allocator_is_counted() {
    let _turn = alone(LASTING);
    assert_eq!(slots_allocated(|| [3, 3].into_iter().for_each(wave::<8>)), 3);
    assert_eq!(slots_allocated(|| wave::<5000>(2)), 2);
}
