//! The value task of a timer or a token, which a combination polls where it is woken.
#![forbid(unsafe_code)]

use core::future::Future;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::error::{TaskResult, caught};
use crate::ValueTask;
use crate::sync::{Mutex, lock};

/// What a combination waits for.
pub(super) struct Until(Mutex<Place>);

enum Place {
    /// Sleeps until it is woken.
    Sleeps(ValueTask<'static>),
    /// Is polled.
    Polled { is_woken: bool },
    /// The wait has ended.
    Over,
}

impl Until {
    pub(super) fn new(until: ValueTask<'static>) -> Self {
        Self(Mutex::new(Place::Sleeps(until)))
    }

    /// Ends the wait, and drops what was waited for.
    pub(super) fn end(&self) {
        let ended = mem::replace(&mut *lock(&self.0), Place::Over);
        drop(ended);
    }

    /// Polls until it is ready, or sleeps. Returns `None` if it isn't ready, is polled by another thread, or the wait has ended. A panic
    /// is an error.
    pub(super) fn poll(&self, waker: &Waker) -> Option<TaskResult<()>> {
        loop {
            let mut until = self.begin()?;
            match caught(|| Ok(Pin::new(&mut until).poll(&mut Context::from_waker(waker)))) {
                Ok(Poll::Ready(())) => return Some(Ok(())),
                Err(panicked) => return Some(Err(panicked)),
                Ok(Poll::Pending) => {}
            }
            let mut place = lock(&self.0);
            let Place::Polled { is_woken } = *place else { return None };
            *place = Place::Sleeps(until);
            if !is_woken {
                return None;
            }
        }
    }

    /// Takes out what sleeps.
    fn begin(&self) -> Option<ValueTask<'static>> {
        let mut place = lock(&self.0);
        match mem::replace(&mut *place, Place::Polled { is_woken: false }) {
            Place::Sleeps(until) => Some(until),
            Place::Polled { .. } => {
                *place = Place::Polled { is_woken: true };
                None
            }
            Place::Over => {
                *place = Place::Over;
                None
            }
        }
    }
}
