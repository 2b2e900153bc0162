//! Joins of tasks: values in order, errors first, losers dropped, and elements polled only when they were woken.
//!
//! Rows: B-COMB-025, B-COMB-026, B-COMB-027.

mod util;

use std::cell::Cell;
use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::ptr;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};
use std::thread;

use util::{Drops, Wakes, pause, poll, poll_with};
use valuetask::join::{join, try_join};
use valuetask::{LocalValueTask, ValueTask};

/// What is waited for: it can be answered from outside, and counts its polls.
#[derive(Clone, Default)]
struct Door(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    answer: Option<usize>,
    waker: Option<Waker>,
    polls: usize,
}

impl Door {
    fn open(&self, answer: usize) {
        let waker = {
            let mut state = self.0.lock().expect("no panic");
            state.answer = Some(answer);
            state.waker.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }

    fn polls(&self) -> usize {
        self.0.lock().expect("no panic").polls
    }

    /// The waker that it was polled with last, which stays there.
    fn waker(&self) -> Waker {
        self.0.lock().expect("no panic").waker.clone().expect("polled")
    }

    fn task(&self) -> ValueTask<'static, usize> {
        ValueTask::from_future(self.clone())
    }
}

impl Future for Door {
    type Output = usize;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<usize> {
        let mut state = self.0.lock().expect("no panic");
        state.polls += 1;
        if let Some(answer) = state.answer {
            return Poll::Ready(answer);
        }
        state.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

fn doors(count: usize) -> Vec<Door> {
    (0..count).map(|_| Door::default()).collect()
}

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
    let all = LocalValueTask::when_all((0..40).map(|_| local(&shared)));
    assert_eq!(pollster::block_on(all).len(), 40);
    let (index, value) = pollster::block_on(LocalValueTask::when_any([local(&shared)]).expect("one"));
    assert_eq!((index, value), (0, shared));
    let failed = LocalValueTask::try_when_all([LocalValueTask::ready(Err::<(), _>(Rc::new(7)))]);
    assert_eq!(pollster::block_on(failed), Err(Rc::new(7)));
}

#[test]
fn tasks_may_borrow_what_outlives_the_join() {
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
fn values_come_in_the_order_of_the_tasks_whatever_the_order_of_their_ends() {
    for count in [1, 2, 12, 13, 33, 100] {
        let doors = doors(count);
        let mut all = ValueTask::when_all(doors.iter().map(Door::task));
        for (index, door) in doors.iter().enumerate().rev() {
            assert!(poll(&mut all).is_pending());
            door.open(index);
        }
        assert_eq!(poll(&mut all), Poll::Ready((0..count).collect()));
    }
}

#[test]
fn all_of_nothing_is_ready_and_empty() {
    assert_eq!(ValueTask::<u8>::when_all([]).try_result().ok(), Some(vec![]));
    assert_eq!(ValueTask::<Result<u8, ()>>::try_when_all([]).try_result().ok(), Some(Ok(vec![])));
}

#[test]
fn ready_tasks_among_many_are_never_polled_and_the_others_are() {
    let doors = doors(50);
    let tasks = doors.iter().enumerate().map(|(n, door)| if n == 40 { door.task() } else { ValueTask::ready(n) });
    let mut all = ValueTask::when_all(tasks);
    assert!(poll(&mut all).is_pending());
    doors[40].open(40);
    assert_eq!(poll(&mut all), Poll::Ready((0..50).collect()));
    assert_eq!(doors.iter().map(Door::polls).sum::<usize>(), 2);
}

#[test]
fn of_many_tasks_only_those_that_were_woken_are_polled_again() {
    let doors = doors(100);
    let (heard, waker) = Wakes::new();
    let mut all = ValueTask::when_all(doors.iter().map(Door::task));
    for (opened, door) in doors.iter().enumerate() {
        assert!(poll_with(&mut all, &waker).is_pending());
        assert_eq!(heard.count(), opened);
        door.open(opened);
    }
    assert!(poll_with(&mut all, &waker).is_ready());
    assert!(doors.iter().all(|door| door.polls() == 2));
}

#[test]
fn a_join_that_is_polled_again_in_vain_polls_none_of_many() {
    let doors = doors(100);
    let ((first, first_waker), (last, last_waker)) = (Wakes::new(), Wakes::new());
    let mut all = ValueTask::when_all(doors.iter().map(Door::task));
    assert!(poll_with(&mut all, &first_waker).is_pending());
    assert!(poll_with(&mut all, &first_waker).is_pending());
    assert!(poll_with(&mut all, &last_waker).is_pending());
    assert!(doors.iter().all(|door| door.polls() == 1));
    doors[7].open(7);
    assert_eq!((first.count(), last.count()), (0, 1), "who polled last is woken");
}

#[test]
fn the_parent_is_woken_once_for_all_that_are_woken_before_it_polls() {
    let doors = doors(100);
    let (heard, waker) = Wakes::new();
    let mut all = ValueTask::when_all(doors.iter().map(Door::task));
    assert!(poll_with(&mut all, &waker).is_pending());
    doors.iter().for_each(|door| door.open(1));
    assert_eq!(heard.count(), 1);
    assert!(poll_with(&mut all, &waker).is_ready());
}

#[test]
fn an_element_that_wakes_itself_goes_on_and_lets_others_go_on() {
    for count in [3, 100] {
        let yielding = |n: usize| {
            ValueTask::from_future(async move {
                for _ in 0..n % 7 {
                    pause().await;
                }
                n
            })
        };
        assert_eq!(pollster::block_on(ValueTask::when_all((0..count).map(yielding))), Vec::from_iter(0..count));
    }
}

#[test]
fn a_join_whose_element_woke_itself_sleeps_until_another_is_woken() {
    let doors = doors(20);
    let (heard, waker) = Wakes::new();
    let restless = ValueTask::from_future(async {
        pause().await;
        pending().await
    });
    let mut all = ValueTask::when_all(doors.iter().map(Door::task).chain([restless]));
    for _ in 0..3 {
        assert!(poll_with(&mut all, &waker).is_pending());
        assert_eq!(heard.count(), 1, "by the element that woke itself");
    }
    doors[7].open(7);
    assert_eq!(heard.count(), 2);
}

#[test]
fn a_join_that_is_done_takes_no_waker_of_its_parent() {
    static CLONES: AtomicUsize = AtomicUsize::new(0);
    const COUNTED: &RawWakerVTable = &RawWakerVTable::new(clone, |_| (), |_| (), |_| ());
    fn clone(data: *const ()) -> RawWaker {
        CLONES.fetch_add(1, SeqCst);
        RawWaker::new(data, COUNTED)
    }
    // SAFETY: the functions of the table use no data, from whichever thread.
    let parent = unsafe { Waker::from_raw(RawWaker::new(ptr::null(), COUNTED)) };
    let doors = doors(20);
    let mut all = ValueTask::when_all(doors.iter().map(Door::task));
    let mut poll = || Pin::new(&mut all).poll(&mut Context::from_waker(&parent));
    assert!(poll().is_pending());
    doors.iter().for_each(|door| door.open(1));
    assert_eq!((CLONES.swap(0, SeqCst), poll()), (1, Poll::Ready(vec![1; 20])));
    assert_eq!(CLONES.load(SeqCst), 0);
}

#[test]
fn a_waker_may_be_woken_after_its_element_is_done_and_after_the_join_is_gone() {
    let doors = doors(20);
    let (heard, waker) = Wakes::new();
    let mut all = ValueTask::when_all(doors.iter().map(Door::task));
    assert!(poll_with(&mut all, &waker).is_pending());
    let (done, kept) = (doors[0].waker(), doors[1].waker());
    doors[0].open(0);
    assert!(poll_with(&mut all, &waker).is_pending());
    done.wake_by_ref();
    assert!(poll_with(&mut all, &waker).is_pending());
    assert_eq!(doors[0].polls(), 2, "it has its value");
    let woken = heard.count();
    drop(all);
    done.wake();
    kept.wake_by_ref();
    let clone = kept.clone();
    drop(kept);
    clone.wake();
    doors[2].open(2);
    assert_eq!(heard.count(), woken, "nobody is there to be woken");
}

#[test]
fn a_dropped_join_lets_go_of_the_parents_waker() {
    let doors = doors(20);
    let (heard, waker) = Wakes::new();
    let mut all = ValueTask::when_all(doors.iter().map(Door::task));
    assert!(poll_with(&mut all, &waker).is_pending());
    assert!(heard.kept() > 0);
    drop(all);
    assert_eq!(heard.kept(), 0);
}

#[test]
fn many_threads_wake_the_elements_of_one_join() {
    let rounds = if cfg!(miri) { 3 } else { 300 };
    for _ in 0..rounds {
        let doors = doors(64);
        let all = ValueTask::when_all(doors.iter().map(Door::task));
        thread::scope(|scope| {
            for part in doors.chunks(16) {
                scope.spawn(move || part.iter().for_each(|door| door.open(1)));
            }
            assert_eq!(pollster::block_on(all), [1; 64]);
        });
    }
}

#[test]
fn many_threads_wake_the_elements_of_a_join_that_is_dropped() {
    let rounds = if cfg!(miri) { 3 } else { 300 };
    for _ in 0..rounds {
        let doors = doors(64);
        let mut all = ValueTask::when_all(doors.iter().map(Door::task));
        assert!(poll(&mut all).is_pending());
        thread::scope(|scope| {
            for part in doors.chunks(32) {
                scope.spawn(move || part.iter().for_each(|door| door.open(1)));
            }
            scope.spawn(move || drop(all));
        });
    }
}

#[test]
fn b_comb_026_an_error_ends_the_join_and_drops_every_other_element() {
    for count in [3, 30] {
        let drops = Drops::default();
        let element = |n: usize| {
            let held = drops.value();
            ValueTask::from_future(async move {
                let _held = held;
                if n == 1 {
                    pause().await;
                    return Err("failed");
                }
                pending().await
            })
        };
        let mut all: ValueTask<'_, Result<Vec<u8>, &str>> = ValueTask::try_when_all((0..count).map(element));
        assert!(poll(&mut all).is_pending());
        assert_eq!(drops.count(), 0);
        assert_eq!(poll(&mut all), Poll::Ready(Err("failed")));
        assert_eq!(drops.count(), count);
    }
}

#[test]
fn b_comb_026_an_error_that_is_there_at_the_call_ends_it_at_once() {
    let drops = Drops::default();
    let held = drops.value();
    let waits = ValueTask::<Result<u8, &str>>::from_future(async move {
        let _held = held;
        pending().await
    });
    let joined = try_join((waits, ValueTask::<Result<(), _>>::ready(Err("there"))));
    assert_eq!(drops.count(), 1);
    assert_eq!(joined.try_result().ok(), Some(Err("there")));
    let all = ValueTask::try_when_all([ValueTask::ready(Ok(1)), ValueTask::ready(Err("there"))]);
    assert_eq!(all.try_result().ok(), Some(Err("there")));
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
    assert_eq!(pollster::block_on(ValueTask::try_when_all((0..20).map(number))), Ok(Vec::from_iter(0..20)));
}

#[test]
fn b_comb_027_the_winner_comes_with_its_index_and_the_losers_are_dropped_first() {
    for count in [2, 30] {
        let drops = Drops::default();
        let doors = doors(count);
        let tasks = doors.iter().map(|door| {
            let (held, door) = (drops.value(), door.clone());
            ValueTask::from_future(async move {
                let _held = held;
                door.await
            })
        });
        let mut first = ValueTask::when_any(tasks).expect("there are tasks");
        assert!(poll(&mut first).is_pending());
        doors[1].open(7);
        assert_eq!(poll(&mut first), Poll::Ready((1, 7)));
        assert_eq!(drops.count(), count);
        doors[0].open(8);
    }
}

#[test]
fn a_task_that_is_ready_at_the_call_wins() {
    let first = ValueTask::when_any([doors(1)[0].task(), ValueTask::ready(5), ValueTask::ready(6)]);
    assert_eq!(first.expect("there are tasks").try_result().ok(), Some((1, 5)));
}

#[test]
fn any_of_nothing_is_none() {
    assert!(ValueTask::<u8>::when_any([]).is_none());
}

/// Says its name when it is dropped.
struct Says(&'static str, Arc<Mutex<Vec<&'static str>>>);

impl Drop for Says {
    fn drop(&mut self) {
        self.1.lock().expect("no panic").push(self.0);
    }
}

#[test]
fn dropping_a_join_drops_tasks_and_values_in_order() {
    let said = Arc::default();
    let held = |name| Says(name, Arc::clone(&said));
    let waits = |name| {
        let held = held(name);
        ValueTask::<Says>::from_future(async move {
            let _held = held;
            pending().await
        })
    };
    let ends = |name| {
        let held = held(name);
        ValueTask::from_future(async move { held })
    };
    let mut joined = join((waits("a"), ends("b"), waits("c")));
    assert!(poll(&mut joined).is_pending());
    drop(joined);
    let mut all = ValueTask::when_all([waits("d"), ends("e"), waits("f")]);
    assert!(poll(&mut all).is_pending());
    drop(all);
    assert_eq!(*said.lock().expect("no panic"), ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn a_panic_of_an_element_comes_out_of_the_poll_and_drops_everything() {
    for count in [3, 30] {
        let drops = Drops::default();
        let element = |n: usize| {
            let held = drops.value();
            ValueTask::<()>::from_future(async move {
                let _held = held;
                pause().await;
                assert!(n != 2, "the second");
                pending().await
            })
        };
        let mut all = ValueTask::when_all((0..count).map(element));
        assert!(poll(&mut all).is_pending());
        assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut all))).is_err());
        assert_eq!(drops.count(), count);
    }
}

