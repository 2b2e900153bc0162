//! [`FromIter`]: a stream of an iterator's items.

use valuetask::ValueTask;

use super::ValueStream;

/// Creates a stream of an iterator's items. Each completes synchronously.
///
/// # Examples
///
/// ```
/// use valuetask_io::ValueStream;
/// use valuetask_io::stream::from_iter;
///
/// let stream: &mut dyn ValueStream<Item = u32> = &mut from_iter([1, 2]);
/// assert_eq!(stream.next().try_result().ok(), Some(Some(1)));
/// ```
pub fn from_iter<I: IntoIterator<IntoIter: Send>>(items: I) -> FromIter<I::IntoIter> {
    FromIter(items.into_iter())
}

/// A stream of an iterator's items. Created by [`from_iter`].
#[derive(Clone, Debug)]
pub struct FromIter<I>(I);

impl<I: Iterator + Send> ValueStream for FromIter<I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> ValueTask<'_, Option<I::Item>> {
        ValueTask::ready(self.0.next())
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}
