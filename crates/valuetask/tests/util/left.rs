//! A future that may be leaked: a leak checker finds a pointer to it.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::future::Future;
use std::marker::PhantomPinned;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context, Poll};

/// The addresses of the futures that were polled.
static LEFT: Mutex<Vec<Place>> = Mutex::new(Vec::new());

#[expect(dead_code, reason = "it is only there to be found")]
struct Place(*const ());

// SAFETY: the pointer is never read.
unsafe impl Send for Place {}

/// Never ready, and pinned from its first poll on.
pub(crate) struct Stays<T> {
    polled_at: Option<usize>,
    _holds: T,
    _pinned: PhantomPinned,
}

impl<T> Stays<T> {
    pub(crate) fn with(holds: T) -> Self {
        Self { polled_at: None, _holds: holds, _pinned: PhantomPinned }
    }
}

impl<T> Future for Stays<T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        // SAFETY: no field is moved out.
        let this = unsafe { self.get_unchecked_mut() };
        let here = &raw const *this;
        let first = *this.polled_at.get_or_insert_with(|| {
            LEFT.lock().expect("no panic").push(Place(here.cast()));
            here.addr()
        });
        assert_eq!(first, here.addr(), "moved");
        Poll::Pending
    }
}
