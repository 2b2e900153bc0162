//! Work whose cost for each item must not grow with the number of items: each way at 100 items and at 10,000.

use std::io::{self, BufRead, IoSlice, Write};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use futures_util::io::{AsyncWrite, AsyncWriteExt};
use tokio::io::AsyncBufReadExt;
use tokio::sync::Semaphore;
use valuetask::value_task;
use valuetask_io::{BufferedWriter, FuturesWriter, ValueBufRead, ValueWrite};
use valuetask_source::CompletionPool;

use super::block_on::{block_on, finished, pending};
use crate::way::{Case, Goal, Run, Way};

/// All items are waited for at once, then free at once, and taken in order.
fn permits<const ITEMS: usize>() -> Run {
    let semaphore = Semaphore::new(ITEMS);
    batches::<ITEMS>(move || {
        let held: Vec<_> = (0..ITEMS).map(|_| semaphore.try_acquire().expect("free")).collect();
        let mut waiting: Vec<_> = (0..ITEMS).map(|_| Box::pin(semaphore.acquire())).collect();
        waiting.iter_mut().for_each(|permit| pending(permit.as_mut()));
        drop(held);
        waiting.iter_mut().for_each(|permit| drop(finished(permit.as_mut())));
    })
}

fn leases<const ITEMS: usize>() -> Run {
    let pool = CompletionPool::<u64>::with_capacity(ITEMS);
    batches::<ITEMS>(move || {
        let held: Vec<_> = (0..ITEMS).map(|_| pool.try_lease().expect("free")).collect();
        let mut waiting: Vec<_> = (0..ITEMS).map(|_| pool.lease_when_free()).collect();
        waiting.iter_mut().for_each(|lease| pending(pin!(lease)));
        drop(held);
        waiting.iter_mut().for_each(|lease| drop(finished(pin!(lease))));
    })
}

/// All items are waited for at once, and given up from the middle of the queue outwards.
fn canceled_permits<const ITEMS: usize>() -> Run {
    let semaphore = Semaphore::new(0);
    batches::<ITEMS>(move || {
        let mut waiting: Vec<_> = (0..ITEMS).map(|_| Some(Box::pin(semaphore.acquire()))).collect();
        waiting.iter_mut().flatten().for_each(|permit| pending(permit.as_mut()));
        outwards(&mut waiting);
    })
}

fn canceled_leases<const ITEMS: usize>() -> Run {
    let pool = CompletionPool::<u64>::with_capacity(0);
    batches::<ITEMS>(move || {
        let mut waiting: Vec<_> = (0..ITEMS).map(|_| Some(pool.lease_when_free())).collect();
        waiting.iter_mut().flatten().for_each(|lease| pending(pin!(lease)));
        outwards(&mut waiting);
    })
}

fn outwards<T>(items: &mut [Option<T>]) {
    let (before, after) = items.split_at_mut(items.len() / 2);
    for (one, other) in before.iter_mut().rev().zip(after) {
        *one = None;
        *other = None;
    }
}

/// Lines of 16 bytes, one after the other into the same string.
fn std_lines<const ITEMS: usize>() -> Run {
    let text = "fifteen letters\n".repeat(ITEMS);
    let mut lines = String::new();
    batches::<ITEMS>(move || {
        let mut reader = text.as_bytes();
        lines.clear();
        while BufRead::read_line(&mut reader, &mut lines).expect("it is UTF-8") > 0 {}
    })
}

fn tokio_lines<const ITEMS: usize>() -> Run {
    let text = "fifteen letters\n".repeat(ITEMS);
    let mut lines = String::new();
    batches::<ITEMS>(move || {
        let mut reader = text.as_bytes();
        lines.clear();
        block_on(async {
            while AsyncBufReadExt::read_line(&mut reader, &mut lines).await.expect("it is UTF-8") > 0 {}
        });
    })
}

fn lines<const ITEMS: usize>() -> Run {
    let text = "fifteen letters\n".repeat(ITEMS);
    let mut lines = String::new();
    batches::<ITEMS>(move || {
        let mut reader = text.as_bytes();
        lines.clear();
        block_on(async { while ValueBufRead::read_line(&mut reader, &mut lines).await.expect("it is UTF-8") > 0 {} });
    })
}

