//! `WhenEach` as a stream.

use futures_util::stream::{FusedStream, Stream, StreamExt};
use valuetask::{Task, TaskCompletionSource};

/// B-COMB-018
#[test]
fn each_is_a_stream() {
    let sources = [(); 3].map(|()| TaskCompletionSource::new());
    let each = Task::when_each(sources.each_ref().map(|source| source.task().clone()));
    assert_eq!(each.size_hint(), (3, Some(3)));
    [2, 0, 1].into_iter().for_each(|index| sources[index].set_result(index).expect("it's the first"));
    let order: Vec<_> = pollster::block_on(each.map(|(index, _)| index).collect());
    assert_eq!(order, [2, 0, 1]);
}

#[test]
fn a_stream_says_how_many_are_left_and_that_it_has_ended() {
    let mut each = Task::when_each([Task::from_result(1), Task::from_result(2)]);
    for left in [2, 1, 0] {
        assert_eq!((each.remaining(), each.size_hint()), (left, (left, Some(left))));
        assert_eq!(format!("{each:?}"), format!("WhenEach {{ remaining: {left}, .. }}"));
        assert_eq!(each.is_terminated(), left == 0);
        assert_eq!(pollster::block_on(StreamExt::next(&mut each)).is_some(), left > 0);
    }
}
