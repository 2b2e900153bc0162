//! The halves of a split stream: tokio's and futures' by our traits.

use pollster::block_on;
use valuetask_io::{ValueRead, ValueWrite};

#[cfg(feature = "tokio")]
#[test]
fn halves_of_tokio_are_read_and_written_at_the_same_time() {
    use tokio::io::{duplex, split};
    use valuetask_io::{BufferedReader, BufferedWriter, FromTokio, ValueBufRead};

    use crate::util::poll;

    let (here, there) = duplex(64);
    let (reader, writer) = split(here);
    let mut reader: Box<dyn ValueBufRead> = Box::new(BufferedReader::new(FromTokio::new(reader)));
    let mut writer: Box<dyn ValueWrite> = Box::new(BufferedWriter::new(FromTokio::new(writer)));
    let mut there = FromTokio::new(there);
    let mut line = String::new();
    let mut reading = reader.read_line(&mut line);
    assert!(poll(&mut reading).is_pending());
    block_on(writer.write_all(b"question")).expect("it doesn't fail");
    block_on(writer.flush()).expect("it doesn't fail");
    let mut question = [0; 8];
    block_on(there.read_exact(&mut question)).expect("it doesn't fail");
    block_on(there.write_all(b"answer\n")).expect("it doesn't fail");
    assert_eq!(block_on(reading).expect("it doesn't fail"), 7);
    assert_eq!((&question, line.as_str()), (b"question", "answer\n"));
    block_on(writer.shutdown()).expect("it doesn't fail");
    assert_eq!(block_on(there.read(&mut question)).expect("it doesn't fail"), 0, "the writer has ended");
}

#[cfg(feature = "tokio")]
#[test]
fn a_half_of_tokio_behaves_like_its_stream_in_each_method() {
    use std::io::IoSlice;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use tokio::io::{AsyncRead, AsyncWrite, ReadBuf, split};
    use valuetask_io::FromTokio;

    /// Reads one letter, and takes one byte by `write` and two by `write_vectored`.
    struct Letters;

    impl AsyncRead for Letters {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<std::io::Result<()>> {
            buf.put_slice(b"z");
            Poll::Ready(Ok(()))
        }
    }

    impl AsyncWrite for Letters {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<std::io::Result<usize>> {
            Poll::Ready(Ok(1))
        }

        fn poll_write_vectored(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: &[IoSlice<'_>],
        ) -> Poll<std::io::Result<usize>> {
            Poll::Ready(Ok(2))
        }

        fn is_write_vectored(&self) -> bool {
            true
        }

        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
            Poll::Ready(Ok(()))
        }

        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    let (reader, writer) = split(Letters);
    let (mut reader, mut writer) = (FromTokio::new(reader), FromTokio::new(writer));
    let mut letter = [0];
    block_on(async {
        assert_eq!(reader.read(&mut letter).await.expect("it doesn't fail"), 1);
        assert_eq!(writer.write(b"xyz").await.expect("it doesn't fail"), 1);
        assert_eq!(writer.write_vectored(&[IoSlice::new(b"xyz")]).await.expect("it doesn't fail"), 2);
        writer.flush().await.expect("it doesn't fail");
        writer.shutdown().await.expect("it doesn't fail");
    });
    assert_eq!(letter, *b"z");
    assert!(writer.is_write_vectored());
    assert!(reader.get_ref().is_pair_of(writer.get_ref()));
    reader.into_inner().unsplit(writer.into_inner());
}

#[cfg(feature = "futures")]
#[test]
fn halves_of_futures_share_one_stream() {
    use futures_util::io::{AsyncReadExt, Cursor};
    use valuetask_io::FromFutures;

    let (reader, writer) = Cursor::new(b"question, answer".to_vec()).split();
    let (mut reader, mut writer) = (FromFutures::new(reader), FromFutures::new(writer));
    let mut first = [0; 8];
    block_on(async {
        reader.read_exact(&mut first).await.expect("it doesn't fail");
        writer.write_all(b": ").await.expect("it doesn't fail");
        let mut rest = vec![];
        reader.read_to_end(&mut rest).await.expect("it doesn't fail");
        assert_eq!((&first, rest.as_slice()), (b"question", &b"answer"[..]), "both halves move the cursor");
    });
    let cursor = reader.into_inner().reunite(writer.into_inner()).expect("of one stream");
    assert_eq!(cursor.into_inner(), b"question: answer");
}
