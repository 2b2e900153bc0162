//! One sequence of writes through a buffer of two bytes, over writers that are ready, pause, or take little at a time.

use std::io::{self, IoSlice};

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::{BufferedWriter, ValueWrite};

use crate::util::pause;

/// Takes so many bytes at a time, from one buffer or several.
struct Taking {
    most: usize,
    pauses: bool,
    vectored: bool,
    written: Vec<u8>,
    /// The length of each write, or of all buffers of a vectored one.
    offered: Vec<usize>,
}

impl Taking {
    fn new(most: usize) -> Self {
        Self { most, pauses: false, vectored: false, written: vec![], offered: vec![] }
    }

    fn pausing(self) -> Self {
        Self { pauses: true, ..self }
    }

    fn vectored(self) -> Self {
        Self { vectored: true, ..self }
    }

    fn take(&mut self, bytes: &[u8]) -> usize {
        let count = bytes.len().min(self.most);
        self.offered.push(bytes.len());
        self.written.extend_from_slice(&bytes[..count]);
        count
    }
}

#[value_task]
impl ValueWrite for Taking {
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if self.pauses {
            pause().await;
        }
        Ok(self.take(buf))
    }

    async fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        if self.pauses {
            pause().await;
        }
        let bytes = if self.vectored {
            bufs.iter().flat_map(|buf| buf.iter().copied()).collect()
        } else {
            bufs.iter().find(|buf| !buf.is_empty()).map_or(vec![], |buf| buf.to_vec())
        };
        Ok(self.take(&bytes))
    }

    fn is_write_vectored(&self) -> bool {
        self.vectored
    }

    async fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn writes_fill_the_buffer_empty_it_and_go_past_it() {
    for inner in [Taking::new(99), Taking::new(99).pausing(), Taking::new(1), Taking::new(1).pausing()] {
        let mut writer = BufferedWriter::with_capacity(2, inner);
        // The written bytes (none for a flush), the buffered bytes after that, and the bytes of the inner writer.
        let sequence: [(&[u8], &[u8], &[u8]); 10] = [
            (b"ab", b"", b"ab"),
            (b"c", b"c", b"ab"),
            (b"d", b"cd", b"ab"),
            (b"", b"", b"abcd"),
            (b"e", b"e", b"abcd"),
            (b"f", b"ef", b"abcd"),
            (b"g", b"g", b"abcdef"),
            (b"hi", b"", b"abcdefghi"),
            (b"jkl", b"", b"abcdefghijkl"),
            (b"", b"", b"abcdefghijkl"),
        ];
        for (bytes, buffered, through) in sequence {
            if bytes.is_empty() {
                block_on(writer.flush()).expect("it doesn't fail");
            } else {
                block_on(writer.write_all(bytes)).expect("it doesn't fail");
            }
            assert_eq!((writer.buffer(), writer.get_ref().written.as_slice()), (buffered, through));
        }
    }
}

#[test]
fn a_write_of_exactly_the_buffers_size_goes_past_it_by_each_method() {
    let writer = || BufferedWriter::with_capacity(4, Taking::new(99).vectored());
    let (mut by_write, mut by_write_all, mut by_vectored) = (writer(), writer(), writer());
    assert_eq!(block_on(by_write.write(b"abcd")).expect("it doesn't fail"), 4);
    block_on(by_write_all.write_all(b"abcd")).expect("it doesn't fail");
    let bufs = [IoSlice::new(b"ab"), IoSlice::new(b"cd")];
    assert_eq!(block_on(by_vectored.write_vectored(&bufs)).expect("it doesn't fail"), 4);
    for writer in [by_write, by_write_all, by_vectored] {
        assert_eq!((writer.buffer(), writer.get_ref().offered.as_slice()), (&b""[..], &[4][..]));
        assert_eq!(writer.get_ref().written, b"abcd");
    }
}

#[test]
fn a_write_one_byte_shorter_than_the_buffer_stays_in_it() {
    let mut writer = BufferedWriter::with_capacity(4, Taking::new(99).vectored());
    assert!(writer.write(b"abc").is_completed());
    block_on(writer.write_vectored(&[IoSlice::new(b""), IoSlice::new(b"d")])).expect("it doesn't fail");
    assert_eq!((writer.buffer(), writer.get_ref().offered.len()), (&b"abcd"[..], 0));
}

