//! Adapters from and to `futures_core::Stream`.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll};

use futures_util::stream::{self, FusedStream, Stream, StreamExt};
use pollster::block_on;
use valuetask::ValueTask;
use valuetask_io::ValueStream;
use valuetask_io::stream::{FromStream, IntoStream, from_iter};

#[cfg(not(valuetask_no_pool))]
use crate::counting::allocations;
use crate::util::poll;
use crate::written::Pages;

/// Pending polls, which wake themselves, are `None`.
struct Steps(VecDeque<Option<u32>>, Arc<AtomicUsize>);

impl Stream for Steps {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        self.1.fetch_add(1, SeqCst);
        match self.0.pop_front() {
            None => Poll::Ready(None),
            Some(None) => {
                cx.waker().wake_by_ref();
                Poll::Pending
            }
            Some(item) => Poll::Ready(item),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.0.len()))
    }
}

fn steps(steps: impl IntoIterator<Item = Option<u32>>) -> (Steps, Arc<AtomicUsize>) {
    let polls = Arc::default();
    (Steps(steps.into_iter().collect(), Arc::clone(&polls)), polls)
}

#[test]
fn a_stream_is_polled_once_for_each_item() {
    let (stream, polls) = steps([Some(1), None, Some(2)]);
    let mut stream: Box<dyn ValueStream<Item = u32>> = Box::new(FromStream::new(stream));
    assert_eq!(stream.size_hint(), (0, Some(3)));
    let task = stream.next();
    assert!(!task.is_completed() && polls.load(SeqCst) == 0, "only a poll can ask");
    assert_eq!(block_on(task), Some(1));
    assert_eq!(polls.load(SeqCst), 1);
    assert_eq!(block_on(stream.next()), Some(2));
    assert_eq!(block_on(stream.next()), None);
}

#[test]
fn items_read_ahead_are_ready_and_within_the_bound() {
    let (stream, polls) = steps([Some(1), Some(2), Some(3), Some(4), None, Some(5)]);
    let mut stream = FromStream::read_ahead(2, stream);
    assert_eq!(block_on(stream.next()), Some(1));
    assert_eq!((polls.load(SeqCst), stream.size_hint()), (3, (2, Some(5))));
    assert_eq!(stream.next().try_result().ok(), Some(Some(2)));
    assert_eq!(stream.next().try_result().ok(), Some(Some(3)));
    assert_eq!(block_on(stream.next()), Some(4));
    assert_eq!(polls.load(SeqCst), 5, "it stops where the stream is pending");
    assert_eq!(block_on(stream.next()), Some(5));
    assert_eq!(stream.size_hint(), (0, Some(0)), "the end was read ahead");
    assert_eq!(stream.next().try_result().ok(), Some(None));
    assert_eq!(polls.load(SeqCst), 7, "the end is asked for once");
}

#[test]
fn nothing_is_read_ahead_of_an_empty_stream() {
    let (stream, polls) = steps([None, Some(1), Some(2)]);
    let mut stream = FromStream::read_ahead(1, stream);
    assert!(poll(&mut stream.next()).is_pending());
    assert_eq!(polls.load(SeqCst), 1, "it is asked again when it has woken");
    assert_eq!(block_on(stream.next()), Some(1));
    assert_eq!(stream.next().try_result().ok(), Some(Some(2)));
    assert_eq!((block_on(stream.next()), polls.load(SeqCst)), (None, 4));
}

#[test]
fn an_item_from_before_a_panic_while_reading_ahead_comes_next() {
    /// An item, a panic, and the end.
    struct Breaks(u32);

    impl Stream for Breaks {
        type Item = u32;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<u32>> {
            self.0 += 1;
            match self.0 {
                2 => panic!("no second item"),
                polls => Poll::Ready((polls == 1).then_some(polls)),
            }
        }
    }

    let mut stream = FromStream::read_ahead(4, Breaks(0));
    catch_unwind(AssertUnwindSafe(|| block_on(stream.next()))).expect_err("it panics");
    assert_eq!((block_on(stream.next()), block_on(stream.next())), (Some(1), None));
}

