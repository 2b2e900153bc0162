//! The inputs of joins, and their values in the order of the inputs.

use std::cell::Cell;
use std::rc::Rc;
use std::task::Poll;

use valuetask::{LocalValueTask, ValueTask};
use valuetask_tasks::{join, try_join, try_when_all, when_all, when_any};

use crate::util::{pause, poll};
use crate::{Door, doors};

#[test]
fn b_comb_025_a_tuple_of_different_types_is_joined() {
    let text = ValueTask::from_future(async {
        pause().await;
        String::from("three")
    });
    let joined = join((ValueTask::ready(1_u8), text, ValueTask::from_future(async { [2_u64; 9] })));
    assert!(!joined.is_completed());
    assert_eq!(pollster::block_on(joined), (1, String::from("three"), [2; 9]));
}

#[test]
fn a_tuple_of_ready_tasks_is_ready() {
    let joined = join((ValueTask::ready(1), ValueTask::ready("two"), ValueTask::ready([3; 100])));
    assert_eq!(joined.try_result().ok(), Some((1, "two", [3; 100])));
    let joined = try_join((ValueTask::ready(Ok::<_, ()>(1)), ValueTask::ready(Ok("two"))));
    assert_eq!(joined.try_result().ok(), Some(Ok((1, "two"))));
}

#[test]
fn twelve_are_joined_in_order() {
    let n = |n: usize| ValueTask::from_future(async move { n });
    let joined = join((n(0), n(1), n(2), n(3), n(4), n(5), n(6), n(7), n(8), n(9), n(10), n(11)));
    assert_eq!(pollster::block_on(joined), (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11));
}

#[test]
fn tasks_of_one_thread_are_joined() {
    let shared = Rc::new(5);
    let local = |shared: &Rc<i32>| {
        let shared = Rc::clone(shared);
        LocalValueTask::from_future(async move {
            pause().await;
            shared
        })
    };
    assert_eq!(pollster::block_on(join((local(&shared), LocalValueTask::ready(1)))), (Rc::clone(&shared), 1));
    let all = when_all((0..40).map(|_| local(&shared)));
    assert_eq!(pollster::block_on(all).len(), 40);
    let (index, value) = pollster::block_on(when_any([local(&shared)]).expect("one"));
    assert_eq!((index, value), (0, shared));
    let failed = try_when_all([LocalValueTask::ready(Err::<(), _>(Rc::new(7)))]);
    assert_eq!(pollster::block_on(failed), Err(Rc::new(7)));
}

#[test]
fn tasks_may_borrow_values_that_outlive_the_join() {
    let numbers = [Cell::new(1), Cell::new(2)];
    let task = |cell| {
        LocalValueTask::from_future(async move {
            pause().await;
            Cell::get(cell)
        })
    };
    assert_eq!(pollster::block_on(join((task(&numbers[0]), task(&numbers[1])))), (1, 2));
}

#[test]
fn values_come_in_the_order_of_the_tasks_in_any_order_of_completion() {
    for count in [1, 2, 12, 13, 33, 100] {
        let doors = doors(count);
        let mut all = when_all(doors.iter().map(Door::task));
        for (index, door) in doors.iter().enumerate().rev() {
            assert!(poll(&mut all).is_pending());
            door.open(index);
        }
        assert_eq!(poll(&mut all), Poll::Ready((0..count).collect()));
    }
}

#[test]
fn all_of_nothing_is_ready_and_empty() {
    assert_eq!(when_all::<ValueTask<'_, u8>>([]).try_result().ok(), Some(vec![]));
    assert_eq!(try_when_all::<ValueTask<'_, Result<u8, ()>>>([]).try_result().ok(), Some(Ok(vec![])));
}

#[test]
fn without_an_error_all_values_come_in_order() {
    let number = |n: u8| {
        ValueTask::from_future(async move {
            pause().await;
            Ok::<_, ()>(n)
        })
    };
    assert_eq!(pollster::block_on(try_join((number(1), ValueTask::ready(Ok("two")), number(3)))), Ok((1, "two", 3)));
    assert_eq!(pollster::block_on(try_when_all((0..20).map(number))), Ok(Vec::from_iter(0..20)));
}

#[test]
#[should_panic(expected = "a ValueTask or PooledFuture was polled after it had returned its value")]
fn a_join_returns_its_value_once() {
    let mut all = when_all([ValueTask::from_future(async { 1 })]);
    assert!(poll(&mut all).is_ready());
    let _ = poll(&mut all);
}
