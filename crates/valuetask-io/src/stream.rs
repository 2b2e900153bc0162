//! Streams behind `dyn`: [`ValueStream`], and with `feature = "futures"` from and to `futures_core::Stream`.

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

use valuetask::ValueTask;

/// A stream of items, usable as `dyn ValueStream<Item = T>`.
///
/// A `futures_core::Stream` has to be polled. A `ValueStream` is called. It returns an item that is ready, such as the
/// next of a page, a batch or a buffer, without a poll or an allocation. Read it in a loop. For combinators,
/// `IntoStream` makes a `futures_core::Stream` of it, and `FromStream` converts the other way (both with `feature =
/// "futures"`).
///
/// # Implementing
///
/// Write `async fn next` under [`#[value_task]`](macro@valuetask::value_task). A pending task that is dropped must not lose
/// an item: store what is received in `self`, or await nothing after it.
///
/// # Examples
///
/// ```
/// use std::collections::VecDeque;
/// use valuetask::value_task;
/// use valuetask_io::ValueStream;
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
    /// The type of the items.
    type Item;

    /// Yields the next item, or `None` at the end.
    ///
    /// After the end, the result is up to the stream.
    ///
    /// # Cancel safety
    ///
    /// Dropping a pending task loses no item. Dropping a ready task loses its item, which was taken at the call. A
    /// `select!` makes several tasks and takes one. There, put an async block around the call, which does nothing
    /// before it is polled (`item = async { stream.next().await }`).
    fn next(&mut self) -> ValueTask<'_, Option<Self::Item>>;

    /// Returns bounds on the number of remaining items, as [`Iterator::size_hint`] does.
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
