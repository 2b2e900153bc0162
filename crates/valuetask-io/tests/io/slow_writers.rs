//! Writers that take few bytes at a time, behind the adapters: the copied bytes are in proportion to the taken ones.

use std::io;

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::ValueWrite;

/// The most bytes that an adapter copies.
const MOST: usize = 8 * 1024;

/// Takes a given number of bytes, and counts those that it is offered, which an adapter has copied.
struct Counting<F> {
    takes: F,
    offered: usize,
    written: usize,
}

impl<F> Counting<F> {
    fn new(takes: F) -> Self {
        Self { takes, offered: 0, written: 0 }
    }
}

#[value_task]
impl<F: FnMut() -> usize + Send> ValueWrite for Counting<F> {
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let count = buf.len().min((self.takes)());
        self.offered += buf.len();
        self.written += count;
        Ok(count)
    }

    async fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes so many bytes through both adapters, and returns the most that was copied.
fn copied<F: FnMut() -> usize + Send>(length: usize, takes: impl Fn() -> F) -> usize {
    let bytes = vec![7; length];
    let mut copied = vec![];
    #[cfg(feature = "tokio")]
    {
        let mut counting = Counting::new(takes());
        let mut writer = valuetask_io::TokioWriter::new(&mut counting);
        block_on(tokio::io::AsyncWriteExt::write_all(&mut writer, &bytes)).expect("it doesn't fail");
        drop(writer);
        assert_eq!(counting.written, length);
        copied.push(counting.offered);
    }
    #[cfg(feature = "futures")]
    {
        let mut counting = Counting::new(takes());
        let mut writer = valuetask_io::FuturesWriter::new(&mut counting);
        block_on(futures_util::io::AsyncWriteExt::write_all(&mut writer, &bytes)).expect("it doesn't fail");
        drop(writer);
        assert_eq!(counting.written, length);
        copied.push(counting.offered);
    }
    copied.into_iter().max().expect("one of them is there")
}

#[test]
fn a_writer_that_takes_a_byte_at_a_time_has_two_copied_for_each() {
    for length in [100, 1_000, 10_000] {
        assert!(copied(length, || || 1) <= MOST + 2 * length);
    }
}

#[test]
fn a_writer_that_takes_more_and_less_has_three_bytes_copied_for_each_at_most() {
    // Takes 1, 2, 4 and so on, up to more than is ever copied, and then 1 again.
    let takes = || {
        let mut power = 0;
        move || {
            power = (power + 1) % 15;
            1 << power
        }
    };
    for length in [1_000, 100_000] {
        assert!(copied(length, takes) <= MOST + 3 * length);
    }
}

#[test]
fn a_writer_that_takes_all_has_nothing_copied_twice() {
    assert_eq!(copied(100_000, || || usize::MAX), 100_000);
}

#[test]
#[cfg(feature = "tokio")]
fn small_writes_that_are_taken_dont_make_larger_ones_smaller() {
    use tokio::io::AsyncWriteExt;

    let mut writer = valuetask_io::TokioWriter::new(Counting::new(|| usize::MAX));
    block_on(async {
        writer.write_all(b"a").await.expect("it doesn't fail");
        assert_eq!(writer.write(&[7; 2 * MOST]).await.expect("it doesn't fail"), MOST);
    });
}
