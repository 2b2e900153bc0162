//! Lines and other delimited parts, by our traits and by those of tokio and futures, over readers that pause and fail.

use std::io::ErrorKind;

use pollster::block_on;
use valuetask_io::ValueStream;
use valuetask_io::{BufferedReader, ValueBufRead};

use crate::script::{Bytes, Fail, Pause, Script, Step};
use crate::util::poll;

fn reader(steps: impl IntoIterator<Item = Step>) -> BufferedReader<Script> {
    BufferedReader::new(Script::new(steps))
}

/// Returns the lines of these steps' bytes.
fn lines(steps: impl IntoIterator<Item = Step>) -> Vec<Result<String, ErrorKind>> {
    let mut lines = reader(steps).lines();
    std::iter::from_fn(|| block_on(lines.next())).map(|line| line.map_err(|error| error.kind())).collect()
}

#[test]
fn an_end_of_line_is_cut_off_and_a_lone_carriage_return_is_not() {
    let all = |texts: &[&str]| texts.iter().map(|text| Ok(text.to_string())).collect::<Vec<_>>();
    assert_eq!(lines([Bytes(b"12\r")]), all(&["12\r"]));
    assert_eq!(lines([Bytes(b"12\r\n\n")]), all(&["12", ""]));
    assert_eq!(lines([Bytes(b"hello\r\nyou\n\n")]), all(&["hello", "you", ""]));
    assert_eq!(lines([Pause, Bytes(b"12"), Pause, Bytes(b"\r")]), all(&["12\r"]));
    assert_eq!(lines([Bytes(b"12"), Pause, Bytes(b"\r\n"), Pause, Bytes(b"\n")]), all(&["12", ""]));
    assert_eq!(lines([Bytes(b"12\r"), Pause, Bytes(b"\n")]), all(&["12"]));
    assert_eq!(lines([]), all(&[]));
}

#[test]
fn a_failing_reader_fails_the_line_that_it_is_in() {
    assert_eq!(
        lines([Bytes(b"xxxx"), Fail, Bytes(b"\n"), Fail]),
        [Err(ErrorKind::ConnectionReset), Ok("xxxx".into()), Err(ErrorKind::ConnectionReset)]
    );
}

#[test]
fn each_line_is_appended() {
    let mut reader = reader([Bytes(b"Hello y"), Pause, Bytes(b"ou\nFizzBuz"), Pause, Bytes(b"z\n1\n2")]);
    for (before, line, count) in
        [("We say ", "Hello you\n", 10), ("I solve ", "FizzBuzz\n", 9), ("", "1\n", 2), ("", "2", 1), ("_", "", 0)]
    {
        let mut text = String::from(before);
        assert_eq!(block_on(reader.read_line(&mut text)).expect("it doesn't fail"), count);
        assert_eq!(text, [before, line].concat());
    }
}

#[test]
fn a_character_may_lie_on_both_sides_of_the_buffers_end() {
    for capacity in 1..8 {
        let mut reader = BufferedReader::with_capacity(capacity, "mäßig\n€\n".as_bytes());
        let mut text = String::from("ö");
        while block_on(reader.read_line(&mut text)).expect("it is UTF-8") > 0 {}
        assert_eq!(text, "ömäßig\n€\n");
    }
}

#[test]
fn a_line_that_is_not_utf_8_leaves_the_text_as_it_was_wherever_it_is_cut() {
    for steps in [vec![Bytes(b"ab\xffc\nnext")], vec![Bytes(b"ab"), Pause, Bytes(b"\xffc"), Bytes(b"\nnext")]] {
        let mut reader = reader(steps);
        let mut text = String::from("Foo");
        let error = block_on(reader.read_line(&mut text)).expect_err("it isn't UTF-8");
        assert_eq!((error.kind(), text.as_str()), (ErrorKind::InvalidData, "Foo"));
        assert_eq!(block_on(reader.read_line(&mut text)).expect("it is UTF-8"), 4);
        assert_eq!(text, "Foonext");
    }
}

#[test]
fn a_readers_error_comes_before_that_of_the_text() {
    let mut reader = reader([Bytes(b"ab"), Bytes(b"\xff\xff"), Fail]);
    let mut text = String::from("Foo");
    let error = block_on(reader.read_line(&mut text)).expect_err("it fails");
    assert_eq!((error.kind(), text.as_str()), (ErrorKind::ConnectionReset, "Foo"));
    let error = block_on(reader.read_line(&mut text)).expect_err("it isn't UTF-8");
    assert_eq!((error.kind(), text.as_str()), (ErrorKind::InvalidData, "Foo"));
}

