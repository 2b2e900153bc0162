//! Threads that block until a [`Shared`] is complete.
#![forbid(unsafe_code)]

use core::time::Duration;
use std::time::Instant;

use super::Shared;
use crate::task::TaskError;
use crate::task::blocking::block_on;

impl<T: 'static> Shared<T> {
    /// Blocks the thread until the future is ready, and returns its result by reference.
    ///
    /// The future is polled by this thread, or by another awaiter. On a thread of an executor, await it instead.
    ///
    /// # Errors
    ///
    /// The error of the future.
    ///
    /// # Allocation
    ///
    /// One if the future isn't ready.
    ///
    /// # Examples
    ///
    /// ```
    /// use valuetask::Shared;
    ///
    /// assert_eq!(Shared::new(async { 7 }).wait(), Ok(&7));
    /// ```
    pub fn wait(&self) -> Result<&T, &TaskError> {
        self.block(None).unwrap_or_else(|| unreachable!("without a deadline it ends when the future is ready"))
    }

    /// Blocks as [`wait`](Self::wait), for this much time at most.
    ///
    /// Returns `None` if the future isn't ready when the time is up. A result that is there is returned even if the time is zero. A time
    /// that is more than can be measured is endless.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    /// use valuetask::Shared;
    ///
    /// let never = Shared::new(std::future::pending::<u32>());
    /// assert_eq!(never.wait_timeout(Duration::from_millis(1)), None);
    /// ```
    pub fn wait_timeout(&self, timeout: Duration) -> Option<Result<&T, &TaskError>> {
        self.block(Instant::now().checked_add(timeout))
    }

    fn block(&self, deadline: Option<Instant>) -> Option<Result<&T, &TaskError>> {
        if self.is_completed() { self.result() } else { block_on(self.get(), deadline) }
    }

    /// Blocks the thread as [`wait`](Self::wait), and returns the result by value.
    ///
    /// The result is moved out if this is the last handle, and cloned otherwise.
    ///
    /// # Errors
    ///
    /// The error of the future.
    pub fn wait_owned(self) -> Result<T, TaskError>
    where
        T: Clone,
    {
        // The outcome is read below.
        let _ = self.wait();
        self.into_outcome()
    }
}
