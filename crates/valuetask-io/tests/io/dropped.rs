//! Tasks that are dropped at any point, over readers and writers that do a part, pause and fail at random. No byte is
//! lost, duplicated or out of order.

use std::io::{self, ErrorKind, IoSlice, IoSliceMut};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::{BufferedReader, BufferedWriter, ValueBufRead, ValueRead, ValueWrite};

use crate::stress::Random;
use crate::util::pause;

const ROUNDS: u64 = if cfg!(miri) { 3 } else { 100 };
const LENGTH: usize = 400;
const FAILURES: [ErrorKind; 2] = [ErrorKind::ConnectionReset, ErrorKind::Interrupted];
/// More steps than a run can take.
const MANY: usize = 100 * LENGTH;

fn byte(place: usize) -> u8 {
    (place % 251) as u8
}

/// A stream of numbered bytes, and a sink that expects them.
#[derive(Debug)]
struct Unsteady {
    random: u64,
    /// The number of bytes that were read or written.
    place: usize,
    fails: bool,
}

impl Unsteady {
    fn chance(&mut self, bound: usize) -> usize {
        let mut random = Random(self.random);
        let chance = random.below(bound);
        self.random = random.0;
        chance
    }

    /// Pauses, fails, or returns how many of so many bytes are done.
    async fn step(&mut self, most: usize) -> io::Result<usize> {
        while self.chance(3) == 0 {
            pause().await;
        }
        if self.fails && self.chance(8) == 0 {
            return Err(FAILURES[self.chance(2)].into());
        }
        Ok(if most == 0 { 0 } else { 1 + self.chance(most) })
    }
}

#[value_task]
impl ValueRead for Unsteady {
    async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let count = self.step(buf.len().min(LENGTH - self.place)).await?;
        (0..count).for_each(|at| buf[at] = byte(self.place + at));
        self.place += count;
        Ok(count)
    }
}

#[value_task]
impl ValueWrite for Unsteady {
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let count = self.step(buf.len()).await?;
        buf[..count].iter().for_each(|written| {
            assert_eq!(*written, byte(self.place));
            self.place += 1;
        });
        Ok(count)
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.step(0).await.map(drop)
    }
}

/// Polls up to so many times, and drops a future that is still pending.
fn some_polls<T>(task: impl Future<Output = io::Result<T>>, polls: usize) -> Option<T> {
    let mut task = pin!(task);
    let polled = (0..polls).find_map(|_| match task.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    });
    polled?.map_err(|error| assert!(FAILURES.contains(&error.kind()), "{error}")).ok()
}

#[test]
fn a_buffered_reader_loses_no_byte_to_dropped_tasks() {
    for seed in 0..ROUNDS {
        let mut random = Random(seed);
        let inner = Unsteady { random: seed, place: 0, fails: true };
        let mut reader = BufferedReader::with_capacity(1 + random.below(12), inner);
        let mut given = vec![];
        let mut steps = 0..MANY;
        while given.len() < LENGTH {
            steps.next().expect("it comes to an end");
            let polls = 1 + random.below(3);
            match random.below(6) {
                0 => {
                    let mut bytes = vec![0; random.below(16)];
                    let count = some_polls(reader.read(&mut bytes), polls).unwrap_or(0);
                    given.extend_from_slice(&bytes[..count]);
                }
                1 => {
                    let mut bytes = [0; 9];
                    let (first, second) = bytes.split_at_mut(random.below(10));
                    let bufs = &mut [IoSliceMut::new(first), IoSliceMut::new(second)];
                    let count = some_polls(reader.read_vectored(bufs), polls).unwrap_or(0);
                    given.extend_from_slice(&bytes[..count]);
                }
                2 => {
                    let filled = some_polls(reader.fill(), polls);
                    assert!(filled.is_none_or(|count| count == reader.buffer().len()));
                    let count = random.below(reader.buffer().len() + 1);
                    given.extend_from_slice(&reader.buffer()[..count]);
                    reader.consume(count);
                }
                3 => drop(some_polls(reader.read_until(byte(random.below(300)), &mut given), polls)),
                4 if random.below(20) == 0 => drop(some_polls(reader.read_to_end(&mut given), polls)),
                _ => {
                    let mut bytes = vec![0; random.below(4).min(reader.buffer().len())];
                    block_on(reader.read_exact(&mut bytes)).expect("it is buffered");
                    given.extend(bytes);
                }
            }
        }
        assert!(given.iter().enumerate().all(|(place, given)| *given == byte(place)), "seed {seed}");
        assert_eq!(given.len(), LENGTH);
    }
}

