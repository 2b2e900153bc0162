//! [`Alarms`]: wakers by the time at which they are due.
#![forbid(unsafe_code)]

use alloc::collections::BTreeMap;
use core::task::Waker;

use ::tokio::time::Instant;

/// When an alarm is due, and its number, as several may be due at one time.
pub(super) type Alarm = (Instant, u64);

#[derive(Default)]
pub(super) struct Alarms {
    wakers: BTreeMap<Alarm, Waker>,
    /// The number of the next one.
    next: u64,
}

impl Alarms {
    /// Sets an alarm.
    pub(super) fn set(&mut self, deadline: Instant, waker: Waker) -> Alarm {
        let alarm = (deadline, self.next);
        self.next += 1;
        self.wakers.insert(alarm, waker);
        alarm
    }

    /// The waker of an alarm, unless it has rung.
    pub(super) fn waker(&mut self, alarm: Alarm) -> Option<&mut Waker> {
        self.wakers.get_mut(&alarm)
    }

    /// Removes an alarm, unless it has rung.
    pub(super) fn remove(&mut self, alarm: Alarm) -> Option<Waker> {
        self.wakers.remove(&alarm)
    }

    /// The deadline of the first alarm.
    pub(super) fn first(&self) -> Option<Instant> {
        self.wakers.keys().next().map(|&(deadline, _)| deadline)
    }

    /// Takes the waker of the first alarm, if it is due by then, or of any if there is no such time.
    pub(super) fn ring(&mut self, by: Option<Instant>) -> Option<Waker> {
        let first = self.wakers.first_entry()?;
        let (deadline, _) = *first.key();
        by.is_none_or(|by| deadline <= by).then(|| first.remove())
    }
}
