//! | one                    | the other                    | what holds                                       |
//! |------------------------|------------------------------|--------------------------------------------------|
//! | drops a reference      | drops a reference            | the value is dropped once                        |
//! | drops a reference      | takes the value if it's alone | it is taken or dropped once                     |
//! | gives up a reference   | gives up a reference         | one of them has the value                        |
//! | drops a reference      | clones a waker, wakes, drops | the value is there for the wake                  |
//! | wakes a waker          | wakes a waker by reference   | both are told, and the value is dropped once     |
//! | drops a reference      | wakes a waker of what's kept | the kept is there, and the value is dropped by the one |
//! | drops a reference      | upgrades                     | the value is there, or is dropped                |
//! | takes the value if it's alone | upgrades              | one of them has the value                        |
//! | takes the value if it's alone | downgrades, drops, upgrades | one of them has the value                  |

use super::{Arc, Kept, Wakes};
use crate::live::{Counted, model};
use crate::sync::AtomicUsize;
use crate::sync::model::thread;
use core::sync::atomic::Ordering::Relaxed;
use core::task::Waker;

struct Told {
    wakes: AtomicUsize,
    counted: Counted<u32>,
}

impl Told {
    fn new() -> Arc<Self> {
        Arc::new(Self { wakes: AtomicUsize::new(0), counted: Counted::new(7) })
    }
}

impl Wakes for Arc<Told> {
    fn woken(this: &Self) {
        assert_eq!(*this.counted.get(), 7);
        this.wakes.fetch_add(1, Relaxed);
    }
}

#[test]
fn the_last_reference_drops_the_value() {
    model(|| {
        let (here, there) = (Told::new(), Told::new());
        let others = (here.clone(), there.clone());
        let thread = thread::spawn(move || drop(others));
        drop((there, here));
        thread.join().expect("no panic");
    });
}

#[test]
fn the_only_reference_takes_the_value() {
    model(|| {
        let here = Told::new();
        let there = here.clone();
        let thread = thread::spawn(move || assert_eq!(*there.counted.get(), 7));
        match here.into_unique() {
            Ok(unique) => assert_eq!(*unique.into_inner().counted.get(), 7),
            Err(shared) => assert_eq!(*shared.counted.get(), 7),
        }
        thread.join().expect("no panic");
    });
}

#[test]
fn of_two_that_are_given_up_one_has_the_value() {
    model(|| {
        let here = Told::new();
        let there = here.clone();
        let give_up = |told: Arc<Told>| told.into_last().map(|last| last.into_inner().wakes.into_inner());
        let thread = thread::spawn(move || give_up(there));
        let both = [give_up(here), thread.join().expect("no panic")];
        assert_eq!(both.iter().flatten().count(), 1);
    });
}

#[test]
fn a_waker_keeps_the_value() {
    model(|| {
        let told = Told::new();
        let waker = told.with_waker(Waker::clone);
        let thread = thread::spawn(move || {
            let another = waker.clone();
            waker.wake();
            another.wake_by_ref();
        });
        drop(told);
        thread.join().expect("no panic");
    });
}

#[test]
fn two_wakers_are_woken() {
    model(|| {
        let told = Told::new();
        let [here, there] = [(); 2].map(|()| told.with_waker(Waker::clone));
        let thread = thread::spawn(move || there.wake());
        here.wake_by_ref();
        drop(here);
        thread.join().expect("no panic");
        assert_eq!(told.wakes.load(Relaxed), 2);
    });
}

struct Untouched(Counted);

impl Wakes for Kept<Untouched, Told> {
    fn woken(this: &Self) {
        assert_eq!(*this.counted.get(), 7);
        this.wakes.fetch_add(1, Relaxed);
    }
}

#[test]
fn a_waker_of_what_is_kept_leaves_the_value_to_the_references() {
    model(|| {
        let told = Told { wakes: AtomicUsize::new(0), counted: Counted::new(7) };
        let arc = Arc::keeping(told, Untouched(Counted::new(())));
        let waker = arc.as_kept().with_waker(Waker::clone);
        let thread = thread::spawn(move || {
            let another = waker.clone();
            waker.wake();
            another.wake_by_ref();
        });
        assert!(arc.into_last().is_some());
        thread.join().expect("no panic");
    });
}

#[test]
fn an_upgraded_reference_finds_the_value() {
    model(|| {
        let told = Told::new();
        let weak = told.downgrade();
        let thread = thread::spawn(move || {
            let upgraded = weak.upgrade();
            upgraded.is_none_or(|told| *told.counted.get() == 7)
        });
        drop(told);
        assert!(thread.join().expect("no panic"));
    });
}

#[test]
fn the_only_reference_takes_the_value_or_a_weak_one_is_upgraded() {
    for is_made_here in [true, false] {
        model(move || {
            let here = Told::new();
            let (weak, there) = (is_made_here.then(|| here.downgrade()), here.clone());
            let drops_first = is_made_here;
            let thread = thread::spawn(move || {
                let weak = weak.unwrap_or_else(|| there.downgrade());
                if drops_first {
                    drop(there);
                }
                let upgraded = weak.upgrade();
                upgraded.is_some_and(|told| *told.counted.get() == 7)
            });
            if here.is_unique() {
                assert_eq!(here.into_inner_of_last(), 7);
            } else if let Ok(unique) = here.into_unique() {
                assert_eq!(*unique.into_inner().counted.get(), 7);
            }
            let _ = thread.join().expect("no panic");
        });
    }
}

impl Arc<Told> {
    fn into_inner_of_last(self) -> u32 {
        *self.into_last().expect("it's the only one").into_inner().counted.get()
    }
}
