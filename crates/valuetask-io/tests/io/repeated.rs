//! Calls that fail, are interrupted or are dropped at any byte, and are repeated. They keep what those of std keep, and
//! also what std loses: a part of a character, and what isn't UTF-8.

use std::io::{self, BufRead, ErrorKind, IoSlice, Read, Write};

use pollster::block_on;
use valuetask::value_task;
use valuetask_io::{BufferedReader, BufferedWriter, ValueBufRead, ValueRead, ValueStream, ValueWrite};

use crate::script::{Bytes, Fail, Interrupt, Pause, Script, Step, Take};
use crate::util::poll;

/// Characters of one to three bytes, ends of lines, and bytes that aren't UTF-8.
const TEXTS: &[&[u8]] = if cfg!(miri) {
    &["é\n".as_bytes(), b"\xff\na"]
} else {
    &["é\n".as_bytes(), "€\n".as_bytes(), "é\n€".as_bytes(), b"\n\r\nab", b"a\xff\nb", b"\xff\xe2\nb", b"a\n\xe2\x82"]
};
/// The choices of gaps that are tried for a text: all, or some that are spread over all.
const CHOICES: usize = if cfg!(miri) { 30 } else { 500 };
const CAPACITIES: &[usize] = if cfg!(miri) { &[1, 8] } else { &[1, 2, 3, 8] };

/// Between two bytes: the same read goes on, or another one begins, after a step or at once.
const GAPS: [Option<Option<Step>>; 5] = [None, Some(None), Some(Some(Fail)), Some(Some(Interrupt)), Some(Some(Pause))];

/// A reader's steps, and the places in the text where a call fails or is dropped.
struct Plan {
    text: &'static [u8],
    steps: Vec<Step>,
    ends: Vec<usize>,
}

impl Plan {
    /// Returns a plan for each choice of a gap before each byte and at the end.
    fn all() -> impl Iterator<Item = (Self, usize)> {
        let plans = TEXTS.iter().flat_map(|text| {
            let choices = GAPS.len().pow(text.len() as u32 + 1);
            (0..choices).step_by(choices.div_ceil(CHOICES) | 1).map(|choice| Self::new(text, choice))
        });
        plans.flat_map(|plan| {
            CAPACITIES
                .iter()
                .map(move |capacity| (Self { steps: plan.steps.clone(), ends: plan.ends.clone(), ..plan }, *capacity))
        })
    }

    fn new(text: &'static [u8], mut choice: usize) -> Self {
        let mut plan = Self { text, steps: vec![], ends: vec![] };
        let mut begin = 0;
        for place in 0..=text.len() {
            let gap = GAPS[choice % GAPS.len()];
            choice /= GAPS.len();
            if begin < place && (gap.is_some() || place == text.len()) {
                plan.steps.push(Bytes(&text[begin..place]));
                begin = place;
            }
            let step = gap.flatten();
            plan.steps.extend(step);
            plan.ends.extend(step.filter(|step| !matches!(step, Interrupt)).map(|_| place));
        }
        plan
    }

    fn reader(&self, capacity: usize) -> BufferedReader<Script> {
        BufferedReader::with_capacity(capacity, Script::new(self.steps.clone()))
    }

    /// Returns std's reader of single bytes, which fails in these places.
    fn of_std(&self, ends: &[usize]) -> io::BufReader<OfStd> {
        let mut steps = vec![];
        for place in 0..=self.text.len() {
            steps.extend(ends.iter().filter(|end| **end == place).map(|_| Fail));
            steps.extend(self.text.get(place..place + 1).map(Bytes));
        }
        io::BufReader::new(OfStd(Script::new(steps)))
    }

    /// Returns the places up to which a call can keep what it has read as text.
    fn ends_of_text(&self) -> Vec<usize> {
        let mut kept = 0;
        let end_of_text = |end: &usize| {
            let line = self.text[..*end].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let begin = line.max(kept);
            kept = match str::from_utf8(&self.text[begin..*end]) {
                Ok(_) => *end,
                Err(error) if error.error_len().is_none() => begin + error.valid_up_to(),
                Err(_) => begin,
            };
            kept
        };
        self.ends.iter().map(end_of_text).collect()
    }
}

/// Follows a script by std's traits.
struct OfStd(Script);

impl Read for OfStd {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.read_now(buf)
    }
}

