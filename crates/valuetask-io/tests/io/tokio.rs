//! Adapters from and to tokio's traits.

use std::io::{ErrorKind, IoSlice};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
#[cfg(not(valuetask_no_pool))]
use std::thread;

use pollster::block_on;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf, duplex};
use valuetask_io::{BufferedReader, FromTokio, TokioReader, TokioWriter, ValueBufRead, ValueRead, ValueWrite};

#[cfg(not(valuetask_no_pool))]
use crate::counting::allocations;
use crate::script::{Bytes, Fail, Liar, Pause, Script, Take};
use crate::util::poll;

#[test]
fn a_pipe_of_tokio_is_read_and_written() {
    let (here, there) = duplex(8);
    let mut reader: Box<dyn ValueRead> = Box::new(FromTokio::new(here));
    let mut writer: Box<dyn ValueWrite> = Box::new(FromTokio::new(there));
    let mut bytes = [0; 8];
    let mut task = reader.read(&mut bytes);
    assert!(!task.is_completed(), "only a poll can ask");
    assert!(poll(&mut task).is_pending());
    drop(task);
    block_on(writer.write_all(b"abc")).expect("there is room");
    block_on(writer.write_all_vectored(&mut [IoSlice::new(b"d"), IoSlice::new(b"e")])).expect("there is room");
    block_on(writer.flush()).expect("it doesn't fail");
    block_on(writer.shutdown()).expect("it doesn't fail");
    assert_eq!(block_on(reader.read(&mut bytes)).expect("it doesn't fail"), 5);
    assert_eq!(&bytes[..5], b"abcde");
    assert_eq!(block_on(reader.read(&mut bytes)).expect("it doesn't fail"), 0);
}

#[test]
fn errors_of_tokios_traits_come_through() {
    let (here, there) = duplex(8);
    drop(here);
    let error = block_on(FromTokio::new(there).write(b"a")).expect_err("the reader is dropped");
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
}

#[test]
fn the_inner_type_can_be_accessed() {
    let mut reader = FromTokio::new(&b"ab"[..]);
    assert_eq!((*reader.get_ref(), *reader.get_mut()), (&b"ab"[..], &b"ab"[..]));
    assert_eq!(reader.into_inner(), b"ab");
}

#[test]
fn a_reader_serves_tokio() {
    let script: Box<dyn ValueRead> =
        Box::new(Script::new([Bytes(b"one\ntw"), Pause, Bytes(b"o\n"), Fail, Bytes(b"7")]));
    let mut reader = TokioReader::new(BufferedReader::new(script));
    block_on(async {
        let mut line = String::new();
        reader.read_line(&mut line).await.expect("it doesn't fail");
        reader.read_line(&mut line).await.expect("it doesn't fail");
        assert_eq!(line, "one\ntwo\n");
        assert_eq!(reader.read_u8().await.expect_err("it fails").kind(), ErrorKind::ConnectionReset);
        assert_eq!(reader.read_u8().await.expect("it doesn't fail again"), b'7');
        assert_eq!(reader.read(&mut [0]).await.expect("it doesn't fail"), 0);
    });
}

#[test]
fn a_reader_that_tokio_stops_polling_goes_on_where_it_was() {
    let mut reader = TokioReader::new(BufferedReader::new(Script::new([Pause, Pause, Bytes(b"ab")])));
    let mut bytes = [0; 4];
    let mut cx = Context::from_waker(Waker::noop());
    let mut buf = ReadBuf::new(&mut bytes);
    assert!(Pin::new(&mut reader).poll_read(&mut cx, &mut buf).is_pending());
    assert!(Pin::new(&mut reader).poll_read(&mut cx, &mut ReadBuf::new(&mut [])).is_ready(), "nothing is asked for");
    assert_eq!(block_on(reader.read(&mut bytes)).expect("it doesn't fail"), 2);
    assert_eq!(&bytes[..2], b"ab");
}

#[test]
fn a_reader_that_panicked_says_so() {
    let mut reader = TokioReader::new(BufferedReader::new(Liar));
    let read = |reader: &mut TokioReader<'_, _>| block_on(reader.read(&mut [0]));
    catch_unwind(AssertUnwindSafe(|| read(&mut reader))).expect_err("it panics");
    let panic = catch_unwind(AssertUnwindSafe(|| read(&mut reader))).expect_err("it is gone");
    assert_eq!(*panic.downcast::<&str>().expect("a text"), "a reader was used again after it had panicked");
}