#[test]
fn items_read_ahead_are_returned_with_the_stream() {
    let mut stream = FromStream::read_ahead(2, stream::iter([1, 2, 3, 4]));
    assert_eq!(block_on(stream.next()), Some(1));
    let (rest, items) = stream.into_parts();
    assert_eq!((items.into(), block_on(rest.collect())), (vec![2, 3], vec![4]));
}

#[test]
fn a_dropped_task_of_a_stream_loses_no_item() {
    let (stream, _) = steps([None, Some(1)]);
    let mut stream = FromStream::new(stream);
    let mut task = stream.next();
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert_eq!(block_on(stream.next()), Some(1));
}

#[test]
fn whenever_a_task_is_dropped_the_items_come_in_order_to_the_end() {
    const ITEMS: u32 = 30;
    for ahead in 0..4 {
        for pauses in 0..16_u32 {
            let paused = (0..ITEMS).flat_map(|item| {
                let pause = pauses >> (item % 4) & 1 != 0;
                [None, Some(item)].into_iter().skip(usize::from(!pause))
            });
            let mut stream = FromStream::read_ahead(ahead, steps(paused).0);
            let mut items = vec![];
            loop {
                // Each task is polled once, and dropped.
                match poll(&mut stream.next()) {
                    Poll::Ready(Some(item)) => items.push(item),
                    Poll::Ready(None) => break,
                    Poll::Pending => {}
                }
            }
            assert!(items.iter().copied().eq(0..ITEMS), "{ahead} ahead, pauses {pauses:b}: {items:?}");
        }
    }
}

#[test]
fn a_value_stream_has_the_combinators_of_futures() {
    let stream: Box<dyn ValueStream<Item = u32>> = Box::new(Pages::new(2, 5));
    let stream = IntoStream::new(stream);
    assert_eq!(block_on(stream.filter(|number| std::future::ready(number % 2 == 0)).collect::<Vec<_>>()), [0, 2, 4]);
}

#[test]
fn a_value_stream_goes_on_after_a_dropped_poll() {
    let mut stream = IntoStream::new(Pages::new(2, 3));
    let mut next = stream.next();
    assert!(poll(&mut next).is_pending());
    drop(next);
    assert_eq!(stream.size_hint(), (0, None));
    assert_eq!(format!("{stream:?}"), "IntoStream(Waiting)");
    assert_eq!(block_on(stream.next()), Some(0));
}

#[test]
fn an_ended_stream_stays_ended() {
    let mut stream = IntoStream::new(from_iter([1]));
    assert_eq!(stream.size_hint(), (1, Some(1)));
    assert_eq!(block_on(stream.next()), Some(1));
    assert!(!stream.is_terminated());
    assert_eq!(block_on(stream.next()), None);
    assert!(stream.is_terminated());
    assert_eq!((block_on(stream.next()), stream.size_hint()), (None, (0, Some(0))));
}

#[test]
fn a_stream_that_panics_has_ended() {
    struct Panics;

    impl ValueStream for Panics {
        type Item = u32;

        fn next(&mut self) -> ValueTask<'_, Option<u32>> {
            panic!("no items today")
        }
    }

    let mut stream = IntoStream::new(Panics);
    let panic = catch_unwind(AssertUnwindSafe(|| block_on(stream.next()))).expect_err("it panics");
    assert_eq!(*panic.downcast::<&str>().expect("a text"), "no items today");
    assert_eq!(block_on(stream.next()), None);
}

#[test]
#[cfg(not(valuetask_no_pool))]
fn neither_way_allocates_in_steady_state() {
    let stream: Box<dyn ValueStream<Item = u32>> = Box::new(FromStream::read_ahead(4, stream::iter(0..10_000)));
    let mut stream = IntoStream::new(FromStream::new(IntoStream::new(stream)));
    let mut some = |count| (0..count).for_each(|_| assert!(matches!(poll(&mut stream.next()), Poll::Ready(Some(_)))));
    some(10);
    assert_eq!(allocations(|| some(1000)), 0);
}