impl Write for OfStd {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.0.write_now(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Outcome<T> = (Result<usize, ErrorKind>, T);

/// Repeats a call up to the end, and returns each result with what was collected by then.
fn repeat<T: Default + Clone>(mut call: impl FnMut(&mut T) -> io::Result<usize>) -> Vec<Outcome<T>> {
    let mut collected = T::default();
    let mut outcomes = vec![];
    while !matches!(outcomes.last(), Some((Ok(0), _))) {
        let result = call(&mut collected).map_err(|error| error.kind());
        outcomes.push((result, collected.clone()));
    }
    outcomes
}

/// Polls once, and drops a task that is pending: as a failure.
fn once<T>(task: impl Future<Output = io::Result<T>> + Unpin) -> io::Result<T> {
    let mut task = task;
    match poll(&mut task) {
        std::task::Poll::Ready(result) => result,
        std::task::Poll::Pending => Err(ErrorKind::ConnectionReset.into()),
    }
}

#[test]
fn a_line_keeps_its_characters_and_its_reader_the_rest() {
    for (plan, capacity) in Plan::all() {
        let mut reader = plan.reader(capacity);
        let ours = repeat(|line| once(reader.read_line(line)));
        let mut reader = plan.of_std(&plan.ends_of_text());
        assert_eq!(ours, repeat(|line| reader.read_line(line)), "{:?}, {capacity}", plan.steps);
    }
}

#[test]
fn a_part_keeps_its_bytes() {
    for (plan, capacity) in Plan::all() {
        let mut reader = plan.reader(capacity);
        let ours = repeat(|bytes| once(reader.read_until(b'\n', bytes)));
        let mut reader = plan.of_std(&plan.ends);
        assert_eq!(ours, repeat(|bytes| reader.read_until(b'\n', bytes)), "{:?}, {capacity}", plan.steps);
    }
}

#[test]
fn bytes_up_to_the_end_are_kept() {
    for (plan, capacity) in Plan::all() {
        let mut buffered = plan.reader(capacity);
        let mut direct = Script::new(plan.steps.clone());
        let ours = [repeat(|bytes| once(buffered.read_to_end(bytes))), repeat(|bytes| once(direct.read_to_end(bytes)))];
        let mut reader = plan.of_std(&plan.ends);
        let std = repeat(|bytes| reader.read_to_end(bytes));
        assert_eq!(ours, [std.clone(), std], "{:?}, {capacity}", plan.steps);
    }
}

#[test]
fn lines_are_the_same_if_calls_fail() {
    for (plan, capacity) in Plan::all() {
        let mut lines = plan.reader(capacity).lines();
        let mut ended = 0;
        let mut ours = vec![];
        loop {
            let mut next = lines.next();
            match poll(&mut next) {
                std::task::Poll::Ready(None) => break,
                std::task::Poll::Ready(Some(Ok(line))) => ours.push(Ok(line)),
                std::task::Poll::Ready(Some(Err(error))) if error.kind() == ErrorKind::InvalidData => {
                    ours.push(Err(error.kind()));
                }
                std::task::Poll::Ready(Some(Err(_))) | std::task::Poll::Pending => ended += 1,
            }
        }
        let std: Vec<_> = BufRead::lines(plan.text).map(|line| line.map_err(|error| error.kind())).collect();
        assert_eq!((ours, ended), (std, plan.ends.len()), "{:?}, {capacity}", plan.steps);
    }
}

#[test]
fn an_exact_read_is_as_stds() {
    for (plan, capacity) in Plan::all() {
        for length in 0..=plan.text.len() + 1 {
            let read = |result: io::Result<()>, bytes: Vec<u8>| result.map(|()| bytes).map_err(|error| error.kind());
            let (mut buffered, mut direct, mut std) = (vec![0; length], vec![0; length], vec![0; length]);
            let result = once(plan.reader(capacity).read_exact(&mut buffered));
            let ours = read(result, buffered);
            let result = once(Script::new(plan.steps.clone()).read_exact(&mut direct));
            assert_eq!(ours, read(result, direct), "{:?}, {capacity}", plan.steps);
            let result = plan.of_std(&plan.ends).read_exact(&mut std);
            assert_eq!(ours, read(result, std), "{:?}, {capacity}", plan.steps);
        }
    }
}

#[test]
fn bytes_that_are_put_back_come_again() {
    for capacity in 1..8 {
        for consumed in 0..=capacity {
            let mut reader = BufferedReader::with_capacity(capacity, &b"abcdefghij"[..]);
            block_on(reader.fill()).expect("it doesn't fail");
            reader.consume(consumed);
            reader.unread(b"123");
            assert!(reader.buffer().starts_with(b"123"));
            let mut rest = vec![];
            block_on(reader.read_to_end(&mut rest)).expect("it doesn't fail");
            assert_eq!(rest, [b"123", &b"abcdefghij"[consumed..]].concat());
            reader.unread(b"4");
            assert_eq!(reader.buffer(), b"4");
            assert_eq!(reader.capacity(), capacity.max(3 + capacity - consumed));
        }
    }
}

/// Calls `test` with each sequence of up to four of these steps.
fn each_sequence(of: &[Step], mut test: impl FnMut(&[Step])) {
    for length in 0..=if cfg!(miri) { 2 } else { 4 } {
        for choice in 0..of.len().pow(length) {
            let steps: Vec<_> = (0..length).map(|at| of[choice / of.len().pow(at) % of.len()]).collect();
            test(&steps);
        }
    }
}

const TEXT: &[u8] = b"abcdef";

#[test]
fn writing_all_is_as_stds() {
    each_sequence(&[Take(0), Take(1), Take(3), Fail, Interrupt], |steps| {
        let (mut ours, mut std) = (Script::new(steps.to_vec()), OfStd(Script::new(steps.to_vec())));
        let result = once(ours.write_all(TEXT)).map_err(|error| error.kind());
        assert_eq!(result, std.write_all(TEXT).map_err(|error| error.kind()), "{steps:?}");
        assert_eq!(ours.written, std.0.written, "{steps:?}");
    });
}

#[test]
fn buffers_hold_the_bytes_that_were_not_written() {
    each_sequence(&[Take(0), Take(1), Take(3), Fail, Interrupt, Pause], |steps| {
        let mut writer = Script::new(steps.to_vec());
        let mut bufs = [&TEXT[..2], &[], &TEXT[2..]].map(IoSlice::new);
        loop {
            let result = once(writer.write_all_vectored(&mut bufs)).map_err(|error| error.kind());
            assert_ne!(result, Err(ErrorKind::Interrupted), "{steps:?}");
            let rest = bufs.iter().flat_map(|buf| buf.iter());
            assert_eq!(writer.written.iter().chain(rest).copied().collect::<Vec<_>>(), TEXT, "{steps:?}");
            if result.is_ok() {
                break;
            }
        }
        assert_eq!(writer.written, TEXT);
    });
}

#[test]
fn buffered_bytes_are_written_once_if_calls_fail() {
    each_sequence(&[Take(0), Take(1), Take(3), Fail, Interrupt, Pause], |steps| {
        let mut writer = BufferedWriter::with_capacity(4, Script::new(steps.to_vec()));
        let mut rest = TEXT;
        while !rest.is_empty() {
            // A single byte is always buffered.
            match once(writer.write(&rest[..1])).map_err(|error| error.kind()) {
                Ok(count) => rest = &rest[count..],
                Err(kind) => assert_ne!(kind, ErrorKind::Interrupted, "{steps:?}"),
            }
        }
        while let Err(error) = once(writer.flush()) {
            assert_ne!(error.kind(), ErrorKind::Interrupted, "{steps:?}");
        }
        assert_eq!(writer.get_ref().written, TEXT, "{steps:?}");
    });
}

/// Is interrupted at every other call.
#[derive(Default)]
struct Hasty {
    calls: usize,
    filled: bool,
    written: Vec<u8>,
}

impl Hasty {
    fn call(&mut self) -> io::Result<()> {
        self.calls += 1;
        if self.calls % 2 == 1 { Err(ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

#[value_task]
impl ValueRead for Hasty {
    async fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.call().map(|()| 0)
    }
}

#[value_task]
impl ValueBufRead for Hasty {
    fn buffer(&self) -> &[u8] {
        if self.filled { b"buffer" } else { b"" }
    }

    async fn fill(&mut self) -> io::Result<usize> {
        self.call()?;
        self.filled = true;
        Ok(6)
    }

    fn consume(&mut self, _: usize) {}
}

#[value_task]
impl ValueWrite for Hasty {
    async fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.call()?;
        self.written.extend(buf);
        Ok(buf.len())
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.call()
    }
}

#[test]
#[cfg(feature = "tokio")]
fn tokio_sees_no_interruption() {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt};

    block_on(async {
        let mut reader = valuetask_io::TokioReader::new(Hasty::default());
        assert_eq!(reader.fill_buf().await.expect("it goes on"), b"buffer");
        let mut hasty = Hasty::default();
        let mut writer = valuetask_io::TokioWriter::new(&mut hasty);
        writer.write_all(b"ab").await.expect("it goes on");
        writer.flush().await.expect("it goes on");
        writer.shutdown().await.expect("it goes on");
        drop(writer);
        assert_eq!((hasty.written.as_slice(), hasty.calls), (&b"ab"[..], 6));
    });
}

#[test]
#[cfg(feature = "futures")]
fn futures_see_no_interruption() {
    use futures_util::io::{AsyncBufReadExt, AsyncWriteExt};

    block_on(async {
        let mut reader = valuetask_io::FuturesReader::new(Hasty::default());
        assert_eq!(reader.fill_buf().await.expect("it goes on"), b"buffer");
        let mut hasty = Hasty::default();
        let mut writer = valuetask_io::FuturesWriter::new(&mut hasty);
        writer.write_all(b"ab").await.expect("it goes on");
        writer.flush().await.expect("it goes on");
        writer.close().await.expect("it goes on");
        drop(writer);
        assert_eq!((hasty.written.as_slice(), hasty.calls), (&b"ab"[..], 6));
    });
}
