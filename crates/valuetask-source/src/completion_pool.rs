//! [`CompletionPool`]: oneshot channels whose memory is reused.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;
use core::marker::PhantomData;

use super::lease::{Lease, lease};
#[cfg(feature = "std")]
use super::permits::AcquirePermit;
use super::permits::{LeaseStats, Permits};
#[cfg(feature = "std")]
use valuetask::ValueTask;
#[cfg(feature = "std")]
use valuetask::pool::trim;

/// Oneshot channels without allocation in steady state.
///
/// A lease is one operation: a completer for the code that sets the value, and a task for the code that awaits it.
///
/// A lease takes its memory from the [pool](valuetask::pool). Its completer or its task, the one that is done last,
/// returns the memory there, on any thread. [`Retention`](valuetask::pool::Retention) bounds the memory that the pool keeps.
///
/// A pool with a [capacity](Self::with_capacity) counts its leases. Choose by method what happens when all are taken:
///
/// | method                                     | beyond the capacity         |
/// |--------------------------------------------|-----------------------------|
/// | [`lease`](Self::lease)                     | leases anyway               |
/// | [`try_lease`](Self::try_lease)             | returns [`Full`]            |
/// | [`lease_when_free`](Self::lease_when_free) | waits until a lease is free |
///
/// # Examples
///
/// ```
/// use std::thread;
/// use valuetask_source::CompletionPool;
///
/// static REPLIES: CompletionPool<u32> = CompletionPool::new();
///
/// let (completer, reply) = REPLIES.lease();
/// let server = thread::spawn(move || completer.complete(7));
/// assert_eq!(pollster::block_on(reply), Ok(7));
/// assert_eq!(server.join().unwrap(), Ok(()));
///
/// let (completer, reply) = REPLIES.lease();
/// drop(completer);
/// assert!(pollster::block_on(reply).is_err());
///
/// let (completer, reply) = REPLIES.lease();
/// drop(reply);
/// assert_eq!(completer.complete(8), Err(8), "the task was dropped");
/// ```
pub struct CompletionPool<T> {
    /// The permits, if the pool has a capacity.
    permits: Option<Permits>,
    marker: PhantomData<fn() -> T>,
}

impl<T> CompletionPool<T> {
    /// Creates a pool without a capacity, which counts nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { permits: None, marker: PhantomData }
    }

    /// Creates a pool for a number of leases at a time.
    ///
    /// Counting costs each lease two atomic exchanges. `usize::MAX` counts without a bound.
    ///
    /// # Allocation
    ///
    /// Two, for the count and the queue.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { permits: Some(Permits::new(capacity)), marker: PhantomData }
    }

    /// Returns the current number of leases, or `None` for a pool without a capacity.
    #[must_use]
    pub fn stats(&self) -> Option<LeaseStats> {
        self.permits.as_ref().map(Permits::stats)
    }

    /// Returns unused memory to the global allocator, as [`pool::trim`](valuetask::pool::trim) does.
    #[cfg(feature = "std")]
    pub fn trim(&self) {
        trim();
    }
}

impl<T: Send + 'static> CompletionPool<T> {
    /// Leases an operation, even beyond the capacity.
    ///
    /// # Cancel safety
    ///
    /// If the task is dropped, [`complete`](super::Completer::complete) returns the value. If the completer is dropped,
    /// the task yields [`Abandoned`](valuetask::Abandoned).
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](valuetask::pool). None in steady state.
    #[inline]
    pub fn lease(&self) -> Lease<T> {
        lease(self.permits.as_ref().map(Permits::take))
    }

    /// Leases an operation within the capacity.
    ///
    /// # Errors
    ///
    /// Returns [`Full`] if all are leased.
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](valuetask::pool). None in steady state.
    pub fn try_lease(&self) -> Result<Lease<T>, Full> {
        match &self.permits {
            None => Ok(lease(None)),
            Some(permits) => {
                permits.try_take().map(|permit| lease(Some(permit))).ok_or(Full { capacity: permits.capacity() })
            }
        }
    }

    /// Waits until an operation within the capacity is free, and leases it.
    ///
    /// The task is ready at once if one is free. Waiting tasks are served in the order of their first polls.
    ///
    /// # Cancel safety
    ///
    /// Dropping the task before it is ready gives up its turn. A leaked task keeps its turn, and so a lease.
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](valuetask::pool) to wait in, and room in a queue. None in steady state. After a peak, the queue
    /// shrinks by half each time it becomes empty, down to a few times the number of tasks that waited since.
    #[cfg(feature = "std")]
    pub fn lease_when_free(&self) -> ValueTask<'_, Lease<T>> {
        match &self.permits {
            None => ValueTask::ready(lease(None)),
            Some(permits) => match permits.try_take() {
                Some(permit) => ValueTask::ready(lease(Some(permit))),
                None => {
                    let turn = AcquirePermit::new(permits);
                    ValueTask::from_future(async { lease(Some(turn.await)) })
                }
            },
        }
    }
}

impl<T> Default for CompletionPool<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for CompletionPool<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompletionPool").field("stats", &self.stats()).finish()
    }
}

/// The error of a lease beyond the capacity of a [`CompletionPool`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Full {
    capacity: usize,
}

impl fmt::Display for Full {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "all {} operations of the pool are leased", self.capacity)
    }
}

impl Error for Full {}
