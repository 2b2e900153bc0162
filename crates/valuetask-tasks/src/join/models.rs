//! The wakers of a join in every interleaving: by pairs of what the join does and what wakers do meanwhile.
//!
//! | the join                        | wakers                             | what holds                              |
//! |---------------------------------|------------------------------------|-----------------------------------------|
//! | parks                           | one wakes                          | the parent is woken, the element polled |
//! | parks, and is polled in vain    | one wakes                          | the same, by the later parent           |
//! | parks                           | two of one group wake              | both are polled                         |
//! | parks                           | two of different groups wake       | the same                                |
//! | each of these                   | they wake without going, then go   | the same                                |
//! | is dropped                      | each of these                      | the memory is freed once, after all     |
//! | polls an element a second time  | its first waker wakes              | it is polled again                      |
//! | parks again, after each of these |                                   | the parent isn't woken                  |
//!
//! In each, what a waker's thread did before it woke is seen by the poll that follows, and nothing stays allocated.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::task::{Context, Wake, Waker};
use std::vec::Vec;

use crate::sync::model::cell::Cell;
use crate::sync::model::thread;

use super::group::ELEMENTS;
use super::wakers::Wakers;
use crate::live::{Counted, model};
use crate::sync::AtomicUsize;

/// Counts how often it is woken.
struct Parent(AtomicUsize, Counted);

impl Wake for Parent {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

fn parent() -> (Arc<Parent>, Waker) {
    let parent = Arc::new(Parent(AtomicUsize::new(0), Counted::default()));
    (Arc::clone(&parent), Waker::from(parent))
}

/// What an element waits for: written by the thread that wakes, read by the poll.
struct Answer(Cell<bool>);

// SAFETY: loom checks that no thread reads during a write.
unsafe impl Sync for Answer {}
// SAFETY: the same.
unsafe impl Send for Answer {}

/// A join of some elements, of which these are waited for.
struct Model {
    wakers: Wakers,
    elements: Vec<(usize, Arc<Answer>)>,
    polled: usize,
}

impl Model {
    /// Polls for the first time, and hands out a waker of each.
    fn new(len: usize, elements: &[usize]) -> (Self, Vec<(Waker, Arc<Answer>)>) {
        let mut wakers = Wakers::new(len);
        let mut handed_out = Vec::new();
        for &element in elements {
            let place = element / ELEMENTS;
            let first_of_group = !elements.iter().any(|other| other / ELEMENTS == place && *other < element);
            let cloned = |cx: &mut Context<'_>| cx.waker().clone();
            let waker = if first_of_group {
                // One that is offered and taken, and one that is offered in vain.
                wakers.lend(place, 2).poll(element, cloned)
            } else {
                wakers.poll(element, cloned)
            };
            handed_out.push((waker, Arc::new(Answer(Cell::new(false)))));
        }
        let elements = elements.iter().zip(&handed_out).map(|(element, (_, answer))| (*element, Arc::clone(answer)));
        (Self { wakers, elements: elements.collect(), polled: 0 }, handed_out)
    }

