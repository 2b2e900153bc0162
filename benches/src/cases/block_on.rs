//! The cheapest executor there is: polls until ready. And what is polled by hand, and resumed by hand.

use std::cell::Cell;
use std::mem::replace;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Polls a future until it is ready; all futures here are, sooner or later, without being woken.
#[inline(always)]
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut cx) {
            return value;
        }
    }
}

/// Pending once, then ready.
pub(crate) struct Suspend(bool);

impl Suspend {
    pub(crate) fn once() -> Self {
        Self(false)
    }
}

impl Future for Suspend {
    type Output = ();

    #[inline]
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

/// Polls a future that waits for something.
#[inline(always)]
pub(crate) fn pending<F: Future>(future: Pin<&mut F>) {
    let polled = future.poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending(), "it waits for what hasn't been done yet");
}

/// Polls a future that has what it waited for.
#[inline(always)]
pub(crate) fn finished<F: Future>(future: Pin<&mut F>) -> F::Output {
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("what it waits for has been done"),
    }
}

thread_local! {
    /// The waker of the future at the gate.
    static WAITING: Cell<Option<Waker>> = const { Cell::new(None) };
    /// How often the gate was opened.
    static OPENED: Cell<u64> = const { Cell::new(0) };
}

/// Pending until the thread's gate is opened, then its number.
pub(crate) struct Gate {
    number: u64,
    passes_after: u64,
}

impl Gate {
    pub(crate) fn before(number: u64) -> Self {
        Self { number, passes_after: OPENED.get() }
    }

    /// Opens the gate, and wakes the future that was polled last.
    #[inline]
    pub(crate) fn open() {
        OPENED.set(OPENED.get() + 1);
        WAITING.take().expect("a future waits").wake();
    }
}

impl Future for Gate {
    type Output = u64;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        if OPENED.get() > self.passes_after {
            return Poll::Ready(self.number);
        }
        WAITING.set(Some(cx.waker().clone()));
        Poll::Pending
    }
}
