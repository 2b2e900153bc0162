//! A reader with a buffer.

use std::io::{ErrorKind, IoSliceMut};

use pollster::block_on;
use valuetask_io::{BufferedReader, BufferedWriter, ValueBufRead, ValueRead};

use crate::script::{Bytes, Fail, Liar, Pause, Script};
use crate::util::poll;

#[test]
fn reads_are_ready_while_the_buffer_lasts() {
    let mut reader = BufferedReader::new(Script::new([Pause, Bytes(b"abcdef"), Pause]));
    let reader: &mut dyn ValueBufRead = &mut reader;
    let mut two = [0; 2];
    assert!(!reader.read(&mut two).is_completed(), "nothing is buffered");
    assert_eq!(block_on(reader.read(&mut two)).expect("it doesn't fail"), 2);
    assert_eq!(reader.read(&mut two).try_result().expect("it is buffered").expect("it doesn't fail"), 2);
    assert_eq!(&two, b"cd");
    reader.read_exact(&mut two).try_result().expect("it is buffered").expect("it doesn't fail");
    assert_eq!(&two, b"ef");
    assert!(!reader.read(&mut two).is_completed(), "nothing is left");
}

#[test]
fn a_reader_that_answers_at_once_makes_every_read_ready() {
    let mut reader = BufferedReader::with_capacity(2, &b"abcde"[..]);
    let mut bytes = [0; 5];
    assert!(reader.read_exact(&mut bytes[..3]).is_completed());
    assert!(reader.read(&mut bytes[3..]).is_completed());
    assert_eq!((&bytes, reader.buffer()), (b"abcde", &b""[..]));
}

#[test]
fn a_read_that_is_dropped_while_it_is_pending_loses_nothing() {
    let mut reader = BufferedReader::new(Script::new([Pause, Bytes(b"ab")]));
    let mut bytes = [0; 4];
    let mut task = reader.read(&mut bytes);
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert_eq!(block_on(reader.read(&mut bytes)).expect("it doesn't fail"), 2);
}

#[test]
fn a_read_that_is_ready_has_read_and_one_in_an_async_block_has_not() {
    let mut reader = BufferedReader::new(&b"ab"[..]);
    let mut byte = [0];
    drop(async { reader.read(&mut byte).await });
    drop(reader.fill());
    assert_eq!(reader.buffer(), b"ab");
    drop(reader.read(&mut byte));
    assert_eq!((reader.buffer(), byte), (&b"b"[..], *b"a"));
}

#[test]
fn a_dropped_fill_loses_nothing() {
    let mut reader = BufferedReader::new(Script::new([Pause, Bytes(b"ab")]));
    let mut task = reader.fill();
    assert!(poll(&mut task).is_pending());
    drop(task);
    assert_eq!(block_on(reader.fill()).expect("it doesn't fail"), 2);
    assert_eq!(reader.buffer(), b"ab");
    assert_eq!(reader.fill().try_result().expect("it is filled").expect("it doesn't fail"), 2);
}

#[test]
fn a_read_of_the_buffers_size_goes_past_it() {
    let mut reader = BufferedReader::with_capacity(4, Script::new([Bytes(b"abcdefgh")]));
    let mut bytes = [0; 4];
    assert_eq!(block_on(reader.read(&mut bytes)).expect("it doesn't fail"), 4);
    assert_eq!((reader.buffer(), reader.get_ref().calls), (&b""[..], 1));
    block_on(reader.read_exact(&mut bytes)).expect("it doesn't fail");
    assert_eq!((&bytes, reader.get_ref().calls), (b"efgh", 2));
}

#[test]
fn a_smaller_read_fills_the_buffer() {
    let mut reader = BufferedReader::with_capacity(4, Script::new([Bytes(b"abcdefgh")]));
    let mut bytes = [0; 3];
    assert_eq!(block_on(reader.read(&mut bytes)).expect("it doesn't fail"), 3);
    assert_eq!((&bytes, reader.buffer(), reader.get_ref().calls), (b"abc", &b"d"[..], 1));
    block_on(reader.read_exact(&mut bytes)).expect("it doesn't fail");
    assert_eq!((&bytes, reader.buffer(), reader.get_ref().calls), (b"def", &b"gh"[..], 2));
}

#[test]
fn a_vectored_read_goes_past_the_buffer_where_it_is_as_large_and_the_reader_can() {
    let read = |reader: &mut dyn ValueRead, room: usize| {
        let (mut first, mut second) = (vec![0; room - 1], [0]);
        let bufs = &mut [IoSliceMut::new(&mut first), IoSliceMut::new(&mut second)];
        block_on(reader.read_vectored(bufs)).expect("it doesn't fail")
    };
    let mut reader = BufferedReader::with_capacity(4, BufferedReader::with_capacity(8, &b"abcdefgh"[..]));
    assert_eq!((read(&mut reader, 4), reader.buffer(), reader.get_ref().buffer()), (4, &b""[..], &b"efgh"[..]));
    assert_eq!((read(&mut reader, 3), reader.buffer(), reader.get_ref().buffer()), (3, &b"h"[..], &b""[..]));
    let mut reader = BufferedReader::with_capacity(4, Script::new([Bytes(b"abcdefgh")]));
    assert_eq!((read(&mut reader, 6), reader.get_ref().calls), (4, 1), "it reads into one buffer only");
}

