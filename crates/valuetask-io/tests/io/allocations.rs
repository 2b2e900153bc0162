//! The exact allocations of reads and writes.

use std::hint::black_box;
use std::thread;

use valuetask::ValueTask;
use valuetask::value_task;
use valuetask_io::{BufferedReader, BufferedWriter, ValueBufRead, ValueRead, ValueWrite};

use crate::counting::allocations;
use crate::util::{Once, poll};

const CALLS: usize = if cfg!(miri) { 100 } else { 100_000 };

/// Never ends, and suspends once in each read.
struct Slow;

#[value_task]
impl ValueRead for Slow {
    async fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        Once::default().await;
        buf.fill(7);
        Ok(buf.len())
    }
}

#[value_task]
impl ValueWrite for Slow {
    async fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
        Once::default().await;
        Ok(buf.len())
    }

    async fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Takes the value without a poll.
fn at_once<T>(task: ValueTask<'_, T>) -> T {
    task.try_result().unwrap_or_else(|_| panic!("it is ready at the call"))
}

fn finish<T>(mut task: ValueTask<'_, T>) {
    while poll(&mut task).is_pending() {}
}

#[test]
fn reads_from_a_buffer_take_no_poll_no_allocation_and_no_slot_of_the_pool() {
    let mut reader = BufferedReader::with_capacity(CALLS * 8, Slow);
    let mut fill = reader.fill();
    assert!(poll(&mut fill).is_pending());
    assert!(poll(&mut fill).is_ready());
    drop(fill);
    // The first use of the pool allocates on a new thread.
    let reading = thread::spawn(move || {
        let reader: &mut dyn ValueBufRead = black_box(&mut reader);
        allocations(|| {
            let mut bytes = [0; 4];
            for _ in 0..CALLS {
                assert_eq!(at_once(reader.read(&mut bytes)).expect("it doesn't fail"), 4);
                at_once(reader.read_exact(&mut bytes)).expect("it doesn't fail");
                assert_eq!(bytes, [7; 4]);
            }
            assert_eq!(reader.buffer(), b"");
        })
    });
    assert_eq!(reading.join().expect("no panic"), 0);
}

#[test]
fn writes_into_a_buffer_take_no_poll_no_allocation_and_no_slot_of_the_pool() {
    let mut writer = BufferedWriter::with_capacity(CALLS * 8, Slow);
    let writing = thread::spawn(move || {
        let writer: &mut dyn ValueWrite = black_box(&mut writer);
        allocations(|| {
            for _ in 0..CALLS {
                assert_eq!(at_once(writer.write(&[7; 4])).expect("there is room"), 4);
                at_once(writer.write_all(&[7; 4])).expect("there is room");
            }
        })
    });
    assert_eq!(writing.join().expect("no panic"), 0);
}

#[test]
fn reads_that_fill_the_buffer_stop_allocating_after_the_first() {
    let mut reader = BufferedReader::with_capacity(64, Slow);
    let reader: &mut dyn ValueBufRead = black_box(&mut reader);
    let mut bytes = [0; 48];
    finish(reader.read_exact(&mut bytes));
    assert_eq!(allocations(|| (0..CALLS).for_each(|_| finish(reader.read_exact(&mut bytes)))), 0);
}

#[test]
fn writes_that_empty_the_buffer_stop_allocating_after_the_first() {
    let mut writer = BufferedWriter::with_capacity(64, Slow);
    let writer: &mut dyn ValueWrite = black_box(&mut writer);
    for _ in 0..2 {
        finish(writer.write_all(&[7; 48]));
    }
    assert_eq!(allocations(|| (0..CALLS).for_each(|_| finish(writer.write_all(&[7; 48])))), 0);
}

#[test]
fn a_line_into_a_string_with_room_allocates_nothing() {
    let mut line = String::with_capacity(64);
    let read_line = |line: &mut String| {
        let mut text = &b"a line\n"[..];
        let reader: &mut dyn ValueBufRead = black_box(&mut text);
        line.clear();
        finish(reader.read_line(line));
    };
    read_line(&mut line);
    assert_eq!(allocations(|| (0..1000).for_each(|_| read_line(&mut line))), 0);
}

#[test]
fn an_unexpected_end_allocates_nothing() {
    let mut none = &b""[..];
    let reader: &mut dyn ValueRead = black_box(&mut none);
    assert_eq!(allocations(|| assert!(at_once(reader.read_exact(&mut [0])).is_err())), 0);
}
