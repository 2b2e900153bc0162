//! The cache of one thread over a depot of its own, where the test says what time it is.

use core::ptr::NonNull;
use core::sync::atomic::Ordering::Relaxed;

use super::class::{self, Class};
use super::depot::Depot;
use super::magazine::Magazine;
use super::memory;
use super::settings::Settings;
use super::thread_cache::{ClassCache, ThreadCache};
use super::{Retention, surplus};

/// One thread, and what it shares with others.
struct Pool {
    cache: Box<ThreadCache>,
    depot: Depot,
}

impl Pool {
    fn new(bounds: Retention) -> Self {
        Self { cache: ThreadCache::open(), depot: Depot::new(bounds) }
    }

    fn part(&self, class: Class) -> &ClassCache {
        // SAFETY: a cache that lasts as long as this.
        unsafe { ThreadCache::class(&raw const *self.cache, class) }
    }

    /// Takes a slot, as `local::take` does.
    fn take(&self, class: Class) -> NonNull<u8> {
        let found = self.part(class).take().or_else(|| self.cache.find(class, &self.depot));
        found.unwrap_or_else(|| memory::allocate(class.layout()))
    }

    /// Returns a slot, as `local::give` does.
    fn give(&self, class: Class, slot: NonNull<u8>) {
        // SAFETY: a slot that `take` has returned for this class.
        if !unsafe { self.part(class).give(slot) } {
            // SAFETY: the same slot, which the part didn't take.
            assert!(unsafe { self.cache.give_slowly(class, slot, &self.depot) });
        }
    }

    /// Takes so many slots, and then returns them.
    fn wave(&self, class: Class, slots: usize) {
        let slots: Vec<_> = (0..slots).map(|_| self.take(class)).collect();
        slots.into_iter().for_each(|slot| self.give(class, slot));
    }

    /// Puts magazines of one slot into the depot, as another thread would.
    fn put(&self, class: Class, slots: usize) {
        for _ in 0..slots {
            self.put_magazine(class, 1);
        }
    }

    fn put_magazine(&self, class: Class, slots: usize) {
        let magazine = Magazine::new(class, slots);
        for _ in 0..slots {
            // SAFETY: a slot of this class, fresh from the allocator.
            assert!(unsafe { magazine.push(memory::allocate(class.layout())) });
        }
        self.depot.insert(magazine, 0, 0);
    }

    fn shared_slots(&self) -> usize {
        self.depot.retained().0
    }
}

fn large() -> Class {
    class::all().find(|class| class.size() > 40_000).expect("there are classes to 1 MiB")
}

/// The default is tested here, where a test says what time it is, so that it needn't sleep.
#[test]
fn by_default_what_a_second_doesnt_use_is_freed_in_the_next() {
    let pool = Pool::new(Retention::DEFAULT);
    pool.depot.look_at(50_000);
    pool.put(large(), 100);
    pool.depot.look_at(50_999);
    pool.depot.free_all_surplus();
    assert_eq!(pool.shared_slots(), 100, "within the first second");
    pool.depot.look_at(51_000);
    drop((0..30).map(|_| pool.depot.remove(large(), 0)).collect::<Vec<_>>());
    pool.depot.free_all_surplus();
    assert_eq!(pool.shared_slots(), 70, "they came in the second that has ended");
    pool.depot.look_at(51_999);
    pool.depot.free_all_surplus();
    assert_eq!(pool.shared_slots(), 70);
    pool.depot.look_at(52_000);
    pool.depot.free_all_surplus();
    assert_eq!(pool.shared_slots(), 0);
}

#[test]
fn what_a_wave_in_each_second_uses_stays_and_the_rest_goes() {
    let pool = Pool::new(Retention::DEFAULT);
    pool.put(large(), 100);
    for second in 0..10 {
        pool.depot.look_at(100_000 + 1_000 * second);
        pool.depot.free_all_surplus();
        let wave: Vec<_> = (0..40).filter_map(|_| pool.depot.remove(large(), 0)).collect();
        assert_eq!(wave.len(), 40, "second {second}");
        wave.into_iter().for_each(|magazine| pool.depot.insert(magazine, 0, 0));
    }
    assert_eq!(pool.shared_slots(), 40);
}

#[test]
fn a_slow_path_frees_at_most_64_slots_of_what_is_surplus() {
    let pool = Pool::new(Retention::DEFAULT);
    for (class, slots) in [(Class::at(0), 64), (Class::at(4), 46), (Class::at(40), 6), (large(), 1)] {
        pool.depot.look_at(1_000_000);
        (0..200).for_each(|_| pool.put_magazine(class, slots));
        pool.depot.look_at(2_000_000);
        pool.depot.look_at(3_000_000);
        let mut before = pool.shared_slots();
        while before > 0 {
            pool.depot.free_surplus(0);
            let freed = before - pool.shared_slots();
            assert!((1..=64).contains(&freed), "{freed} of {}", class.size());
            before -= freed;
        }
    }
}

