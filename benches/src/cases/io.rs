//! Reads of 16 bytes from a buffer of 8 KiB, through `dyn`.

use std::hint::black_box;
use std::io::{self, BufReader, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use valuetask::value_task;
use valuetask_io::{BufferedReader, ValueRead};

use super::block_on::block_on;
use crate::way::{ASYNC_TRAIT, Case, Goal, PLAIN, Run, VALUE_TASK, Way};

/// Never ends; each byte is one.
struct Ones;

impl Read for Ones {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        buf.fill(1);
        Ok(buf.len())
    }
}

impl AsyncRead for Ones {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        buf.initialize_unfilled().fill(1);
        buf.advance(buf.remaining());
        Poll::Ready(Ok(()))
    }
}

#[value_task]
impl ValueRead for Ones {
    async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        buf.fill(1);
        Ok(buf.len())
    }
}

#[async_trait::async_trait]
trait BoxedRead: Send {
    async fn read_exact(&mut self, buf: &mut [u8]) -> io::Result<()>;
}

#[async_trait::async_trait]
impl BoxedRead for BufReader<Ones> {
    #[inline(never)]
    async fn read_exact(&mut self, buf: &mut [u8]) -> io::Result<()> {
        Read::read_exact(self, buf)
    }
}

/// Reads so many records, and adds what they begin with.
macro_rules! records {
    ($reader:ident, $calls:ident, |$buf:ident| $read:expr) => {{
        let mut sum = 0;
        for _ in 0..$calls {
            let mut record = [0; 16];
            let $reader = black_box(&mut *$reader);
            let $buf = &mut record[..];
            $read.expect("it doesn't fail");
            sum += u64::from(record[7]);
        }
        sum
    }};
}

fn plain() -> Run {
    let mut reader: Box<dyn Read> = Box::new(BufReader::new(Ones));
    Box::new(move |calls| records!(reader, calls, |buf| reader.read_exact(buf)))
}

fn async_trait() -> Run {
    let mut reader: Box<dyn BoxedRead> = Box::new(BufReader::new(Ones));
    Box::new(move |calls| block_on(async { records!(reader, calls, |buf| reader.read_exact(buf).await) }))
}

fn tokios() -> Run {
    let mut reader: Box<dyn AsyncRead + Send + Unpin> = Box::new(tokio::io::BufReader::new(Ones));
    Box::new(move |calls| block_on(async { records!(reader, calls, |buf| reader.read_exact(buf).await) }))
}

fn value_task() -> Run {
    let mut reader: Box<dyn ValueRead> = Box::new(BufferedReader::new(Ones));
    Box::new(move |calls| block_on(async { records!(reader, calls, |buf| reader.read_exact(buf).await) }))
}

pub(super) fn case() -> Case {
    const TOKIO: &str = "tokio's AsyncRead";
    const GOALS: &[Goal] = &[Goal::ratio(ASYNC_TRAIT, 0.5), Goal::ratio(TOKIO, 1.0)];
    let ways = vec![
        Way { name: PLAIN, prepare: plain, goals: &[] },
        Way { name: ASYNC_TRAIT, prepare: async_trait, goals: &[] },
        Way { name: TOKIO, prepare: tokios, goals: &[] },
        Way { name: VALUE_TASK, prepare: value_task, goals: GOALS },
    ];
    Case { name: "read of a buffer", calls: 1_000_000, bytes: None, ways }
}
