//! | one                       | the other                    | what holds                                       |
//! |---------------------------|------------------------------|--------------------------------------------------|
//! | drops a hold              | drops a hold                 | the content is dropped once                      |
//! | drops a hold              | takes the content if it's alone | it is taken or dropped once                   |
//! | drops a reference         | clones a waker, wakes, drops | the value is there for the wake                  |
//! | wakes a waker             | wakes a waker by reference   | both are told, and the value is dropped once     |
//! | borrows what's kept if it's alone, drops the hold | wakes a waker of it | the kept is there, and the content is dropped by the one |
//! | drops a hold              | upgrades                     | the content is there, or is dropped              |
//! | takes the content if it's alone | upgrades               | one of them has the content                      |
//! | takes the content if it's alone | downgrades, drops, upgrades | one of them has the content                 |
//! | stores a content          | stores another, or reads     | one is stored, and read whole                    |

use super::{Arc, Held, Hold, Wakes};
use crate::live::{Counted, model};
use crate::sync::AtomicUsize;
use crate::sync::model::thread;
use core::sync::atomic::Ordering::Relaxed;
use core::task::Waker;

type Holds = Hold<Counted<u32>, ()>;

fn hold_of(content: Option<Counted<u32>>) -> Holds {
    Hold::keeping((), content, |content, ()| drop(content))
}

fn hold() -> Holds {
    hold_of(Some(Counted::new(7)))
}

fn content(hold: &Holds) -> u32 {
    *hold.get().expect("it is stored").get()
}

fn taken(content: Option<Counted<u32>>) -> u32 {
    *content.expect("it is stored").get()
}

struct Told {
    wakes: AtomicUsize,
    counted: Counted<u32>,
}

impl Told {
    fn new() -> Self {
        Self { wakes: AtomicUsize::new(0), counted: Counted::new(7) }
    }

    fn tell(&self) {
        assert_eq!(*self.counted.get(), 7);
        self.wakes.fetch_add(1, Relaxed);
    }
}

impl Wakes for Arc<Told> {
    fn woken(this: &Self) {
        this.tell();
    }
}

impl Wakes for Arc<Held<Counted, Told>> {
    fn woken(this: &Self) {
        this.kept.tell();
    }
}

#[test]
fn the_last_hold_drops_the_content() {
    model(|| {
        let (here, there) = (hold(), hold());
        let others = (here.clone(), there.clone());
        let thread = thread::spawn(move || drop(others));
        drop((there, here));
        thread.join().expect("no panic");
    });
}

#[test]
fn the_only_hold_takes_the_content() {
    model(|| {
        let here = hold();
        let there = here.clone();
        let thread = thread::spawn(move || assert_eq!(content(&there), 7));
        let content = here.try_unwrap().map_or_else(|shared| content(&shared), taken);
        assert_eq!(content, 7);
        thread.join().expect("no panic");
    });
}

#[test]
fn one_content_is_stored_and_read_whole() {
    model(|| {
        let here = hold_of(None);
        let there = here.clone();
        let thread = thread::spawn(move || there.set(Counted::new(7)).is_ok());
        let is_ours = here.set(Counted::new(7)).is_ok();
        let seen = here.get().map(|content| *content.get());
        assert!(seen == Some(7) || seen.is_none() && !is_ours);
        assert_ne!(is_ours, thread.join().expect("no panic"));
        assert_eq!(content(&here), 7);
    });
}

#[test]
fn a_waker_keeps_the_value() {
    model(|| {
        let told = Arc::new(Told::new());
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
        let told = Arc::new(Told::new());
        let [here, there] = [(); 2].map(|()| told.with_waker(Waker::clone));
        let thread = thread::spawn(move || there.wake());
        here.wake_by_ref();
        drop(here);
        thread.join().expect("no panic");
        assert_eq!(told.wakes.load(Relaxed), 2);
    });
}

#[test]
fn a_waker_of_what_is_kept_leaves_the_content_to_the_holds() {
    for is_made_here in [true, false] {
        model(move || {
            let mut hold = Hold::keeping(Told::new(), Some(Counted::new(())), |content, _| drop(content));
            let made = |hold: &Hold<_, Told>| hold.kept().with_waker(Waker::clone);
            let (waker, there) = (is_made_here.then(|| made(&hold)), (!is_made_here).then(|| hold.clone()));
            let thread = thread::spawn(move || {
                let waker = waker.or_else(|| there.as_ref().map(made)).expect("it has one or the other");
                drop(there);
                let another = waker.clone();
                waker.wake();
                another.wake_by_ref();
            });
            // Only once the thread has dropped its hold and its wakers.
            if let Some(kept) = hold.get_mut() {
                assert_eq!(kept.wakes.load(Relaxed), 2);
            }
            drop(hold);
            thread.join().expect("no panic");
        });
    }
}

#[test]
fn an_upgraded_hold_finds_the_content() {
    model(|| {
        let here = hold();
        let weak = here.downgrade();
        let thread = thread::spawn(move || weak.upgrade().is_none_or(|hold| content(&hold) == 7));
        drop(here);
        assert!(thread.join().expect("no panic"));
    });
}

#[test]
fn the_only_hold_takes_the_content_or_a_weak_one_is_upgraded() {
    for is_made_here in [true, false] {
        model(move || {
            let mut here = hold();
            let (weak, there) = (is_made_here.then(|| here.downgrade()), here.clone());
            let drops_first = is_made_here;
            let thread = thread::spawn(move || {
                let weak = weak.unwrap_or_else(|| there.downgrade());
                if drops_first {
                    drop(there);
                }
                weak.upgrade().is_some_and(|hold| content(&hold) == 7)
            });
            let is_unique = here.get_mut().is_some();
            match here.try_unwrap() {
                Ok(content) => assert_eq!(taken(content), 7),
                Err(_) => assert!(!is_unique),
            }
            let _ = thread.join().expect("no panic");
        });
    }
}
