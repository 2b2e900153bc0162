//! Operations of a [`ManualResetSource`] by `&mut`: both sides are returned at once, without exchanges.

use core::mem;

use super::awaiter::SourceAwaiter;
use super::current::Current;
use super::{LocalCompleter, ManualResetSource, SourceCompleter};
use valuetask::__runtime::{from_local_owner, from_owner};
use valuetask::{LocalValueTask, ValueTask};

impl<T: Send> ManualResetSource<T> {
    /// Begins the next operation, and returns its completer and its task.
    ///
    /// Never refused, as `&mut self` leaves no other awaiter and no other completer. A leaked task or completer loses its
    /// claim. No atomic exchange is needed, so this is the cheapest way to begin an operation.
    ///
    /// # Allocation
    ///
    /// None.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use valuetask_source::ManualResetSource;
    ///
    /// let mut source = ManualResetSource::new();
    /// for answer in [1, 2, 3] {
    ///     let (completer, task) = source.begin();
    ///     thread::scope(|scope| {
    ///         scope.spawn(move || completer.complete(answer));
    ///         assert_eq!(pollster::block_on(task), answer);
    ///     });
    /// }
    /// ```
    #[inline]
    pub fn begin(&mut self) -> (SourceCompleter<'_, T>, ValueTask<'_, T>) {
        let source = self.renew();
        (SourceCompleter::new(source), from_owner(SourceAwaiter::<T>::new(source)))
    }
}

impl<T> ManualResetSource<T> {
    /// Begins an operation whose completer and task stay on this thread.
    ///
    /// The value needn't be `Send`. Neither side makes an atomic exchange.
    ///
    /// # Allocation
    ///
    /// None.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::rc::Rc;
    /// use valuetask_source::ManualResetSource;
    ///
    /// let mut source = ManualResetSource::new();
    /// let (completer, task) = source.begin_local();
    /// completer.complete(Rc::new(7));
    /// assert_eq!(*pollster::block_on(task), 7);
    /// ```
    #[inline]
    pub fn begin_local(&mut self) -> (LocalCompleter<'_, T>, LocalValueTask<'_, T>) {
        let source = self.renew();
        (LocalCompleter::new(source), from_local_owner(SourceAwaiter::<T, true>::new(source)))
    }

    /// Begins the next operation, and takes both claims for the caller.
    #[inline]
    fn renew(&mut self) -> &Current<T> {
        /// Releases both claims if the last value panics while it is dropped.
        struct Free<'a, T>(&'a Current<T>);

        impl<T> Drop for Free<'_, T> {
            fn drop(&mut self) {
                self.0.version.unclaim();
                self.0.awaiter.release();
            }
        }

        let current = &mut self.current;
        // SAFETY: `&mut self`: no task and no completer borrows the source.
        let before = unsafe { current.cell.reset() };
        current.version.seize();
        current.awaiter.seize();
        let free = Free(current);
        drop(before);
        mem::forget(free);
        current
    }
}
