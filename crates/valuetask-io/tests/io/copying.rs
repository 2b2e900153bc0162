//! Copies by tokio and futures, from our readers to our writers.

use std::io::{self, ErrorKind};

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::{BufferedReader, BufferedWriter, ValueWrite};

use crate::script::{Bytes, Fail, Pause, Script, Take};

/// Takes all bytes, and keeps them until it is flushed.
#[derive(Default)]
struct Held {
    kept: Vec<u8>,
    sent: Vec<u8>,
}

#[value_task]
impl ValueWrite for Held {
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.kept.extend_from_slice(buf);
        Ok(buf.len())
    }

    async fn flush(&mut self) -> io::Result<()> {
        crate::util::pause().await;
        self.sent.append(&mut self.kept);
        Ok(())
    }
}

fn reader() -> BufferedReader<Script> {
    BufferedReader::new(Script::new([Bytes(b"hello"), Pause, Bytes(b" you")]))
}

#[cfg(feature = "tokio")]
mod by_tokio {
    use std::pin::pin;
    use std::task::Poll;

    use tokio::io::{
        AsyncReadExt, AsyncWriteExt, DuplexStream, copy, copy_bidirectional, copy_buf, duplex, join, split,
    };
    use valuetask_io::{FromTokio, TokioReader, TokioWriter};

    use super::*;

    #[test]
    fn everything_is_copied_and_flushed() {
        let mut script = Script::new([Take(1), Pause, Take(2), Pause]);
        let mut held = Held::default();
        block_on(async {
            let mut writer = TokioWriter::new(&mut script);
            assert_eq!(copy(&mut TokioReader::new(reader()), &mut writer).await.expect("it doesn't fail"), 9);
            let mut writer = TokioWriter::new(&mut held);
            assert_eq!(copy_buf(&mut TokioReader::new(reader()), &mut writer).await.expect("it doesn't fail"), 9);
        });
        assert_eq!((script.written.as_slice(), script.flushed > 0), (&b"hello you"[..], true));
        assert_eq!((held.sent.as_slice(), held.kept.as_slice()), (&b"hello you"[..], &b""[..]));
    }

    #[test]
    fn errors_of_either_side_end_a_copy() {
        let failing = || BufferedReader::new(Script::new([Bytes(b"ab"), Fail]));
        let mut written = vec![];
        block_on(async {
            let error = copy(&mut TokioReader::new(failing()), &mut TokioWriter::new(&mut written)).await;
            assert_eq!(error.expect_err("the reader fails").kind(), ErrorKind::ConnectionReset);
            let mut writer = TokioWriter::new(Script::new([Take(1), Fail]));
            let error = copy(&mut TokioReader::new(reader()), &mut writer).await;
            assert_eq!(error.expect_err("the writer fails").kind(), ErrorKind::ConnectionReset);
        });
        assert_eq!(written, b"ab");
    }

    #[test]
    fn a_copy_whose_reader_waits_flushes_its_bytes() {
        // The written bytes come back to the reader: without a flush, both would wait for ever.
        let (there, here) = duplex(1024);
        let mut reader = TokioReader::new(BufferedReader::new(FromTokio::new(there.take(1024))));
        let mut writer = TokioWriter::new(BufferedWriter::with_capacity(4096, FromTokio::new(here)));
        let copied = block_on(async {
            writer.write_all(&[7; 512]).await.expect("it doesn't fail");
            writer.flush().await.expect("it doesn't fail");
            copy(&mut reader, &mut writer).await
        });
        assert_eq!(copied.expect("it doesn't fail"), 1024);
    }

