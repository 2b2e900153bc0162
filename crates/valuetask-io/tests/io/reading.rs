//! The default methods of readers.

use std::io::{self, ErrorKind, IoSliceMut};
use std::panic::{AssertUnwindSafe, catch_unwind};

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::ValueStream;
use valuetask_io::{BufferedReader, ValueBufRead, ValueRead};

use crate::script::{Bytes, Fail, Liar, Pause, Script};
use crate::util::poll;

#[test]
fn read_exact_goes_on_until_the_buffer_is_full() {
    let mut reader = Script::new([Bytes(b"ab"), Pause, Bytes(b"c"), Bytes(b"de")]);
    let mut bytes = [0; 4];
    block_on(reader.read_exact(&mut bytes)).expect("there is enough");
    assert_eq!(&bytes, b"abcd");
    block_on(reader.read_exact(&mut bytes[..1])).expect("there is enough");
    assert_eq!(bytes[0], b'e');
}

#[test]
fn read_exact_of_buffered_bytes_is_ready_at_the_call() {
    let mut reader = Script::new([Bytes(b"ab"), Bytes(b"cd")]);
    assert!(reader.read_exact(&mut [0; 4]).is_completed());
    assert!(reader.read_exact(&mut []).is_completed());
    assert_eq!(reader.calls, 2);
}

#[test]
fn read_exact_says_that_the_reader_has_ended() {
    let mut reader = Script::new([Bytes(b"ab")]);
    let error = block_on(reader.read_exact(&mut [0; 3])).expect_err("there are two bytes");
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
}

#[test]
fn the_readers_error_is_returned_and_earlier_bytes_are_kept() {
    let mut reader = Script::new([Bytes(b"ab"), Fail, Bytes(b"c")]);
    let mut bytes = vec![b'_'];
    let error = block_on(reader.read_to_end(&mut bytes)).expect_err("it fails");
    assert_eq!((error.kind(), bytes.as_slice()), (ErrorKind::ConnectionReset, &b"_ab"[..]));
    assert_eq!(block_on(reader.read_to_end(&mut bytes)).expect("it doesn't fail again"), 1);
    assert_eq!(bytes, b"_abc");
}

#[test]
fn a_dropped_read_to_end_keeps_its_bytes_and_no_more() {
    let mut reader = Script::new([Bytes(b"ab"), Pause, Bytes(b"c")]);
    let mut bytes = vec![];
    let mut task = reader.read_to_end(&mut bytes);
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert_eq!(bytes, b"ab");
    block_on(reader.read_to_end(&mut bytes)).expect("it doesn't fail");
    assert_eq!(bytes, b"abc");
}

#[test]
fn read_to_end_takes_more_than_one_round_of_room() {
    static LONG: [u8; 100_000] = [7; 100_000];
    let mut bytes = vec![];
    assert_eq!(block_on(Script::new([Bytes(&LONG)]).read_to_end(&mut bytes)).expect("it doesn't fail"), LONG.len());
    assert_eq!(bytes, LONG);
}

#[test]
fn without_a_better_way_one_buffer_with_room_is_filled() {
    let mut reader = Script::new([Bytes(b"abc")]);
    let (mut first, mut second) = ([0; 2], [0; 2]);
    assert!(!reader.is_read_vectored());
    let bufs = &mut [IoSliceMut::new(&mut []), IoSliceMut::new(&mut first), IoSliceMut::new(&mut second)];
    assert_eq!(block_on(reader.read_vectored(bufs)).expect("it doesn't fail"), 2);
    assert_eq!((&first, &second), (b"ab", &[0; 2]));
    assert_eq!(block_on(reader.read_vectored(&mut [])).expect("it doesn't fail"), 0);
}

#[test]
#[should_panic(expected = "range start index")]
fn a_reader_that_lies_panics_in_read_exact() {
    let _ = block_on(Liar.read_exact(&mut [0; 4]));
}

#[test]
fn read_until_goes_over_the_ends_of_the_buffer() {
    let mut reader = BufferedReader::with_capacity(2, Script::new([Bytes(b"abc;"), Pause, Bytes(b"de")]));
    let mut bytes = vec![];
    assert_eq!(block_on(reader.read_until(b';', &mut bytes)).expect("it doesn't fail"), 4);
    assert_eq!(block_on(reader.read_until(b';', &mut bytes)).expect("it doesn't fail"), 2);
    assert_eq!(block_on(reader.read_until(b';', &mut bytes)).expect("it doesn't fail"), 0);
    assert_eq!(bytes, b"abc;de");
}

#[test]
fn a_dropped_read_until_goes_on() {
    let mut reader = BufferedReader::new(Script::new([Bytes(b"ab"), Pause, Bytes(b"c;d")]));
    let mut bytes = vec![];
    let mut task = reader.read_until(b';', &mut bytes);
    assert!(poll(&mut task).is_pending());
    drop(task);
    block_on(reader.read_until(b';', &mut bytes)).expect("it doesn't fail");
    assert_eq!((bytes.as_slice(), reader.buffer()), (&b"abc;"[..], &b"d"[..]));
}

