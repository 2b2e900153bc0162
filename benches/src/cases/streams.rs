//! Streams through `dyn`: all items ready, and in pages of 64, each of which takes a suspension.

use std::hint::black_box;
use std::ops::Range;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::{Stream, StreamExt};
use valuetask::value_task;
use valuetask_io::ValueStream;
use valuetask_io::stream::{FromStream, IntoStream};

use super::block_on::{Suspend, block_on};
use crate::way::{ASYNC_TRAIT, Case, Goal, PLAIN, Run, VALUE_TASK, Way};

const PAGE: u64 = 64;

/// Never ends. Where it suspends, it does so once a page.
struct Pages<const SUSPENDS: bool> {
    page: Range<u64>,
    pending: Option<Suspend>,
}

impl<const SUSPENDS: bool> Pages<SUSPENDS> {
    fn new() -> Self {
        Self { page: 0..0, pending: None }
    }

    fn turn(&mut self) -> u64 {
        self.page = self.page.end..self.page.end + PAGE;
        self.page.next().expect("a page isn't empty")
    }
}

impl<const SUSPENDS: bool> Iterator for Pages<SUSPENDS> {
    type Item = u64;

    #[inline(never)]
    fn next(&mut self) -> Option<u64> {
        self.page.next().or_else(|| Some(self.turn()))
    }
}

#[value_task]
impl<const SUSPENDS: bool> ValueStream for Pages<SUSPENDS> {
    type Item = u64;

    #[inline(never)]
    async fn next(&mut self) -> Option<u64> {
        if let Some(number) = self.page.next() {
            return Some(number);
        }
        if SUSPENDS {
            Suspend::once().await;
        }
        Some(self.turn())
    }
}

/// The same with plain code for ready items.
struct ByHand<const SUSPENDS: bool>(Pages<SUSPENDS>);

impl<const SUSPENDS: bool> ValueStream for ByHand<SUSPENDS> {
    type Item = u64;

    #[inline(never)]
    fn next(&mut self) -> valuetask::ValueTask<'_, Option<u64>> {
        match self.0.page.next() {
            None => ValueStream::next(&mut self.0),
            item => valuetask::ValueTask::ready(item),
        }
    }
}

#[async_trait::async_trait]
trait BoxedNext: Send {
    async fn next(&mut self) -> Option<u64>;
}

#[async_trait::async_trait]
impl<const SUSPENDS: bool> BoxedNext for Pages<SUSPENDS> {
    #[inline(never)]
    async fn next(&mut self) -> Option<u64> {
        if let Some(number) = self.page.next() {
            return Some(number);
        }
        if SUSPENDS {
            Suspend::once().await;
        }
        Some(self.turn())
    }
}

impl<const SUSPENDS: bool> Stream for Pages<SUSPENDS> {
    type Item = u64;

    #[inline(never)]
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u64>> {
        if let Some(number) = self.page.next() {
            return Poll::Ready(Some(number));
        }
        if SUSPENDS {
            ready!(Pin::new(self.pending.get_or_insert_with(Suspend::once)).poll(cx));
            self.pending = None;
        }
        Poll::Ready(Some(self.turn()))
    }
}

fn generated<const SUSPENDS: bool>() -> impl Stream<Item = u64> + Send {
    async_stream::stream! {
        let mut pages = Pages::<SUSPENDS>::new();
        loop {
            if SUSPENDS {
                Suspend::once().await;
            }
            yield pages.turn();
            for number in pages.page.by_ref() {
                yield number;
            }
        }
    }
}

/// A loop over so many items.
macro_rules! items {
    ($stream:expr, |$each:ident| $next:expr) => {{
        let mut stream = $stream;
        Box::new(move |calls| {
            block_on(async {
                let mut sum: u64 = 0;
                for _ in 0..calls {
                    let $each = black_box(&mut stream);
                    sum = sum.wrapping_add($next.expect("it never ends") % PAGE);
                }
                sum
            })
        })
    }};
}

type Boxed<T> = Pin<Box<T>>;

fn plain<const SUSPENDS: bool>() -> Run {
    items!(Box::new(Pages::<SUSPENDS>::new()) as Box<dyn Iterator<Item = u64>>, |each| each.next())
}

fn async_trait<const SUSPENDS: bool>() -> Run {
    items!(Box::new(Pages::<SUSPENDS>::new()) as Box<dyn BoxedNext>, |each| each.next().await)
}

fn async_stream<const SUSPENDS: bool>() -> Run {
    items!(Box::pin(generated::<SUSPENDS>()) as Boxed<dyn Stream<Item = u64> + Send>, |each| each.next().await)
}

fn boxed_stream<const SUSPENDS: bool>() -> Run {
    items!(Box::pin(Pages::<SUSPENDS>::new()) as Boxed<dyn Stream<Item = u64> + Send>, |each| each.next().await)
}

fn value_task<const SUSPENDS: bool>() -> Run {
    items!(Box::new(Pages::<SUSPENDS>::new()) as Box<dyn ValueStream<Item = u64>>, |each| each.next().await)
}

fn by_hand<const SUSPENDS: bool>() -> Run {
    let pages = ByHand(Pages::<SUSPENDS>::new());
    items!(Box::new(pages) as Box<dyn ValueStream<Item = u64>>, |each| each.next().await)
}

fn read_ahead<const SUSPENDS: bool>() -> Run {
    let stream = FromStream::read_ahead(PAGE as usize, Pages::<SUSPENDS>::new());
    items!(Box::new(stream) as Box<dyn ValueStream<Item = u64>>, |each| each.next().await)
}

fn into_stream<const SUSPENDS: bool>() -> Run {
    let stream: Box<dyn ValueStream<Item = u64>> = Box::new(Pages::<SUSPENDS>::new());
    items!(Box::pin(IntoStream::new(stream)) as Boxed<dyn Stream<Item = u64> + Send>, |each| each.next().await)
}

fn case<const SUSPENDS: bool>(name: &'static str) -> Case {
    const STREAM: &str = "boxed dyn Stream";
    const GENERATED: &str = "async-stream";
    const GOALS: &[Goal] = &[Goal::ratio(ASYNC_TRAIT, 0.5)];
    let ways = vec![
        Way { name: PLAIN, prepare: plain::<SUSPENDS>, goals: &[] },
        Way { name: ASYNC_TRAIT, prepare: async_trait::<SUSPENDS>, goals: &[] },
        Way { name: GENERATED, prepare: async_stream::<SUSPENDS>, goals: &[] },
        Way { name: STREAM, prepare: boxed_stream::<SUSPENDS>, goals: &[] },
        Way { name: VALUE_TASK, prepare: value_task::<SUSPENDS>, goals: GOALS },
        Way { name: "ValueStream by hand", prepare: by_hand::<SUSPENDS>, goals: &[] },
        Way { name: "FromStream, read ahead", prepare: read_ahead::<SUSPENDS>, goals: &[] },
        Way { name: "IntoStream", prepare: into_stream::<SUSPENDS>, goals: &[] },
    ];
    Case { name, calls: 1_000_000, bytes: None, ways }
}

pub(super) fn cases() -> [Case; 2] {
    [case::<false>("stream, all ready"), case::<true>("stream, pages of 64")]
}