#[test]
fn a_writer_that_panicked_says_so() {
    let mut writer = TokioWriter::new(Script::new([Pause, Bytes(b"a writer can't")]));
    block_on(writer.write(b"a")).expect("it is taken");
    catch_unwind(AssertUnwindSafe(|| block_on(writer.flush()))).expect_err("it panics");
    let panic = catch_unwind(AssertUnwindSafe(|| block_on(writer.flush()))).expect_err("it is gone");
    assert_eq!(*panic.downcast::<&str>().expect("a text"), "a writer was used again after it had panicked");
}

#[test]
fn a_writer_serves_tokio() {
    let mut script = Script::new([Take(1), Pause]);
    let mut writer = TokioWriter::new(&mut script as &mut dyn ValueWrite);
    block_on(async {
        writer.write_all(b"abc").await.expect("it doesn't fail");
        writer.write_all(b"de").await.expect("it doesn't fail");
        writer.flush().await.expect("it doesn't fail");
        writer.write_all(&[b'f'; 20_000]).await.expect("it doesn't fail");
        writer.shutdown().await.expect("it doesn't fail");
    });
    drop(writer);
    assert_eq!((&script.written[..5], script.written.len()), (&b"abcde"[..], 20_005));
    assert_eq!((script.flushed, script.shut_down), (1, 1));
}

#[test]
fn a_late_error_is_the_result_of_the_next_call_and_no_byte_is_missing() {
    let mut script = Script::new([Pause, Take(1), Fail, Fail]);
    let mut writer = TokioWriter::new(&mut script);
    block_on(async {
        writer.write_all(b"abc").await.expect("it is taken");
        assert_eq!(writer.flush().await.expect_err("it failed").kind(), ErrorKind::ConnectionReset);
        let again = writer.write(b"d").await.expect_err("what was taken comes first, and fails again");
        assert_eq!(again.kind(), ErrorKind::ConnectionReset);
        assert_eq!(writer.write(&[]).await.expect("it doesn't fail a third time"), 0);
        writer.write_all(b"e").await.expect("it doesn't fail again");
        writer.flush().await.expect("it doesn't fail again");
    });
    drop(writer);
    assert_eq!((script.written.as_slice(), script.flushed), (&b"abce"[..], 1));
}

#[test]
fn a_synchronous_result_is_about_the_bytes_of_the_call() {
    let mut script = Script::new([Fail, Take(0), Take(2), Fail]);
    let mut writer = TokioWriter::new(&mut script);
    block_on(async {
        assert_eq!(writer.write(b"abc").await.expect_err("it fails").kind(), ErrorKind::ConnectionReset);
        assert_eq!(writer.write(b"abc").await.expect_err("it takes none").kind(), ErrorKind::WriteZero);
        assert_eq!(writer.write(b"abc").await.expect("it takes some"), 2);
        writer.write(b"c").await.expect_err("it fails");
        writer.write_all(b"d").await.expect("it doesn't fail again");
        writer.shutdown().await.expect("it doesn't fail");
    });
    drop(writer);
    assert_eq!(script.written, b"abd", "what a call failed with isn't written later");
}

/// Returns the kind of a shutdown's error, if it fails.
fn shut_down<'a, W: ValueWrite + 'a>(writer: &mut TokioWriter<'a, W>) -> Result<(), ErrorKind> {
    block_on(writer.shutdown()).map_err(|error| error.kind())
}

#[test]
fn a_writer_whose_writes_fail_for_good_is_shut_down_by_the_second_shutdown() {
    let mut script = Script::new([Pause, Take(1), Fail, Fail, Take(0)]);
    let mut writer = TokioWriter::new(&mut script);
    block_on(writer.write_all(b"abc")).expect("it is taken");
    block_on(writer.flush()).expect_err("it fails");
    assert_eq!(
        shut_down(&mut writer),
        Err(ErrorKind::ConnectionReset),
        "what was taken is kept, and may be tried again"
    );
    assert_eq!(shut_down(&mut writer), Err(ErrorKind::WriteZero), "nothing was written but the writer is shut down");
    drop(writer);
    assert_eq!((script.written.as_slice(), script.shut_down), (&b"a"[..], 1));
}

#[test]
fn a_shutdown_that_fails_to_write_is_tried_again_and_nothing_is_missing() {
    let mut script = Script::new([Pause, Fail, Take(1), Fail, Take(1), Fail]);
    let mut writer = TokioWriter::new(&mut script);
    block_on(writer.write_all(b"abc")).expect("it is taken");
    for _ in 0..3 {
        assert_eq!(shut_down(&mut writer), Err(ErrorKind::ConnectionReset), "each has written something");
    }
    assert_eq!(shut_down(&mut writer), Ok(()));
    drop(writer);
    assert_eq!((script.written.as_slice(), script.shut_down), (&b"abc"[..], 1));
}