#[test]
fn a_line_is_appended_with_its_end() {
    let mut reader = &b"one\ntwo"[..];
    let mut line = String::from("> ");
    assert_eq!(block_on(reader.read_line(&mut line)).expect("it is UTF-8"), 4);
    assert_eq!(block_on(reader.read_line(&mut line)).expect("it is UTF-8"), 3);
    assert_eq!(line, "> one\ntwo");
}

#[test]
fn a_line_that_isnt_utf_8_is_an_error_and_leaves_the_text_as_it_was() {
    let mut reader = &b"\xff\xff\nnext\n"[..];
    let mut line = String::from("> ");
    let error = block_on(reader.read_line(&mut line)).expect_err("it isn't UTF-8");
    assert_eq!((error.kind(), line.as_str()), (ErrorKind::InvalidData, "> "));
    assert_eq!(block_on(reader.read_line(&mut line)).expect("it is UTF-8"), 5);
    assert_eq!(line, "> next\n");
}

#[test]
fn a_line_whose_reader_fails_goes_on_where_it_was() {
    let mut reader = BufferedReader::new(Script::new([Bytes(b"ab\xc3"), Fail, Bytes(b"\xa9\nc")]));
    let mut line = String::from("> ");
    let error = block_on(reader.read_line(&mut line)).expect_err("it fails");
    assert_eq!((error.kind(), line.as_str(), reader.buffer()), (ErrorKind::ConnectionReset, "> ab", &b"\xc3"[..]));
    assert_eq!(block_on(reader.read_line(&mut line)).expect("it doesn't fail again"), 3);
    assert_eq!(line, "> abé\n");
}

#[test]
fn lines_come_one_by_one_also_when_their_tasks_are_dropped() {
    let mut lines =
        BufferedReader::new(Script::new([Bytes(b"on"), Pause, Bytes(b"e\r\n\xff\n\ntw"), Bytes(b"o")])).lines();
    let mut task = lines.next();
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert_eq!(block_on(lines.next()).transpose().expect("it is UTF-8").as_deref(), Some("one"));
    assert_eq!(block_on(lines.next()).expect("a line").expect_err("not UTF-8").kind(), ErrorKind::InvalidData);
    let stream: &mut dyn ValueStream<Item = _> = &mut lines;
    let empty = stream.next().try_result().expect("a line that is buffered is ready");
    assert_eq!(empty.expect("a line").expect("it is UTF-8"), "");
    assert_eq!(block_on(stream.next()).transpose().expect("it is UTF-8").as_deref(), Some("two"));
    assert!(block_on(stream.next()).is_none());
}

/// Reports a filled buffer, but has an empty one.
struct Hollow;

#[value_task]
impl ValueRead for Hollow {
    async fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
}

#[value_task]
impl ValueBufRead for Hollow {
    fn buffer(&self) -> &[u8] {
        &[]
    }

    async fn fill(&mut self) -> io::Result<usize> {
        Ok(1)
    }

    fn consume(&mut self, _: usize) {}
}

const HOLLOW: &str = "a reader says that it has filled its buffer, and nothing is in it";

#[test]
fn a_reader_that_says_it_has_filled_an_empty_buffer_is_an_error() {
    let (mut bytes, mut line) = (b"_".to_vec(), String::from("_"));
    assert_eq!(block_on(Hollow.read_until(b'\n', &mut bytes)).expect_err("it lies").to_string(), HOLLOW);
    assert_eq!(block_on(Hollow.read_line(&mut line)).expect_err("it lies").to_string(), HOLLOW);
    assert_eq!((bytes.as_slice(), line.as_str()), (&b"_"[..], "_"));
    assert_eq!(block_on(Hollow.lines().next()).expect("no end").expect_err("it lies").to_string(), HOLLOW);
}

#[cfg(feature = "tokio")]
#[test]
fn a_reader_that_says_it_has_filled_an_empty_buffer_is_an_error_to_tokio() {
    use tokio::io::AsyncReadExt;

    let mut reader = valuetask_io::TokioReader::new(Hollow);
    assert_eq!(block_on(reader.read(&mut [0])).expect_err("it lies").to_string(), HOLLOW);
}

#[test]
fn a_line_whose_reader_fails_half_way_is_whole_in_the_end() {
    let mut lines = BufferedReader::new(Script::new([Bytes(b"on"), Fail, Bytes(b"e\nt"), Fail])).lines();
    assert_eq!(block_on(lines.next()).expect("no end").expect_err("it fails").kind(), ErrorKind::ConnectionReset);
    assert_eq!(block_on(lines.next()).transpose().expect("it doesn't fail").as_deref(), Some("one"));
    assert_eq!(block_on(lines.next()).expect("no end").expect_err("it fails").kind(), ErrorKind::ConnectionReset);
    assert_eq!(block_on(lines.next()).transpose().expect("it doesn't fail").as_deref(), Some("t"));
    assert!(block_on(lines.next()).is_none());
}

#[test]
fn a_reader_with_a_wrong_count_panics_and_leaves_earlier_bytes() {
    let mut bytes = b"seven".to_vec();
    let read = catch_unwind(AssertUnwindSafe(|| block_on(Liar.read_to_end(&mut bytes))));
    let message = read.expect_err("it lies");
    assert_eq!(message.downcast_ref(), Some(&"a reader says that it read more than there was room for"));
    assert_eq!(bytes, b"seven");
}
