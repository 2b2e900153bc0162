//! Adapters from and to futures' traits.

use std::io::{ErrorKind, IoSlice, IoSliceMut};

use futures_util::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, Cursor};
use pollster::block_on;
use valuetask_io::{BufferedReader, FromFutures, FuturesReader, FuturesWriter, ValueRead, ValueWrite};

use crate::script::{Bytes, Fail, Pause, Script, Take};

#[test]
fn a_reader_of_futures_is_read() {
    let mut reader: Box<dyn ValueRead> = Box::new(FromFutures::new(&b"abcdef"[..]));
    let mut bytes = [0; 2];
    assert!(!reader.read(&mut bytes).is_completed(), "only a poll can ask");
    assert_eq!(block_on(reader.read(&mut bytes)).expect("it doesn't fail"), 2);
    let (mut first, mut second) = ([0; 1], [0; 3]);
    let bufs = &mut [IoSliceMut::new(&mut first), IoSliceMut::new(&mut second)];
    assert_eq!(block_on(reader.read_vectored(bufs)).expect("it doesn't fail"), 4);
    assert_eq!((&bytes, &first, &second), (b"ab", b"c", b"def"));
}

#[test]
fn a_writer_of_futures_is_written() {
    let mut writer = FromFutures::new(Cursor::new(vec![]));
    {
        let writer: &mut dyn ValueWrite = &mut writer;
        block_on(writer.write_all(b"ab")).expect("it doesn't fail");
        block_on(writer.write_all_vectored(&mut [IoSlice::new(b"c"), IoSlice::new(b"d")])).expect("it doesn't fail");
        block_on(writer.flush()).expect("it doesn't fail");
        block_on(writer.shutdown()).expect("it doesn't fail");
    }
    assert_eq!(writer.get_ref().get_ref(), b"abcd");
    assert_eq!(writer.get_mut().position(), 4);
    assert_eq!(writer.into_inner().into_inner(), b"abcd");
}

#[test]
fn a_reader_serves_futures() {
    let script: Box<dyn ValueRead> =
        Box::new(Script::new([Bytes(b"one\ntw"), Pause, Bytes(b"o\n"), Fail, Bytes(b"7")]));
    let mut reader = FuturesReader::new(BufferedReader::new(script));
    block_on(async {
        let mut line = String::new();
        reader.read_line(&mut line).await.expect("it doesn't fail");
        reader.read_line(&mut line).await.expect("it doesn't fail");
        assert_eq!(line, "one\ntwo\n");
        assert_eq!(reader.read(&mut []).await.expect("nothing is asked for"), 0);
        assert_eq!(reader.read(&mut [0]).await.expect_err("it fails").kind(), ErrorKind::ConnectionReset);
        let mut byte = [0];
        assert_eq!((reader.read(&mut byte).await.expect("it doesn't fail again"), byte), (1, *b"7"));
        assert_eq!(reader.read(&mut byte).await.expect("it doesn't fail"), 0);
    });
}

#[test]
fn a_writer_serves_futures() {
    let mut script = Script::new([Take(1), Pause]);
    let mut writer = FuturesWriter::new(&mut script as &mut dyn ValueWrite);
    block_on(async {
        writer.write_all(b"abc").await.expect("it doesn't fail");
        writer.flush().await.expect("it doesn't fail");
        writer.close().await.expect("it doesn't fail");
    });
    drop(writer);
    assert_eq!((script.written.as_slice(), script.flushed, script.shut_down), (&b"abc"[..], 1, 1));
}
