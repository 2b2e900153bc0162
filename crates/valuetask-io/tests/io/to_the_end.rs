//! Reads to the end, with and without growth of the vector.

use pollster::block_on;
use valuetask_io::{BufferedReader, ValueRead};

use crate::script::{Bytes, Pause, Script, Step};
use crate::util::poll;

static TEXT: [u8; 100] = {
    let mut text = [0; 100];
    let mut at = 0;
    while at < text.len() {
        text[at] = at as u8;
        at += 1;
    }
    text
};

/// Reads so many bytes in two parts, with a pause between them.
fn in_two(length: usize, first: usize) -> Script {
    let part = |bytes: &'static [u8]| (!bytes.is_empty()).then_some(Bytes(bytes));
    let (first, second) = TEXT[..length].split_at(first);
    Script::new([part(first), Some(Pause), part(second)].into_iter().flatten())
}

#[test]
fn a_vector_with_room_for_all_keeps_its_memory() {
    let lengths = if cfg!(miri) { 31..34 } else { 0..100 };
    for length in lengths {
        for first in [0, length / 3, length] {
            for capacity in [0, 1, 31, 32, 33, 63, 64, length, length + 1, 200] {
                let mut bytes = Vec::with_capacity(capacity);
                let (memory, room) = (bytes.as_ptr(), bytes.capacity());
                let count = block_on(in_two(length, first).read_to_end(&mut bytes)).expect("it doesn't fail");
                assert_eq!((count, bytes.as_slice()), (length, &TEXT[..length]));
                if length <= room {
                    assert_eq!((bytes.as_ptr(), bytes.capacity()), (memory, room), "{length} bytes");
                }
            }
        }
    }
}

#[test]
fn a_vector_that_holds_something_keeps_it_and_its_memory() {
    let mut bytes = Vec::with_capacity(104);
    bytes.extend(b"text");
    let room = bytes.capacity();
    assert_eq!(block_on(in_two(100, 50).read_to_end(&mut bytes)).expect("it doesn't fail"), 100);
    assert_eq!((&bytes[..4], &bytes[4..], bytes.capacity()), (&b"text"[..], &TEXT[..], room));
}

#[test]
fn a_task_that_is_dropped_when_the_vector_is_full_keeps_its_bytes() {
    let steps: [Step; 5] = [Bytes(b"abcd"), Pause, Bytes(b"ef"), Pause, Bytes(b"g")];
    let mut reader = Script::new(steps);
    let mut bytes = Vec::with_capacity(4);
    for expected in [&b"abcd"[..], b"abcdef"] {
        let mut task = reader.read_to_end(&mut bytes);
        assert!(poll(&mut task).is_pending());
        drop(task);
        assert_eq!(bytes, expected);
    }
    assert_eq!(block_on(reader.read_to_end(&mut bytes)).expect("it doesn't fail"), 1);
    assert_eq!(bytes, b"abcdefg");
}

#[test]
#[cfg(not(valuetask_no_pool))]
fn bytes_with_room_need_no_allocation() {
    use crate::counting::allocations;

    let mut bytes = Vec::with_capacity(TEXT.len());
    let read = |reader: &mut dyn ValueRead, bytes: &mut Vec<u8>| {
        bytes.clear();
        let count = reader.read_to_end(bytes).try_result().expect("it is ready at the call");
        assert_eq!(count.expect("it doesn't fail"), TEXT.len());
    };
    // The first calls allocate for their machines.
    for expected in [None, Some(0)] {
        let mut buffered = BufferedReader::with_capacity(7, &TEXT[..]);
        let mut none = vec![];
        let counts = [
            allocations(|| read(&mut &TEXT[..], &mut bytes)),
            allocations(|| read(&mut std::io::Cursor::new(TEXT), &mut bytes)),
            allocations(|| read(&mut buffered, &mut bytes)),
            allocations(|| assert!((&b""[..]).read_to_end(&mut none).is_completed(), "there is nothing")),
        ];
        assert!(expected.is_none_or(|expected| counts == [expected; 4]), "{counts:?}");
    }
}
