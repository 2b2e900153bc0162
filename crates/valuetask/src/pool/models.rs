//! The pool in every interleaving of two or three threads.
//!
//! | one                      | other                            | expected                                           |
//! |--------------------------|----------------------------------|----------------------------------------------------|
//! | gives more than it keeps | takes, gives, and ends           | each slot is found once, and is freed or kept      |
//! | ends                     | takes what that hands over       | each slot is found once, and none is lost          |
//! | ends                     | sets a lower bound for the depot | the depot stays within the bound                   |
//! | gives more than it keeps | sets a lower bound for the depot | the depot stays within the bound                   |
//! | gives more than it keeps | sets a lower bound for threads   | the thread applies it in its next slow path        |
//! | gives more than it keeps | empties the depot                | no slot is lost                                    |
//! | gives more than it keeps | ends an interval and frees       | no slot is lost, and no more is freed than is there |
//! | fills the last budget    | fills it, too                    | the depot stays within its bound                   |
//! | takes a list apart       | so does another; a third puts    | each magazine is found once, and none is lost      |
//! | takes a list apart       | puts several meanwhile, takes    | the same, where the list that is put back is short |
//! | takes a list apart       | sets a lower bound for the depot | what it puts back stays within the bound           |
//!
//! A magazine has one slot, and a class one stack, so that each list has several.

use core::ptr::NonNull;

use crate::sync::model::sync::Arc;
use crate::sync::model::thread;

use core::time::Duration;

use super::Retention;
use super::class::Class;
use super::depot::Depot;
use super::magazine::Magazine;
use super::memory;
use super::thread_cache::{ClassCache, ThreadCache};
use crate::live;

fn class() -> Class {
    Class::at(0)
}

/// Returns bounds of so many slots in a magazine, at most two, and in the depot.
fn bounds(magazine: usize, shared: usize) -> Retention {
    let thread = 16 * class().size() * magazine;
    Retention { thread, shared: class().size() * shared, interval: Duration::MAX }
}

/// One thread: its cache, and the shared depot.
struct Thread {
    cache: Box<ThreadCache>,
    depot: Arc<Depot>,
}

impl Thread {
    fn of(depot: &Arc<Depot>) -> Self {
        Self { cache: ThreadCache::open(), depot: Arc::clone(depot) }
    }

    fn part(&self) -> &ClassCache {
        // SAFETY: a cache that lasts as long as this.
        unsafe { ThreadCache::class(&raw const *self.cache, class()) }
    }

    /// Takes a slot, as `local::take` does.
    fn take(&self) -> NonNull<u8> {
        let found = self.part().take().or_else(|| self.cache.find(class(), &self.depot));
        found.unwrap_or_else(|| memory::allocate(class().layout()))
    }

    /// Returns a slot, as `local::give` does.
    fn give(&self, slot: NonNull<u8>) {
        // SAFETY: each model returns slots that it took.
        if unsafe { self.part().give(slot) } {
            return;
        }
        // SAFETY: a slot that the cache didn't take.
        if !unsafe { self.cache.give_slowly(class(), slot, &self.depot) } {
            // SAFETY: a slot that neither the cache nor the depot took.
            unsafe { memory::free(slot, class().layout()) };
        }
    }

    /// Ends, as `local` has it: hands all slots over, and then the cache is dropped.
    fn end(self) {
        self.cache.hand_over(&self.depot);
    }

    /// Takes `slots` slots, and then returns them all.
    fn burst(&self, slots: usize) {
        let slots: Vec<_> = (0..slots).map(|_| self.take()).collect();
        slots.into_iter().for_each(|slot| self.give(slot));
    }
}

/// Explores two threads over one depot. `holds` checks the first when the other has ended. Nothing is left after both.
fn model(bounds: Retention, one: fn(&Thread), other: fn(&Thread), holds: fn(&Thread)) {
    live::model(move || {
        let depot = Arc::new(Depot::new(bounds));
        let spawned = thread::spawn({
            let depot = Arc::clone(&depot);
            move || other(&Thread::of(&depot))
        });
        let thread = Thread::of(&depot);
        one(&thread);
        spawned.join().expect("no panic");
        holds(&thread);
        drop((thread, depot));
    });
}

#[test]
fn a_slot_is_found_once() {
    model(bounds(1, 2), |one| one.burst(3), |other| other.burst(3), |_| ());
}

#[test]
fn a_thread_that_ends_leaves_what_is_in_the_depot() {
    let holds = |one: &Thread| assert_eq!(live::count() as usize, one.cache.slots().0 + one.depot.retained().0);
    model(bounds(1, 2), |one| one.burst(3), |other| other.burst(3), holds);
}

/// A thread keeps two slots, and ends while another one takes, or sets bounds.
fn model_of_an_end(bounds: Retention, other: fn(&Depot) -> usize, holds: fn(&Depot, usize)) {
    live::model(move || {
        let alive = live::count();
        let depot = Arc::new(Depot::new(bounds));
        let thread = thread::spawn({
            let depot = Arc::clone(&depot);
            move || {
                let thread = Thread::of(&depot);
                thread.burst(2);
                thread.end();
            }
        });
        let found = other(&depot);
        thread.join().expect("no panic");
        holds(&depot, found);
        assert_eq!(live::count() - alive, depot.retained().0 as isize, "neither in the depot nor freed");
        drop(depot);
    });
}

