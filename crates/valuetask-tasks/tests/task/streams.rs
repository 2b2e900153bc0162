//! `WhenEach` as a stream.

use futures_util::stream::{self, StreamExt};
use valuetask_tasks::{Task, TaskCompletionSource};

/// B-COMB-018
#[test]
fn each_is_a_stream() {
    let sources = [(); 3].map(|()| TaskCompletionSource::new());
    let mut each = Task::when_each(sources.each_ref().map(|source| source.task().clone()));
    [2, 0, 1].into_iter().for_each(|index| sources[index].set_result(index).expect("it's the first"));
    let stream = stream::poll_fn(move |cx| each.poll_next(cx));
    let order: Vec<_> = pollster::block_on(stream.map(|(index, _)| index).collect());
    assert_eq!(order, [2, 0, 1]);
}

#[test]
fn each_says_how_many_are_left() {
    let mut each = Task::when_each([Task::from_result(1), Task::from_result(2)]);
    for left in [2, 1, 0] {
        assert_eq!(each.remaining(), left);
        assert_eq!(format!("{each:?}"), format!("WhenEach {{ remaining: {left}, .. }}"));
        assert_eq!(pollster::block_on(each.next()).is_some(), left > 0);
    }
}
