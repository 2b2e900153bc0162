//! [`Alarms`]: wakers by the time at which they are due.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::task::Waker;

use ::tokio::time::Instant;

/// A heap by deadlines, from whose middle alarms are removed. Its memory is kept for the next ones.
#[derive(Default)]
pub(super) struct Alarms {
    places: Vec<Place>,
    /// Places, each of which is due before the two behind it: at `2 n + 1` and `2 n + 2`.
    heap: Vec<usize>,
    /// Places without an alarm.
    empty: Vec<usize>,
}

struct Place {
    deadline: Instant,
    /// `None` once it has rung.
    waker: Option<Waker>,
    /// In the heap.
    position: usize,
}

impl Alarms {
    /// Sets an alarm, and returns its place.
    pub(super) fn set(&mut self, deadline: Instant, waker: Waker) -> usize {
        let position = self.heap.len();
        let set = Place { deadline, waker: Some(waker), position };
        let place = match self.empty.pop() {
            Some(place) => {
                self.places[place] = set;
                place
            }
            None => {
                self.places.push(set);
                self.places.len() - 1
            }
        };
        self.heap.push(place);
        self.rise(position);
        place
    }

    /// The waker of an alarm, unless it has rung.
    pub(super) fn waker(&mut self, place: usize) -> Option<&mut Waker> {
        self.places[place].waker.as_mut()
    }

    /// Removes an alarm, which may have rung.
    pub(super) fn remove(&mut self, place: usize) -> Option<Waker> {
        let waker = self.places[place].waker.take();
        if waker.is_some() {
            self.take_out(self.places[place].position);
        }
        self.empty.push(place);
        waker
    }

    /// The deadline of the first alarm.
    pub(super) fn first(&self) -> Option<Instant> {
        self.heap.first().map(|&place| self.places[place].deadline)
    }

    /// Takes the waker of the first alarm, if it is due by then, or of any if there is no such time. It keeps its place.
    pub(super) fn ring(&mut self, by: Option<Instant>) -> Option<Waker> {
        let &place = self.heap.first()?;
        if by.is_some_and(|by| self.places[place].deadline > by) {
            return None;
        }
        self.take_out(0);
        self.places[place].waker.take()
    }

    fn take_out(&mut self, position: usize) {
        let last = self.heap.pop().expect("the alarm is in the heap");
        if position < self.heap.len() {
            self.put(position, last);
            self.sink(position);
            self.rise(position);
        }
    }

    fn put(&mut self, position: usize, place: usize) {
        self.heap[position] = place;
        self.places[place].position = position;
    }

    fn deadline(&self, position: usize) -> Instant {
        self.places[self.heap[position]].deadline
    }

    fn swap(&mut self, one: usize, other: usize) {
        let (place, behind) = (self.heap[one], self.heap[other]);
        self.put(one, behind);
        self.put(other, place);
    }

    /// Moves an alarm to the front, until it is due after the one before.
    fn rise(&mut self, mut position: usize) {
        while position > 0 && self.deadline(position) < self.deadline((position - 1) / 2) {
            self.swap(position, (position - 1) / 2);
            position = (position - 1) / 2;
        }
    }

    /// Moves an alarm to the back, until it is due before those behind.
    fn sink(&mut self, mut position: usize) {
        loop {
            let behind = [2 * position + 1, 2 * position + 2].into_iter().filter(|&behind| behind < self.heap.len());
            let Some(earliest) = behind.min_by_key(|&behind| self.deadline(behind)) else { return };
            if self.deadline(position) <= self.deadline(earliest) {
                return;
            }
            self.swap(position, earliest);
            position = earliest;
        }
    }
}
