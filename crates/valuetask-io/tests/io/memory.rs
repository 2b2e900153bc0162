//! Readers and writers in memory.

use std::io::{Cursor, ErrorKind, IoSlice};

use pollster::block_on;
use valuetask_io::{ValueBufRead, ValueWrite};

fn reads(mut reader: impl ValueBufRead) {
    let mut bytes = [0; 2];
    assert_eq!(reader.read(&mut bytes).try_result().expect("it is there").expect("it doesn't fail"), 2);
    assert_eq!((&bytes, reader.buffer()), (b"ab", &b"cdef"[..]));
    assert!(reader.read_exact(&mut bytes).is_completed());
    reader.consume(1);
    assert_eq!((&bytes, reader.fill().try_result().expect("it is there").expect("it doesn't fail")), (b"cd", 1));
    let error = block_on(reader.read_exact(&mut bytes)).expect_err("one byte is left");
    assert_eq!((error.kind(), reader.buffer()), (ErrorKind::UnexpectedEof, &b""[..]));
    assert_eq!(block_on(reader.read(&mut bytes)).expect("it doesn't fail"), 0);
}

#[test]
fn a_slice_is_a_reader() {
    reads(&b"abcdef"[..]);
}

#[test]
fn a_cursor_is_a_reader() {
    reads(Cursor::new("abcdef"));
    let mut beyond = Cursor::new(b"ab");
    beyond.set_position(u64::MAX);
    assert_eq!(beyond.buffer(), b"");
    assert_eq!(block_on(beyond.fill()).expect("it doesn't fail"), 0);
}

#[test]
#[should_panic(expected = "more is consumed than is buffered")]
fn a_cursor_is_not_moved_beyond_its_end() {
    Cursor::new(b"ab").consume(3);
}

#[test]
fn a_vector_is_a_writer() {
    let mut bytes = vec![];
    let writer: &mut dyn ValueWrite = &mut bytes;
    assert!(writer.is_write_vectored());
    assert_eq!(writer.write(b"ab").try_result().expect("it is ready").expect("it doesn't fail"), 2);
    assert_eq!(block_on(writer.write_vectored(&[IoSlice::new(b"c"), IoSlice::new(b"d")])).expect("it doesn't fail"), 2);
    assert!(writer.write_all(b"e").is_completed());
    assert_eq!(block_on(writer.write_vectored(&[IoSlice::new(b"fg")])).expect("it doesn't fail"), 2);
    assert!(writer.flush().is_completed() && writer.shutdown().is_completed());
    assert_eq!(bytes, b"abcdefg");
}
