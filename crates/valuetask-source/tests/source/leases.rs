//! Many operations at once: values across threads, either side dropped at any moment, bounds.

use std::error::Error;
use std::task::Poll;
use std::thread;

use valuetask::{Abandoned, PooledFuture, ValueTask};
use valuetask_source::{Completer, CompletionPool, Lease};

use crate::util::{Drops, poll};
use crate::{Wakes, elsewhere, poll_with};

static POOL: CompletionPool<u64> = CompletionPool::new();

#[test]
fn a_value_goes_from_one_thread_to_another() {
    let (completer, reply) = POOL.lease();
    let awaiter = thread::spawn(move || pollster::block_on(reply));
    assert_eq!(completer.complete(7), Ok(()));
    assert_eq!(awaiter.join().unwrap(), Ok(7));
}

#[test]
fn a_value_that_comes_first_is_ready_at_the_first_poll() {
    let (completer, mut reply) = POOL.lease();
    assert!(completer.is_awaited());
    elsewhere(|| completer.complete(7)).unwrap();
    assert_eq!(poll(&mut reply), Poll::Ready(Ok(7)));
}

#[test]
fn a_value_of_any_size_is_taken_once_and_its_lease_used_again() {
    fn of_this_size<const N: usize>() {
        let pool = CompletionPool::<[String; N]>::new();
        let value = |round: usize| std::array::from_fn(|n| format!("{round}, {n}"));
        for round in 0..4 {
            let (completer, mut reply) = pool.lease();
            if round % 2 == 1 {
                assert!(poll(&mut reply).is_pending());
            }
            completer.complete(value(round)).unwrap();
            assert_eq!(poll(&mut reply), Poll::Ready(Ok(value(round))));
        }
    }

    of_this_size::<1>();
    of_this_size::<16>();
    of_this_size::<43>();
    of_this_size::<44>();
    of_this_size::<64>();
}

#[test]
fn a_dropped_completer_wakes_and_says_so() {
    let (completer, mut reply) = POOL.lease();
    let (woken, waker) = Wakes::new();
    assert!(poll_with(&mut reply, &waker).is_pending());
    drop(completer);
    assert_eq!(woken.count(), 1);
    assert!(matches!(poll(&mut reply), Poll::Ready(Err(Abandoned { .. }))));
    let abandoned: &dyn Error = &pollster::block_on({
        let (completer, reply) = POOL.lease();
        drop(completer);
        reply
    })
    .unwrap_err();
    assert_eq!(abandoned.to_string(), "dropped before it completed");
}

#[test]
fn a_dropped_task_returns_the_value_to_the_completer() {
    let (completer, mut reply) = POOL.lease();
    let (woken, waker) = Wakes::new();
    assert!(poll_with(&mut reply, &waker).is_pending());
    drop(reply);
    assert_eq!((woken.count(), woken.kept()), (0, 0), "not woken, and not kept");
    assert!(!completer.is_awaited());
    assert_eq!(format!("{completer:?}"), "Completer { is_awaited: false, .. }");
    assert_eq!(completer.complete(7), Err(7));
}

#[test]
fn a_value_that_wasnt_taken_is_dropped_with_the_task() {
    let (pool, drops) = (CompletionPool::new(), Drops::default());
    let (completer, reply) = pool.lease();
    assert!(completer.complete(drops.value()).is_ok());
    assert_eq!(drops.count(), 0);
    drop(reply);
    assert_eq!(drops.count(), 1);
}

#[test]
fn both_sides_may_be_dropped_in_either_order_on_either_thread() {
    let pool = CompletionPool::with_capacity(1);
    let (completer, reply) = pool.try_lease().unwrap();
    elsewhere(|| drop(completer));
    assert_eq!(counted(&pool), (1, 0), "the other side is left");
    drop(reply);
    assert_eq!(counted(&pool), (0, 0));
    let (completer, reply) = pool.try_lease().unwrap();
    drop(reply);
    assert_eq!(counted(&pool), (1, 0), "the other side is left");
    elsewhere(|| drop(completer));
    assert_eq!(counted(&pool), (0, 0));
}

/// Returns the number of leases and of waiting tasks.
fn counted(pool: &CompletionPool<u32>) -> (usize, usize) {
    pool.stats().map(|stats| (stats.leased, stats.waiting)).expect("it counts")
}

