//! Shared code of the tests: futures that count polls and drops, polls by hand, and panics.

#![allow(dead_code, reason = "each test binary uses its own part")]

pub(crate) mod live;

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use valuetask::ValueTask;

/// Counts the drops of its values.
#[derive(Clone, Default)]
pub(crate) struct Drops(Arc<AtomicUsize>);

impl Drops {
    pub(crate) fn count(&self) -> usize {
        self.0.load(SeqCst)
    }

    /// Returns a value whose drop is counted.
    pub(crate) fn value(&self) -> Counted {
        Counted(self.clone(), live::Counted::default())
    }
}

/// A value whose drop is counted, also by [`live`].
pub(crate) struct Counted(Drops, live::Counted);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, SeqCst);
    }
}

/// A waker that counts its wakes.
#[derive(Default)]
pub(crate) struct Wakes(AtomicUsize);

impl Wakes {
    pub(crate) fn new() -> (Arc<Self>, Waker) {
        let wakes = Arc::new(Self::default());
        (Arc::clone(&wakes), Waker::from(wakes))
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load(SeqCst)
    }

    /// Returns the number of clones of the waker.
    pub(crate) fn kept(self: &Arc<Self>) -> usize {
        Arc::strong_count(self) - 2
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

/// Polls once, with a waker that does nothing.
pub(crate) fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    poll_with(future, Waker::noop())
}

/// Polls once, with this waker.
pub(crate) fn poll_with<F: Future + Unpin>(future: &mut F, waker: &Waker) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

/// Pending the first time, ready the second.
#[derive(Default)]
pub(crate) struct Once {
    polled: bool,
}

impl Future for Once {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.polled, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Suspends once.
pub(crate) async fn pause() {
    Once::default().await;
}

/// Returns a task that suspends once and then yields this number.
pub(crate) fn number(n: u64) -> ValueTask<'static, u64> {
    ValueTask::from_future(async move {
        pause().await;
        n
    })
}

/// The payload of a panic whose destructor panics with another one, again and again.
pub(crate) struct Bomb;

impl Bomb {
    pub(crate) fn raise() -> ! {
        resume_unwind(Box::new(Self))
    }

    /// Returns a waker that panics with one.
    pub(crate) fn waker() -> Waker {
        struct Raises;

        impl Wake for Raises {
            fn wake(self: Arc<Self>) {
                Bomb::raise();
            }
        }

        Waker::from(Arc::new(Raises))
    }

    /// Returns `true` if this panics with one, which it leaks.
    pub(crate) fn is_raised_by<R>(work: impl FnOnce() -> R) -> bool {
        let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(work()))) else { return false };
        let is_one = payload.is::<Self>();
        std::mem::forget(payload);
        is_one
    }
}

impl Drop for Bomb {
    fn drop(&mut self) {
        Self::raise();
    }
}

/// Yields until this is `true`, and then returns 7.
pub(crate) async fn yields_until(over: Arc<AtomicBool>) -> u32 {
    while !over.load(SeqCst) {
        let mut yielded = false;
        poll_fn(|cx| {
            cx.waker().wake_by_ref();
            if std::mem::replace(&mut yielded, true) { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }
    7
}
