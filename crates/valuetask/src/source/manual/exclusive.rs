//! Operations of a [`ManualResetSource`] that nobody else has: both sides are handed out at once, and nobody is asked.

use core::mem;

use super::awaiter::SourceAwaiter;
use super::{LocalCompleter, ManualResetSource, SourceCompleter};
use crate::source::word::Outcome;
use crate::{LocalValueTask, ValueTask};

impl<T: Send> ManualResetSource<T> {
    /// Begins the next operation of a source that nobody else has, and hands out both sides of it.
    ///
    /// Never refused: no task, and no completer, can be left of what was before. (One may have been leaked.) As nobody
    /// has to be asked for a side, this is the cheapest operation; and where the value is there already,
    /// `completer.complete(value)` and the task are a few plain stores and loads.
    ///
    /// # Allocation
    ///
    /// None.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::thread;
    /// use valuetask::ManualResetSource;
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
        (SourceCompleter::new(source), ValueTask::from_operation(SourceAwaiter::<T>::new(source)))
    }

    /// Begins the next operation of a source that nobody else has, completed already with this value, and is its task.
    ///
    /// What is needed where an operation turns out to be done at once: its status and its version are as those of any
    /// other.
    ///
    /// # Allocation
    ///
    /// None.
    #[inline]
    pub fn begin_completed(&mut self, value: T) -> ValueTask<'_, T> {
        self.renew();
        self.awaiter.release();
        self.cell.taken(Outcome::Succeeded);
        ValueTask::ready(value)
    }
}

impl<T> ManualResetSource<T> {
    /// Begins an operation whose two sides stay on this thread, as [`begin`](Self::begin); its value may have to. No
    /// step of either is an atomic exchange.
    ///
    /// # Allocation
    ///
    /// None.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::rc::Rc;
    /// use valuetask::ManualResetSource;
    ///
    /// let mut source = ManualResetSource::new();
    /// let (completer, task) = source.begin_local();
    /// completer.complete(Rc::new(7));
    /// assert_eq!(*pollster::block_on(task), 7);
    /// ```
    #[inline]
    pub fn begin_local(&mut self) -> (LocalCompleter<'_, T>, LocalValueTask<'_, T>) {
        let source = self.renew();
        (LocalCompleter::new(source), LocalValueTask::from_operation(SourceAwaiter::<T, true>::new(source)))
    }

    /// Begins the next operation, whose sides are both the caller's.
    #[inline]
    fn renew(&mut self) -> &Self {
        /// Gives both sides back where the last value panics when it is dropped, as nobody would have them.
        struct Free<'a, T>(&'a ManualResetSource<T>);

        impl<T> Drop for Free<'_, T> {
            fn drop(&mut self) {
                self.0.version.unclaim();
                self.0.awaiter.release();
            }
        }

        // SAFETY: the source is the caller's alone, so both sides are, and no completer is left.
        let before = unsafe { self.cell.reset() };
        self.version.seize();
        self.awaiter.seize();
        let free = Free(self);
        drop(before);
        mem::forget(free);
        self
    }
}