#[test]
fn a_panic_in_the_first_poll_leaves_nothing_behind() {
    let doors = doors(20);
    let mut all = ValueTask::when_all(doors.iter().enumerate().map(|(n, door)| {
        let door = door.clone();
        ValueTask::from_future(async move {
            assert!(n != 5, "the fifth");
            door.await
        })
    }));
    assert!(catch_unwind(AssertUnwindSafe(|| poll(&mut all))).is_err());
    assert_eq!((doors[4].polls(), doors[6].polls()), (1, 0));
    doors[4].open(4);
    // What the thread offers to the elements of one join isn't left for those of another.
    many_again();
}

fn many_again() {
    let doors = doors(20);
    let mut all = ValueTask::when_all(doors.iter().map(Door::task));
    assert!(poll(&mut all).is_pending());
    doors.iter().for_each(|door| door.open(1));
    assert_eq!(poll(&mut all), Poll::Ready(vec![1; 20]));
}

#[test]
fn joins_of_joins_are_woken_through_and_through() {
    let doors: Vec<_> = (0..20).map(|_| doors(20)).collect();
    let (heard, waker) = Wakes::new();
    let mut all = ValueTask::when_all(doors.iter().map(|row| ValueTask::when_all(row.iter().map(Door::task))));
    assert!(poll_with(&mut all, &waker).is_pending());
    for (row, column) in (0..20).zip((0..20).rev()) {
        let before = heard.count();
        doors[row][column].open(1);
        assert_eq!(heard.count(), before + 1);
        assert!(poll_with(&mut all, &waker).is_pending());
    }
    assert_eq!(doors.iter().flatten().map(Door::polls).sum::<usize>(), 420);
    doors.iter().flatten().for_each(|door| door.open(1));
    assert_eq!(poll_with(&mut all, &waker), Poll::Ready(vec![vec![1; 20]; 20]));
}

#[test]
fn an_element_that_clones_its_waker_twice_or_never_is_counted_right() {
    let doors = doors(20);
    let never = || ValueTask::from_future(pending());
    let twice = |door: &Door| {
        let (first, second) = (door.task(), door.task());
        ValueTask::from_future(async move { join((first, second)).await.0 })
    };
    let mut first = ValueTask::when_any(doors.iter().flat_map(|door| [twice(door), never()])).expect("there are tasks");
    assert!(poll(&mut first).is_pending());
    let kept: Vec<_> = doors.iter().map(Door::waker).collect();
    doors[3].open(3);
    assert_eq!(poll(&mut first), Poll::Ready((6, 3)));
    drop(first);
    kept.into_iter().for_each(Waker::wake);
    doors.iter().for_each(|door| door.open(0));
}

#[test]
#[should_panic(expected = "a ValueTask was polled after it had given its value")]
fn a_join_gives_its_value_once() {
    let mut all = ValueTask::when_all([ValueTask::from_future(async { 1 })]);
    assert!(poll(&mut all).is_ready());
    let _ = poll(&mut all);
}
