//! One sequence of reads through a buffer of two bytes, over readers that are ready and readers that pause.

use std::io;

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::{BufferedReader, ValueBufRead, ValueRead};

use crate::script::{Bytes, Pause, Script};
use crate::util::poll;

const TEXT: &[u8] = b"efgabcd";

/// Pauses before each read.
struct Pausing(&'static [u8]);

#[value_task]
impl ValueRead for Pausing {
    async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        crate::util::pause().await;
        self.0.read(buf).await
    }
}

/// Returns every kind of reader over these bytes that can have a buffer.
fn readers(text: &'static [u8]) -> Vec<Box<dyn ValueRead>> {
    vec![
        Box::new(text),
        Box::new(io::Cursor::new(text)),
        Box::new(Pausing(text)),
        #[cfg(feature = "tokio")]
        Box::new(valuetask_io::FromTokio::new(text)),
        #[cfg(feature = "tokio")]
        Box::new(valuetask_io::FromTokio::new(valuetask_io::TokioReader::new(BufferedReader::new(Pausing(text))))),
        #[cfg(feature = "futures")]
        Box::new(valuetask_io::FromFutures::new(text)),
        #[cfg(feature = "futures")]
        Box::new(valuetask_io::FromFutures::new(valuetask_io::FuturesReader::new(BufferedReader::new(Pausing(text))))),
    ]
}

#[test]
fn reads_go_past_the_buffer_fill_it_and_empty_it() {
    for inner in readers(TEXT) {
        let mut reader = BufferedReader::with_capacity(2, inner);
        // The requested length, the read bytes, and the buffered bytes after that.
        let sequence: [(usize, &[u8], &[u8]); 5] =
            [(3, b"efg", b""), (1, b"a", b"b"), (3, b"b", b""), (2, b"cd", b""), (1, b"", b"")];
        for (room, read, buffered) in sequence {
            let mut bytes = vec![0; room];
            let count = block_on(reader.read(&mut bytes)).expect("it doesn't fail");
            assert_eq!((&bytes[..count], reader.buffer()), (read, buffered));
        }
        assert_eq!(block_on(reader.read(&mut [0; 3])).expect("it doesn't fail"), 0, "an end stays the end");
    }
}

#[test]
fn delimiters_are_found_on_both_sides_of_the_buffers_end() {
    for inner in readers(b"abcdba") {
        let mut reader = BufferedReader::with_capacity(2, inner);
        let sequence: [(u8, &[u8]); 4] = [(b'd', b"abcd"), (b'b', b"b"), (b'x', b"a"), (b'x', b"")];
        for (delimiter, expected) in sequence {
            let mut bytes = vec![];
            let count = block_on(reader.read_until(delimiter, &mut bytes)).expect("it doesn't fail");
            assert_eq!((count, bytes.as_slice()), (expected.len(), expected));
        }
    }
}

#[test]
fn a_consumed_buffer_is_not_read_again_by_a_bypassing_read() {
    for inner in readers(TEXT) {
        let mut reader = BufferedReader::with_capacity(3, inner);
        assert_eq!(block_on(reader.fill()).expect("it doesn't fail"), 3);
        reader.consume(3);
        let mut bytes = [0; 4];
        assert_eq!(block_on(reader.read(&mut bytes)).expect("it doesn't fail"), 4);
        assert_eq!((&bytes, reader.buffer()), (b"abcd", &b""[..]));
    }
}

#[test]
fn a_read_of_nothing_is_not_the_end_if_the_reader_goes_on() {
    let mut reader =
        BufferedReader::new(Script::new([Bytes(b""), Bytes(b"a"), Bytes(b"bc"), Bytes(b""), Pause, Bytes(b"d")]));
    let mut bytes = [0; 2];
    let counts = [0; 7].map(|_| block_on(reader.read(&mut bytes)).expect("it doesn't fail"));
    assert_eq!(counts, [0, 1, 2, 0, 1, 0, 0]);
}

#[test]
fn a_fill_yields_the_same_bytes_until_they_are_consumed() {
    let mut reader = BufferedReader::new(Script::new([Bytes(b"hello you"), Pause, Bytes(b"and me")]));
    let filled = |reader: &mut BufferedReader<Script>| {
        let count = block_on(reader.fill()).expect("it doesn't fail");
        assert_eq!(count, reader.buffer().len());
        String::from_utf8(reader.buffer().to_vec()).expect("it is UTF-8")
    };
    assert_eq!(filled(&mut reader), "hello you");
    reader.consume(6);
    assert_eq!([filled(&mut reader), filled(&mut reader)], ["you", "you"]);
    reader.consume(3);
    let mut task = reader.fill();
    assert!(poll(&mut task).is_pending());
    assert!(poll(&mut task).is_ready());
    drop(task);
    assert_eq!(filled(&mut reader), "and me");
    reader.consume(6);
    assert_eq!([filled(&mut reader), filled(&mut reader)], ["", ""]);
}

#[test]
fn the_first_buffer_that_has_room_is_read_into_and_an_empty_list_asks_for_nothing() {
    struct Asked(Vec<usize>);

    #[value_task]
    impl ValueRead for Asked {
        async fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
            self.0.push(buf.len());
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    let mut asked = Asked(vec![]);
    let mut four = [0; 4];
    let bufs = &mut [&mut [], &mut [], &mut four[..]].map(io::IoSliceMut::new);
    for bufs in [&mut [], &mut bufs[..]] {
        let error = block_on(asked.read_vectored(bufs)).expect_err("it fails");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "the reader's error comes through");
    }
    assert_eq!(asked.0, [0, 4]);
}