/// A buffer with room for 8 slices.
const ROOM: usize = 64;

/// Slices of 8 bytes, all in one call, through a buffer that a few of them fill.
fn std_slices<const ITEMS: usize>() -> Run {
    let mut writer = io::BufWriter::with_capacity(ROOM, io::sink());
    batches::<ITEMS>(move || (0..ITEMS).for_each(|_| writer.write_all(b"8 bytes.").expect("it doesn't fail")))
}

fn slices<const ITEMS: usize>() -> Run {
    let mut writer = BufferedWriter::with_capacity(ROOM, OneByte(usize::MAX));
    batches::<ITEMS>(move || {
        let mut slices = vec![IoSlice::new(b"8 bytes."); ITEMS];
        block_on(writer.write_all_vectored(&mut slices)).expect("it doesn't fail");
    })
}

/// Takes no more than so many bytes in a call.
struct OneByte(usize);

impl AsyncWrite for OneByte {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(buf.len().min(self.0)))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[value_task]
impl ValueWrite for OneByte {
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        Ok(buf.len().min(self.0))
    }

    async fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes, all in one call, to a writer that takes one at a time.
fn futures_bytes<const ITEMS: usize>() -> Run {
    let mut writer: Box<dyn AsyncWrite + Send + Unpin> = Box::new(OneByte(1));
    batches::<ITEMS>(move || block_on(writer.write_all(&[7; ITEMS])).expect("it doesn't fail"))
}

fn bytes<const ITEMS: usize>() -> Run {
    let mut writer: Box<dyn AsyncWrite + Send + Unpin> = Box::new(FuturesWriter::new(OneByte(1)));
    batches::<ITEMS>(move || block_on(writer.write_all(&[7; ITEMS])).expect("it doesn't fail"))
}

/// So many items at a time.
fn batches<const ITEMS: usize>(mut batch: impl FnMut() + 'static) -> Run {
    Box::new(move |calls| {
        (0..calls).step_by(ITEMS).for_each(|_| batch());
        calls
    })
}

/// Both sizes of a way, and how much more instructions an item may take at the larger. More slots than the pool keeps
/// are allocated, which a lease and the task that waits for it need.
macro_rules! sizes {
    ($name:literal, $way:ident) => {
        [
            Way { name: concat!($name, ", 100"), prepare: $way::<100>, goals: &[] },
            Way { name: concat!($name, ", 10,000"), prepare: $way::<10_000>, goals: &[] },
        ]
    };
    ($name:literal, $way:ident, $most:literal) => {
        [
            Way { name: concat!($name, ", 100"), prepare: $way::<100>, goals: &[] },
            Way {
                name: concat!($name, ", 10,000"),
                prepare: $way::<10_000>,
                goals: const { &[Goal::instructions(concat!($name, ", 100"), $most)] },
            },
        ]
    };
}

fn case(name: &'static str, ways: impl IntoIterator<Item = [Way; 2]>) -> Case {
    Case { name, calls: 20_000, bytes: None, ways: ways.into_iter().flatten().collect() }
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "growth, leases waited for",
            [sizes!("tokio's Semaphore", permits), sizes!("CompletionPool", leases, 2.5)],
        ),
        case(
            "growth, leases given up",
            [sizes!("tokio's Semaphore", canceled_permits), sizes!("CompletionPool", canceled_leases, 2.5)],
        ),
        case(
            "growth, lines in a string",
            [
                sizes!("std's BufRead", std_lines),
                sizes!("tokio's AsyncBufRead", tokio_lines),
                sizes!("ValueBufRead", lines, 1.5),
            ],
        ),
        case(
            "growth, slices in a write",
            [sizes!("std's BufWriter", std_slices), sizes!("BufferedWriter", slices, 1.5)],
        ),
        case(
            "growth, bytes one by one",
            [sizes!("futures' AsyncWrite", futures_bytes), sizes!("FuturesWriter", bytes, 1.5)],
        ),
    ]
}