#[test]
fn what_a_thread_hands_over_at_its_end_is_found_once() {
    let takes = |depot: &Depot| found(depot) + found(depot);
    model_of_an_end(bounds(1, 2), takes, |depot, found| assert_eq!(depot.retained().0 + found, 2));
}

#[test]
fn what_a_thread_hands_over_at_its_end_stays_within_a_lower_bound() {
    let sets = |depot: &Depot| {
        depot.set(bounds(1, 0));
        0
    };
    model_of_an_end(bounds(1, 2), sets, |depot, _| assert_eq!(depot.retained().0, 0));
}

#[test]
fn the_depot_comes_down_to_a_lower_bound() {
    let holds = |one: &Thread| assert_eq!(one.depot.retained().0, 0);
    model(bounds(1, 2), |one| one.burst(3), |other| other.depot.set(bounds(1, 0)), holds);
}

#[test]
fn a_thread_comes_down_to_a_lower_bound() {
    let holds = |one: &Thread| {
        one.burst(5);
        assert!(one.cache.slots().0 <= 2, "{:?}", one.cache.slots());
    };
    model(bounds(2, 0), |one| one.burst(5), |other| other.depot.set(bounds(1, 0)), holds);
}

#[test]
fn emptying_the_depot_loses_nothing() {
    model(bounds(1, 2), |one| one.burst(4), |other| other.depot.empty(), |_| ());
}

#[test]
fn two_threads_dont_both_get_the_last_budget() {
    let holds = |one: &Thread| assert!(one.depot.retained().0 <= 1);
    model(bounds(1, 1), |one| one.burst(3), |other| other.burst(3), holds);
}

#[test]
fn ending_an_interval_loses_nothing() {
    let decays = |other: &Thread| {
        other.depot.end_interval();
        other.depot.free_all_surplus();
    };
    let holds = |one: &Thread| assert_eq!(live::count() as usize, one.cache.slots().0 + one.depot.retained().0);
    model(bounds(1, 2), |one| one.burst(3), decays, holds);
}

/// Puts a magazine of one slot into the depot.
fn put(depot: &Depot) {
    let magazine = Magazine::new(class(), 1);
    // SAFETY: a slot of this class, fresh from the allocator.
    assert!(unsafe { magazine.push(memory::allocate(class().layout())) });
    depot.insert(magazine, 0, 0);
}

/// Takes a magazine out, and returns the number of its slots.
fn found(depot: &Depot) -> usize {
    depot.remove(class(), 0).map_or(0, |magazine| magazine.depth())
}

/// Two threads take lists apart, one of which may be put back while the other does, and a third puts more.
#[test]
fn lists_that_are_taken_apart_lose_nothing() {
    live::model(|| {
        let depot = Arc::new(Depot::new(bounds(1, 4)));
        (0..2).for_each(|_| put(&depot));
        let run = |work: fn(&Depot) -> usize| {
            let depot = Arc::clone(&depot);
            thread::spawn(move || work(&depot))
        };
        let [one, other] = [found, found].map(|found| run(found));
        put(&depot);
        let found: usize = [one, other].map(|thread| thread.join().expect("no panic")).into_iter().sum();
        assert_eq!(depot.retained().0, 3 - found);
        let mut left = 0;
        while depot.remove(class(), 0).is_some() {
            left += 1;
        }
        assert_eq!((left, depot.retained().0), (3 - found, 0));
        drop(depot);
    });
}

/// A list that is longer than the one which is put back goes back itself, and then belongs to another thread.
#[test]
fn a_long_list_that_was_put_meanwhile_loses_nothing() {
    live::model(|| {
        let depot = Arc::new(Depot::new(bounds(1, 5)));
        (0..2).for_each(|_| put(&depot));
        let run = |work: fn(&Depot) -> usize| {
            let depot = Arc::clone(&depot);
            thread::spawn(move || work(&depot))
        };
        let puts = |depot: &Depot| {
            (0..2).for_each(|_| put(depot));
            // It is linked anew.
            depot.remove(class(), 0).into_iter().for_each(|magazine| depot.insert(magazine, 0, 0));
            0
        };
        let threads = [run(found), run(puts)];
        let there: usize = threads.map(|thread| thread.join().expect("no panic")).into_iter().sum();
        assert_eq!(depot.retained().0 + there, 4);
        drop(depot);
    });
}

#[test]
fn what_is_put_back_stays_within_a_lower_bound() {
    live::model(|| {
        let depot = Arc::new(Depot::new(bounds(1, 2)));
        (0..2).for_each(|_| put(&depot));
        let other = thread::spawn({
            let depot = Arc::clone(&depot);
            move || depot.set(bounds(1, 0))
        });
        drop(depot.remove(class(), 0));
        other.join().expect("no panic");
        assert_eq!(depot.retained().0, 0);
        drop(depot);
    });
}