#[test]
fn read_exact_takes_buffered_bytes_first_and_the_long_rest_past_the_buffer() {
    let mut reader = BufferedReader::with_capacity(4, Script::new([Bytes(b"abcd"), Pause, Bytes(b"efghijkl")]));
    let mut bytes = [0; 10];
    block_on(reader.read_exact(&mut bytes[..1])).expect("it doesn't fail");
    block_on(reader.read_exact(&mut bytes[1..])).expect("it doesn't fail");
    assert_eq!((&bytes, reader.buffer()), (b"abcdefghij", &b""[..]));
    let mut reader = BufferedReader::with_capacity(4, Script::new([Bytes(b"abcdefgh")]));
    block_on(reader.read_exact(&mut bytes[..6])).expect("it doesn't fail");
    assert_eq!((&bytes[..6], reader.buffer()), (&b"abcdef"[..], &b""[..]));
}

#[test]
fn read_exact_says_that_the_reader_has_ended_and_its_error_comes_through() {
    let mut reader = BufferedReader::new(Script::new([Bytes(b"ab"), Fail, Bytes(b"c")]));
    let error = block_on(reader.read_exact(&mut [0; 3])).expect_err("it fails");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    let error = block_on(reader.read_exact(&mut [0; 2])).expect_err("one byte is left");
    assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
}

#[test]
fn a_failed_refill_leaves_the_buffer_empty_and_the_reader_usable() {
    let mut reader = BufferedReader::new(Script::new([Bytes(b"a"), Fail, Bytes(b"b")]));
    let mut byte = [0];
    block_on(reader.read(&mut byte)).expect("it doesn't fail");
    assert_eq!(block_on(reader.read(&mut byte)).expect_err("it fails").kind(), ErrorKind::ConnectionReset);
    assert_eq!((block_on(reader.read(&mut byte)).expect("it doesn't fail"), byte), (1, *b"b"));
}

#[test]
fn an_empty_read_is_ready_without_a_read() {
    let mut reader = BufferedReader::new(Script::new([Pause]));
    assert_eq!(reader.read(&mut []).try_result().expect("it is ready").expect("it doesn't fail"), 0);
    assert!(reader.read_vectored(&mut []).is_completed());
    assert!(reader.read_exact(&mut []).is_completed());
    assert_eq!(reader.get_ref().calls, 0);
}

#[test]
fn vectored_reads_fill_one_buffer_after_the_other() {
    let mut reader = BufferedReader::new(Script::new([Pause, Bytes(b"abcdef")]));
    assert!(reader.is_read_vectored());
    let (mut first, mut second) = ([0; 1], [0; 2]);
    for expected in [b"abc", b"def"] {
        let bufs = &mut [IoSliceMut::new(&mut first), IoSliceMut::new(&mut second)];
        assert_eq!(block_on(reader.read_vectored(bufs)).expect("it doesn't fail"), 3);
        assert_eq!([&first[..], &second[..]].concat(), expected);
    }
}

#[test]
fn buffered_bytes_come_first_when_all_is_read() {
    let mut reader = BufferedReader::with_capacity(3, &b"abcdefgh"[..]);
    block_on(reader.read(&mut [0])).expect("it doesn't fail");
    let mut bytes = vec![b'_'];
    assert_eq!(block_on(reader.read_to_end(&mut bytes)).expect("it doesn't fail"), 7);
    assert_eq!((bytes.as_slice(), reader.buffer()), (&b"_bcdefgh"[..], &b""[..]));
}

#[test]
fn a_buffer_has_room_for_8_kib_by_default() {
    assert_eq!(BufferedReader::new(&b""[..]).capacity(), 8192);
    assert_eq!(BufferedWriter::new(Vec::<u8>::new()).capacity(), 8192);
}

#[test]
fn a_buffer_has_room_for_a_byte_at_least() {
    let mut reader = BufferedReader::with_capacity(0, &b"ab"[..]);
    assert_eq!(reader.capacity(), 1);
    assert_eq!(block_on(reader.fill()).expect("it doesn't fail"), 1);
    assert_eq!(*reader.get_mut(), b"b");
    assert_eq!(reader.into_inner(), b"b");
}

#[test]
#[should_panic(expected = "more is consumed than is buffered")]
fn no_more_can_be_consumed_than_is_buffered() {
    let mut reader = BufferedReader::new(&b"ab"[..]);
    block_on(reader.fill()).expect("it doesn't fail");
    reader.consume(3);
}

#[test]
#[should_panic(expected = "a reader says that it read more than there was room for")]
fn a_reader_that_lies_panics() {
    let _ = block_on(BufferedReader::new(Liar).fill());
}
