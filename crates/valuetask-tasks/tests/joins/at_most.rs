//! Joins of which so many run at most.

use std::cell::Cell;
use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use pollster::block_on;
use valuetask::{PooledFuture, ValueTask};
use valuetask_tasks::{Task, try_when_all_at_most, when_all_at_most, when_each_at_most};

use crate::util::{Bomb, Drops, Once, Wakes, number, pause, poll_with};

/// Counts what has begun, and what runs.
#[derive(Clone, Default)]
struct Counts(Rc<(Cell<usize>, Cell<usize>, Cell<usize>)>);

impl Counts {
    fn polls(&self) -> usize {
        self.0.2.get()
    }

    /// Suspends once while it runs.
    async fn run(self, index: usize, limit: usize) -> usize {
        let (begun, running, polls) = &*self.0;
        begun.set(begun.get() + 1);
        running.set(running.get() + 1);
        assert!(running.get() <= limit);
        let mut once = Once::default();
        poll_fn(|cx| {
            polls.set(polls.get() + 1);
            std::pin::Pin::new(&mut once).poll(cx)
        })
        .await;
        running.set(running.get() - 1);
        index
    }
}

#[test]
fn so_many_run_at_most_and_the_values_are_in_order() {
    for (limit, items) in [(1, 5), (3, 10), (10, 10), (100, 10), (64, 200), (usize::MAX, 3), (1, 0)] {
        let counts = Counts::default();
        let all = when_all_at_most(limit, (0..items).map(|index| counts.clone().run(index, limit)));
        assert_eq!(counts.0.0.get(), 0, "nothing begins before the first poll");
        assert_eq!(block_on(all), Vec::from_iter(0..items));
    }
}

#[test]
fn a_million_take_two_polls_each() {
    let items = if cfg!(miri) { 100 } else { 1_000_000 };
    for limit in [1, 1000] {
        let (counts, outer) = (Counts::default(), Cell::new(0_usize));
        let futures = (0..items).map(|index| counts.clone().run(index, limit));
        let mut all = pin!(when_all_at_most(limit, futures));
        let sum: usize = block_on(poll_fn(|cx| {
            outer.set(outer.get() + 1);
            all.as_mut().poll(cx)
        }))
        .iter()
        .sum();
        assert_eq!(sum, items * (items - 1) / 2);
        assert_eq!(counts.polls(), 2 * items);
        assert!(outer.get() <= 2 * items.div_ceil(limit) + 1, "{} polls of {items} by {limit}", outer.get());
    }
}

#[test]
fn the_next_item_is_taken_when_the_next_value_is_awaited() {
    let taken = Cell::new(0);
    let items = (0..10).inspect(|_| taken.set(taken.get() + 1)).map(number);
    let mut each = when_each_at_most(3, items);
    let mut next = || poll_with(&mut poll_fn(|cx| each.poll_next(cx)), Waker::noop()).is_ready();
    let polls = [(false, 3), (true, 3), (true, 4)];
    assert_eq!(taken.get(), 0);
    assert_eq!(polls.map(|_| (next(), taken.get())), polls);
    assert_eq!(format!("{each:?}"), "WhenEachAtMost { running: 2, .. }");
}

#[test]
fn values_come_as_they_are_ready() {
    let slow: [PooledFuture<'_, &str>; 4] = [
        PooledFuture::new(async {
            for _ in 0..4 {
                pause().await;
            }
            "slow"
        }),
        PooledFuture::new(ready("ready")),
        PooledFuture::new(async {
            pause().await;
            "pauses"
        }),
        PooledFuture::new(ready("last")),
    ];
    let mut each = when_each_at_most(2, slow);
    let mut order = Vec::new();
    block_on(async {
        while let Some((index, _)) = each.next().await {
            order.push(index);
        }
        assert_eq!(each.next().await, None);
    });
    assert_eq!(order, [1, 2, 3, 0]);
}

#[test]
fn items_that_are_ready_at_once_keep_no_other_waiting() {
    // The first one is woken after the second value.
    let (woken, waker) = (Rc::new(Cell::new(false)), Rc::new(Cell::new(None::<Waker>)));
    let (is_woken, kept) = (Rc::clone(&woken), Rc::clone(&waker));
    let items = (0..).map(move |n| {
        let (woken, waker) = (Rc::clone(&is_woken), Rc::clone(&kept));
        poll_fn(move |cx| {
            if n > 0 || woken.get() {
                return Poll::Ready(());
            }
            waker.set(Some(cx.waker().clone()));
            Poll::Pending
        })
    });
    let mut each = when_each_at_most(3, items);
    let mut next = || block_on(each.next()).map(|(index, ())| index);
    assert_eq!([(); 4].map(|()| next()), [1, 2, 3, 4].map(Some));
    woken.set(true);
    waker.take().expect("it waits").wake();
    assert!([(); 3].map(|()| next()).contains(&Some(0)));
}