/// A thread that has stopped between two steps of an exchange has a list out until it runs again.
#[test]
fn a_thread_finds_most_slots_while_another_one_has_a_list() {
    let pool = Pool::new(Retention::DEFAULT);
    pool.wave(large(), 8);
    pool.depot.stacks(large()).without_a_list(large(), || pool.wave(large(), 6));
    assert_eq!((pool.depot.allocations.sum(), pool.shared_slots()), (8, 8));
}

#[test]
fn slots_that_are_allocated_while_a_thread_has_a_list_are_made_up_for() {
    for (class, slots_at_once) in [(large(), 8), (Class::at(0), 1000)] {
        let pool = Pool::new(Retention::DEFAULT);
        pool.wave(class, slots_at_once);
        let before = pool.depot.allocations.sum();
        let slots = || pool.shared_slots() + pool.cache.slots().0;
        for _ in 0..10 {
            pool.depot.stacks(class).without_a_list(class, || pool.wave(class, slots_at_once));
            assert_eq!(slots(), slots_at_once);
        }
        assert!(pool.depot.allocations.sum() > before, "a list was missing");
        let before = pool.depot.allocations.sum();
        pool.wave(class, slots_at_once);
        assert_eq!(pool.depot.allocations.sum(), before, "nothing is owed");
    }
}

#[test]
fn a_thread_of_all_classes_stays_within_its_bytes() {
    let pool = Pool::new(Retention::DEFAULT);
    let (bound, mut most) = (Retention::DEFAULT.thread, 0);
    for _ in 0..30 {
        for class in class::all() {
            pool.wave(class, 3);
            most = most.max(pool.cache.slots().1);
        }
    }
    // No magazine is larger than its share, so there is none beside the bound.
    assert!((bound / 2..=bound).contains(&most), "{most}");
}

/// A program of many async methods has a size for each. Its calls come one at a time.
#[test]
fn a_thread_keeps_a_slot_of_each_of_many_sizes() {
    const SIZES: usize = 60;
    let pool = Pool::new(Retention::DEFAULT);
    for _ in 0..2 {
        class::all().take(SIZES).for_each(|class| pool.wave(class, 1));
        assert_eq!((pool.cache.slots().0, pool.shared_slots()), (SIZES, 0));
    }
    assert_eq!(pool.depot.allocations.sum(), SIZES);
}

/// A magazine that was on its way to the depot when the bounds were set has more slots than one may have now.
#[test]
fn a_thread_takes_no_more_than_its_share_from_a_magazine_of_other_bounds() {
    let pool = Pool::new(Retention { thread: 1024, ..Retention::DEFAULT });
    let class = Class::at(0);
    pool.put_magazine(class, 64);
    let slot = pool.take(class);
    assert!(pool.cache.slots().1 <= 1024 / 8, "{:?}", pool.cache.slots());
    pool.give(class, slot);
}

/// Each thread counts what it allocates in a line of its own. Beside that it only reads.
#[test]
fn a_pool_that_keeps_nothing_writes_nothing_that_other_threads_read() {
    for bounds in [Retention { thread: 0, ..Retention::DEFAULT }, Retention { shared: 0, ..Retention::DEFAULT }] {
        let pool = Pool::new(bounds);
        (0..5).for_each(|_| pool.wave(Class::at(7), 300));
        pool.wave(large(), 100);
        assert!(!pool.depot.interval.is_over(0, 1), "no interval has begun");
        assert_eq!((pool.depot.interval.next.load(Relaxed), pool.depot.refused.sum(), pool.shared_slots()), (0, 0, 0));
    }
}

#[test]
fn a_magazine_has_no_more_slots_than_a_slow_path_frees() {
    for thread in [1024, 16 * 1024, 128 * 1024, usize::MAX] {
        let settings = Settings::new(Retention { thread, ..Retention::DEFAULT });
        assert!(class::all().all(|class| settings.magazine_capacity(class) <= surplus::FREED), "{thread}");
    }
}

#[test]
fn a_size_for_which_there_is_no_room_frees_no_slot_of_another_one() {
    let pool = Pool::new(Retention { shared: 10 * large().size(), ..Retention::DEFAULT });
    pool.put(large(), 10);
    pool.put_magazine(Class::at(40), 1);
    assert_eq!(pool.shared_slots(), 10);
}
