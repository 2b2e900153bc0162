//! [`InFlight`]: a bounded set of futures, each polled after it was woken.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;

/// Up to 64 futures, each with a number.
///
/// # Allocation
///
/// The slots and their wakers are made once, and reused.
#[derive(Debug)]
pub struct InFlight<F> {
    places: Vec<Option<(u64, F)>>,
    wakers: Vec<Waker>,
    woken: Arc<Woken>,
    count: usize,
}

/// Which slots were woken, and the waker of the task that polls them.
#[derive(Debug, Default)]
struct Woken {
    places: AtomicU64,
    task: AtomicWaker,
}

struct WakesPlace {
    place: usize,
    woken: Arc<Woken>,
}

impl Wake for WakesPlace {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.places.fetch_or(1 << self.place, SeqCst);
        self.woken.task.wake();
    }
}

impl<F: Future + Unpin> InFlight<F> {
    /// Creates a set with room for so many futures, up to 64.
    pub fn new(limit: usize) -> Self {
        let woken = Arc::<Woken>::default();
        let waker = |place| Waker::from(Arc::new(WakesPlace { place, woken: Arc::clone(&woken) }));
        let limit = limit.clamp(1, 64);
        Self { places: (0..limit).map(|_| None).collect(), wakers: (0..limit).map(waker).collect(), woken, count: 0 }
    }

    /// Returns the number of futures.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Returns `true` if it is empty.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns `true` if it is full.
    pub fn is_full(&self) -> bool {
        self.count == self.places.len()
    }

    /// Adds a future, which the next poll polls.
    ///
    /// # Panics
    ///
    /// Panics if it is full.
    pub fn push(&mut self, id: u64, future: F) {
        let place = self.places.iter().position(Option::is_none).expect("the caller has asked for room");
        self.places[place] = Some((id, future));
        self.count += 1;
        self.wakers[place].wake_by_ref();
    }

    /// Returns a ready future's number and value. Pending if none is ready, also if it is empty.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<(u64, F::Output)> {
        self.woken.task.register(cx.waker());
        let mut woken = self.woken.places.swap(0, SeqCst);
        while woken != 0 {
            let place = woken.trailing_zeros() as usize;
            woken &= woken - 1;
            let Some((id, future)) = &mut self.places[place] else { continue };
            if let Poll::Ready(value) = Pin::new(future).poll(&mut Context::from_waker(&self.wakers[place])) {
                let id = *id;
                self.places[place] = None;
                self.count -= 1;
                self.woken.places.fetch_or(woken, SeqCst);
                return Poll::Ready((id, value));
            }
        }
        Poll::Pending
    }
}
