//! | one                    | the other                    | what holds                                       |
//! |------------------------|------------------------------|--------------------------------------------------|
//! | drops a reference      | drops a reference            | the value is dropped once                        |
//! | drops a reference      | takes the value if it's alone | it is taken or dropped once                     |
//! | gives up a reference   | gives up a reference         | one of them has the value                        |
//! | drops a reference      | clones a waker, wakes, drops | the value is there for the wake                  |
//! | wakes a waker          | wakes a waker by reference   | both are told, and the value is dropped once     |

use super::{Arc, Wakes};
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

impl Wakes for Told {
    fn woken(this: &Arc<Self>) {
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