#[test]
fn bytes_taken_by_a_buffered_writer_are_written_or_in_the_buffer() {
    for seed in 0..ROUNDS {
        let mut random = Random(seed);
        let inner = Unsteady { random: seed, place: 0, fails: true };
        let mut writer = BufferedWriter::with_capacity(1 + random.below(12), inner);
        let mut taken = 0;
        let mut steps = 0..MANY;
        while taken < LENGTH {
            steps.next().expect("it comes to an end");
            let polls = 1 + random.below(3);
            let bytes: Vec<_> = (taken..taken + random.below(16)).map(byte).collect();
            taken += match random.below(4) {
                0 => some_polls(writer.write(&bytes), polls).unwrap_or(0),
                1 => {
                    let (first, second) = bytes.split_at(random.below(bytes.len() + 1));
                    some_polls(writer.write_vectored(&[IoSlice::new(first), IoSlice::new(second)]), polls).unwrap_or(0)
                }
                2 => {
                    let (first, second) = bytes.split_at(random.below(bytes.len() + 1));
                    let mut bufs = [IoSlice::new(first), IoSlice::new(second)];
                    let _ = some_polls(writer.write_all_vectored(&mut bufs), polls);
                    bytes.len() - bufs[0].len() - bufs[1].len()
                }
                _ => {
                    let _ = some_polls(if random.below(2) == 0 { writer.flush() } else { writer.shutdown() }, polls);
                    0
                }
            };
            assert_eq!(writer.get_ref().place + writer.buffer().len(), taken, "seed {seed}");
            assert!(writer.buffer().iter().rev().zip(1..).all(|(buffered, back)| *buffered == byte(taken - back)));
        }
        while block_on(writer.flush()).is_err() {}
        assert_eq!((writer.get_ref().place, writer.buffer()), (taken, &b""[..]));
    }
}

#[cfg(feature = "tokio")]
#[test]
fn bytes_for_tokio_are_complete_after_any_stop() {
    use tokio::io::{AsyncBufReadExt, AsyncReadExt};
    use valuetask_io::TokioReader;

    for seed in 0..ROUNDS {
        let mut random = Random(seed);
        let inner = Unsteady { random: seed, place: 0, fails: true };
        let mut reader = TokioReader::new(BufferedReader::with_capacity(1 + random.below(12), inner));
        let mut given = vec![];
        let mut steps = 0..MANY;
        while given.len() < LENGTH {
            steps.next().expect("it comes to an end");
            let polls = 1 + random.below(3);
            if random.below(2) == 0 {
                let mut bytes = vec![0; random.below(16)];
                let count = some_polls(reader.read(&mut bytes), polls).unwrap_or(0);
                given.extend_from_slice(&bytes[..count]);
            } else if let Some(filled) = some_polls(reader.fill_buf(), polls) {
                let count = random.below(filled.len() + 1);
                given.extend_from_slice(&filled[..count]);
                reader.consume(count);
            }
        }
        assert!(given.iter().enumerate().all(|(place, given)| *given == byte(place)), "seed {seed}");
    }
}

#[cfg(feature = "tokio")]
#[test]
fn bytes_from_tokio_are_written_after_any_stop_and_any_error() {
    use tokio::io::AsyncWriteExt;
    use valuetask_io::TokioWriter;

    for seed in 0..ROUNDS {
        let mut random = Random(seed);
        let mut inner = Unsteady { random: seed, place: 0, fails: true };
        let mut writer = TokioWriter::new(&mut inner);
        let mut taken = 0;
        let mut steps = 0..MANY;
        while taken < LENGTH {
            steps.next().expect("it comes to an end");
            let polls = 1 + random.below(3);
            let bytes: Vec<_> = (taken..taken + random.below(16)).map(byte).collect();
            match random.below(3) {
                0 => drop(some_polls(writer.flush(), polls)),
                1 => drop(some_polls(writer.shutdown(), polls)),
                _ => taken += some_polls(writer.write(&bytes), polls).unwrap_or(0),
            }
        }
        while block_on(writer.flush()).is_err() {}
        drop(writer);
        assert_eq!(inner.place, taken, "seed {seed}");
    }
}