#[test]
fn a_shutdown_beside_which_nothing_is_written_is_asked_to_its_end_by_the_next_call() {
    struct Stuck(usize);

    #[valuetask::value_task]
    impl ValueWrite for Stuck {
        async fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            crate::util::pause().await;
            Err(ErrorKind::BrokenPipe.into())
        }

        async fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }

        async fn shutdown(&mut self) -> std::io::Result<()> {
            crate::util::pause().await;
            self.0 += 1;
            Err(ErrorKind::NotConnected.into())
        }
    }

    let mut stuck = Stuck(0);
    let mut writer = TokioWriter::new(&mut stuck);
    let mut cx = Context::from_waker(Waker::noop());
    block_on(writer.write_all(b"abc")).expect("it is taken");
    assert_eq!(shut_down(&mut writer), Err(ErrorKind::BrokenPipe));
    assert!(Pin::new(&mut writer).poll_shutdown(&mut cx).is_pending(), "it writes");
    assert!(Pin::new(&mut writer).poll_shutdown(&mut cx).is_pending(), "it shuts down");
    assert_eq!(block_on(writer.write(b"d")).expect_err("bytes are missing").kind(), ErrorKind::BrokenPipe);
    drop(writer);
    assert_eq!(stuck.0, 1);
}

#[test]
fn a_flush_is_asked_to_its_end_also_by_the_next_write() {
    struct SlowFlush(Vec<&'static str>);

    #[valuetask::value_task]
    impl ValueWrite for SlowFlush {
        async fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
            self.0.push("write");
            Ok(buf.len())
        }

        async fn flush(&mut self) -> std::io::Result<()> {
            crate::util::pause().await;
            self.0.push("flush");
            Ok(())
        }
    }

    let mut slow = SlowFlush(vec![]);
    let mut writer = TokioWriter::new(&mut slow);
    let mut cx = Context::from_waker(Waker::noop());
    assert!(Pin::new(&mut writer).poll_flush(&mut cx).is_pending());
    assert!(Pin::new(&mut writer).poll_flush(&mut cx).is_ready());
    assert!(Pin::new(&mut writer).poll_flush(&mut cx).is_pending());
    assert!(matches!(Pin::new(&mut writer).poll_write(&mut cx, b"a"), Poll::Ready(Ok(1))));
    drop(writer);
    assert_eq!(slow.0, ["flush", "flush", "write"]);
}

#[test]
#[cfg(not(valuetask_no_pool))]
fn buffered_bytes_are_read_by_tokio_without_a_slot_of_the_pool() {
    // The first use of the pool allocates on a new thread.
    let reading = thread::spawn(|| {
        let mut reader = TokioReader::new(&b"abcd"[..]);
        let mut cx = Context::from_waker(Waker::noop());
        allocations(|| {
            for _ in 0..4 {
                assert!(Pin::new(&mut reader).poll_read(&mut cx, &mut ReadBuf::new(&mut [0])).is_ready());
            }
        })
    });
    assert_eq!(reading.join().expect("no panic"), 0);
}

#[test]
#[cfg(not(valuetask_no_pool))]
fn neither_way_allocates_in_steady_state() {
    let (here, there) = duplex(64);
    let mut reader = TokioReader::new(BufferedReader::with_capacity(16, FromTokio::new(here)));
    let mut writer = TokioWriter::new(FromTokio::new(there));
    let mut round = || {
        block_on(async {
            writer.write_all(&[7; 48]).await.expect("there is room");
            writer.flush().await.expect("it doesn't fail");
            let mut bytes = [0; 48];
            reader.read_exact(&mut bytes).await.expect("they were written");
            assert_eq!(bytes, [7; 48]);
        });
    };
    (0..4).for_each(|_| round());
    // pollster makes a new waker for each call.
    let pollsters = allocations(|| block_on(async {}));
    assert_eq!(allocations(|| (0..100).for_each(|_| round())), 100 * pollsters);
}

#[test]
fn a_buffer_of_our_own_over_tokio_is_ready_where_tokios_was_not() {
    let mut reader = BufferedReader::new(FromTokio::new(&b"abcd"[..]));
    assert!(!reader.fill().is_completed());
    assert_eq!(block_on(reader.fill()).expect("it doesn't fail"), 4);
    assert!(reader.read_exact(&mut [0; 4]).is_completed());
}