#[test]
fn a_destructor_that_panics_leaks_no_error() {
    struct Fails;
    impl Drop for Fails {
        fn drop(&mut self) {
            Bomb::raise();
        }
    }
    let drops = Drops::default();
    let fails = Fails;
    let held = async move {
        let _fails = fails;
        pending().await
    };
    // A value, and then a future that runs.
    for first in [PooledFuture::new(ready(Ok(Fails))), PooledFuture::new(held)] {
        let error = drops.value();
        let futures = [first, PooledFuture::new(ready(Err(error)))];
        assert!(Bomb::is_raised_by(|| block_on(try_when_all_at_most(2, futures))));
    }
    assert_eq!(drops.count(), 2);
}

#[test]
fn an_error_ends_the_rest() {
    let (taken, drops) = (Cell::new(0), Drops::default());
    let items = (0..1000).inspect(|_| taken.set(taken.get() + 1)).map(|n| {
        let value = drops.value();
        async move {
            let _value = value;
            match n {
                0 => pending().await,
                5 => Err("no answer"),
                n => Ok(n),
            }
        }
    });
    assert_eq!(block_on(try_when_all_at_most(2, items)), Err("no answer"));
    assert!(taken.get() < 10, "{} were taken", taken.get());
    assert_eq!(drops.count(), taken.get());
    let all = try_when_all_at_most(2, (0..10).map(|n| ready(Ok::<_, ()>(n))));
    assert_eq!(block_on(all), Ok(Vec::from_iter(0..10)));
}

#[test]
fn a_panic_ends_the_rest() {
    let (taken, drops) = (Cell::new(0), Drops::default());
    let items = (0..1000).inspect(|_| taken.set(taken.get() + 1)).map(|n| {
        let value = drops.value();
        async move {
            let _value = value;
            assert_ne!(n, 5, "the fifth");
            if n == 0 { pending().await } else { n }
        }
    });
    let mut each = when_each_at_most(2, items);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        block_on(async { while each.next().await.is_some() {} });
    }));
    assert!(panicked.is_err());
    assert_eq!(drops.count(), taken.get());
    assert_eq!(block_on(each.next()), None);
}

#[test]
fn a_panic_of_the_iterator_ends_the_rest() {
    let drops = Drops::default();
    let items = (0..1000).map(|n| {
        assert_ne!(n, 5, "the fifth");
        let value = drops.value();
        async move {
            let _value = value;
        }
    });
    assert!(catch_unwind(AssertUnwindSafe(|| block_on(when_all_at_most(2, items)))).is_err());
    assert_eq!(drops.count(), 5);
}

#[test]
fn a_drop_ends_all() {
    let drops = Drops::default();
    let items = (0..100).map(|_| {
        let value = drops.value();
        async move {
            let _value = value;
            pending::<()>().await;
        }
    });
    let mut all = Box::pin(when_all_at_most(20, items));
    assert!(poll_with(&mut all, Waker::noop()).is_pending());
    assert_eq!(drops.count(), 0);
    drop(all);
    assert_eq!(drops.count(), 20);
}

#[test]
fn only_those_that_are_woken_are_polled_again() {
    let (polls, wakers) = (Cell::new(0), std::cell::RefCell::new(Vec::new()));
    let sleeps = (0..5).map(|_| {
        poll_fn(|cx| {
            polls.set(polls.get() + 1);
            wakers.borrow_mut().push(cx.waker().clone());
            Poll::<()>::Pending
        })
    });
    let mut all = Box::pin(when_all_at_most(5, sleeps));
    let (wakes, waker) = Wakes::new();
    for _ in 0..3 {
        assert!(poll_with(&mut all, &waker).is_pending());
    }
    assert_eq!(polls.get(), 5);
    let third = wakers.borrow()[2].clone();
    third.wake();
    assert_eq!(wakes.count(), 1);
    assert!(poll_with(&mut all, &waker).is_pending());
    assert_eq!(polls.get(), 6);
    // Another executor takes the join over.
    let (others, other) = Wakes::new();
    assert!(poll_with(&mut all, &other).is_pending());
    wakers.borrow()[0].wake_by_ref();
    assert_eq!((wakes.count(), others.count()), (1, 1));
}

#[test]
fn one_that_wakes_itself_leaves_the_executor_to_others() {
    let woken = (0..3).map(|_| {
        poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        })
    });
    let mut all = Box::pin(when_all_at_most(2, woken));
    let (wakes, waker) = Wakes::new();
    for polls in 1..4 {
        assert!(poll_with(&mut all, &waker).is_pending());
        assert_eq!(wakes.count(), polls);
    }
}

#[test]
fn items_are_what_becomes_a_future() {
    assert_eq!(block_on(when_all_at_most(2, (0..4).map(ValueTask::ready))), [0, 1, 2, 3]);
    let tasks = (0..4).map(Task::from_result);
    assert_eq!(block_on(try_when_all_at_most(2, tasks)), Ok(vec![0, 1, 2, 3]));
}

#[test]
fn it_may_be_sent_if_the_futures_and_the_iterator_may() {
    fn sent<T: Send>(value: T) -> T {
        value
    }
    assert_eq!(block_on(sent(when_all_at_most(2, (0..2).map(|n| async move { n })))), [0, 1]);
    drop(sent(when_each_at_most(2, [async { 7 }])));
}

#[test]
#[should_panic(expected = "give one of one at least")]
fn a_limit_of_zero_is_a_bug() {
    drop(when_all_at_most(0, [ready(())]));
}