#[test]
fn a_read_line_that_is_dropped_while_it_is_pending_keeps_what_it_has_read() {
    for steps in [vec![Pause, Bytes(b"ab\n")], vec![Bytes(b"a"), Pause, Bytes(b"b\n")]] {
        let mut reader = reader(steps);
        let mut text = String::from("abc");
        let mut task = reader.read_line(&mut text);
        assert!(poll(&mut task).is_pending());
        drop(task);
        assert!(["abc", "abca"].contains(&text.as_str()));
        block_on(reader.read_line(&mut text)).expect("it doesn't fail");
        assert_eq!(text, "abcab\n");
    }
}

#[test]
fn a_read_line_that_was_never_polled_has_read_nothing() {
    let mut reader = &b"12\n"[..];
    let mut text = String::from("abc");
    drop(async { reader.read_line(&mut text).await });
    assert_eq!((text.as_str(), reader), ("abc", &b"12\n"[..]));
}

#[test]
fn bytes_read_before_an_error_are_kept_up_to_a_delimiter() {
    let mut reader = reader([Bytes(b"a\xffb"), Fail, Bytes(b"c#")]);
    let mut bytes = b"Foo".to_vec();
    let error = block_on(reader.read_until(b'#', &mut bytes)).expect_err("it fails");
    assert_eq!((error.kind(), bytes.as_slice()), (ErrorKind::ConnectionReset, &b"Fooa\xffb"[..]));
    assert_eq!(block_on(reader.read_until(b'#', &mut bytes)).expect("it doesn't fail again"), 2);
    assert_eq!(bytes, b"Fooa\xffbc#");
}

#[test]
fn delimiters_one_after_the_other_each_end_a_part() {
    let mut reader = reader([Bytes(b"12"), Pause, Bytes(b"33"), Pause, Bytes(b"3"), Pause, Bytes(b"4")]);
    for expected in [&b"123"[..], b"3", b"3", b"4", b""] {
        let mut bytes = vec![];
        assert_eq!(block_on(reader.read_until(b'3', &mut bytes)).expect("it doesn't fail"), expected.len());
        assert_eq!(bytes, expected);
    }
}

#[cfg(feature = "tokio")]
#[test]
fn tokio_finds_the_same_lines_and_parts() {
    use tokio::io::AsyncBufReadExt;
    use valuetask_io::TokioReader;

    let steps = || [Bytes(b"hel"), Pause, Bytes(b"lo\r\n\ny"), Pause, Bytes(b"ou\r"), Fail, Bytes(b"\nx")];
    block_on(async {
        let mut lines = TokioReader::new(reader(steps())).lines();
        assert_eq!(lines.next_line().await.expect("it doesn't fail").as_deref(), Some("hello"));
        assert_eq!(lines.next_line().await.expect("it doesn't fail").as_deref(), Some(""));
        assert_eq!(lines.next_line().await.expect_err("it fails").kind(), ErrorKind::ConnectionReset);
        assert_eq!(lines.next_line().await.expect("it doesn't fail again").as_deref(), Some("you"));
        assert_eq!(lines.next_line().await.expect("it doesn't fail again").as_deref(), Some("x"));
        assert_eq!(lines.next_line().await.expect("it doesn't fail again"), None);
        let mut parts = TokioReader::new(reader([Bytes(b"a;"), Pause, Bytes(b";b"), Pause])).split(b';');
        for expected in [Some(&b"a"[..]), Some(b""), Some(b"b"), None] {
            assert_eq!(parts.next_segment().await.expect("it doesn't fail").as_deref(), expected);
        }
    });
}

#[cfg(feature = "futures")]
#[test]
fn futures_finds_the_same_lines() {
    use futures_util::StreamExt;
    use futures_util::io::AsyncBufReadExt;
    use valuetask_io::FuturesReader;

    let mut lines = FuturesReader::new(reader([Bytes(b"12"), Pause, Bytes(b"\r\n\nx"), Pause, Fail])).lines();
    block_on(async {
        for expected in ["12", ""] {
            assert_eq!(lines.next().await.expect("a line").expect("it doesn't fail"), expected);
        }
        assert_eq!(lines.next().await.expect("a line").expect_err("it fails").kind(), ErrorKind::ConnectionReset);
    });
}