#[test]
fn empty_lists_and_lists_of_empty_buffers_write_nothing() {
    for inner in [Taking::new(4), Taking::new(4).vectored()] {
        let mut writer = BufferedWriter::new(inner);
        for bufs in [&[][..], &[IoSlice::new(b""); 3]] {
            assert_eq!(block_on(writer.write_vectored(bufs)).expect("it doesn't fail"), 0);
        }
        block_on(writer.flush()).expect("it doesn't fail");
        assert!(writer.get_ref().offered.is_empty());
    }
}

#[test]
fn buffers_that_fit_together_are_gathered() {
    for inner in [Taking::new(4), Taking::new(4).vectored()] {
        let mut writer = BufferedWriter::new(inner);
        let bufs = [&b"one "[..], b"two ", b"three"].map(IoSlice::new);
        assert_eq!(block_on(writer.write_vectored(&bufs)).expect("it doesn't fail"), 13);
        assert_eq!((writer.buffer(), writer.get_ref().offered.len()), (&b"one two three"[..], 0));
        block_on(writer.flush()).expect("it doesn't fail");
        assert_eq!(writer.get_ref().written, b"one two three");
    }
}

#[test]
fn buffers_that_are_too_long_together_are_cut_or_go_past_the_buffer() {
    let bufs = [&b"one "[..], b"two ", b"three"].map(IoSlice::new);
    let mut writer = BufferedWriter::with_capacity(8, Taking::new(4));
    assert_eq!(block_on(writer.write_vectored(&bufs)).expect("it doesn't fail"), 8);
    assert_eq!((writer.buffer(), writer.get_ref().offered.len()), (&b"one two "[..], 0));
    let mut writer = BufferedWriter::with_capacity(8, Taking::new(10).vectored());
    assert_eq!(block_on(writer.write_vectored(&bufs)).expect("it doesn't fail"), 10);
    assert_eq!((writer.buffer(), writer.get_ref().written.as_slice()), (&b""[..], &b"one two th"[..]));
}

#[test]
fn a_long_buffer_at_the_front_goes_past_the_buffer_also_where_one_is_taken_at_a_time() {
    let bufs = [&b""[..], b"one two three", b"four"].map(IoSlice::new);
    let mut writer = BufferedWriter::with_capacity(8, Taking::new(99));
    assert_eq!(block_on(writer.write_vectored(&bufs)).expect("it doesn't fail"), 13);
    assert_eq!((writer.buffer(), writer.get_ref().offered.as_slice()), (&b""[..], &[13][..]));
}

#[test]
fn all_of_any_buffers_arrives_in_order_through_a_buffer_of_any_size() {
    let text = b"one two three";
    for cuts in [[4, 4, 9], [0, 9, 9], [1, 2, 3], [0, 0, 13]] {
        for capacity in 1..20 {
            for inner in [Taking::new(4), Taking::new(4).vectored().pausing(), Taking::new(1).vectored()] {
                let [one, two, three] = cuts;
                let mut bufs = [0..one, one..two, two..three, three..13].map(|part| IoSlice::new(&text[part]));
                let mut writer = BufferedWriter::with_capacity(capacity, inner);
                block_on(writer.write_all_vectored(&mut bufs)).expect("it doesn't fail");
                assert!(writer.buffer().len() <= capacity);
                block_on(writer.flush()).expect("it doesn't fail");
                assert_eq!(writer.get_ref().written, text);
            }
        }
    }
}

#[test]
fn the_first_buffer_that_holds_anything_is_written_and_an_empty_list_offers_nothing() {
    struct Offered(Vec<usize>);

    #[value_task]
    impl ValueWrite for Offered {
        async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
            self.0.push(buf.len());
            Err(io::ErrorKind::BrokenPipe.into())
        }

        async fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut offered = Offered(vec![]);
    let bufs = [&b""[..], b"", b"four"].map(IoSlice::new);
    for bufs in [&[], &bufs[..]] {
        let error = block_on(offered.write_vectored(bufs)).expect_err("it fails");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "the writer's error comes through");
    }
    assert_eq!(offered.0, [0, 4]);
}
