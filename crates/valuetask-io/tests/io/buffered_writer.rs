//! A writer with a buffer.

use std::io::{ErrorKind, IoSlice};

use pollster::block_on;
use valuetask_io::{BufferedWriter, ValueWrite};

use crate::script::{Fail, Liar, Pause, Script, Take};
use crate::util::poll;

#[test]
fn writes_are_ready_while_there_is_room() {
    let mut writer = BufferedWriter::with_capacity(6, Script::new([]));
    let dynamic: &mut dyn ValueWrite = &mut writer;
    assert_eq!(dynamic.write(b"ab").try_result().expect("there is room").expect("it doesn't fail"), 2);
    assert!(dynamic.write_all(b"cd").is_completed());
    assert!(dynamic.write_vectored(&[IoSlice::new(b"e"), IoSlice::new(b"f")]).is_completed());
    assert_eq!((writer.buffer(), writer.get_ref().calls), (&b"abcdef"[..], 0));
}

#[test]
fn a_write_without_room_waits_until_the_buffer_is_written() {
    let mut writer = BufferedWriter::with_capacity(4, Script::new([Take(1), Pause]));
    block_on(writer.write_all(b"abc")).expect("there is room");
    let mut task = writer.write_all(b"de");
    assert!(poll(&mut task).is_pending());
    block_on(task).expect("it doesn't fail");
    assert_eq!((writer.get_ref().written.as_slice(), writer.buffer()), (&b"abc"[..], &b"de"[..]));
}

#[test]
fn a_dropped_write_has_taken_nothing_and_a_dropped_flush_goes_on() {
    let mut writer = BufferedWriter::with_capacity(4, Script::new([Take(2), Pause, Pause, Take(1)]));
    block_on(writer.write_all(b"abc")).expect("there is room");
    let mut task = writer.write(b"xyz");
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert_eq!(writer.buffer(), b"c", "two were written");
    drop(writer.flush());
    block_on(writer.write_all(b"d")).expect("there is room");
    block_on(writer.flush()).expect("it doesn't fail");
    assert_eq!((writer.get_ref().written.as_slice(), writer.get_ref().flushed), (&b"abcd"[..], 1));
}

#[test]
fn a_write_of_the_buffers_size_goes_past_it() {
    let mut writer = BufferedWriter::with_capacity(4, Script::new([]));
    block_on(writer.write_all(b"ab")).expect("it doesn't fail");
    block_on(writer.write_all(b"cdefg")).expect("it doesn't fail");
    assert_eq!((writer.get_ref().written.as_slice(), writer.buffer()), (&b"abcdefg"[..], &b""[..]));
    assert_eq!(block_on(writer.write(b"hijklm")).expect("it doesn't fail"), 6);
    assert_eq!(writer.get_ref().calls, 3);
}

#[test]
fn vectored_writes_without_room_take_as_much_as_fits_after_the_buffer_is_written() {
    let mut writer = BufferedWriter::with_capacity(4, Script::new([]));
    assert!(writer.is_write_vectored());
    block_on(writer.write_all(b"abc")).expect("it doesn't fail");
    block_on(writer.write_all_vectored(&mut [IoSlice::new(b"de"), IoSlice::new(b"fghij")])).expect("it doesn't fail");
    assert_eq!((writer.get_ref().written.as_slice(), writer.buffer()), (&b"abcdefg"[..], &b"hij"[..]));
    block_on(writer.flush()).expect("it doesn't fail");
    assert_eq!(writer.get_ref().written, b"abcdefghij");
    let mut writer = BufferedWriter::with_capacity(4, BufferedWriter::new(vec![]));
    block_on(writer.write_all_vectored(&mut [IoSlice::new(b"abc"), IoSlice::new(b"def")])).expect("it doesn't fail");
    assert_eq!((writer.buffer(), writer.get_ref().buffer()), (&b""[..], &b"abcdef"[..]));
    block_on(writer.write_all(b"ghi")).expect("it doesn't fail");
    assert_eq!(block_on(writer.write_vectored(&[IoSlice::new(b"j"), IoSlice::new(b"k")])).expect("it doesn't fail"), 2);
    assert_eq!((writer.buffer(), writer.get_ref().buffer()), (&b"jk"[..], &b"abcdefghi"[..]));
}

#[test]
fn errors_are_returned_and_unwritten_bytes_stay() {
    let mut writer = BufferedWriter::with_capacity(4, Script::new([Take(1), Fail, Take(0)]));
    block_on(writer.write_all(b"abc")).expect("there is room");
    assert_eq!(block_on(writer.flush()).expect_err("it fails").kind(), ErrorKind::ConnectionReset);
    assert_eq!(writer.buffer(), b"bc");
    assert_eq!(block_on(writer.flush()).expect_err("it takes nothing").kind(), ErrorKind::WriteZero);
    block_on(writer.flush()).expect("it doesn't fail again");
    assert_eq!(writer.into_inner().written, b"abc");
}

#[test]
fn a_shutdown_writes_buffered_bytes_and_shuts_down_the_inner_writer() {
    let mut writer = BufferedWriter::new(Script::new([Pause]));
    block_on(writer.write_all(b"ab")).expect("there is room");
    block_on(writer.shutdown()).expect("it doesn't fail");
    assert_eq!((writer.get_ref().written.as_slice(), writer.get_ref().shut_down), (&b"ab"[..], 1));
}

#[test]
fn a_buffer_has_room_for_a_byte_at_least() {
    let mut writer = BufferedWriter::with_capacity(0, vec![]);
    assert_eq!(writer.capacity(), 1);
    block_on(writer.write_all(b"ab")).expect("it doesn't fail");
    writer.get_mut().push(b'c');
    assert_eq!(writer.into_inner(), b"abc");
}

#[test]
#[should_panic(expected = "a writer says that it wrote more than there was")]
fn a_writer_that_lies_panics() {
    let mut writer = BufferedWriter::new(Liar);
    block_on(writer.write_all(b"ab")).expect("there is room");
    let _ = block_on(writer.flush());
}
