//! [`Alarms`]: wakers by the time at which they are due.
#![forbid(unsafe_code)]

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::task::Waker;

use ::tokio::time::Instant;

/// The number of an alarm, and its place, which others have later.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alarm {
    number: u64,
    place: usize,
}

/// Most alarms are removed before they ring. So a removal leaves the order as it is, until it is due or most of the order is gone.
#[derive(Default)]
pub(super) struct Alarms {
    order: BinaryHeap<Reverse<(Instant, Alarm)>>,
    /// The number and the waker of the alarm that is set there.
    places: Vec<Option<(u64, Waker)>>,
    free: Vec<usize>,
    /// The number of the next one.
    next: u64,
}

impl Alarms {
    /// Sets an alarm.
    pub(super) fn set(&mut self, deadline: Instant, waker: Waker) -> Alarm {
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        let alarm = Alarm { number: self.next, place };
        self.next += 1;
        self.places[place] = Some((alarm.number, waker));
        self.order.push(Reverse((deadline, alarm)));
        alarm
    }

    /// The waker of an alarm, unless it has rung.
    pub(super) fn waker(&mut self, Alarm { number, place }: Alarm) -> Option<&mut Waker> {
        self.places[place].as_mut().and_then(|(of, waker)| (*of == number).then_some(waker))
    }

    /// Removes an alarm, unless it has rung.
    pub(super) fn remove(&mut self, alarm: Alarm) -> Option<Waker> {
        let waker = self.take(alarm);
        if self.order.len() / 2 > self.places.len() - self.free.len() {
            let places = &self.places;
            self.order.retain(|Reverse((_, alarm))| alarm.is_set(places));
        }
        waker
    }

    fn take(&mut self, Alarm { number, place }: Alarm) -> Option<Waker> {
        let (_, waker) = self.places[place].take_if(|(of, _)| *of == number)?;
        self.free.push(place);
        Some(waker)
    }

    /// The deadline of the first alarm.
    pub(super) fn first(&mut self) -> Option<Instant> {
        while let Some(Reverse((deadline, alarm))) = self.order.peek() {
            if alarm.is_set(&self.places) {
                return Some(*deadline);
            }
            self.order.pop();
        }
        None
    }

    /// Takes the waker of the first alarm, if it is due by then, or of any if there is no such time.
    pub(super) fn ring(&mut self, by: Option<Instant>) -> Option<Waker> {
        let first = self.first()?;
        if by.is_some_and(|by| by < first) {
            return None;
        }
        let Reverse((_, alarm)) = self.order.pop()?;
        self.take(alarm)
    }
}

impl Alarm {
    fn is_set(&self, places: &[Option<(u64, Waker)>]) -> bool {
        places[self.place].as_ref().is_some_and(|(of, _)| *of == self.number)
    }
}