    #[test]
    fn a_copy_lets_other_tasks_run() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            tokio::select! {
                biased;
                () = async {
                    loop {
                        let mut reader = TokioReader::new(&b"hello"[..]);
                        copy(&mut reader, &mut TokioWriter::new(vec![])).await.expect("it doesn't fail");
                    }
                } => {}
                () = tokio::task::yield_now() => {}
            }
        });
    }

    /// One end of a pipe, read and written by our traits, and those through tokio's again.
    fn through_us(pipe: DuplexStream) -> impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin {
        let (reader, writer) = split(pipe);
        join(
            TokioReader::new(BufferedReader::with_capacity(8, FromTokio::new(reader))),
            TokioWriter::new(BufferedWriter::with_capacity(8, FromTokio::new(writer))),
        )
    }

    /// Two ends, between which a task copies in both directions.
    fn between() -> (DuplexStream, DuplexStream, impl Future<Output = io::Result<(u64, u64)>>) {
        let ((one, near_one), (other, near_other)) = (duplex(64), duplex(64));
        let mut near = (through_us(near_one), through_us(near_other));
        (one, other, async move { copy_bidirectional(&mut near.0, &mut near.1).await })
    }

    #[test]
    fn both_directions_are_copied_also_after_one_has_ended() {
        let (mut one, mut other, copies) = between();
        let talk = async {
            one.write_all(b"test").await.expect("it doesn't fail");
            let mut four = [0; 4];
            other.read_exact(&mut four).await.expect("it doesn't fail");
            assert_eq!(&four, b"test");
            one.shutdown().await.expect("it doesn't fail");
            assert_eq!(other.read(&mut four).await.expect("it doesn't fail"), 0, "the end is handed on");
            other.write_all(b"quux").await.expect("it doesn't fail");
            one.read_exact(&mut four).await.expect("it doesn't fail");
            assert_eq!(&four, b"quux");
            drop(other);
        };
        let (copied, ()) = block_on(async { tokio::join!(copies, talk) });
        assert_eq!(copied.expect("it doesn't fail"), (4, 4));
    }

    #[test]
    fn a_direction_that_is_stuck_doesnt_hold_up_the_other() {
        let (mut one, mut other, copies) = between();
        let talk = async {
            let (mut sent, mut is_stuck) = (0, false);
            // More than fits, as the other end doesn't read.
            for _ in 0..1000 {
                let polled = futures_util::poll!(pin!(one.write(&[7; 64])));
                is_stuck = polled.is_pending();
                sent += if let Poll::Ready(count) = polled { count.expect("it doesn't fail") } else { 0 };
                tokio::task::yield_now().await;
            }
            assert!(is_stuck);
            other.write_all(b"quux").await.expect("it doesn't fail");
            let mut four = [0; 4];
            one.read_exact(&mut four).await.expect("it doesn't fail");
            assert_eq!(&four, b"quux");
            one.shutdown().await.expect("it doesn't fail");
            let mut received = vec![];
            other.read_to_end(&mut received).await.expect("it doesn't fail");
            drop(other);
            assert_eq!(received.len(), sent);
            sent as u64
        };
        let (copied, sent) = block_on(async { tokio::join!(copies, talk) });
        assert_eq!(copied.expect("it doesn't fail"), (sent, 4));
    }

    #[test]
    fn an_error_of_either_end_ends_both_directions() {
        let stuck = || TokioReader::new(BufferedReader::new(FromTokio::new(duplex(1).0)));
        let failing = || TokioReader::new(BufferedReader::new(Script::new([Fail])));
        let giving = || TokioReader::new(reader());
        let refusing = || TokioWriter::new(Script::new([Fail]));
        let taking = || TokioWriter::new(vec![]);
        block_on(async {
            let error = copy_bidirectional(&mut join(failing(), taking()), &mut join(stuck(), taking())).await;
            assert_eq!(error.expect_err("a reader fails").kind(), ErrorKind::ConnectionReset);
            let error = copy_bidirectional(&mut join(giving(), taking()), &mut join(stuck(), refusing())).await;
            assert_eq!(error.expect_err("a writer fails").kind(), ErrorKind::ConnectionReset);
        });
    }
}

#[cfg(feature = "futures")]
mod by_futures {
    use futures_util::io::{copy, copy_buf};
    use valuetask_io::{FuturesReader, FuturesWriter};

    use super::*;

    #[test]
    fn everything_is_copied_and_flushed() {
        let mut script = Script::new([Take(1), Pause, Take(2), Pause]);
        let mut held = Held::default();
        block_on(async {
            let mut writer = FuturesWriter::new(&mut script);
            assert_eq!(copy(FuturesReader::new(reader()), &mut writer).await.expect("it doesn't fail"), 9);
            let mut writer = FuturesWriter::new(&mut held);
            assert_eq!(copy_buf(FuturesReader::new(reader()), &mut writer).await.expect("it doesn't fail"), 9);
        });
        assert_eq!((script.written.as_slice(), script.flushed > 0), (&b"hello you"[..], true));
        assert_eq!((held.sent.as_slice(), held.kept.as_slice()), (&b"hello you"[..], &b""[..]));
    }

    #[test]
    fn errors_of_either_side_end_a_copy() {
        let failing = BufferedReader::new(Script::new([Bytes(b"ab"), Fail]));
        let mut written = vec![];
        block_on(async {
            let error = copy(FuturesReader::new(failing), &mut FuturesWriter::new(&mut written)).await;
            assert_eq!(error.expect_err("the reader fails").kind(), ErrorKind::ConnectionReset);
            let mut writer = FuturesWriter::new(BufferedWriter::with_capacity(4, Script::new([Take(1), Fail])));
            let error = copy(FuturesReader::new(reader()), &mut writer).await;
            assert_eq!(error.expect_err("the writer fails").kind(), ErrorKind::ConnectionReset);
        });
        assert_eq!(written, b"ab");
    }
}
