//! The default methods of writers.

use std::io::{ErrorKind, IoSlice};

use pollster::block_on;
use valuetask_io::{BufferedWriter, ValueWrite};

use crate::script::{Fail, Liar, Pause, Script, Take};
use crate::util::poll;

#[test]
fn write_all_writes_until_all_is_taken() {
    let mut writer = Script::new([Take(1), Pause, Take(2)]);
    block_on(writer.write_all(b"abcdef")).expect("it doesn't fail");
    assert_eq!((writer.written.as_slice(), writer.calls), (&b"abcdef"[..], 3));
}

#[test]
fn write_all_of_buffered_bytes_is_ready_at_the_call() {
    assert!(Script::new([]).write_all(b"abc").is_completed());
}

#[test]
fn a_writer_that_takes_nothing_is_an_error() {
    let error = block_on(Script::new([Take(1), Take(0)]).write_all(b"ab")).expect_err("one byte is left");
    assert_eq!(error.kind(), ErrorKind::WriteZero);
    let bufs = &mut [IoSlice::new(b"ab")];
    let error = block_on(Script::new([Take(0)]).write_all_vectored(bufs)).expect_err("both are left");
    assert_eq!(error.kind(), ErrorKind::WriteZero);
}

#[test]
fn the_writers_error_comes_through() {
    let error = block_on(Script::new([Take(1), Fail]).write_all(b"ab")).expect_err("it fails");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[test]
fn all_buffers_are_written_empty_ones_among_them() {
    let mut writer = Script::new([Take(1), Pause]);
    assert!(!writer.is_write_vectored());
    let bufs = &mut [IoSlice::new(b""), IoSlice::new(b"ab"), IoSlice::new(b""), IoSlice::new(b"cd")];
    block_on(writer.write_all_vectored(bufs)).expect("it doesn't fail");
    assert_eq!(writer.written, b"abcd");
    block_on(writer.write_all_vectored(&mut [IoSlice::new(b"")])).expect("there is nothing to do");
    assert_eq!(writer.calls, 3);
}

#[test]
fn bytes_that_a_dropped_vectored_write_has_not_written_are_left() {
    let mut writer = BufferedWriter::with_capacity(1, BufferedWriter::with_capacity(3, Script::new([Pause])));
    let bufs = &mut [IoSlice::new(b"ab"), IoSlice::new(b"cdef"), IoSlice::new(b"g")];
    let mut task = writer.write_all_vectored(bufs);
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert_eq!(bufs.each_ref().map(|buf| &**buf), [&b""[..], b"def", b"g"]);
    block_on(writer.write_all_vectored(bufs)).expect("it doesn't fail");
    assert!(bufs.iter().all(|buf| buf.is_empty()));
    block_on(writer.flush()).expect("it doesn't fail");
    assert_eq!(writer.get_ref().get_ref().written, b"abcdefg");
}

#[test]
#[should_panic(expected = "a writer says that it wrote more than there was")]
fn a_writer_that_lies_panics_when_all_buffers_are_written() {
    let _ = block_on(Liar.write_all_vectored(&mut [IoSlice::new(b"ab")]));
}

#[test]
fn shutting_down_flushes_unless_the_writer_says_otherwise() {
    struct Plain(usize);

    #[valuetask::value_task]
    impl ValueWrite for Plain {
        async fn write(&mut self, buf: &[u8]) -> std::io::Result<usize> {
            Ok(buf.len())
        }

        async fn flush(&mut self) -> std::io::Result<()> {
            self.0 += 1;
            Ok(())
        }
    }

    let mut plain = Plain(0);
    block_on(plain.shutdown()).expect("it doesn't fail");
    assert_eq!(plain.0, 1);
}