    fn poll_woken(&mut self) {
        let (elements, polled) = (&self.elements, &mut self.polled);
        let none: Option<()> = self.wakers.poll_woken(|element, _| {
            let (_, answer) = elements.iter().find(|(known, _)| *known == element).expect("only these have wakers");
            assert!(answer.0.get(), "what happened before the wake is seen");
            *polled += 1;
            None
        });
        assert!(none.is_none());
    }
}

/// Wakes the elements, each on its own thread, while the join parks. Polls the join in vain if `spurious`, then once it is woken.
fn woken_while_parking(len: usize, elements: &'static [usize], spurious: bool, wake: fn(Waker)) {
    model(move || {
        let (mut join, handed_out) = Model::new(len, elements);
        let threads = handed_out.into_iter().map(|(waker, answer)| {
            thread::spawn(move || {
                answer.0.set(true);
                wake(waker);
            })
        });
        let threads: Vec<_> = threads.collect();
        let (first, first_waker) = parent();
        join.wakers.park(&first_waker);
        let (last, last_waker) = parent();
        if spurious {
            join.poll_woken();
            if join.polled < elements.len() {
                join.wakers.park(&last_waker);
            }
        }
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
        if join.polled < elements.len() {
            let heard = if spurious { &last } else { &first };
            assert!(heard.0.load(Relaxed) > 0, "the parent is woken");
            join.poll_woken();
        }
        assert_eq!(join.polled, elements.len(), "each is polled once");
        let (woken, waker) = parent();
        join.wakers.park(&waker);
        assert_eq!(woken.0.load(Relaxed), 0, "nothing is left to be heard");
    });
}

fn by_ref(waker: Waker) {
    waker.wake_by_ref();
}

#[test]
fn an_element_that_is_woken_while_the_join_parks_is_polled() {
    woken_while_parking(1, &[0], false, Waker::wake);
    woken_while_parking(1, &[0], false, by_ref);
}

#[test]
fn a_join_that_is_polled_in_vain_hears_by_its_later_waker() {
    woken_while_parking(1, &[0], true, Waker::wake);
    woken_while_parking(1, &[0], true, by_ref);
}

#[test]
fn two_elements_of_one_group_are_polled() {
    woken_while_parking(2, &[0, 1], false, Waker::wake);
    woken_while_parking(2, &[0, 1], true, Waker::wake);
    woken_while_parking(2, &[0, 1], true, by_ref);
}

#[test]
fn two_elements_of_different_groups_are_polled() {
    woken_while_parking(ELEMENTS + 1, &[0, ELEMENTS], false, Waker::wake);
    woken_while_parking(ELEMENTS + 1, &[0, ELEMENTS], true, Waker::wake);
}

#[test]
fn an_element_that_is_woken_while_it_is_polled_is_polled_again() {
    model(|| {
        let (mut join, mut handed_out) = Model::new(1, &[0]);
        let (waker, answer) = handed_out.remove(0);
        answer.0.set(true);
        waker.wake_by_ref();
        let other = thread::spawn(move || waker.wake());
        let (heard, parent) = parent();
        join.poll_woken();
        join.wakers.park(&parent);
        other.join().expect("no panic");
        let before = join.polled;
        assert!(before == 1 || before == 0);
        if heard.0.load(Relaxed) > 0 {
            join.poll_woken();
            assert_eq!(join.polled, 2);
        }
    });
}

fn woken_while_dropped(len: usize, elements: &'static [usize], parked: bool, last_words: fn(Waker)) {
    model(move || {
        let (mut join, handed_out) = Model::new(len, elements);
        let (_, parent) = parent();
        if parked {
            join.wakers.park(&parent);
        }
        let threads = handed_out.into_iter().map(|(waker, _)| thread::spawn(move || last_words(waker)));
        let threads: Vec<_> = threads.collect();
        drop(join);
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
}

#[test]
fn memory_is_freed_once_where_the_join_is_dropped_and_wakers_wake() {
    woken_while_dropped(1, &[0], true, Waker::wake);
    woken_while_dropped(1, &[0], false, Waker::wake);
    woken_while_dropped(2, &[0, 1], true, Waker::wake);
    woken_while_dropped(ELEMENTS + 1, &[0, ELEMENTS], true, Waker::wake);
}

#[test]
fn memory_is_freed_once_where_the_join_is_dropped_and_wakers_are() {
    woken_while_dropped(1, &[0], true, drop);
    woken_while_dropped(2, &[0, 1], true, drop);
    woken_while_dropped(ELEMENTS + 1, &[0, ELEMENTS], true, drop);
}

#[test]
fn memory_is_freed_once_where_the_join_is_dropped_and_wakers_are_cloned() {
    woken_while_dropped(1, &[0], true, |waker| {
        let second = waker.clone();
        waker.wake();
        second.wake_by_ref();
    });
}
