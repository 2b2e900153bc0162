//! Streams behind `dyn`: [`ValueStream`], and with `feature = "futures"` from and to `futures_core::Stream`.
#![forbid(unsafe_code)]

mod from_iter;
#[cfg(feature = "futures")]
mod from_stream;
#[cfg(feature = "futures")]
mod into_stream;

use alloc::boxed::Box;

pub use from_iter::{FromIter, from_iter};
#[cfg(feature = "futures")]
pub use from_stream::FromStream;
#[cfg(feature = "futures")]
pub use into_stream::IntoStream;

use crate::ValueTask;

/// Values one after the other, usable as `dyn ValueStream<Item = T>`.
///
/// Where a poll-based stream is asked by a poll, this one is asked by a call: an item that is at hand (the next of a
/// page, of a batch, of a buffer) is returned, without a poll or an allocation. It is read by a loop; for all else
/// there is `IntoStream`, which makes a
/// `futures_core::Stream` of it, and `FromStream` for the way back (both with `feature = "futures"`).
///
/// # Implementing
///
/// Write `async fn next` under [`#[value_task]`](macro@crate::value_task). A task of `next` that is dropped while it is
/// pending must not lose an item: so put what is received where it stays (`self`), or await nothing after it was
/// received.
///
/// # Examples
///
/// ```
/// use std::collections::VecDeque;
/// use valuetask::{ValueStream, value_task};
///
/// /// Numbers that come in pages.
/// struct Pages {
///     page: VecDeque<u32>,
///     next_page: u32,
/// }
///
/// impl Pages {
///     async fn fetch(&mut self) {
///         let first = self.next_page * 3;
///         self.next_page += 1;
///         self.page.extend((first..first + 3).take_while(|number| *number < 7));
///     }
/// }
///
/// #[value_task]
/// impl ValueStream for Pages {
///     type Item = u32;
///
///     async fn next(&mut self) -> Option<u32> {
///         if self.page.is_empty() {
///             self.fetch().await;
///         }
///         self.page.pop_front()
///     }
/// }
///
/// let mut pages: Box<dyn ValueStream<Item = u32>> = Box::new(Pages { page: VecDeque::new(), next_page: 0 });
/// let mut sum = 0;
/// pollster::block_on(async {
///     while let Some(number) = pages.next().await {
///         sum += number;
///     }
/// });
/// assert_eq!(sum, 21);
/// ```
pub trait ValueStream: Send {
    /// What it yields.
    type Item;

    /// The next item, or `None` at the end.
    ///
    /// After the end, a stream answers as it likes.
    ///
    /// # Cancel safety
    ///
    /// A task that is dropped while it is pending has lost no item. One that is ready has the item in it, taken at the
    /// call: where a
    /// `select!` makes several tasks and takes one, put an async block around the call, which does nothing before it is
    /// polled (`item = async { stream.next().await }`).
    fn next(&mut self) -> ValueTask<'_, Option<Self::Item>>;

    /// At least and at most so many items are to come, as [`Iterator::size_hint`] says it.
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, None)
    }
}

macro_rules! forward {
    ($($Pointer:ty),*) => {$(
        impl<S: ?Sized + ValueStream> ValueStream for $Pointer {
            type Item = S::Item;

            #[inline]
            fn next(&mut self) -> ValueTask<'_, Option<S::Item>> {
                (**self).next()
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                (**self).size_hint()
            }
        }
    )*};
}

forward!(&mut S, Box<S>);