#[test]
fn beyond_the_capacity_it_grows_refuses_or_waits_as_the_call_says() {
    let pool = CompletionPool::with_capacity(1);
    let first = pool.try_lease().unwrap();
    assert_eq!(pool.try_lease().unwrap_err().to_string(), "all 1 operations of the pool are leased");
    let second = pool.lease();
    assert_eq!(counted(&pool), (2, 0));
    let (mut waiting, (woken, waker)) = (pool.lease_when_free(), Wakes::new());
    assert!(poll_with(&mut waiting, &waker).is_pending());
    assert_eq!(counted(&pool), (2, 1));
    drop(first);
    assert_eq!((counted(&pool), woken.count()), ((1, 1), 0), "still as many as there may be");
    drop(second);
    assert_eq!((counted(&pool), woken.count()), ((1, 0), 1), "handed over");
    let (completer, reply) = ready(poll_with(&mut waiting, &waker));
    assert!(pool.try_lease().is_err());
    assert_eq!(completer.complete(7), Ok(()));
    assert_eq!(counted(&pool), (1, 0), "the task is still there");
    assert_eq!(pollster::block_on(reply), Ok(7));
    assert_eq!(counted(&pool), (0, 0));
    assert!(pool.lease_when_free().is_completed());
}

fn ready<T>(polled: Poll<T>) -> T {
    match polled {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("pending"),
    }
}

#[test]
fn waiting_tasks_are_served_in_order_and_a_dropped_one_is_passed_over() {
    let pool = CompletionPool::with_capacity(1);
    let held = pool.try_lease().unwrap();
    let mut waiting: Vec<ValueTask<'_, Lease<u32>>> = (0..4).map(|_| pool.lease_when_free()).collect();
    let woken: Vec<_> = waiting
        .iter_mut()
        .map(|task| {
            let (woken, waker) = Wakes::new();
            assert!(poll_with(task, &waker).is_pending());
            woken
        })
        .collect();
    // One is dropped while it waits, one after it was served.
    drop(waiting.remove(1));
    drop(held);
    assert_eq!(woken.iter().map(|woken| woken.count()).collect::<Vec<_>>(), [1, 0, 0, 0]);
    drop(waiting.remove(0));
    assert_eq!(woken.iter().map(|woken| woken.count()).collect::<Vec<_>>(), [1, 0, 1, 0]);
    let leased = ready(poll(&mut waiting[0]));
    assert!(poll(&mut waiting[1]).is_pending(), "still its turn to come");
    drop(leased);
    assert!(poll(&mut waiting[1]).is_ready());
    assert_eq!(counted(&pool), (0, 0));
}

#[test]
fn a_refusal_says_how_many_are_leased() {
    let pool = CompletionPool::<u32>::with_capacity(2);
    let _leases = [pool.try_lease().unwrap(), pool.try_lease().unwrap()];
    assert_eq!(pool.try_lease().unwrap_err().to_string(), "all 2 operations of the pool are leased");
}

#[test]
fn a_pool_may_be_gone_before_its_leases() {
    let pool = CompletionPool::with_capacity(2);
    let leases: [(Completer<u32>, _); 2] = [pool.try_lease().unwrap(), pool.try_lease().unwrap()];
    drop(pool);
    for (completer, reply) in leases {
        let awaiter = thread::spawn(move || pollster::block_on(reply));
        assert_eq!(completer.complete(7), Ok(()));
        assert_eq!(awaiter.join().unwrap(), Ok(7));
    }
}

#[test]
fn a_pool_without_a_capacity_refuses_and_counts_nothing() {
    let leases: Vec<_> = (0..100).map(|_| POOL.try_lease().unwrap()).collect();
    assert_eq!(POOL.stats(), None);
    assert!(POOL.lease_when_free().is_completed());
    drop(leases);
    assert_eq!(
        format!("{:?}", CompletionPool::<u32>::with_capacity(3)),
        "CompletionPool { stats: Some(LeaseStats { leased: 0, capacity: 3, waiting: 0 }) }"
    );
}

#[test]
fn threads_hold_the_bound_together() {
    const LEASES: usize = if cfg!(miri) { 20 } else { 5_000 };
    let pool = CompletionPool::<usize>::with_capacity(3);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                for number in 0..LEASES {
                    let (completer, reply) = pollster::block_on(pool.lease_when_free());
                    assert!(pool.stats().is_some_and(|stats| stats.leased <= 3));
                    let second = pool.try_lease();
                    drop(second);
                    completer.complete(number).unwrap();
                    assert_eq!(pollster::block_on(reply), Ok(number));
                }
            });
        }
    });
    assert_eq!(pool.stats().map(|stats| (stats.leased, stats.waiting)), Some((0, 0)));
}

#[test]
fn a_task_of_a_source_becomes_a_future_of_that_source() {
    let (completer, reply) = POOL.lease();
    let mut future = PooledFuture::from(reply);
    let (woken, waker) = Wakes::new();
    assert!(poll_with(&mut future, &waker).is_pending());
    completer.complete(7).expect("it is awaited");
    assert_eq!((woken.count(), poll(&mut future)), (1, Poll::Ready(Ok(7))));
    let (completer, reply) = POOL.lease();
    drop(PooledFuture::from(reply));
    assert!(!completer.is_awaited());
}
