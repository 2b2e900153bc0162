//! A loop of `select!` over two inputs, of which one is dropped each time: the forms that the documentation names lose nothing.

use std::collections::VecDeque;
use std::io;

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::{BufferedReader, ValueBufRead, ValueRead, ValueStream};

use crate::util::pause;

/// More than the buffers hold, so that some reads are ready at the call and some aren't.
const LENGTH: u8 = 100;

/// Numbered bytes, a few at a time, after a pause.
struct Slow(u8);

#[value_task]
impl ValueRead for Slow {
    async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        pause().await;
        let count = buf.len().min(3).min(usize::from(LENGTH - self.0));
        for byte in &mut buf[..count] {
            *byte = self.0;
            self.0 += 1;
        }
        Ok(count)
    }
}

/// Numbers in pages of three.
#[derive(Default)]
struct Pages(VecDeque<u8>, u8);

#[value_task]
impl ValueStream for Pages {
    type Item = u8;

    async fn next(&mut self) -> Option<u8> {
        if self.0.is_empty() {
            pause().await;
            let end = LENGTH.min(self.1 + 3);
            self.0.extend(self.1..end);
            self.1 = end;
        }
        self.0.pop_front()
    }
}

fn is_whole(found: &[u8]) -> bool {
    found.iter().copied().eq(0..LENGTH)
}

#[test]
fn reads_within_async_blocks_lose_no_byte() {
    let mut inputs = [BufferedReader::with_capacity(4, Slow(0)), BufferedReader::with_capacity(7, Slow(0))];
    let mut found = [vec![], vec![]];
    block_on(async {
        let [one, two] = &mut inputs;
        while found.iter().any(|bytes| bytes.len() < LENGTH.into()) {
            let (mut first, mut second) = ([0; 2], [0; 2]);
            let (which, bytes) = tokio::select! {
                read = async { one.read(&mut first).await }, if found[0].len() < LENGTH.into() => (0, (first, read)),
                read = async { two.read(&mut second).await }, if found[1].len() < LENGTH.into() => (1, (second, read)),
            };
            let (bytes, count) = (bytes.0, bytes.1.expect("it doesn't fail"));
            found[which].extend_from_slice(&bytes[..count]);
        }
    });
    assert!(found.iter().all(|bytes| is_whole(bytes)), "{found:?}");
}

#[test]
fn fills_lose_no_byte_also_when_they_are_ready_and_dropped() {
    let mut inputs = [BufferedReader::with_capacity(4, Slow(0)), BufferedReader::with_capacity(7, Slow(0))];
    let mut found = [vec![], vec![]];
    block_on(async {
        let [one, two] = &mut inputs;
        loop {
            // Both tasks are made, and one of them is dropped, ready or not.
            let which = tokio::select! {
                count = one.fill(), if found[0].len() < LENGTH.into() => count.map(|_| 0),
                count = two.fill(), if found[1].len() < LENGTH.into() => count.map(|_| 1),
                else => break,
            };
            let which = which.expect("it doesn't fail");
            let input = if which == 0 { &mut *one } else { &mut *two };
            let bytes = input.buffer().to_vec();
            found[which].extend_from_slice(&bytes);
            input.consume(bytes.len());
        }
    });
    assert!(found.iter().all(|bytes| is_whole(bytes)), "{found:?}");
}

#[test]
fn items_within_async_blocks_are_all_there() {
    let (mut one, mut two) = (Pages::default(), Pages::default());
    let mut found = [vec![], vec![]];
    block_on(async {
        loop {
            tokio::select! {
                Some(item) = async { one.next().await } => found[0].push(item),
                Some(item) = async { two.next().await } => found[1].push(item),
                else => break,
            }
        }
    });
    assert!(found.iter().all(|items| is_whole(items)), "{found:?}");
}
