//! [`Alarms`]: wakers by the time at which they are due.
//!
//! A radix heap. `passed` is a time before which nothing is due. An alarm is in the list of the highest bit in which its time differs from
//! that. So those of a list are due before those of all later ones, and only the first list is sorted, into earlier ones, once it is due.
//!
//! Most alarms are removed before that. To set and to remove one takes the same few steps, however many there are.
#![forbid(unsafe_code)]

use alloc::vec::Vec;
use core::mem;
use core::task::Waker;

/// The lists by bit are rings. Each begins with the place that has its number, and no waker.
const LISTS: u32 = u64::BITS;
/// The list that is being sorted.
const SORTED: u32 = LISTS;
/// The list of places without an alarm.
const FREE: u32 = LISTS + 1;
/// Alarms that are sorted in one call, so that its lock is held for some microseconds.
const SOME: usize = 100;

/// The place of an alarm, and how many were set there before.
#[derive(Clone, Copy)]
pub(super) struct Alarm {
    place: u32,
    number: u32,
}

struct Place {
    waker: Option<Waker>,
    /// Of a list: nothing in it is due before. The alarm that was may have been removed.
    due: u64,
    number: u32,
    before: u32,
    after: u32,
}

pub(super) struct Alarms {
    places: Vec<Place>,
    passed: u64,
}

impl Default for Alarms {
    fn default() -> Self {
        let mut alarms = Self { places: Vec::new(), passed: 0 };
        (0..=FREE).for_each(|_| _ = alarms.add());
        alarms
    }
}

impl Alarms {
    /// Sets an alarm.
    pub(super) fn set(&mut self, due: u64, waker: Waker) -> Alarm {
        let place = match self.at(FREE).before {
            FREE => self.add(),
            free => self.unlink(free),
        };
        let this = self.at(place);
        (this.waker, this.due) = (Some(waker), due);
        let number = this.number;
        self.sort(place);
        Alarm { place, number }
    }

    /// Returns `true` unless the alarm has rung.
    pub(super) fn is_set(&mut self, Alarm { place, number }: Alarm) -> bool {
        self.at(place).number == number
    }

    /// Removes an alarm, unless it has rung.
    pub(super) fn remove(&mut self, alarm: Alarm) -> Option<Waker> {
        if self.is_set(alarm) { self.take(alarm.place) } else { None }
    }

    /// Takes the waker of the first alarm, if it is due by then. Otherwise returns when the next call may find one, if there are any.
    pub(super) fn ring(&mut self, by: u64) -> Result<Waker, Option<u64>> {
        for _ in 0..SOME {
            let first = self.at(SORTED).after;
            if first != SORTED {
                if self.at(first).due <= self.passed
                    && let Some(waker) = self.take(first)
                {
                    return Ok(waker);
                }
                self.unlink(first);
                self.sort(first);
                continue;
            }
            let list = (0..LISTS).find(|list| self.at(*list).after != *list).ok_or(None)?;
            let due = self.at(list).due;
            if by < due {
                return Err(Some(due));
            }
            self.passed = due;
            // The other list takes its place in the ring.
            self.link(list, SORTED);
            self.unlink(list);
            (self.at(list).before, self.at(list).after) = (list, list);
        }
        Err(Some(self.passed))
    }

    fn take(&mut self, place: u32) -> Option<Waker> {
        self.unlink(place);
        self.link(FREE, place);
        let this = self.at(place);
        this.number = this.number.wrapping_add(1);
        this.waker.take()
    }

    /// Puts an alarm, which is in no list, into the one of its time.
    fn sort(&mut self, place: u32) {
        let due = self.at(place).due.max(self.passed);
        let list = ((due ^ self.passed) | 1).ilog2();
        let first = self.at(list);
        if first.after == list || due < first.due {
            first.due = due;
        }
        self.link(list, place);
    }

    fn at(&mut self, place: u32) -> &mut Place {
        &mut self.places[place as usize]
    }

    /// Makes a place, which is in a ring of its own.
    fn add(&mut self) -> u32 {
        let place = u32::try_from(self.places.len()).expect("memory for 2^32 alarms");
        self.places.push(Place { waker: None, due: 0, number: 0, before: place, after: place });
        place
    }

    /// Puts a place at the end of a ring.
    fn link(&mut self, list: u32, place: u32) {
        let before = mem::replace(&mut self.at(list).before, place);
        self.at(before).after = place;
        let this = self.at(place);
        (this.before, this.after) = (before, list);
    }

    /// Takes a place out of its ring.
    fn unlink(&mut self, place: u32) -> u32 {
        let &mut Place { before, after, .. } = self.at(place);
        self.at(before).after = after;
        self.at(after).before = before;
        place
    }
}

#[cfg(test)]
mod tests {
    use alloc::sync::Arc;
    use alloc::task::Wake;
    use std::sync::Mutex;

    use super::*;

    /// Notes when it was due.
    struct Notes(u64, Arc<Mutex<Vec<u64>>>);

    impl Wake for Notes {
        fn wake(self: Arc<Self>) {
            self.1.lock().expect("no panic").push(self.0);
        }
    }

    #[test]
    fn alarms_that_are_left_ring_in_the_order_of_their_times() {
        let (mut alarms, mut left, notes) = (Alarms::default(), Vec::new(), Arc::default());
        let (mut now, mut random) = (0, 1_u64);
        for turn in 0..20_000 {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let due = now + (random >> 11 >> (random >> 58));
            let alarm = alarms.set(due, Waker::from(Arc::new(Notes(due, Arc::clone(&notes)))));
            if turn % 3 > 0 {
                assert!(alarms.remove(alarm).is_some());
                assert!(alarms.remove(alarm).is_none());
            } else {
                left.push((due, alarm));
            }
            if turn % 1000 == 999 {
                now = due;
                let next = loop {
                    match alarms.ring(now) {
                        Ok(waker) => waker.wake(),
                        Err(Some(next)) if next <= now => {}
                        Err(next) => break next,
                    }
                };
                left.sort_by_key(|(due, _)| *due);
                let later = left.split_off(left.partition_point(|(due, _)| *due <= now));
                assert!(left.iter().all(|(_, alarm)| !alarms.is_set(*alarm)));
                assert_eq!(Vec::from_iter(left.iter().map(|(due, _)| *due)), *notes.lock().expect("no panic"));
                assert_eq!(next.is_none(), later.is_empty());
                assert!(next.is_none_or(|next| later.iter().all(|(due, _)| next <= *due)));
                notes.lock().expect("no panic").clear();
                left = later;
            }
        }
    }
}
