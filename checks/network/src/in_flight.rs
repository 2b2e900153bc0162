//! [`InFlight`]: a bounded set of futures, each polled when it was woken.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::task::AtomicWaker;

/// Up to 64 futures, each with a number.
///
/// # Allocation
///
/// The places and their wakers are made once, and used again.
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
    /// Room for so many futures, 64 at most.
    pub fn new(limit: usize) -> Self {
        let woken = Arc::<Woken>::default();
        let waker = |place| Waker::from(Arc::new(WakesPlace { place, woken: Arc::clone(&woken) }));
        let limit = limit.clamp(1, 64);
        Self { places: (0..limit).map(|_| None).collect(), wakers: (0..limit).map(waker).collect(), woken, count: 0 }
    }

    /// How many futures are in it.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether it has no room.
    pub fn is_full(&self) -> bool {
        self.count == self.places.len()
    }

    /// Adds a future, which is polled with the next poll.
    ///
    /// # Panics
    ///
    /// If there is no room.
    pub fn push(&mut self, id: u64, future: F) {
        let place = self.places.iter().position(Option::is_none).expect("the caller has asked for room");
        self.places[place] = Some((id, future));
        self.count += 1;
        self.wakers[place].wake_by_ref();
    }

    /// A future that is ready: its number, and its value. Pending while none is, also where there are none at all.
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
