//! [`CompletionPool`]: oneshot channels whose memory is used again.
#![forbid(unsafe_code)]

use core::error::Error;
use core::fmt;
use core::marker::PhantomData;

use super::lease::{Lease, lease};
use super::permits::Permits;
#[cfg(feature = "std")]
use crate::ValueTask;

/// Hands out operations, each with a completer and a task: oneshot channels that allocate nothing in steady state.
///
/// A lease takes its memory from the crate's own [pool](crate::pool), and the last of its two sides gives it back
/// there, on whatever thread. So completions need no free list of their own, threads even out, and what is kept is
/// bounded by [`Retention`](crate::pool::Retention).
///
/// With a [capacity](Self::with_capacity) it counts, and what happens beyond is chosen by the name of the call:
///
/// | call                                      | when as many are leased as the capacity has |
/// |-------------------------------------------|---------------------------------------------|
/// | [`lease`](Self::lease)                    | grows                                       |
/// | [`try_lease`](Self::try_lease)            | refuses                                     |
/// | [`lease_when_free`](Self::lease_when_free) | waits                                       |
///
/// # Examples
///
/// ```
/// use std::thread;
/// use valuetask::CompletionPool;
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
/// assert_eq!(completer.complete(8), Err(8), "nobody waits any more");
/// ```
pub struct CompletionPool<T> {
    /// What is counted, if anything is.
    permits: Option<Permits>,
    marker: PhantomData<fn() -> T>,
}

impl<T> CompletionPool<T> {
    /// A pool without a bound, which counts nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { permits: None, marker: PhantomData }
    }

    /// A pool for so many leases at a time, which counts them. Counting costs each lease two atomic exchanges.
    ///
    /// `usize::MAX` counts without a bound.
    ///
    /// # Allocation
    ///
    /// Two, for what is counted.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { permits: Some(Permits::new(capacity)), marker: PhantomData }
    }

    /// What is leased at the moment; nothing is known of a pool without a capacity.
    #[must_use]
    pub fn stats(&self) -> Option<LeaseStats> {
        self.permits.as_ref().map(Permits::stats)
    }

    /// Gives memory that isn't leased back to the global allocator: that of the calling thread and what threads share,
    /// as [`pool::trim`](crate::pool::trim).
    #[cfg(feature = "std")]
    pub fn trim(&self) {
        crate::pool::trim();
    }
}

impl<T: Send + 'static> CompletionPool<T> {
    /// Leases an operation, beyond the capacity, too.
    ///
    /// # Cancel safety
    ///
    /// Dropping the task before it is ready tells the completer, which gets its value back. Dropping the completer
    /// tells the task, which yields [`Abandoned`](super::Abandoned).
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](crate::pool): none in steady state.
    #[inline]
    pub fn lease(&self) -> Lease<T> {
        lease(self.permits.as_ref().map(Permits::take))
    }

    /// Leases an operation within the capacity.
    ///
    /// # Errors
    ///
    /// [`Full`], if as many are leased.
    ///
    /// # Allocation
    ///
    /// As [`lease`](Self::lease).
    pub fn try_lease(&self) -> Result<Lease<T>, Full> {
        match &self.permits {
            None => Ok(lease(None)),
            Some(permits) => {
                permits.try_take().map(|permit| lease(Some(permit))).ok_or(Full { capacity: permits.capacity() })
            }
        }
    }

    /// Leases an operation once there is one within the capacity. The task is ready if there is one now; those who wait
    /// are served in the order in which they were first polled.
    ///
    /// # Cancel safety
    ///
    /// Dropping the task before it is ready gives up its turn. A task that is leaked keeps its turn, and with that a
    /// lease.
    ///
    /// # Allocation
    ///
    /// A slot of the [pool](crate::pool) to wait in, and room in a queue: none in steady state. After a peak the queue
    /// shrinks by half each time nobody waits any more, until it has room for a few times the tasks that waited last.
    #[cfg(feature = "std")]
    pub fn lease_when_free(&self) -> ValueTask<'_, Lease<T>> {
        match &self.permits {
            None => ValueTask::ready(lease(None)),
            Some(permits) => match permits.try_take() {
                Some(permit) => ValueTask::ready(lease(Some(permit))),
                None => {
                    let turn = permits.turn();
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

/// The leases of a [`CompletionPool`] with a capacity, at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeaseStats {
    /// Leases of which a side is still there.
    pub leased: usize,
    /// How many there may be, unless it [grows](CompletionPool::lease).
    pub capacity: usize,
    /// Tasks that wait for a lease.
    pub waiting: usize,
}

/// The refusal of a lease beyond the capacity of a [`CompletionPool`].
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
